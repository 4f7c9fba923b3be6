"""The text of a pane as a flow of chunks: which are in view, where, and how far it is scrolled.

Only chunks in view are ever laid out. The scroll position is an anchor, a chunk and pixels
into it, so that heights that turn out otherwise than estimated never make the text jump.
All y here are pixels of the viewport.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from math import ceil, floor

from PySide6.QtGui import QFont

from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.pane.chunking import LIMIT, chunking, lengths_of
from desk_annotator.qt.pane.heights import Heights
from desk_annotator.qt.pane.laid_chunk import LaidChunk, Style
from desk_annotator.qt.pane.line_measure import LineMeasure, line_measure
from desk_annotator.text.chunks import paragraph_cuts

MARGIN = 14.0
"""Pixels left free around the text."""
_FEWEST_LAID = 32
_MOST_LAID = 200
_MOST_CHARACTERS = 40_000
"""Laid out at a time: so many chunks, and fewer of long ones."""


class Flow:
    """Chunks, their heights and layouts, and the scroll anchor."""

    def __init__(self) -> None:
        self.characters = ""
        self._direction = Direction.LTR
        self._flipped: dict[int, Direction] = {}
        self._has_stacks = False
        self._bounds = array("q", (0, 0))
        self._font = QFont()
        self._width = 300.0
        self._height = 200.0
        self._measure = LineMeasure(20.0, 0.0, 8.0)
        self._style = Style(self._font, self._width, 20.0, 4.0)
        self._lengths = lengths_of(self._bounds)
        self._heights = Heights(self._bounds)
        self._laid: OrderedDict[int, LaidChunk] = OrderedDict()
        self._laid_characters = 0
        self._anchor = 0
        self._pixels = -MARGIN
        self._in_view: Sequence[tuple[int, float, LaidChunk]] | None = None
        self.generation = 0
        """Grows whenever chunks have to be laid out anew."""
        self.cutting = 0
        """Grows whenever the text may be cut into other chunks."""

    # What is shown

    def set_text(self, text: Text | None) -> None:
        """Show another text, from its start."""
        self.characters = text.characters if text is not None else ""
        self._direction = text.direction if text is not None else Direction.LTR
        self._flipped = {}
        self.cutting += 1
        self._bounds = array("q", (0, 0))
        self._lengths = lengths_of(self._bounds)
        self._has_stacks = False
        if text is not None:
            found = chunking(text)
            self._bounds = found.bounds[:]  # turning a paragraph round cuts it otherwise
            self._lengths = found.lengths
            self._has_stacks = found.has_stacks
        self._measure_lines()
        self._restyle()
        self._anchor, self._pixels = 0, -MARGIN

    def set_font(self, font: QFont) -> None:
        """Use another font; the text at the top stays there."""
        top = self.top_offset()
        self._font = QFont(font)
        self._measure_lines()
        self._restyle()
        self.scroll_to(top, 0.0)

    def resize(self, width: float, height: float) -> None:
        """Use another size of the viewport; the text at the top stays there."""
        inner = max(width - 2 * MARGIN, 40.0)
        if inner != self._width:
            at_start = self._anchor == 0 and self._pixels <= 0
            top = self.top_offset()
            in_view = [number for number, _, _ in self.visible()]
            self._width = inner
            self._height = height
            self._reckon()
            # Their letters stay as they are: only lines are broken anew, and when asked for.
            kept = [(number, self._laid[number]) for number in in_view if number in self._laid]
            self._laid = OrderedDict(kept)
            self._laid_characters = sum(laid.length for _, laid in kept)
            if at_start:
                self._anchor, self._pixels = 0, -MARGIN
                self._in_view = None
            else:
                self.scroll_to(top, 0.0)
        else:
            self._height = height
            self._settle()

    def flip(self, offset: int) -> None:
        """Show the paragraph around `offset` in the other base direction."""
        top = self.top_offset()
        start = self.characters.rfind("\n", 0, offset) + 1
        end = self.characters.find("\n", start)
        end = len(self.characters) if end < 0 else end
        now = self._flipped.pop(start, self._direction)
        new = Direction.LTR if now is Direction.RTL else Direction.RTL
        if new is not self._direction:
            self._flipped[start] = new
        self.cutting += 1
        first = bisect_right(self._bounds, start) - 1
        if end == start:
            first = self.chunk_of(start)
        else:
            cuts = paragraph_cuts(self.characters, start, end, new, LIMIT)
            last = self.chunk_of(end - 1)
            self._bounds[first + 1 : last + 1] = array("q", cuts)
            self._lengths = lengths_of(self._bounds)
        self._restyle()
        self.scroll_to(top, 0.0)

    def _measure_lines(self) -> None:
        self._measure = line_measure(
            self.characters, self._direction, self._font, stacks=self._has_stacks
        )

    def _restyle(self) -> None:
        self._reckon()
        self._laid.clear()
        self._laid_characters = 0

    def _reckon(self) -> None:
        """Begin anew with the lines: how high all are is not known any more."""
        measure = self._measure
        line_height = measure.line_height
        gap = round(line_height * 0.2)
        self._style = Style(QFont(self._font), self._width, line_height, gap, measure.slack)
        share = measure.advance * 1.03 / self._width
        # Of all chunks together the height is reckoned in whole lines, of one by its length.
        total = sum(
            count * ((ceil(length * share) or 1) * line_height if length > 1 else line_height / 2)
            for length, count in self._lengths.items()
        )
        number = len(self)
        per_character = share * line_height
        per_chunk = (total - self._bounds[-1] * per_character) / max(number, 1) + gap
        self._heights = Heights(self._bounds, per_character, per_chunk)
        self._in_view = None
        self.generation += 1

    @property
    def width(self) -> float:
        """Width of the text, without margins."""
        return self._width

    @property
    def line_height(self) -> float:
        """Height of an ordinary line."""
        return self._style.line_height

    @property
    def direction(self) -> Direction:
        """Base direction of the text."""
        return self._direction

    # Chunks

    def __len__(self) -> int:
        """Return how many chunks there are."""
        return len(self._bounds) - 1

    def chunk_of(self, offset: int) -> int:
        """Return the chunk that holds an offset (code points); a cut belongs to the later one."""
        return min(max(bisect_right(self._bounds, offset) - 1, 0), len(self) - 1)

    def span_of(self, chunk: int) -> Span:
        """Return the span of a chunk, its line feed included."""
        return Span(self._bounds[chunk], self._bounds[chunk + 1])

    def laid(self, chunk: int) -> LaidChunk:
        """Return a chunk laid out; the least recently used ones are forgotten."""
        found = self._laid.get(chunk)
        if found is not None:
            self._laid.move_to_end(chunk)
            if found.style is not self._style:
                found.lay_out_again(self._style)
                self._heights.correct(chunk, found.height)
            return found
        start, end = self._bounds[chunk], self._bounds[chunk + 1]
        ends_paragraph = end == len(self.characters) or self.characters[end - 1] == "\n"
        stop = end - 1 if end > start and self.characters[end - 1] == "\n" else end
        direction = self._direction
        if self._flipped:
            paragraph = self.characters.rfind("\n", 0, start) + 1
            direction = self._flipped.get(paragraph, direction)
        found = LaidChunk(
            start,
            self.characters[start:stop],
            direction,
            self._style,
            ends_paragraph=ends_paragraph,
        )
        self._heights.correct(chunk, found.height)
        self._laid[chunk] = found
        self._laid_characters += found.length
        while len(self._laid) > _FEWEST_LAID and (
            len(self._laid) > _MOST_LAID or self._laid_characters > _MOST_CHARACTERS
        ):
            _, oldest = self._laid.popitem(last=False)
            self._laid_characters -= oldest.length
        return found

    def estimate(self, chunk: int) -> float:
        """Return the height of a chunk, as far as is known."""
        return self._heights[chunk]

    def locate(self, offset: int) -> tuple[LaidChunk, int]:
        """Return the laid chunk that holds an offset, and the offset inside it."""
        offset = min(max(offset, 0), len(self.characters))
        chunk = self.laid(self.chunk_of(offset))
        return chunk, min(offset - chunk.start, chunk.length)

    # The view

    def visible(self) -> Sequence[tuple[int, float, LaidChunk]]:
        """Return the chunks in view: number, y of the top, layout; y is in whole pixels."""
        if self._in_view is None:
            found = []
            chunk, y = self._anchor, -self._pixels
            while chunk < len(self) and y < self._height:
                laid = self.laid(chunk)
                if y + laid.height > 0:
                    found.append((chunk, y, laid))
                y += laid.height
                chunk += 1
            self._in_view = found
        return self._in_view

    def top_of(self, chunk: int) -> float:
        """Return y of a chunk: exact in the view and one view above it, estimated far away."""
        y, number = -self._pixels, self._anchor
        if chunk >= number:
            while number < chunk and y < self._height:
                y += self.laid(number).height
                number += 1
            return y + self._heights.between(number, chunk)
        while number > chunk and y > -self._height:
            number -= 1
            y -= self.laid(number).height
        return y - self._heights.between(chunk, number)

    def at(self, y: float) -> tuple[int, float]:
        """Return the chunk at y of the viewport and its top; beyond the text: the nearest."""
        chunk, top = self._anchor, -self._pixels
        while y < top and chunk > 0:
            chunk -= 1
            top -= self.laid(chunk).height
        while chunk + 1 < len(self) and y >= top + (height := self.laid(chunk).height):
            top += height
            chunk += 1
        return chunk, top

    # Scrolling

    def top_offset(self) -> float:
        """Return the offset at the top of the viewport; its fraction tells how far into a line."""
        return self.offset_at_height(0.0)

    def offset_at_height(self, y: float) -> float:
        """Return the offset whose line is at y; the fraction is of the way through the line."""
        chunk, top = self.at(y)
        laid = self.laid(chunk)
        line = laid.lines[laid.line_at(y - top)]
        start, end = laid.to_offset(line.start16), laid.to_offset(line.end16)
        share = min(max((y - top - line.top) / line.height, 0.0), 1.0)
        return laid.start + start + (end - start) * min(share, 0.999999)

    def scroll_to(self, offset: float, y: float) -> None:
        """Put the line of an offset at y: its top for an int, else as deep in as `top_offset` says.

        So an offset of `top_offset` comes back to where it was, and a place of the model's
        shows its whole line.
        """
        whole = min(max(int(offset), 0), len(self.characters))
        chunk = self.chunk_of(whole)
        laid = self.laid(chunk)
        line = laid.lines[laid.line_of(min(whole - laid.start, laid.length))]
        start, end = laid.to_offset(line.start16), laid.to_offset(line.end16)
        share = 0.0
        if not isinstance(offset, int) and end > start:
            share = (offset - laid.start - start) / (end - start)
        share = min(max(share, 0.0), 1.0)
        self._anchor = chunk
        self._pixels = line.top + share * line.height - y
        self._settle()

    def scroll_by(self, pixels: float) -> None:
        """Move the view down the text (or up, if negative)."""
        self._pixels += pixels
        self._settle()

    def scroll_to_height(self, height: float) -> None:
        """Show what lies this far (pixels) from the start of the flow, as far as is known."""
        if height >= self.total - self._height:
            self._anchor = len(self) - 1
            self._pixels = self.laid(self._anchor).height
        else:
            chunk, rest = self._heights.at(max(height - MARGIN, 0.0))
            estimate = self._heights[chunk]
            self._anchor = chunk
            self._pixels = rest * self.laid(chunk).height / estimate if estimate else 0.0
            if height < MARGIN:
                self._pixels = height - MARGIN
        self._settle()

    def _settle(self) -> None:
        """Make the anchor a chunk at the top of the view, and stay inside the text."""
        self._in_view = None
        # Heights are whole pixels too: what is in view moves by whole pixels, all of it alike.
        self._pixels = float(floor(self._pixels + 0.5))
        self._go_down()
        # Near the end: nothing is shown below the last chunk but the margin.
        bottom, chunk = -self._pixels, self._anchor
        while chunk < len(self) and bottom < self._height:
            bottom += self.laid(chunk).height
            chunk += 1
        if chunk == len(self) and bottom + MARGIN < self._height:
            self._pixels -= self._height - bottom - MARGIN
        while self._pixels < 0 and self._anchor > 0:
            self._anchor -= 1
            self._pixels += self.laid(self._anchor).height
        if self._anchor == 0:
            self._pixels = max(self._pixels, -MARGIN)
        self._go_down()

    def _go_down(self) -> None:
        last = len(self) - 1
        while self._anchor < last and self._pixels >= (height := self.laid(self._anchor).height):
            self._pixels -= height
            self._anchor += 1

    @property
    def total(self) -> float:
        """Height of the whole flow with its margins, as far as is known."""
        return self._heights.total + 2 * MARGIN

    @property
    def scrolled(self) -> float:
        """How far the view is from the start of the flow, as far as is known."""
        return self._heights.top(self._anchor) + self._pixels + MARGIN

    @property
    def at_end(self) -> bool:
        """True if the end of the text is in view."""
        y, chunk = -self._pixels, self._anchor
        while chunk < len(self) and y <= self._height:
            y += self.laid(chunk).height
            chunk += 1
        return chunk == len(self) and y <= self._height
