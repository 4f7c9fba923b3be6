"""Undoes what old PDFs and wrong encodings did to a text, where that can be done for certain.

Nothing here is done unasked: what comes out is shown beside the text and chosen by the user.
"""

from __future__ import annotations

import re
from collections import Counter
from unicodedata import normalize

from desk_annotator.core.frozen import frozen
from desk_annotator.core.text import TextChange
from desk_annotator.text.direction_controls import close_controls
from desk_annotator.text.inspection import FORMS, warnings
from desk_annotator.text.mojibake import decoded_again
from desk_annotator.text.visual_order import logical_lines

_ROUNDS = 3
"""One repair may lay bare another fault; a text that is not sound after this is left alone."""
_REPAIRABLE = ("mojibake", "visual-order", "presentation-forms", "unbalanced-controls")
_ALLAH = "\ufdf2"
_WITH_ALLAH = re.compile(f"{FORMS.pattern}|{_ALLAH}")
_LAM_ALEF = re.compile("[\ufefb\ufefc]([\u064e-\u0651]+)")
_SPACED_MARK = re.compile(" (?=[\u064b-\u0652\u0670])")


@frozen
class Repair:
    """A repaired text, in canonical form, and what was done to it, with counts.

    The kinds are ``mojibake-decoded`` (groups of characters), ``visual-order-turned`` (lines),
    ``forms-to-letters`` (characters), ``control-closed`` and ``control-removed`` (controls).
    """

    characters: str
    changes: tuple[TextChange, ...]


def repaired(characters: str) -> Repair | None:
    """Return the repaired text, or None if nothing is wrong that can be put right for certain.

    A repaired text is never repaired again. Lines stay lines; offsets do not stay.
    """
    tally: Counter[str] = Counter()
    found = characters
    for _ in range(_ROUNDS):
        before = found
        for warning in warnings(found):
            if warning.kind in _REPAIRABLE:
                found = _put_right(warning.kind, found, tally)
        if found == before:
            break
    else:
        return None
    if found == characters:
        return None
    return Repair(found, tuple(TextChange(kind, count) for kind, count in tally.items()))


def _put_right(kind: str, characters: str, tally: Counter[str]) -> str:
    """Return the text without this fault, or as it is if it would not be without it."""
    own: Counter[str] = Counter()
    if kind == "mojibake":
        found, own["mojibake-decoded"] = decoded_again(characters)
    elif kind == "visual-order":
        found = _turned(characters, own)
    elif kind == "presentation-forms":
        found, own["forms-to-letters"] = _letters(characters)
    else:
        found, own["control-closed"], own["control-removed"] = close_controls(characters)
    if any(warning.kind == kind for warning in warnings(found)):
        return characters
    tally.update({name: count for name, count in own.items() if count})
    return found


def _turned(characters: str, tally: Counter[str]) -> str:
    lines = characters.split("\n")
    turned = logical_lines(lines)
    tally["visual-order-turned"] = sum(
        1 for line, after in zip(lines, turned, strict=True) if line != after
    )
    return "\n".join(turned)


def _letters(characters: str) -> tuple[str, int]:
    """Write presentation forms as letters, and nothing else of the text otherwise."""
    count = sum(1 for _ in _WITH_ALLAH.finditer(characters))
    # A vowel behind lam-alef is that of lam: alef has none of its own.
    parted = _LAM_ALEF.sub("\u0644\\1\u0627", characters)

    def letters(match: re.Match[str]) -> str:
        # The form of a mark that stands by itself is a space with the mark on it.
        return _SPACED_MARK.sub("", normalize("NFKC", match.group()))

    return _WITH_ALLAH.sub(letters, parted), count
