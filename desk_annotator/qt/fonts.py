"""The typefaces of the panes: an Arabic one is brought along, as many machines have none."""

from __future__ import annotations

import logging
from pathlib import Path

import fontpkg_noto_sans_arabic
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from desk_annotator.core.text import Direction

ARABIC_FAMILY = "Noto Sans Arabic"
_log = logging.getLogger(__name__)


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


def interface_font(base: QFont) -> QFont:
    """Return the interface font with the Arabic typeface behind it for Arabic data."""
    font = QFont(base)
    font.setFamilies([base.family(), ARABIC_FAMILY])
    return font
