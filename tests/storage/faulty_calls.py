"""System calls that fail where a test wants them to."""

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


class FaultyCalls(FileCalls):
    """Fails at the nth call, and with `persistent` at every one behind it; 0 is never.

    `code` is the error; None writes short, and fails at nothing else.
    """

    def __init__(self, nth: int = 0, code: int | None = None, *, persistent: bool = False) -> None:
        self.made: list[str] = []
        """The names of the calls made."""
        self._nth = nth
        self._code = code
        self._persistent = persistent

    def __getattribute__(self, name: str):
        real = super().__getattribute__(name)
        if name not in CALLS:
            return real
        return lambda *arguments: self._made(name, real, arguments)

    def _made(self, name, real, arguments):
        """Make a call, or fail."""
        self.made.append(name)
        number = len(self.made)
        if number == self._nth or (self._persistent and number > self._nth > 0):
            if self._code is not None:
                if name == "close":  # Linux closes the descriptor even if it says otherwise
                    real(*arguments)
                raise OSError(self._code, os.strerror(self._code))
            if name == "write":
                descriptor, data = arguments
                return real(descriptor, data[: max(1, len(data) // 3)])
        return real(*arguments)


class RefusingCalls(FaultyCalls):
    """A folder in which files can be made and not replaced; calls count from the first refusal."""

    def __init__(
        self,
        refusal: int,
        *,
        nth: int = 0,
        code: int | None = None,
        persistent: bool = False,
    ) -> None:
        super().__init__(nth, code, persistent=persistent)
        self.refusal = refusal
        self._has_refused = False

    @property
    def behind(self) -> list[str] | None:
        """The calls made since a replacement was refused; None if none was."""
        return self.made if self._has_refused else None

    def _made(self, name, real, arguments):
        if name == "replace":
            self._has_refused = True
            raise OSError(self.refusal, os.strerror(self.refusal))
        if not self._has_refused:
            return real(*arguments)
        return super()._made(name, real, arguments)
