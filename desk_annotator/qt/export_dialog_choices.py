"""What is to be exported and how: the format, the pairs, the tags, the statuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.core.annotation import Status, Tag
from desk_annotator.core.project import Pair, Project
from desk_annotator.formats.export import Export, Exporter, ExportOptions
from desk_annotator.formats.export_table import EXPORTERS, PDF
from desk_annotator.qt.annotation_list_words import number, status_word, tag_word
from desk_annotator.qt.combo_list import SteadyBox, show_whole_words
from desk_annotator.qt.fonts import interface_font
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.text.isolates import isolate, one_line


def _write_pdf(project: Project, options: ExportOptions) -> Export:
    # What draws pages is loaded by those who want pages, in the thread of their export.
    from desk_annotator.qt.pdf_report import write  # noqa: PLC0415

    return write(project, options)


# Reports first, then tables and data in the order of the table.
EXPORTERS_SHOWN = (EXPORTERS[0], replace(PDF, write=_write_pdf), *EXPORTERS[1:])
_ALL, _SHOWN, _CHOSEN = "all", "shown", "chosen"


class ExportChoices(QWidget):
    """The controls at the side of the export dialog."""

    changed = Signal()
    format_changed = Signal()

    def __init__(self, pairs: Sequence[Pair], shown_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._pairs = pairs
        self._shown_id = shown_id
        self.format_box = SteadyBox(self)
        self.format_box.setAccessibleName(self.tr("Format"))
        for exporter in EXPORTERS_SHOWN:
            title = QCoreApplication.translate("Exporters", exporter.title)
            self.format_box.addItem(title, exporter.id)
        show_whole_words(self.format_box)
        self.lacks_label = PlainLabel("", self, wraps=True)
        self.pairs_box = SteadyBox(self)
        self.pairs_box.setAccessibleName(self.tr("Pairs"))
        self.pairs_box.addItem(self.tr("All ({0})").format(number(len(pairs))), _ALL)
        self.pairs_box.addItem(self.tr("The pair shown"), _SHOWN)
        self.pairs_box.addItem(self.tr("Chosen below"), _CHOSEN)
        self.pairs_list = QListWidget(self)
        self.pairs_list.setAccessibleName(self.tr("Pairs to export"))
        self.pairs_list.setFont(interface_font(self.pairs_list.font()))
        self.pairs_list.setUniformItemSizes(True)
        self.pairs_list.setMaximumHeight(120)
        for pair in pairs:
            item = QListWidgetItem(isolate(one_line(pair.title) or "—"), self.pairs_list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(
                Qt.CheckState.Checked if pair.id == shown_id else Qt.CheckState.Unchecked
            )
        self.tag_boxes = {tag: QCheckBox(tag_word(tag), self) for tag in Tag}
        self.status_boxes = {status: QCheckBox(status_word(status), self) for status in Status}
        self.safe_box = QCheckBox(self.tr("Keep spreadsheets from running cells"), self)
        self.safe_box.setToolTip(
            self.tr(
                "Puts an apostrophe before cells that a spreadsheet would take for a formula. "
                "Leave it off if another program is to read the table."
            )
        )
        self.safe_box.setChecked(True)
        self._lay_out()
        for box in (*self.tag_boxes.values(), *self.status_boxes.values()):
            box.setChecked(True)
            box.toggled.connect(self._change)
        self.safe_box.toggled.connect(self._change)
        self.pairs_box.currentIndexChanged.connect(self._pairs_changed)
        self.pairs_list.itemChanged.connect(self._pair_toggled)
        self.format_box.currentIndexChanged.connect(self._format_changed)
        self._show_format()
        self.pairs_list.hide()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        form.addRow(self.tr("Format:"), self.format_box)
        self._pairs_label = PlainLabel(self.tr("Pairs:"), self)
        form.addRow(self._pairs_label, self.pairs_box)
        form.addRow("", self.pairs_list)
        form.addRow(self.tr("Tags:"), _in_rows(list(self.tag_boxes.values()), 3))
        form.addRow(self.tr("Statuses:"), _in_rows(list(self.status_boxes.values()), 2))
        form.addRow("", self.safe_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addSpacing(8)
        column.addWidget(self.lacks_label)
        column.addStretch(1)
        for widget in (self._pairs_label, self.pairs_box):
            widget.setVisible(len(self._pairs) > 1)

    # What is chosen

    @property
    def exporter(self) -> Exporter:
        """The format chosen."""
        return EXPORTERS_SHOWN[max(self.format_box.currentIndex(), 0)]

    @property
    def _is_table(self) -> bool:
        return self.exporter.id in ("tsv", "csv")

    def options(self) -> ExportOptions:
        """Return what is chosen; everything of a kind is None, so that what is new is included."""
        return ExportOptions(
            pair_ids=self._pair_ids(),
            tags=_checked(self.tag_boxes),
            statuses=_checked(self.status_boxes),
            spreadsheet_safe=self.safe_box.isChecked() if self._is_table else None,
        )

    def _pair_ids(self) -> frozenset[str] | None:
        choice = self.pairs_box.currentData()
        if choice == _SHOWN:
            return frozenset({self._shown_id})
        if choice == _CHOSEN:
            return frozenset(
                pair.id
                for row, pair in enumerate(self._pairs)
                if self.pairs_list.item(row).checkState() is Qt.CheckState.Checked
            )
        return None

    # What changes

    def _change(self) -> None:
        self.changed.emit()

    def _pairs_changed(self) -> None:
        self.pairs_list.setVisible(self.pairs_box.currentData() == _CHOSEN)
        self.changed.emit()

    def _pair_toggled(self, item: QListWidgetItem) -> None:
        del item
        self.changed.emit()

    def _format_changed(self) -> None:
        self._show_format()
        self.format_changed.emit()
        self.changed.emit()

    def _show_format(self) -> None:
        exporter = self.exporter
        lacks = [
            "• " + QCoreApplication.translate("Losses", sentence)
            for sentence in exporter.cannot_carry
        ]
        words = "\n".join([self.tr("It does not carry:"), *lacks]) if lacks else ""
        self.lacks_label.setText(words)
        self.safe_box.setVisible(self._is_table)


def _checked(boxes: dict[Tag, QCheckBox] | dict[Status, QCheckBox]) -> frozenset[str] | None:
    chosen = frozenset(value.value for value, box in boxes.items() if box.isChecked())
    return None if len(chosen) == len(boxes) else chosen


def _in_rows(widgets: list[QCheckBox], width: int) -> QVBoxLayout:
    rows = QVBoxLayout()
    rows.setSpacing(2)
    for start in range(0, len(widgets), width):
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget in widgets[start : start + width]:
            row.addWidget(widget)
        row.addStretch(1)
        rows.addLayout(row)
    return rows
