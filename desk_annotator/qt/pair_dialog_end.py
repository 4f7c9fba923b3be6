"""The end of a dialog that makes pairs: into which project they go, and whether at all."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QRadioButton,
)


class PairDialogEnd(QButtonGroup):
    """The two places new pairs can go to, and the buttons that accept or reject a dialog."""

    def __init__(self, dialog: QDialog, words: str, *, can_add: bool) -> None:
        super().__init__(dialog)
        self.add_button = QRadioButton(self.tr("Add to the open project"), dialog)
        self.new_button = QRadioButton(self.tr("Start a new project"), dialog)
        for button in (self.add_button, self.new_button):
            self.addButton(button)
            button.setVisible(can_add)
        (self.add_button if can_add else self.new_button).setChecked(True)
        self.box = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, dialog
        )
        self.ok_button = self.box.button(QDialogButtonBox.StandardButton.Ok)
        self.ok_button.setText(words)
        self.ok_button.setDefault(True)
        self.box.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.box.accepted.connect(dialog.accept)
        self.box.rejected.connect(dialog.reject)

    def row(self) -> QHBoxLayout:
        """Return a layout of them all, for the end of the dialog."""
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addWidget(self.new_button)
        row.addStretch(1)
        row.addWidget(self.box)
        return row
