"""Shows an unexpected error: a report without the user's texts, and going on or not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.signed_label import SignedLabel


class CrashDialog(QDialog):
    """Shows a report, and lets the user go on or close; `closes` is her answer."""

    def __init__(
        self, words: str, shown: str, parent: QWidget | None = None, *, over: bool = False
    ) -> None:
        super().__init__(parent)
        self.closes = False
        self.setWindowTitle(self.tr("Unexpected error"))
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        label = SignedLabel(self)
        label.set_words(words, "error")
        note = PlainLabel(
            self.tr("This report holds nothing of your texts. It is sent nowhere by itself."),
            self,
            wraps=True,
        )
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setPlainText(shown)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.go_on_button = buttons.addButton(self.tr("&Go on"), role.AcceptRole)
        self.copy_button = buttons.addButton(self.tr("&Copy report"), role.ActionRole)
        self.close_button = buttons.addButton(self.tr("Close the &program"), role.DestructiveRole)
        self.close_button.setHidden(over)
        self.go_on_button.setDefault(True)
        self.go_on_button.clicked.connect(self.accept)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self._close)
        column = QVBoxLayout(self)
        for widget in (label, note):
            column.addWidget(widget)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
        open_at(self, 640, 420)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _close(self) -> None:
        self.closes = True
        self.accept()
