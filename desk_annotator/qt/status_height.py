"""How tall the status bar is, which must not change when its figures are built."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics

BAR_HEIGHT = 5
"""Height of the thin bar below the words of a side's coverage, in pixels."""


def status_height(metrics: QFontMetrics) -> int:
    """Return the height in pixels of words in the status bar with a thin bar below them."""
    return max(metrics.height() + BAR_HEIGHT + 6, 24)
