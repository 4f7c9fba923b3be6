"""Says what looks wrong in a text. Repairs nothing."""

from __future__ import annotations

import re
from unicodedata import normalize

from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.text.direction_controls import unbalanced_controls
from desk_annotator.text.mojibake import MOJIBAKE


@frozen
class TextWarning:
    """Something that looks wrong in a text: its kind, how often, and where first (code points).

    `template` is an English sentence with the field ``{count}``, marked for translation in the
    context "Inspection"; `str()` gives it in English.
    """

    kind: str
    count: int
    offset: int
    template: str

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.template.format(count=self.count)


FORMS = re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdef\ufe70-\ufefc]")
"""Presentation forms of Arabic letters and ligatures, but not the signs among them."""


def warnings(characters: str) -> list[TextWarning]:
    """Return what looks wrong in a text, most serious first. Reports only."""
    found = (
        _counted("replacement", _REPLACEMENT, characters, _REPLACEMENT_SENTENCE),
        _mojibake(characters),
        _visual_order(characters),
        _counted("presentation-forms", FORMS, characters, _FORMS_SENTENCE),
        _counted("overriding-controls", _OVERRIDES, characters, _OVERRIDES_SENTENCE),
        _unbalanced(characters),
    )
    return [warning for warning in found if warning is not None]


_REPLACEMENT = re.compile("\ufffd")
_REPLACEMENT_SENTENCE = QT_TRANSLATE_NOOP(
    "Inspection",
    "Characters were lost before this text was imported: {count} replacement characters (U+FFFD).",
)
_FORMS_SENTENCE = QT_TRANSLATE_NOOP(
    "Inspection",
    "Arabic is written in presentation forms ({count}), as when copied from a PDF: "
    "it looks right, but searches and other programs may not know it.",
)
_OVERRIDES = re.compile("[\u202d\u202e]")
_OVERRIDES_SENTENCE = QT_TRANSLATE_NOOP(
    "Inspection",
    "Invisible characters force the direction of the text ({count}): "
    "what is shown may not be what is written.",
)
_UNBALANCED_SENTENCE = QT_TRANSLATE_NOOP(
    "Inspection",
    "Invisible direction characters are not closed, or closed without a start ({count}).",
)
_MOJIBAKE_SENTENCE = QT_TRANSLATE_NOOP(
    "Inspection",
    "The text seems to have been read in a wrong encoding ({count} odd groups of characters). "
    "Choose another encoding, or ask for the file again.",
)
_VISUAL_SENTENCE = QT_TRANSLATE_NOOP(
    "Inspection",
    "Arabic seems to be written backwards, in visual order ({count} words), "
    "as when copied from an old PDF.",
)


def _counted(
    kind: str, what: re.Pattern[str], characters: str, template: str
) -> TextWarning | None:
    first = what.search(characters)
    if first is None:
        return None
    count = sum(1 for _ in what.finditer(characters, first.start()))
    return TextWarning(kind, count, first.start(), template)


def _unbalanced(characters: str) -> TextWarning | None:
    strays = unbalanced_controls(characters)
    if not strays:
        return None
    return TextWarning("unbalanced-controls", len(strays), min(strays), _UNBALANCED_SENTENCE)


def _mojibake(characters: str) -> TextWarning | None:
    found = _counted("mojibake", MOJIBAKE, characters, _MOJIBAKE_SENTENCE)
    return found if found is not None and found.count >= 2 else None


_ARABIC_WORD = re.compile("[\u0621-\u065f\u0670\ufb50-\ufbb1\ufe70-\ufefc]{3,}")
_FEWEST_BACKWARD = 3


def _visual_order(characters: str) -> TextWarning | None:
    """Look for words that end with the article turned round, or start as no word can."""
    forward = 0
    impossible = 0
    backward: list[int] = []
    for match in _ARABIC_WORD.finditer(characters):
        word = match.group()
        if FORMS.search(word):
            word = normalize("NFKC", word)
        if word.startswith("ال") or word[-1] in "ةى":
            forward += 1
        # ة and ى end words and never start one; few words end in لا.
        impossible += word[0] in "ةى"
        if word[0] in "ةى" or (word.endswith("لا") and word[0] != "ا"):
            backward.append(match.start())
    if not impossible or len(backward) < _FEWEST_BACKWARD or len(backward) <= forward:
        return None
    return TextWarning("visual-order", len(backward), backward[0], _VISUAL_SENTENCE)
