"""What the File menu does to export: the open project, or several at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desk_annotator.app.open_project import OpenProject
from desk_annotator.qt.actions import Actions


class ExportCommands(QObject):
    """Shows the dialogs that export, for one window.

    `opened` returns the open project, `folder` where to look for files first, and `settle` ends
    what is half typed.
    """

    def __init__(
        self,
        actions: Actions,
        window: QWidget,
        *,
        opened: Callable[[], OpenProject | None],
        folder: Callable[[], str],
        settle: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._opened = opened
        self._folder = folder
        self._settle = settle
        actions["export"].triggered.connect(self.export)
        actions["export_several"].triggered.connect(self.export_several)

    def export(self) -> None:
        """Ask what to export of the open project and how, and write it."""
        opened = self._opened()
        if opened is None:
            return
        self._settle()
        from desk_annotator.qt.export_dialog import ExportDialog  # noqa: PLC0415

        dialog = ExportDialog(
            opened.workspace, self._proposal(opened), self._window, project_file=opened.path
        )
        dialog.exec()
        dialog.deleteLater()

    def export_several(self) -> None:
        """Ask for projects, formats and a folder, and write them all."""
        self._settle()
        from desk_annotator.app.exporting import BatchSource  # noqa: PLC0415
        from desk_annotator.qt.export_batch_dialog import ExportBatchDialog  # noqa: PLC0415

        opened = self._opened()
        sources = []
        if opened is not None:
            path = opened.path or self._proposal(opened).with_suffix(".json")
            sources.append(BatchSource(path, opened.workspace.snapshot(in_order=False)))
        dialog = ExportBatchDialog(sources, Path(self._folder()), self._window)
        dialog.exec()
        dialog.deleteLater()

    def _proposal(self, opened: OpenProject) -> Path:
        """Return where an export of a project would go, without a suffix."""
        if opened.path is not None:
            return opened.path.with_suffix("")
        title = opened.workspace.title.replace("/", "-") or "export"
        return Path(self._folder()) / title
