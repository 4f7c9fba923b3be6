"""The few questions that stop the user: where a file is or goes, and what could be lost."""

from __future__ import annotations

from enum import Enum, auto

# The dialogs are taken from their module when they are shown: PySide6 makes such a class late.
from PySide6 import QtWidgets
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desk_annotator.qt.plain_label import directed
from desk_annotator.text.isolates import isolate_name

translate = QCoreApplication.translate


class Leave(Enum):
    """What to do with unsaved work."""

    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()


class Prompts:
    """Asks with dialogs; tests put their own answers in its place."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def project_to_open(self, folder: str) -> str:
        """Return the path of a project to open, or nothing."""
        path, _ = QtWidgets.QFileDialog.getOpenFileName(
            self._window,
            translate("Prompts", "Open project"),
            folder,
            translate("Prompts", "Projects (*.json);;All files (*)"),
        )
        return path

    def project_to_save(self, proposal: str) -> str:
        """Return the path to save a project under, or nothing."""
        path, _ = QtWidgets.QFileDialog.getSaveFileName(
            self._window,
            translate("Prompts", "Save project"),
            proposal,
            translate("Prompts", "Projects (*.json);;All files (*)"),
        )
        return path if not path or "." in path.rsplit("/", 1)[-1] else f"{path}.json"

    def journal_to_save(self, proposal: str) -> str:
        """Return the path to write a copy of a journal to, or nothing."""
        path, _ = QtWidgets.QFileDialog.getSaveFileName(
            self._window,
            translate("Prompts", "Export journal"),
            proposal,
            translate("Prompts", "Journals (*.jsonl);;All files (*)"),
        )
        return path

    def project_to_merge(self, folder: str) -> str:
        """Return the path of another copy of the project, or nothing."""
        path, _ = QtWidgets.QFileDialog.getOpenFileName(
            self._window,
            translate("Prompts", "Compare and merge"),
            folder,
            translate("Prompts", "Projects (*.json);;All files (*)"),
        )
        return path

    def folder_to_pair(self, folder: str) -> str:
        """Return the path of a folder with documents in two languages, or nothing."""
        return QtWidgets.QFileDialog.getExistingDirectory(
            self._window, translate("Prompts", "New pairs from folder"), folder
        )

    def review_to_take(self, folder: str) -> str:
        """Return the path of a review to take over, or nothing."""
        path, _ = QtWidgets.QFileDialog.getOpenFileName(
            self._window,
            translate("Prompts", "Take over review"),
            folder,
            translate(
                "Prompts",
                "Reviews (*.docx *.json *.jsonl *.jsonld *.ndjson *.xlsx);;All files (*)",
            ),
        )
        return path

    def glossary_to_use(self, folder: str) -> str:
        """Return the path of a glossary to use, or nothing."""
        path, _ = QtWidgets.QFileDialog.getOpenFileName(
            self._window,
            translate("Prompts", "Choose a glossary"),
            folder,
            translate("Prompts", "Glossaries (*.tbx *.xml *.csv *.tsv *.txt);;All files (*)"),
        )
        return path

    def annotator(self, known: str) -> str | None:
        """Ask for the name written into annotations; None if the user would rather not say."""
        name, accepted = QtWidgets.QInputDialog.getText(
            self._window,
            translate("Prompts", "Your name"),
            translate("Prompts", "Written as the author into each annotation you make:"),
            text=known,
        )
        return name.strip() if accepted else None

    def leave(self, name: str) -> Leave:
        """Ask what to do with unsaved work before it would be lost."""
        box = QtWidgets.QMessageBox(self._window)
        box.setIcon(QtWidgets.QMessageBox.Icon.Warning)
        box.setWindowTitle(translate("Prompts", "Unsaved work"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        words = translate("Prompts", "“{0}” has changes that are not saved.")
        box.setText(directed(words.format(isolate_name(name)), box))
        box.setInformativeText(translate("Prompts", "If you do not save them, they are lost."))
        save = box.addButton(QtWidgets.QMessageBox.StandardButton.Save)
        discard = box.addButton(QtWidgets.QMessageBox.StandardButton.Discard)
        # Not every desktop gives these buttons letters.
        save.setText(translate("Prompts", "&Save"))
        discard.setText(translate("Prompts", "&Discard"))
        box.addButton(QtWidgets.QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QtWidgets.QMessageBox.StandardButton.Save)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        if clicked is save:
            return Leave.SAVE
        return Leave.DISCARD if clicked is discard else Leave.CANCEL
