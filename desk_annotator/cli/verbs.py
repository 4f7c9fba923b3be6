"""The verbs of the command line, known before its parser is loaded: the window starts without."""

from __future__ import annotations

from collections.abc import Sequence

VERBS = (
    "open",
    "new",
    "import",
    "export",
    "formats",
    "validate",
    "show",
    "stats",
    "snapshot",
    "align",
    "suggest",
)


class UsageError(Exception):
    """Arguments that are well formed but do not fit together, or not the project."""


def with_verb(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with `open` in front if they begin with no verb and no option."""
    if not arguments:
        return ["open"]
    first = arguments[0]
    if first in VERBS or (first.startswith("-") and first not in ("-", "--")):
        return list(arguments)
    return ["open", *arguments]
