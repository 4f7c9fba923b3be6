"""Writes the annotated pairs for a reviewer or another program, and says what was lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from desk_annotator import __version__
from desk_annotator.app.exporting import ExportWritten, export_to
from desk_annotator.app.open_project import is_same_file
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import with_suffix
from desk_annotator.qt.annotation_list_words import number, tag_word
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.delay import Delay
from desk_annotator.qt.dialog_room import grow, open_at
from desk_annotator.qt.export_dialog_choices import ExportChoices
from desk_annotator.qt.export_dialog_result import ExportResult
from desk_annotator.qt.export_dialog_rows import ExportButtonRow, ExportPathRow
from desk_annotator.qt.export_preview_pane import ExportPreviewPane
from desk_annotator.qt.plain_label import PlainLabel, directed
from desk_annotator.qt.sentences import sentence
from desk_annotator.text.isolates import isolate_name

if TYPE_CHECKING:
    from desk_annotator.app.export_preview import ExportCounts
    from desk_annotator.qt.export_dialog_task import ExportPreview

PATIENCE = 300
"""Milliseconds after which the progress of an export is shown."""
_CHOICES_WIDTH = 340
"""Pixels of what is chosen, if its words need no more; the rest is for the preview."""
_PREVIEW_PAUSE = 80
"""Milliseconds after the last choice before a preview is made."""
_READ = ("docx",)
"""Formats whose lines are read by people, each in its own direction."""


class ExportDialog(QDialog):
    """Asks for a format, what to export and a file; stays open, so that more can be exported.

    `proposal` is the path of the file without its suffix.
    """

    _share_done = Signal(float)
    """From the thread of an export; connected before any begins, so that none is missed."""

    def __init__(
        self,
        workspace: Workspace,
        proposal: Path,
        parent: QWidget | None = None,
        *,
        project_file: Path | None = None,
    ) -> None:
        super().__init__(parent)
        # Exports put the annotations in order themselves, in their thread.
        self._project = workspace.snapshot(in_order=False)
        self._fixed = ExportOptions(
            generated=workspace.now(), generator=f"Desk Annotator {__version__}"
        )
        self._project_file = project_file
        self._proposal = proposal
        self._background = Background(self)
        self._job: Job[ExportWritten] | None = None
        self._previewing: Job[ExportPreview] | None = None
        """The preview that is wanted; earlier ones are stopped."""
        self._confirmed = ""
        self.setWindowTitle(self.tr("Export for review"))
        current = workspace.current
        self.choices = ExportChoices(
            self._project.pairs, current.id if current is not None else "", self
        )
        self._make_widgets()
        self._lay_out()
        self._preview_pause = Delay(_PREVIEW_PAUSE, self._make_preview, self)
        self._patience = Delay(PATIENCE, self._show_progress, self)
        self._share_done.connect(self._progressed)
        self.choices.changed.connect(self._choices_changed)
        self.choices.format_changed.connect(self._follow_format)
        self.file_field.setText(str(proposal) + self.choices.exporter.suffix)
        self.file_field.textChanged.connect(self._file_changed)
        self._make_preview()
        self._show_state()
        open_at(self, 1040, 620)

    # Parts

    def _make_widgets(self) -> None:
        self.counts_label = PlainLabel("", self)
        self.preview = ExportPreviewPane(self)
        self._file_row = ExportPathRow(self, self.tr("&File:"), self.tr("File to write"))
        self.file_field = self._file_row.field
        self.browse_button = self._file_row.browse_button
        self.browse_button.clicked.connect(self._browse)
        self.outcome = ExportResult(self)
        self.outcome.folder_wanted.connect(self._show_folder)
        self._buttons = ExportButtonRow(self)
        self.progress = self._buttons.progress
        self.export_button = self._buttons.export_button
        self.export_button.clicked.connect(self.export)
        self.close_button = self._buttons.close_button

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.addWidget(self.counts_label)
        right.addWidget(self.preview, 1)
        top = QHBoxLayout()
        top.setSpacing(16)
        # The longest name of a format is not cut.
        self.choices.setFixedWidth(max(_CHOICES_WIDTH, self.choices.sizeHint().width()))
        top.addWidget(self.choices)
        top.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.addLayout(top, 1)
        column.addLayout(self._file_row)
        column.addWidget(self.outcome)
        column.addLayout(self._buttons)

    # The preview

    def _options(self) -> ExportOptions:
        return replace(
            self.choices.options(),
            generated=self._fixed.generated,
            generator=self._fixed.generator,
        )

    def _choices_changed(self) -> None:
        self.outcome.forget()
        self._preview_pause.start()
        grow(self)

    def _make_preview(self) -> None:
        if self._previewing is not None:
            self._previewing.cancel()
        project, exporter, options = self._project, self.choices.exporter, self._options()

        def work(job: Job[ExportPreview]) -> ExportPreview:
            # Here, in the thread: what reads files back takes longer to load than the dialog.
            from desk_annotator.qt.export_dialog_task import export_preview  # noqa: PLC0415

            asked = replace(options, progress=lambda _done, _total: job.check())
            return export_preview(project, exporter, asked)

        self._previewing = self._background.start(
            work, finished=self._show_preview, failed=self._preview_failed
        )

    def _show_preview(self, preview: ExportPreview) -> None:
        if self.sender() is not self._previewing:
            return
        self._previewing = None
        self.counts_label.setText(self._counts(preview.counts))
        if preview.page is not None:
            self.preview.show_page(preview.page)
        elif preview.text is not None:
            self.preview.show_text(preview.text, is_read=self.choices.exporter.id in _READ)

    def _preview_failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled) or self.sender() is not self._previewing:
            return
        self._previewing = None
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self.preview.show_words([sentence(error)])

    def _counts(self, counts: ExportCounts) -> str:
        words = self.tr("Pairs: {0} · annotations: {1}").format(
            number(counts.pairs), number(counts.annotations)
        )
        tags = (f"{tag_word(tag)}: {number(count)}" for tag, count in counts.tags.items())
        return " · ".join([words, *tags])

    # The file

    def _follow_format(self) -> None:
        """Give the file the suffix of the format, in place of that of another format."""
        path = Path(self.file_field.text())
        if path.name:
            name = with_suffix(path.name, self.choices.exporter.suffix)
            self.file_field.setText(str(path.with_name(name)))

    def _file_changed(self) -> None:
        self._confirmed = ""
        self.outcome.forget()
        self._show_state()

    def path(self) -> Path:
        """Return the file to write; a bare name is taken in the folder of the proposal."""
        return self._proposal.parent / Path(self.file_field.text().strip()).expanduser()

    def _browse(self) -> None:
        exporter = self.choices.exporter
        title = QCoreApplication.translate("Exporters", exporter.title)
        path, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export to"),
            str(self.path()),
            f"{title.replace('(', '– ').replace(')', '')} (*{exporter.suffix});;"
            + self.tr("All files (*)"),
        )
        if not path:
            return
        with_suffix = path if Path(path).suffix else path + exporter.suffix
        self.file_field.setText(with_suffix)
        # The file dialog has asked already, about the name as it was given there.
        self._confirmed = path if path == with_suffix else ""

    def _may_write(self, path: Path) -> bool:
        if str(path) == self._confirmed or not path.exists():
            return True
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Replace file"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        words = self.tr("“{0}” exists already.").format(isolate_name(path.name))
        box.setText(directed(words, box))
        box.setInformativeText(self.tr("If you replace it, what it holds now is lost."))
        replace_button = box.addButton(self.tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
        cancel_button = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel_button)
        box.exec()
        chosen = box.clickedButton() is replace_button
        box.deleteLater()
        return chosen

    # Exporting

    def export(self) -> None:
        """Write the file, in a thread."""
        if self._job is not None or not self.file_field.text().strip():
            return
        path = self.path()
        self.outcome.forget()
        if self._project_file is not None and is_same_file(path, self._project_file):
            self.outcome.show_error(
                self.tr(
                    "This is the project itself; an export would replace it. Name another file."
                )
            )
            return
        if not self._may_write(path):
            return
        project, exporter, options = self._project, self.choices.exporter, self._options()

        def work(job: Job[ExportWritten]) -> ExportWritten:
            return export_to(
                path,
                project,
                exporter,
                options,
                is_cancelled=job.is_cancelled,
                tell=self._share_done.emit,
            )

        self.progress.setValue(0)
        self._job = self._background.start(work, finished=self._written, failed=self._failed)
        self._patience.start()
        self._show_state()

    def _progressed(self, share: float) -> None:
        self.progress.setValue(round(share * 100))

    def _show_progress(self) -> None:
        self.progress.setVisible(self._job is not None)

    def _end(self) -> None:
        self._job = None
        self._patience.stop()
        self.progress.hide()
        self._show_state()
        # The controls that were disabled meanwhile have lost the keyboard.
        self.export_button.setFocus()
        grow(self)

    def _written(self, written: ExportWritten) -> None:
        self._confirmed = str(written.path)
        losses = [
            QCoreApplication.translate("Losses", loss.template).format(count=number(loss.count))
            for loss in written.losses
        ]
        place = isolate_name(str(written.path))
        size = isolate_name(QLocale().formattedDataSize(written.size))
        self.outcome.show_written(
            self.tr("Written: {0} ({1})").format(place, size), losses, written.path.parent
        )
        self._end()
        self.outcome.folder_button.setFocus()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.outcome.show_words(self.tr("Cancelled. Nothing was written."))
        elif isinstance(error, DeskAnnotatorError):
            self.outcome.show_error(sentence(error))
        self._end()
        if not isinstance(error, Cancelled | DeskAnnotatorError):
            raise error

    def _show_folder(self, folder: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _show_state(self) -> None:
        busy = self._job is not None
        self.export_button.setEnabled(not busy and bool(self.file_field.text().strip()))
        self.choices.setEnabled(not busy)
        self.file_field.setEnabled(not busy)
        self.browse_button.setEnabled(not busy)
        self._buttons.show_busy(busy=busy)

    # Leaving

    def reject(self) -> None:
        """Cancel the export under way, or else close."""
        if self._job is not None:
            self._job.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        """End all work before the dialog goes."""
        self._preview_pause.stop()
        self._patience.stop()
        self._background.cancel_all()
        self._background.wait()
        super().done(result)
