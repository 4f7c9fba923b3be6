"""Exports several projects in several formats at once; one that fails stops no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desk_annotator import __version__
from desk_annotator.app.clock import utc_now
from desk_annotator.app.exporting import BatchOutcome, BatchPlan, BatchSource, export_batch
from desk_annotator.core.errors import Cancelled
from desk_annotator.formats.export import Exporter, ExportOptions
from desk_annotator.qt.annotation_list_words import number
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.dragged_files import local_files
from desk_annotator.qt.export_batch_list import ExportBatchList
from desk_annotator.qt.export_dialog_choices import EXPORTERS_SHOWN
from desk_annotator.qt.export_dialog_rows import ExportButtonRow, ExportPathRow
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.signed_label import SignedLabel


class ExportBatchDialog(QDialog):
    """Asks for projects, formats and a folder; stays open and shows what became of each."""

    _outcome_made = Signal(object)
    _share_done = Signal(float)
    """Both from the thread that exports; connected before any begins, so that none is missed."""

    def __init__(
        self, sources: Sequence[BatchSource], folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._job: Job[bool] | None = None
        self._counts = {"written": 0, "failed": 0}
        self.setWindowTitle(self.tr("Export several projects"))
        self.setAcceptDrops(True)
        self._make_widgets(folder)
        self._lay_out()
        self._outcome_made.connect(self._show_outcome)
        self._share_done.connect(self._progressed)
        self.projects.changed.connect(self._changed)
        self.projects.add(sources)
        self._show_state()
        open_at(self, 980, 620)

    # Parts

    def _make_widgets(self, folder: Path) -> None:
        self.projects_label = PlainLabel(self.tr("&Projects (drop their files here):"), self)
        self.projects = ExportBatchList(self)
        self.projects_label.setBuddy(self.projects)
        self.add_button = self._button(self.tr("Add…"), self._ask_for_projects)
        self.remove_button = self._button(
            self.tr("Take out of the list"), self.projects.take_out_selected
        )
        self.formats_label = PlainLabel(self.tr("For&mats:"), self)
        self.formats = QListWidget(self)
        self.formats.setAccessibleName(self.tr("Formats"))
        self.formats.setFixedWidth(340)
        self.formats_label.setBuddy(self.formats)
        for exporter in EXPORTERS_SHOWN:
            title = QCoreApplication.translate("Exporters", exporter.title)
            item = QListWidgetItem(title, self.formats)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            first = exporter is EXPORTERS_SHOWN[0]
            item.setCheckState(Qt.CheckState.Checked if first else Qt.CheckState.Unchecked)
        self.formats.setCurrentRow(0)
        self.formats.itemChanged.connect(self._changed)
        self.each_pair_box = QCheckBox(self.tr("A file of its own for each pair"), self)
        self._folder_row = ExportPathRow(self, self.tr("&Folder:"), self.tr("Folder to write into"))
        self.folder_field = self._folder_row.field
        self.folder_field.setText(str(folder))
        self.folder_field.textChanged.connect(self._changed)
        self.browse_button = self._folder_row.browse_button
        self.browse_button.clicked.connect(self._ask_for_folder)
        self.state_label = SignedLabel(self)
        self._buttons = ExportButtonRow(self)
        self.progress = self._buttons.progress
        self.export_button = self._buttons.export_button
        self.export_button.clicked.connect(self.export)
        self.close_button = self._buttons.close_button

    def _button(self, words: str, slot: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        edit = QHBoxLayout()
        edit.addWidget(self.projects_label, 1)
        edit.addWidget(self.add_button)
        edit.addWidget(self.remove_button)
        left = QVBoxLayout()
        left.addLayout(edit)
        left.addWidget(self.projects, 1)
        right = QVBoxLayout()
        right.addWidget(self.formats_label)
        right.addWidget(self.formats, 1)
        right.addWidget(self.each_pair_box)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addLayout(left, 1)
        top.addLayout(right)
        column = QVBoxLayout(self)
        column.addLayout(top, 1)
        column.addLayout(self._folder_row)
        column.addWidget(self.state_label)
        column.addLayout(self._buttons)

    # Choosing

    def _ask_for_projects(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Projects to export"),
            str(self.folder()),
            self.tr("Projects (*.json);;All files (*)"),
        )
        self.add_files(paths)

    def add_files(self, paths: Iterable[str]) -> None:
        """Put project files into the list."""
        self.projects.add(BatchSource(Path(path)) for path in paths)

    def _ask_for_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(
            self, self.tr("Folder to write into"), str(self.folder())
        )
        if path:
            self.folder_field.setText(path)

    def folder(self) -> Path:
        """Return the folder that is named."""
        return Path(self.folder_field.text().strip()).expanduser()

    def exporters(self) -> list[Exporter]:
        """Return the formats that are ticked, in order."""
        return [
            exporter
            for row, exporter in enumerate(EXPORTERS_SHOWN)
            if self.formats.item(row).checkState() is Qt.CheckState.Checked
        ]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files while nothing is being written."""
        if self._job is None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put the files dropped into the list."""
        event.acceptProposedAction()
        self.add_files(local_files(event.mimeData()))

    def _changed(self) -> None:
        self.projects.forget_outcomes()
        self.state_label.set_words("")
        self._show_state()

    # Exporting

    def export(self) -> None:
        """Write all files, in a thread."""
        if self._job is not None:
            return
        folder = self.folder()
        if not folder.is_dir():
            self.state_label.set_words(
                self.tr("There is no such folder. Choose another; nothing was written."), "error"
            )
            return
        self.projects.forget_outcomes()
        self.state_label.set_words("")
        self._counts = dict.fromkeys(self._counts, 0)
        plan = BatchPlan(
            sources=self.projects.sources,
            exporters=self.exporters(),
            folder=folder,
            options=ExportOptions(generated=utc_now(), generator=f"Desk Annotator {__version__}"),
            by_pair=self.each_pair_box.isChecked(),
        )

        def work(job: Job[bool]) -> bool:
            try:
                for outcome in export_batch(
                    plan, is_cancelled=job.is_cancelled, tell=self._share_done.emit
                ):
                    self._outcome_made.emit(outcome)
            except Cancelled:
                return False
            return True

        self.progress.setValue(0)
        self._job = self._background.start(work, finished=self._ended, failed=self._failed)
        self._show_state()

    def _progressed(self, share: float) -> None:
        self.progress.setValue(round(share * 100))

    def _show_outcome(self, outcome: BatchOutcome) -> None:
        self._counts["failed" if outcome.problem is not None else "written"] += 1
        self.projects.show_outcome(outcome)

    def _ended(self, is_complete: bool) -> None:
        written, failed = (number(self._counts[name]) for name in ("written", "failed"))
        words = self.tr("Files written: {0} · failed: {1}").format(written, failed)
        if not is_complete:
            self.projects.show_stopped()
            words = self.tr("Cancelled. {0}").format(words)
        self.state_label.set_words(words, "warning" if self._counts["failed"] else "info")
        self._end()

    def _failed(self, error: Exception) -> None:
        self._end()
        raise error

    def _end(self) -> None:
        self._job = None
        self._show_state()
        # The controls that were disabled meanwhile have lost the keyboard.
        self.close_button.setFocus()

    def _show_state(self) -> None:
        busy = self._job is not None
        ready = bool(
            self.projects.sources and self.exporters() and self.folder_field.text().strip()
        )
        self.export_button.setEnabled(ready and not busy)
        for widget in (
            self.add_button,
            self.remove_button,
            self.formats,
            self.each_pair_box,
            self.folder_field,
            self.browse_button,
        ):
            widget.setEnabled(not busy)
        self.remove_button.setEnabled(not busy and bool(self.projects.sources))
        self.projects.is_fixed = busy
        self.progress.setVisible(busy)
        self._buttons.show_busy(busy=busy)

    # Leaving

    def reject(self) -> None:
        """Cancel what is being written, or else close."""
        if self._job is not None:
            self._job.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        """End all work before the dialog goes."""
        self._background.cancel_all()
        self._background.wait()
        super().done(result)
