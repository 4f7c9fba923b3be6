"""Steps from sentence to sentence, for keyboard moves and display; never stored.

Light rules over the characters around an offset. Arabic prose often runs on for a page
without a full stop: a sentence longer than 300 characters is also cut at semicolons and
before clause openers such as وقال. All offsets are code points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk_annotator.core.span import Span
from desk_annotator.text.late_pattern import late_pattern

if TYPE_CHECKING:
    import regex

LONG_SENTENCE = 300
"""Length in code points beyond which an Arabic sentence is also cut at clauses."""

_CLOSERS = "[\"'”’»›)\\]}」』）\u200e\u200f\u061c\u2069]{0,4}"
_WIDE_STOP = "[。！？]"
_STOP = f"[.!?؟…۔{_WIDE_STOP[1:]}"
# What lies between two sentences, if the rules below agree: the same found from both sides.
_GAP = rf"{_STOP}{_CLOSERS}\s+|{_WIDE_STOP}{_CLOSERS}|\n\s*"
_GAP_AFTER = late_pattern(f"(?V1){_GAP}")
_GAP_BEFORE = late_pattern(f"(?rV1){_GAP}")
_WORD_BEFORE = late_pattern(r"(?rV1)[^\s\"'“”‘’«»()\[\]{}/]+")
_INITIALS = late_pattern(r"(?V1)(?:\p{L}\p{M}*\.)*\p{L}\p{M}*")
_OPENING = late_pattern(r"(?V1)[\s\"'“”‘’«»‹›()\[\]{}\u200e\u200f\u061c\u2066-\u2069]*+")
_ABBREVIATIONS = late_pattern(
    r"(?iV1)dr|mrs?|ms|prof|st|jr|sr|rev|hon|gen|gov|sen|rep|lt|col|capt|sgt|vs|etc|e\.g|i\.e|cf|al|"
    "eds?|inc|ltd|co|corp|dept|est|approx|jan|feb|mar|apr|jun|jul|aug|sept?|oct|"
    "nov|dec|mme|mlle|bzw|usw|ca|sra|تلفن|هاتف"
)
# Words of their own, unless a number follows: “No. 5”.
_BEFORE_NUMBERS = late_pattern("(?iV1)nos?|vols?|figs?|pp?|chap|sec|art")
_CLAUSE_VERBS = (
    "قال|[اأ]ضاف|ذكر|جاء|[اأ]شار|[اأ]كد|تابع|[اأ]وضح|صرح|[اأ]علن|كان|[اأ]ورد|[اأ]قر|خلص|لفت|شدد|نقل|"
    "اعتبر|يذكر|يقول|ي[ؤو]كد|يضيف|قرر|طالب|دعا|دعت|اتهم|نفى|نفت|ر[اأ]ى"
)
_CLAUSE = rf"(?<=\s)(?:و(?:{_CLAUSE_VERBS})(?:ت|وا)?|وبحسب|ولكن|وبعد ذلك)(?!\w)|(?<=[؛]\s)\S"
_CLAUSE_AFTER = late_pattern(f"(?V1){_CLAUSE}")
_CLAUSE_BEFORE = late_pattern(f"(?rV1){_CLAUSE}")
_ARABIC = late_pattern(r"(?V1)\p{Arabic}")


def sentence_at(characters: str, offset: int) -> Span:
    """Return the sentence that holds the character at `offset`, without outer white space.

    White space belongs to the sentence before it, or at the start of the text to the first.
    Empty only if the text holds white space alone.
    """
    anchor = _anchor(characters, offset)
    if anchor is None:
        return Span(0, 0)
    start = _start_before(characters, anchor)
    end = _end_after(characters, start, anchor)
    if end - start > LONG_SENTENCE and _ARABIC.search(characters, start, end):
        opener = _CLAUSE_BEFORE.search(characters, start + 1, _word_end(characters, anchor))
        while opener is not None and opener.start() > anchor:
            opener = _CLAUSE_BEFORE.search(characters, start + 1, opener.start())
        following = _CLAUSE_AFTER.search(characters, anchor + 1, end)
        start = opener.start() if opener else start
        end = following.start() if following else end
    while characters[end - 1].isspace():
        end -= 1
    return Span(start, end)


def next_sentence(characters: str, offset: int) -> int:
    """Return where the next sentence starts behind `offset`, or the length of the text."""
    length = len(characters)
    if offset >= length:
        return length
    here = sentence_at(characters, max(0, offset))
    if here.start > offset:
        return here.start
    place = here.end
    while place < length and characters[place].isspace():
        place += 1
    return place


def previous_sentence(characters: str, offset: int) -> int:
    """Return where the last sentence starts before `offset`, or 0."""
    if offset <= 0:
        return 0
    start = sentence_at(characters, min(offset, len(characters)) - 1).start
    return start if start < offset else 0


def _anchor(characters: str, offset: int) -> int | None:
    """Return the character that says which sentence `offset` is in; None in white space alone."""
    place = min(max(0, offset), len(characters) - 1)
    while place >= 0 and characters[place].isspace():
        place -= 1
    if place >= 0:
        return place
    length = len(characters)
    place = max(0, offset)
    while place < length and characters[place].isspace():
        place += 1
    return place if place < length else None


def _word_end(characters: str, offset: int) -> int:
    length = len(characters)
    while offset < length and not characters[offset].isspace():
        offset += 1
    return min(offset + 1, length)


def _start_before(characters: str, anchor: int) -> int:
    for gap in _GAP_BEFORE.finditer(characters, 0, anchor):
        # Seen from here a gap may look shorter than it is; its own extent counts.
        whole = _GAP_AFTER.match(characters, gap.start())
        if whole and whole.end() <= anchor and _divides(characters, whole):
            return whole.end()
    place = 0
    while characters[place].isspace():
        place += 1
    return place


def _end_after(characters: str, start: int, anchor: int) -> int:
    for gap in _GAP_AFTER.finditer(characters, start):
        if gap.end() > anchor and _divides(characters, gap):
            return gap.end()
    return len(characters)


def _divides(characters: str, gap: regex.Match[str]) -> bool:
    """True if a sentence ends at this stop with white space behind it, or line end."""
    if "\n" in gap.group() or gap.group()[0] in _WIDE_STOP:
        return True
    opening = _OPENING.match(characters, gap.end())
    behind = opening.end() if opening else gap.end()
    if behind < len(characters) and characters[behind].islower():
        return False
    if gap.group()[0] != ".":
        return True
    word = _WORD_BEFORE.match(characters, max(0, gap.start() - 40), gap.start())
    if word is None:
        return True
    before = word.group()
    if _ABBREVIATIONS.fullmatch(before) or _INITIALS.fullmatch(before):
        return False
    if behind < len(characters) and characters[behind].isdigit():
        return not _BEFORE_NUMBERS.fullmatch(before)
    # “1. First point”: the number of a list at the start of its line.
    heads_line = not word.start() or characters[word.start() - 1] == "\n"
    return not (heads_line and before.isdigit())
