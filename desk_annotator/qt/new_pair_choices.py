"""What can be chosen of files that hold more than one text: columns, languages, the whole page."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from desk_annotator.core.span import Side
from desk_annotator.qt.annotation_list_words import number, side_word
from desk_annotator.qt.combo_list import SteadyBox
from desk_annotator.qt.fonts import interface_font
from desk_annotator.qt.new_pair_reading import Wish
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.text.isolates import isolate, isolate_name

_TITLE = 40
"""Characters (code points) of a column's first cell that are shown."""


class FileChoices(QObject):
    """Offers the other ways to read the file of one side, in rows of its panel's form."""

    wished = Signal(object)
    """The Wish to read instead."""

    def __init__(self, side: Side, form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._side = side
        self._wish: Wish | None = None
        self._read: Wish | None = None
        """The last wish that could be read; what it found is what there is to choose from."""
        self.part_label = PlainLabel("", parent)
        self.part_box = SteadyBox(parent)
        self.part_box.setFont(interface_font(self.part_box.font()))
        self.part_box.setMinimumContentsLength(10)
        self.part_box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.part_box.activated.connect(self._part_chosen)
        self.part_label.setBuddy(self.part_box)
        self.page_box = QCheckBox(self.tr("Whole page, not only the article"), parent)
        self.page_box.setAccessibleName(
            self.tr("Whole page for {0}, not only the article").format(side_word(side))
        )
        self.page_box.clicked.connect(self._page_chosen)
        form.addRow(self.part_label, self.part_box)
        form.addRow(self.page_box)
        self._form = form
        self.show_wish(None)

    def show_wish(self, wish: Wish | None) -> None:
        """Show what there is to choose of a file that was read, or that could not be read so."""
        if wish is None or (self._read is not None and wish.path != self._read.path):
            self._read = None
        if wish is not None and wish.found is not None:
            self._read = wish
        self._wish = wish
        found = self._read.found if self._read is not None else None
        has_parts = found is not None and len(found.parts) > 2
        is_page = found is not None and found.importer.id == "html"
        self._form.setRowVisible(self.part_box, has_parts)
        self._form.setRowVisible(self.page_box, is_page)
        self.page_box.setChecked(wish is not None and wish.whole_page)
        if has_parts:
            self._show_parts()

    def _show_parts(self) -> None:
        read = self._read
        if read is None or read.found is None or self._wish is None:
            return
        found = read.found
        is_memory = found.importer.id == "tmx"
        self.part_label.setText(self.tr("In the file:") if is_memory else self.tr("Column:"))
        name = self.tr("Language in the file of {0}") if is_memory else self.tr("Column of {0}")
        self.part_box.setAccessibleName(name.format(side_word(self._side)))
        self.part_box.clear()
        for place, title in enumerate(found.parts):
            if is_memory:
                shown = isolate_name(title)
            else:
                words = " ".join(title.split())
                short = words if len(words) <= _TITLE else words[:_TITLE] + "…"
                shown = self.tr("{0}: {1}").format(number(place + 1), isolate(short))
            self.part_box.addItem(shown, place)
        taken = self._wish.parts if self._wish.parts is not None else self._taken(read)
        self.part_box.setCurrentIndex(taken[0 if self._side is Side.SOURCE else 1])

    def _taken(self, read: Wish) -> tuple[int, int]:
        """Return which part is the source and which the target of the pair to be made."""
        if read.found is None:
            return 0, 1
        first, second = read.found.taken
        is_swapped = read.part is not None and read.part is not self._side
        return (second, first) if is_swapped else (first, second)

    def _part_chosen(self, place: int) -> None:
        if self._wish is None or self._read is None:
            return
        source, target = self._wish.parts or self._taken(self._read)
        if self._side is Side.SOURCE:
            # The part of the other side can be had too: the sides then change places.
            source, target = place, source if place == target else target
        else:
            source, target = target if place == source else source, place
        wish = replace(self._wish, parts=(source, target), language=None, direction=None)
        self._ask(replace(wish, part_titles=self._read.found.parts if self._read.found else ()))

    def _page_chosen(self) -> None:
        if self._wish is not None:
            self._ask(replace(self._wish, whole_page=self.page_box.isChecked()))

    def _ask(self, wish: Wish) -> None:
        self.wished.emit(replace(wish, found=None, part=None, is_repaired=False))
