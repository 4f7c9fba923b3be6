"""Where the text cursor goes: left and right as seen, by lines, words, sentences, paragraphs."""

from __future__ import annotations

from desk_annotator.qt.pane.boundaries import (
    next_grapheme,
    next_word,
    paragraph_at,
    previous_grapheme,
    previous_word,
    sentence_at,
)
from desk_annotator.qt.pane.flow import Flow


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
    here = paragraph_at(text, offset)
    if onward:
        return min(here.end + 1, len(text))
    if offset > here.start:
        return here.start
    return paragraph_at(text, here.start - 1).start if here.start else 0


def sentence_step(text: str, offset: int, *, onward: bool) -> int:
    """Return the start of the next sentence, or of this or the previous one."""
    here = sentence_at(text, offset)
    if onward:
        end = max(here.end, offset)
        while end < len(text) and text[end].isspace():
            end += 1
        return end
    if offset > here.start:
        return here.start
    before = here.start
    while before > 0 and text[before - 1].isspace():
        before -= 1
    return sentence_at(text, before - 1).start if before else 0
