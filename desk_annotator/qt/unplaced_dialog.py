"""Shows the annotations a repaired project keeps without a place, with their quotes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desk_annotator.app.unplaced import Unplaced
from desk_annotator.qt.annotation_list_words import tag_word
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip
from desk_annotator.qt.row_list import RowList
from desk_annotator.text.isolates import isolate, one_line

_QUOTE = 120
"""Code points of a cell."""


class UnplacedDialog(QDialog):
    """Blocks its window only. A quote can be looked for with Find, and tagged anew."""

    def __init__(self, found: Sequence[Unplaced], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        self.setWindowTitle(self.tr("Annotations without a place"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        note = PlainLabel(
            self.tr(
                "When this project was repaired, no sure place was found for these. Look for "
                "their quotes in the texts and tag them again where they still hold; they stay "
                "in the file as they are."
            ),
            self,
            wraps=True,
        )
        self.list = RowList(
            [
                self.tr("Tag"),
                self.tr("Source"),
                self.tr("Target"),
                self.tr("Note"),
                self.tr("Pair"),
            ],
            self.windowTitle(),
            len(found),
            self._words,
            self._tip,
            parent=self,
        )
        self.list.fit_columns(widest=240)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(note)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.buttons)
        open_at(self, 760, 420)

    def _words(self, row: int) -> tuple[str, ...]:
        tag = self._found[row].tag
        cells = (isolate(one_line(cell, _QUOTE)) if cell else "" for cell in self._cells(row))
        return tag_word(tag) if tag else "", *cells

    def _tip(self, row: int, column: int) -> str:
        whole = ("", *self._cells(row))[column]
        return plain_tooltip(whole, None) if whole else ""

    def _cells(self, row: int) -> tuple[str, ...]:
        unplaced = self._found[row]
        quotes = (" … ".join(unplaced.source), " … ".join(unplaced.target))
        return *quotes, unplaced.note, unplaced.pair_title
