"""Makes the list that a narrow combo box opens as wide as its words."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

_BESIDE_WORDS = 44
"""Pixels of a row that are not words: a place for a check mark, and edges."""


def show_whole_words(box: QComboBox) -> None:
    """Let no row of the list be cut; call it when all rows are there.

    The theme's style makes the list as wide as the box itself, and its rows need more.
    """
    metrics = box.view().fontMetrics()
    words = [metrics.horizontalAdvance(box.itemText(row)) for row in range(box.count())]
    box.view().setMinimumWidth(max(words, default=0) + _BESIDE_WORDS)
