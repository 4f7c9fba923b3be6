"""Text for terminals that neither join Arabic letters nor put them in visual order.

Only for the output of the command line, and for the export made to be read there. A window, a
web page or any other text file does this itself: given this, it would turn the text round a
second time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Protocol

from arabic_reshaper import ArabicReshaper
from bidi import algorithm, mirror  # type: ignore[import-untyped]

from desk_annotator.core.text import Direction
from desk_annotator.text.folding import MARKS
from desk_annotator.text.isolates import strip_isolates
from desk_annotator.text.late_pattern import late_pattern

_LINE_ENDS = str.maketrans(dict.fromkeys("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))
_FORMATS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_NO_FORMATS = str.maketrans(dict.fromkeys(_FORMATS))
_OLDEST_VTE_WITH_BIDI = 5800


# The reshaper drops a joiner, and with it a mark behind it: the mark goes first.
_MARKS_BEHIND_JOINERS = re.compile(f"(\u200d+)([{MARKS}]+)")


# Where every character stands from right to left, or goes along with those that do.
_ALL_RIGHT_TO_LEFT = late_pattern(
    r"(?V1)[\p{Bidi_Class=R}\p{Bidi_Class=AL}\p{Bidi_Class=NSM}\p{Bidi_Class=WS}"
    r"\p{Bidi_Class=ON}\p{Bidi_Class=CS}\p{Bidi_Class=ES}\p{Bidi_Class=ET}]*"
)
_CLUSTER = late_pattern(r"(?V1)\P{Bidi_Class=NSM}\p{Bidi_Class=NSM}*|\p{Bidi_Class=NSM}+")
_MIRRORED = str.maketrans(mirror.MIRRORED)

# Of characters younger than Python's own tables (a new emoji) these know a class: that which
# Unicode gives to all characters to come in their block, if nothing else.
_YOUNG_CLASSES = {
    name: late_pattern(rf"\p{{Bidi_Class={name}}}") for name in ("R", "AL", "NSM", "ON", "ET", "BN")
}


class _Reshaper(Protocol):
    def reshape(self, text: str) -> str: ...


@cache
def _reshaper(*, ligatures: bool) -> _Reshaper:
    # Harakat are deleted unless told otherwise.
    reshaper: _Reshaper = ArabicReshaper({"delete_harakat": False, "support_ligatures": ligatures})
    return reshaper


@lru_cache(maxsize=1 << 15)
def _joined_word(word: str) -> str:
    return _reshaper(ligatures=False).reshape(word)


def _joined(line: str, *, ligatures: bool) -> str:
    """Return a line with its letters joined, without ligatures word by word: words come again."""
    if ligatures:
        return _reshaper(ligatures=True).reshape(line)
    return " ".join(map(_joined_word, line.split(" ")))


def visual_line(line: str, direction: Direction, *, ligatures: bool = False) -> str:
    """Return one line joined and in visual order, left to right, for the base `direction`.

    Isolates and other bidi controls are left out once they have done their work; a line end
    inside is shown as a space. With `ligatures`, lam-alef becomes one character. Offsets into
    the result mean nothing.
    """
    bare = strip_isolates(line.translate(_LINE_ENDS))
    bare = _MARKS_BEHIND_JOINERS.sub(r"\2\1", bare)
    if bare.isascii() and direction is Direction.LTR:
        return bare
    joined = _joined(bare, ligatures=ligatures)
    if direction is Direction.RTL and _ALL_RIGHT_TO_LEFT.fullmatch(joined):
        return _turned(joined)
    return _ordered(joined, direction).translate(_NO_FORMATS)


def _turned(line: str) -> str:
    """Return a line all of which stands from right to left, each mark behind its letter."""
    clusters = _CLUSTER.findall(line)
    return "".join(reversed(clusters)).translate(_MIRRORED)


def _ordered(line: str, direction: Direction) -> str:
    """Put a line into visual order, each mark behind its letter, where terminals draw it.

    The steps are those of the library's own `get_display`, which leaves the marks of a turned
    run in front of their letters.
    """
    storage = algorithm.get_empty_storage()
    storage["base_level"] = 1 if direction is Direction.RTL else 0
    storage["base_dir"] = "R" if direction is Direction.RTL else "L"
    algorithm.get_embedding_levels(line, storage)
    for character in storage["chars"]:
        if not character["type"]:
            character["type"] = character["orig"] = _young_class(str(character["ch"]))
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


def _young_class(character: str) -> str:
    """Return the bidi class of a character that Python does not know."""
    fitting = (name for name, kind in _YOUNG_CLASSES.items() if kind.match(character))
    return next(fitting, "L")


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
