"""Makes pairs of the documents in a folder, shown first as they were paired, to be corrected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.folder_pairing import (
    FolderDocument,
    FolderReading,
    ProposedPair,
    languages_of,
    proposed_pairs,
    read_folder,
)
from desk_annotator.app.new_pair import make_pair
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.project import Pair
from desk_annotator.qt.annotation_list_words import number
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.folder_table import FolderTable
from desk_annotator.qt.new_pair_words import warning_words
from desk_annotator.qt.pair_dialog_end import PairDialogEnd
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.sentences import sentence
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.text.isolates import isolate_name

_FEW = 30
"""Documents that are compared at once: each source with each target, some 10 µs."""
_Proposal = tuple[Sequence[FolderDocument], Sequence[FolderDocument], Sequence[ProposedPair]]
"""All sources, all targets, and which of them are alike."""


class FolderDialog(QDialog):
    """Reads a folder, proposes pairs, and makes those left ticked; nothing is made before OK.

    After `exec`, `pairs` are the pairs made; `adds_to_open` says where they are to go.
    """

    def __init__(self, folder: Path, *, can_add: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs: tuple[Pair, ...] = ()
        self._folder = folder
        self._reading: FolderReading | None = None
        self._languages: tuple[str, str] | None = None
        self._background = Background(self)
        self._comparing: Job[_Proposal] | None = None
        """The comparison whose outcome is wanted."""
        self.setWindowTitle(self.tr("New pairs from folder"))
        self._make_widgets(can_add=can_add)
        self._lay_out()
        self._job = self._read()
        open_at(self, 980, 620)

    def _make_widgets(self, *, can_add: bool) -> None:
        self.state_label = SignedLabel(self)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 100)
        self.progress.setAccessibleName(self.tr("Progress of reading"))
        self.swap_button = QPushButton(self.tr("Swap source and target"), self)
        self.swap_button.setAutoDefault(False)
        self.swap_button.clicked.connect(self.swap)
        self.repair_box = QCheckBox(
            self.tr("Use the repaired texts of those that look wrong"), self
        )
        self.repair_box.toggled.connect(self._repair_chosen)
        self.repair_box.hide()
        self.table = FolderTable(self)
        self.table.changed.connect(self._changed)
        self.rest_label = PlainLabel(self.tr("&Not in any pair, or to be looked at:"), self)
        self.rest = QListWidget(self)
        self.rest.setWordWrap(True)
        self.rest.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.rest.setAccessibleName(self.tr("Not in any pair, or to be looked at"))
        self.rest_label.setBuddy(self.rest)
        self._end = PairDialogEnd(self, self.tr("Make pairs"), can_add=can_add)
        self.add_button, self.new_button = self._end.add_button, self._end.new_button
        self.ok_button = self._end.ok_button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.state_label, 1)
        top.addWidget(self.swap_button)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.progress)
        column.addWidget(self.table, 3)
        column.addWidget(self.repair_box)
        column.addWidget(self.rest_label)
        column.addWidget(self.rest, 1)
        column.addLayout(self._end.row())

    @property
    def adds_to_open(self) -> bool:
        """True if the pairs are to be added to the open project."""
        return self.add_button.isChecked()

    # Reading

    def _read(self) -> Job[FolderReading]:
        folder = self._folder
        self.state_label.set_words(
            self.tr("Reading {0}…").format(isolate_name(folder.name or str(folder)))
        )
        self.swap_button.setEnabled(False)
        self._changed()

        def work(job: Job[FolderReading]) -> FolderReading:
            return read_folder(folder, progress=job.progressed.emit, is_cancelled=job.is_cancelled)

        return self._background.start(
            work, finished=self._read_done, failed=self._failed, progressed=self._show_progress
        )

    def _show_progress(self, share: float) -> None:
        self.progress.setValue(round(share * 100))

    def _failed(self, error: Exception) -> None:
        self.progress.hide()
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self.state_label.set_words(sentence(error), "error")

    def _read_done(self, reading: FolderReading) -> None:
        self.progress.hide()
        self._reading = reading
        self.repair_box.setVisible(any(one.repaired is not None for one in reading.documents))
        self._propose(languages_of(reading.documents))

    def _documents(self) -> tuple[FolderDocument, ...]:
        """Return what was read, repaired where that is wished for and can be done."""
        found = self._reading.documents if self._reading is not None else ()
        if not self.repair_box.isChecked():
            return found
        return tuple(one.repaired if one.repaired is not None else one for one in found)

    def _repair_chosen(self) -> None:
        before, found = self._languages, languages_of(self._documents())
        # A text that was read wrongly may be in another language than it seemed to be.
        is_same = before is not None and found is not None and set(before) == set(found)
        self._propose(before if is_same else found)

    def _propose(self, languages: tuple[str, str] | None) -> None:
        if self._reading is None:
            return
        self._languages = languages
        self._comparing = None
        self.swap_button.setEnabled(languages is not None)
        if languages is None:
            self.state_label.set_words(
                self.tr("There are no documents in two languages in this folder."), "warning"
            )
        else:
            self._compare(self._documents(), *languages)
        self._changed()

    def _compare(self, documents: Sequence[FolderDocument], source: str, target: str) -> None:
        """Show which documents are alike; of many that is found out in a thread."""

        def work(_job: Job[_Proposal] | None = None) -> _Proposal:
            return (
                [one for one in documents if one.language == source],
                [one for one in documents if one.language == target],
                proposed_pairs(documents, source, target),
            )

        if len(documents) <= _FEW:
            self.table.show_documents(*work())
        else:
            self._comparing = self._background.start(
                work, finished=self._compared, failed=self._failed
            )

    def _compared(self, proposal: _Proposal) -> None:
        if self.sender() is self._comparing:  # else the last wish is another
            self._comparing = None
            self.table.show_documents(*proposal)
            self._changed()

    def swap(self) -> None:
        """Make the language of the sources that of the targets; pairing begins anew."""
        if self._languages is not None:
            source, target = self._languages
            self._propose((target, source))

    # What changes

    def _changed(self) -> None:
        if self._comparing is not None or self.table.is_filling:
            self.ok_button.setEnabled(False)
            return  # What it shows is known at the end, and then told.
        count = len(self.table.chosen())
        self.ok_button.setEnabled(count > 0)
        if self._languages is not None and self._reading is not None:
            self.state_label.set_words(
                self.tr("Documents: {0} · pairs to make: {1}").format(
                    number(len(self._reading.documents)), number(count)
                )
            )
        self._show_rest()

    def _show_rest(self) -> None:
        self.rest.clear()
        if self._reading is not None:
            paired = {one.name for pair in self.table.chosen() for one in pair}
            for document in self._documents():
                name = isolate_name(document.name)
                if document.name not in paired:
                    self.rest.addItem(self.tr("{0}: not in any pair").format(name))
                for warning in document.warnings:
                    self.rest.addItem(self.tr("{0}: {1}").format(name, warning_words((warning,))))
            for left_out, error in self._reading.left_out:
                self.rest.addItem(
                    self.tr("{0}: {1}").format(isolate_name(left_out), sentence(error))
                )
        for row in range(self.rest.count()):
            self.rest.item(row).setFlags(Qt.ItemFlag.ItemIsEnabled)
        for widget in (self.rest_label, self.rest):
            widget.setVisible(self.rest.count() > 0)

    # Ending

    def accept(self) -> None:
        """Make the pairs that are ticked."""
        chosen = self.table.chosen()
        if not chosen or self._comparing is not None:
            return
        self.pairs = tuple(make_pair(one.draft, other.draft) for one, other in chosen)
        super().accept()

    def done(self, result: int) -> None:
        """End reading before the dialog goes."""
        self.table.leave()
        self._background.cancel_all()
        self._background.wait()
        super().done(result)
