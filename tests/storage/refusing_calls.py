"""A folder in which files can be made and not replaced, and in which other calls may fail too."""

from __future__ import annotations

import os

from desk_annotator.storage.file_calls import FileCalls

CALLS = frozenset(
    {
        "real_path",
        "stat",
        "create",
        "open",
        "write",
        "read",
        "set_group",
        "set_mode",
        "sync",
        "close",
        "replace",
        "remove",
    }
)


class RefusingCalls(FileCalls):
    """Refuses every replacement; from the nth call behind the first refusal, others fail as well.

    With `persistent` all calls from there on fail, else that one; `code` None writes short.
    """

    def __init__(
        self,
        refusal: int,
        *,
        nth: int = 0,
        code: int | None = None,
        persistent: bool = False,
    ) -> None:
        self.refusal = refusal
        self.behind: list[str] | None = None
        """The calls made since the replacement was refused."""
        self._nth = nth
        self._code = code
        self._persistent = persistent

    def __getattribute__(self, name: str):
        if name not in CALLS:
            return super().__getattribute__(name)
        real = super().__getattribute__(name)

        def call(*arguments):
            if name == "replace":
                self.behind = self.behind or []
                raise OSError(self.refusal, os.strerror(self.refusal))
            if self.behind is None:
                return real(*arguments)
            self.behind.append(name)
            number = len(self.behind)
            if number == self._nth or (self._persistent and number > self._nth > 0):
                if self._code is not None:
                    if name == "close":  # Linux closes the descriptor even if it says otherwise
                        real(*arguments)
                    raise OSError(self._code, os.strerror(self._code))
                if name == "write":
                    descriptor, data = arguments
                    return real(descriptor, data[: max(1, len(data) // 3)])
            return real(*arguments)

        return call
