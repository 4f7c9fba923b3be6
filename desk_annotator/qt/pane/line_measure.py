"""How high the lines of a text are in a font, and how wide its characters."""

from __future__ import annotations

import re
from math import ceil

from PySide6.QtGui import QFont, QFontMetricsF

from desk_annotator.core.frozen import frozen
from desk_annotator.core.text import Direction

_SAMPLE = 1000
_STRETCH = 1 << 17
_HARAKAT = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")
_LOW_MARKS = "\u064d\u0650\u0653\u0670" + "".join(map(chr, range(0x06D6, 0x06EE)))
"""Marks that reach below a letter's descender, or stand high."""
_SHADDA = "\u0651"
_STACK = re.compile(f"{_SHADDA}[\u064b-\u0652]")
_NORMAL_LINE = 1.2
"""Height of a normal line in ems; the percentages are of this."""


@frozen
class LineMeasure:
    """Pixels: height of a line, what the font asks for above it, the mean of a character."""

    line_height: float
    slack: float
    advance: float


def line_measure(
    characters: str, direction: Direction, font: QFont, *, stacks: bool
) -> LineMeasure:
    """Measure a text in a font; `stacks` says whether it has marks that `has_stacks` finds."""
    metrics = QFontMetricsF(font)
    sample = characters[:_SAMPLE]
    em = float(font.pixelSize())
    if em <= 0:
        em = font.pointSizeF() * metrics.fontDpi() / 72
    is_vocalised = len(_HARAKAT.findall(sample)) * 20 > len(sample)
    plain = 1.5 if direction is Direction.RTL else 1.4
    wanted = (1.7 if is_vocalised else plain) * _NORMAL_LINE * em
    # The height an Arabic font asks for is that of marks stacked on a letter, which a
    # plain text has not; and in a vocalised one they may leave even that.
    if is_vocalised or stacks:
        wanted = max(wanted, metrics.height() * (1.2 if is_vocalised else 1.0))
    line_height = float(ceil(wanted))
    slack = max(ceil(metrics.height()) - line_height, 0.0)
    advance = metrics.horizontalAdvance(sample.replace("\n", " ")) / max(len(sample), 1)
    return LineMeasure(line_height, slack, max(advance, 1.0))


def has_stacks(characters: str) -> bool:
    """True if there are marks that need room: low ones, or one that stands on another.

    Looking for single characters takes a tenth of the time of looking for one of many.
    """
    if any(mark in characters for mark in _LOW_MARKS):
        return True
    # A stretch at a time: one long search would keep all other threads waiting.
    return _SHADDA in characters and any(
        _STACK.search(characters, first, first + _STRETCH + 1)
        for first in range(0, len(characters), _STRETCH)
    )
