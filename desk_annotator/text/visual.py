"""Text for terminals that neither join Arabic letters nor put them in visual order.

Only for the output of the command line. A window, a web page or a text file does this
itself: given this, it would turn the text round a second time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Protocol

from arabic_reshaper import ArabicReshaper
from bidi import algorithm  # type: ignore[import-untyped]

from desk_annotator.core.text import Direction
from desk_annotator.text.folding import MARKS
from desk_annotator.text.isolates import strip_isolates

_LINE_ENDS = str.maketrans(dict.fromkeys("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))
_FORMATS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_NO_FORMATS = str.maketrans(dict.fromkeys(_FORMATS))
_OLDEST_VTE_WITH_BIDI = 5800


# The reshaper drops a joiner, and with it a mark behind it: the mark goes first.
_MARKS_BEHIND_JOINERS = re.compile(f"(\u200d+)([{MARKS}]+)")


class _Reshaper(Protocol):
    def reshape(self, text: str) -> str: ...


@cache
def _reshaper(*, ligatures: bool) -> _Reshaper:
    # Harakat are deleted unless told otherwise.
    reshaper: _Reshaper = ArabicReshaper({"delete_harakat": False, "support_ligatures": ligatures})
    return reshaper


def visual_line(line: str, direction: Direction, *, ligatures: bool = False) -> str:
    """Return one line joined and in visual order, left to right, for the base `direction`.

    Isolates and other bidi controls are left out once they have done their work; a line end
    inside is shown as a space. With `ligatures`, lam-alef becomes one character. Offsets into
    the result mean nothing.
    """
    bare = strip_isolates(line.translate(_LINE_ENDS))
    bare = _MARKS_BEHIND_JOINERS.sub(r"\2\1", bare)
    joined = _reshaper(ligatures=ligatures).reshape(bare)
    return _ordered(joined, direction).translate(_NO_FORMATS)


def _ordered(line: str, direction: Direction) -> str:
    """Put a line into visual order, each mark behind its letter, where terminals draw it.

    The steps are those of the library's own `get_display`, which leaves the marks of a turned
    run in front of their letters.
    """
    storage = algorithm.get_empty_storage()
    storage["base_level"] = 1 if direction is Direction.RTL else 0
    storage["base_dir"] = "R" if direction is Direction.RTL else "L"
    algorithm.get_embedding_levels(line, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    algorithm.apply_mirroring(storage, debug=False)
    whole: list[dict[str, object]] = []
    for character in storage["chars"]:
        if character["orig"] == "NSM" and whole:
            whole[-1]["ch"] = f"{whole[-1]['ch']}{character['ch']}"
        else:
            whole.append(character)
    storage["chars"] = whole
    algorithm.reorder_resolved_levels(storage, debug=False)
    return "".join(str(character["ch"]) for character in storage["chars"])


def visual_text(text: str, direction: Direction, *, ligatures: bool = False) -> str:
    """Return a text of several lines (ended by LF), each as `visual_line` gives it."""
    return "\n".join(visual_line(line, direction, ligatures=ligatures) for line in text.split("\n"))


def terminal_reorders(environ: Mapping[str, str]) -> bool:
    """Guess from environment variables whether the terminal joins and orders Arabic itself."""
    if environ.get("WT_SESSION"):
        return False
    if environ.get("VTE_VERSION", "").isdecimal():
        return int(environ["VTE_VERSION"]) >= _OLDEST_VTE_WITH_BIDI
    return bool(
        environ.get("KONSOLE_VERSION")
        or environ.get("MLTERM")
        or environ.get("TERM_PROGRAM") in {"Apple_Terminal", "mintty"}
        or environ.get("TERM", "").startswith("mlterm")
    )
