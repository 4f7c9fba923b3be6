"""The text of a pane as a flow of chunks: which are in view, where, and how far it is scrolled.

Only chunks in view are ever laid out. The scroll position is an anchor, a chunk and pixels
into it, so that heights that turn out otherwise than estimated never make the text jump.
All y here are pixels of the viewport.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from math import ceil
from operator import sub

from PySide6.QtGui import QFont, QFontMetricsF

from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.pane.heights import Heights
from desk_annotator.qt.pane.laid_chunk import LaidChunk, Style
from desk_annotator.text.chunks import chunks, paragraph_cuts

MARGIN = 14.0
"""Pixels left free around the text."""
_MOST_LAID = 256
_SAMPLE = 1000
_LIMIT = 2000
_HARAKAT = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")
_LOW_MARKS = "\u064d\u0650\u0653\u0670" + "".join(map(chr, range(0x06D6, 0x06EE)))
"""Marks that reach below a letter's descender, or stand high."""
_SHADDA = "\u0651"
_STACK = re.compile(f"{_SHADDA}[\u064b-\u0652]")
_NORMAL_LINE = 1.2
"""Height of a normal line in ems; the percentages are of this."""


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
        self._style = Style(self._font, self._width, 20.0, 4.0)
        self._heights = Heights((0.0,))
        self._laid: OrderedDict[int, LaidChunk] = OrderedDict()
        self._anchor = 0
        self._pixels = -MARGIN
        self.generation = 0
        """Grows whenever layouts were dropped."""

    # What is shown

    def set_text(self, text: Text | None) -> None:
        """Show another text, from its start."""
        self.characters = text.characters if text is not None else ""
        self._direction = text.direction if text is not None else Direction.LTR
        self._flipped = {}
        self._has_stacks = _has_stacks(self.characters)
        self._bounds = chunks(self.characters, self._direction, _LIMIT)
        self._restyle()
        self._anchor, self._pixels = 0, -MARGIN

    def set_font(self, font: QFont) -> None:
        """Use another font; the text at the top stays there."""
        top = self.top_offset()
        self._font = QFont(font)
        self._restyle()
        self.scroll_to(top, 0.0)

    def resize(self, width: float, height: float) -> None:
        """Use another size of the viewport; the text at the top stays there."""
        inner = max(width - 2 * MARGIN, 40.0)
        if inner != self._width:
            at_start = self._anchor == 0 and self._pixels <= 0
            top = self.top_offset()
            self._width = inner
            self._height = height
            self._restyle()
            if at_start:
                self._anchor, self._pixels = 0, -MARGIN
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
        first = bisect_right(self._bounds, start) - 1
        if end == start:
            first = self.chunk_of(start)
        else:
            cuts = paragraph_cuts(self.characters, start, end, new, _LIMIT)
            last = self.chunk_of(end - 1)
            self._bounds[first + 1 : last + 1] = array("q", cuts)
        self._restyle()
        self.scroll_to(top, 0.0)

    def _restyle(self) -> None:
        metrics = QFontMetricsF(self._font)
        sample = self.characters[:_SAMPLE]
        em = float(self._font.pixelSize())
        if em <= 0:
            em = self._font.pointSizeF() * metrics.fontDpi() / 72
        is_vocalised = len(_HARAKAT.findall(sample)) * 20 > len(sample)
        plain = 1.5 if self._direction is Direction.RTL else 1.4
        wanted = (1.7 if is_vocalised else plain) * _NORMAL_LINE * em
        # The height an Arabic font asks for is that of marks stacked on a letter, which a
        # plain text has not; and in a vocalised one they may leave even that.
        if is_vocalised or self._has_stacks:
            wanted = max(wanted, metrics.height() * (1.2 if is_vocalised else 1.0))
        line_height = float(ceil(wanted))
        slack = max(ceil(metrics.height()) - line_height, 0.0)
        gap = round(line_height * 0.2)
        self._style = Style(QFont(self._font), self._width, line_height, gap, slack)
        advance = metrics.horizontalAdvance(sample.replace("\n", " ")) / max(len(sample), 1)
        share = max(advance, 1.0) * 1.03 / self._width
        lengths = list(map(sub, self._bounds[1:], self._bounds))
        # A text has far fewer lengths of chunks than chunks.
        height_of = {
            length: (ceil(length * share) or 1) * line_height + gap
            if length > 1
            else line_height / 2 + gap
            for length in set(lengths)
        }
        self._heights = Heights(map(height_of.__getitem__, lengths))
        self._laid.clear()
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
        while len(self._laid) > _MOST_LAID:
            self._laid.popitem(last=False)
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

    def visible(self) -> Iterator[tuple[int, float, LaidChunk]]:
        """Yield the chunks in view: number, y of the top, layout."""
        chunk, y = self._anchor, -self._pixels
        while chunk < len(self) and y < self._height:
            laid = self.laid(chunk)
            if y + laid.height > 0:
                yield chunk, y, laid
            y += laid.height
            chunk += 1

    def top_of(self, chunk: int) -> float:
        """Return y of a chunk: exact near the view, estimated far from it."""
        if chunk >= self._anchor:
            y = -self._pixels
            number = self._anchor
            while number < chunk and y < self._height:
                y += self.laid(number).height
                number += 1
            return y + self._heights.top(chunk) - self._heights.top(number)
        return -self._pixels - (self._heights.top(self._anchor) - self._heights.top(chunk))

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


def _has_stacks(characters: str) -> bool:
    """True if there are marks that need room: low ones, or one that stands on another.

    Looking for single characters takes a tenth of the time of looking for one of many.
    """
    if any(mark in characters for mark in _LOW_MARKS):
        return True
    return _SHADDA in characters and _STACK.search(characters) is not None
