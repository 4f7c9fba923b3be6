"""Asks from which confidence on suggestions are accepted, and says how many that would be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.qt.annotation_list_words import number
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.plain_label import PlainLabel

_PAGE = 5
_WIDEST_SHARE = 100


class AcceptanceDialog(QDialog):
    """Blocks its window only. The slider has the keyboard: arrows choose, Enter accepts."""

    chosen = Signal(float)
    """The confidence (0 to 1) from which the user wants all suggestions accepted."""

    def __init__(
        self, confidences: Iterable[float], least: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Accept suggestions"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._confidences = sorted(confidences)
        lead = PlainLabel(self.tr("Accept all suggestions from this &confidence on:"), self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, 100)
        self.slider.setPageStep(_PAGE)
        self.slider.setValue(round(100 * least))
        self.slider.setAccessibleName(self.tr("Least confidence of what is accepted"))
        lead.setBuddy(self.slider)
        self.share_label = PlainLabel("", self)
        widest = self.tr("{0} %").format(_WIDEST_SHARE)
        self.share_label.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest))
        self.share_label.setAlignment(
            Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        )
        self.count_label = PlainLabel("", self)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.accept_button = self._buttons.addButton(
            self.tr("&Accept"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.accept_button.setDefault(True)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.slider.valueChanged.connect(self._show_count)
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.share_label)
        column = QVBoxLayout(self)
        column.addWidget(lead)
        column.addLayout(row)
        column.addWidget(self.count_label)
        column.addStretch(1)
        column.addWidget(self._buttons)
        self._show_count()
        open_at(self, 420, 160)
        self.slider.setFocus()

    @property
    def least(self) -> float:
        """The confidence that is set, 0 to 1."""
        return self.slider.value() / 100

    @property
    def count(self) -> int:
        """How many suggestions would be accepted."""
        return len(self._confidences) - bisect_left(self._confidences, self.least)

    def accept(self) -> None:
        """Tell what was chosen, and close."""
        if self.count:
            super().accept()
            self.chosen.emit(self.least)

    def _show_count(self) -> None:
        self.share_label.setText(self.tr("{0} %").format(self.slider.value()))
        self.count_label.setText(
            self.tr("Would be accepted: {0} of {1}").format(
                number(self.count), number(len(self._confidences))
            )
        )
        self.accept_button.setEnabled(self.count > 0)
