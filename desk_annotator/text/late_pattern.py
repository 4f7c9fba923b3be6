"""Regular expressions by Unicode properties, compiled when they are first used.

The window shows its first texts without any of them; loading `regex` and compiling them all
would take a tenth of the time it takes to start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import regex


class _LatePattern:
    def __init__(self, source: str) -> None:
        self._source = source

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        # Only asked for what is not there yet: from the second time on there is no detour.
        import regex  # noqa: PLC0415

        found: object = getattr(regex.compile(self._source), name)
        self.__dict__[name] = found
        return found


def late_pattern(source: str) -> regex.Pattern[str]:
    """Return what can be used as `regex.compile(source)`."""
    return cast("regex.Pattern[str]", _LatePattern(source))
