"""What a comment of the Word export says, line by line, and how a reviewer answers it.

Export and import share it: what stands in a comment that came back and is not written here is
the reviewer's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side
from desk_annotator.formats.rows import Row, side_row
from desk_annotator.text.isolates import isolate

ID_START = "Annotation "
"""What stands before the id in the last line of a comment."""
FACT_JOIN = " · "
"""What stands between the facts of the first line, each of them isolated."""
DECISION = "Decision"
DECISIONS: Mapping[str, str] = {
    "accept": Status.ACCEPTED,
    "reject": Status.REJECTED,
    "discuss": Status.OPEN,
}
"""The words of a decision, as in the column of the workbook, and the statuses they stand for."""
HOW_TO_ANSWER = (
    f"To answer a comment, reply to it: write “{DECISION}: accept”, “{DECISION}: reject” or "
    f"“{DECISION}: discuss” on a line of its own, and what you have to say on the lines below. "
    "A comment that is resolved without a reply counts as accepted. Leave the last line of each "
    "comment as it is: by it your answers find their way back."
)
"""What the document tells its reader."""

_QUOTE_LIMIT = 400
_WORDS = {"accepted": "accept", "rejected": "reject"}
_DECISION = re.compile(rf"{DECISION}\s*[:：=]\s*(\w+)\s*[.!]?", re.IGNORECASE)
_WORD = re.compile(r"(\w+)\s*[.!]?")
_LONGEST_DECISION = 80
"""Characters of the longest reply that is read as a decision."""
_LINE_END = re.compile(r"\r\n|[\r\n]")


class LineKind(StrEnum):
    """What a line of a comment is, which tells how it looks."""

    FACTS = "facts"
    NOTE = "note"
    QUOTE = "quote"
    ID = "id"


def comment_lines(row: Row, side: Side) -> Iterator[tuple[LineKind, str]]:
    """Yield the lines of the comment that an annotation has on one side."""
    annotation = row.annotation
    facts = [annotation.tag, annotation.severity, annotation.category, annotation.status]
    if row.justified:
        facts.append(f"justified: {row.justified}")
    # One line, whatever is in them: a word processor would make two of it.
    bare = (_LINE_END.sub(" ", fact) for fact in facts if fact)
    yield LineKind.FACTS, FACT_JOIN.join(map(isolate, bare))
    if side is annotation.home or not annotation.spans(annotation.home):
        yield from ((LineKind.NOTE, line) for line in annotation.note.splitlines())
    quote = row.side(side.other).quote
    if quote:
        if len(quote) > _QUOTE_LIMIT:
            quote = f"{quote[:_QUOTE_LIMIT]} …"
        yield from ((LineKind.QUOTE, line) for line in _LINE_END.split(f"↔ {quote}"))
    yield LineKind.ID, f"{ID_START}{annotation.id}"


def present_lines(pair: Pair, annotation: Annotation) -> Iterator[list[str]]:
    """Yield the lines that each comment of an annotation would have now, without that of its id."""
    sides = [side_row(pair.text(side).characters, annotation.spans(side), 0) for side in Side]
    row = Row(0, pair, annotation, *sides)
    for side in Side:
        if annotation.spans(side):
            yield [line for kind, line in comment_lines(row, side) if kind is not LineKind.ID]


def decision_of(line: str, *, is_reply: bool = False) -> str | None:
    """Return the status that a line decides on, or None if it is any other line.

    In a reply the word alone will do.
    """
    bare = line.strip()
    if len(bare) > _LONGEST_DECISION:
        return None
    found = _DECISION.fullmatch(bare) or (_WORD.fullmatch(bare) if is_reply else None)
    if found is None:
        return None
    word = found[1].casefold()
    return DECISIONS.get(_WORDS.get(word, word))
