"""The typefaces, and the room their letters need: an Arabic one is brought along."""

from __future__ import annotations

import logging
from pathlib import Path

import fontpkg_noto_sans_arabic
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QGuiApplication

from desk_annotator.core.text import Direction

ARABIC_FAMILY = "Noto Sans Arabic"
_log = logging.getLogger(__name__)
_RTL_GROWTH = 1.2
_BOTH_SCRIPTS = "The river, النهر."
_TALL = "أُوْلَٰٓئِكَ جٍ Ág"
"""Letters with marks stacked above and below: a row that holds them holds everything."""
STATUS_BAR = 5
"""Height of the thin bar below the words of a side's coverage in the status bar, in pixels."""
COVERAGE_BARS = 14
"""Height of the two thin bars in the row of a pair, with their gaps, in pixels."""


def load_fonts() -> None:
    """Make the Arabic typeface known to Qt; safe to call again."""
    if ARABIC_FAMILY in QFontDatabase.families():
        return
    folder = Path(fontpkg_noto_sans_arabic.ROOT)
    for path in sorted(folder.rglob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            _log.warning("the typeface file %s could not be read", path.name)


def pane_families(direction: Direction) -> list[str]:
    """Return the families of a pane, best first, for a text of this direction."""
    general = QGuiApplication.font().family()
    if direction is Direction.RTL:
        return [ARABIC_FAMILY, general]
    return [general, ARABIC_FAMILY]


def pane_point_size(direction: Direction) -> float:
    """Return the default size: Arabic needs more for its marks to be read."""
    return 16.0 if direction is Direction.RTL else 13.0


def use_pane_typefaces() -> None:
    """Use what Qt loads when a text is shown for the first time, ten milliseconds of a turn."""
    for direction in Direction:
        font = QFont()
        font.setFamilies(pane_families(direction))
        font.setPointSizeF(pane_point_size(direction))
        QFontMetrics(font).horizontalAdvance(_BOTH_SCRIPTS)


def interface_font(base: QFont) -> QFont:
    """Return the interface font with the Arabic typeface behind it for Arabic data."""
    font = QFont(base)
    font.setFamilies([base.family(), ARABIC_FAMILY])
    return font


def quote_font(font: QFont, direction: Direction) -> QFont:
    """Return the font of a quote: Arabic letters are small, so theirs is somewhat larger."""
    grown = QFont(font)
    if direction is Direction.RTL:
        if font.pointSizeF() > 0:
            grown.setPointSizeF(font.pointSizeF() * _RTL_GROWTH)
        else:
            grown.setPixelSize(round(font.pixelSize() * _RTL_GROWTH))
    return grown


def row_height(font: QFont) -> int:
    """Return the height (pixels) of a row that holds vocalised Arabic without cutting marks.

    The ink counts: what typefaces for Arabic ask for between lines would halve the rows in view.
    """
    ink = QFontMetrics(quote_font(font, Direction.RTL)).tightBoundingRect(_TALL)
    return max(ink.height() + 6, 24)


def status_height(metrics: QFontMetrics) -> int:
    """Return the height (pixels) of words in the status bar with a thin bar below them.

    It must not change when the figures of coverage are built, after the first picture.
    """
    return max(metrics.height() + STATUS_BAR + 6, 24)


def pair_row_height(font: QFont) -> int:
    """Return the height (pixels) of the row of a pair: a title, two bars, a line of counts."""
    return row_height(font) + COVERAGE_BARS + QFontMetrics(font).height() + 8
