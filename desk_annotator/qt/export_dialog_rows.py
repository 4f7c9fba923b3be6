"""The two lowest rows of a dialog that exports: where to write, and what begins and ends it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QProgressBar, QPushButton

from desk_annotator.qt.fonts import interface_font
from desk_annotator.qt.plain_label import PlainLabel


class ExportPathRow(QHBoxLayout):
    """A file or folder to write, which can be typed or looked for.

    `face` is the label with its key; `name` is what screen readers call the field.
    """

    def __init__(self, dialog: QDialog, face: str, name: str) -> None:
        super().__init__()
        label = PlainLabel(face, dialog)
        self.field = QLineEdit(dialog)
        self.field.setFont(interface_font(self.field.font()))
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.field.setAccessibleName(name)
        label.setBuddy(self.field)
        self.browse_button = QPushButton(self.tr("Browse…"), dialog)
        self.browse_button.setAutoDefault(False)
        self.addWidget(label)
        self.addWidget(self.field, 1)
        self.addWidget(self.browse_button)


class ExportButtonRow(QHBoxLayout):
    """The progress, hidden at first, the button that exports, on Enter, and the one that leaves."""

    def __init__(self, dialog: QDialog) -> None:
        super().__init__()
        self.progress = QProgressBar(dialog)
        self.progress.setRange(0, 100)
        self.progress.setAccessibleName(self.tr("Progress of exporting"))
        self.progress.hide()
        self.export_button = QPushButton(self.tr("Export"), dialog)
        self.export_button.setDefault(True)
        self.close_button = QPushButton(self.tr("Close"), dialog)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(dialog.reject)
        self.addWidget(self.progress, 1)
        self.addStretch(1)
        self.addWidget(self.export_button)
        self.addWidget(self.close_button)

    def show_busy(self, *, busy: bool) -> None:
        """Say what the button that leaves would do now."""
        self.close_button.setText(self.tr("Cancel") if busy else self.tr("Close"))
