"""Where the text cursor goes: left and right as seen, by lines, words, sentences, paragraphs."""

from __future__ import annotations

from desk_annotator.qt.pane.flow import Flow
from desk_annotator.text.words import next_grapheme, next_word, previous_grapheme, previous_word


def step(flow: Flow, offset: int, *, right: bool, logical: bool) -> int:
    """Return the offset one grapheme to the right or left.

    Visually: where the next gap on the screen is. Logically: right is onward in a text that
    reads from left to right, and back in one that reads from right to left.
    """
    text = flow.characters
    chunk, inside = flow.locate(offset)
    onward = right != chunk.is_rtl
    if not logical:
        place = chunk.to_utf16(inside)
        move = chunk.layout.rightCursorPosition if right else chunk.layout.leftCursorPosition
        moved = move(place)
        if moved != place:
            return chunk.start + chunk.to_offset(moved)
        # At the chunk's visual end: on to the neighbour that follows in reading.
        return (
            next_grapheme(text, chunk.start + chunk.length)
            if onward and chunk.ends_paragraph
            else chunk.start + chunk.length
            if onward
            else previous_grapheme(text, chunk.start)
        )
    return next_grapheme(text, offset) if onward else previous_grapheme(text, offset)


def word_step(flow: Flow, offset: int, *, right: bool) -> int:
    """Return the start of the next or previous word; right is onward where text reads so."""
    chunk, _ = flow.locate(offset)
    if right != chunk.is_rtl:
        return next_word(flow.characters, offset)
    return previous_word(flow.characters, offset)


def line_step(flow: Flow, offset: int, x: float, lines: int) -> int:
    """Return the offset nearest to x (pixels in the text) some lines below (or above)."""
    number = flow.chunk_of(offset)
    chunk, inside = flow.locate(offset)
    line = chunk.line_of(inside) + lines
    while line < 0:
        if number == 0:
            return 0
        number -= 1
        chunk = flow.laid(number)
        line += len(chunk.lines)
    while line >= len(chunk.lines):
        if number + 1 == len(flow):
            return len(flow.characters)
        line -= len(chunk.lines)
        number += 1
        chunk = flow.laid(number)
    return chunk.start + chunk.gap_at(x, line)


def line_start(flow: Flow, offset: int) -> int:
    """Return the first offset of the line."""
    chunk, inside = flow.locate(offset)
    return chunk.start + chunk.to_offset(chunk.lines[chunk.line_of(inside)].start16)


def line_end(flow: Flow, offset: int) -> int:
    """Return the last offset of the line that is still shown on it."""
    chunk, inside = flow.locate(offset)
    number = chunk.line_of(inside)
    end = chunk.start + chunk.to_offset(chunk.lines[number].end16)
    if number + 1 < len(chunk.lines) or not chunk.ends_paragraph:
        return max(previous_grapheme(flow.characters, end), line_start(flow, offset))
    return end


def paragraph_step(text: str, offset: int, *, onward: bool) -> int:
    """Return the start of the next paragraph, or of this or the previous one."""
    if onward:
        line_feed = text.find("\n", offset)
        return len(text) if line_feed < 0 else line_feed + 1
    start = text.rfind("\n", 0, offset) + 1
    return start if offset > start or start == 0 else text.rfind("\n", 0, start - 1) + 1
