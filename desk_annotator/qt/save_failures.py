"""What the user can do when a save failed: nothing of hers is lost, and nothing is done unasked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from desk_annotator.app.open_project import OpenProject
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.qt.notice_bar import NoticeAction
from desk_annotator.storage.safe_file import FileChangedError

translate = QCoreApplication.translate


class Saving(Protocol):
    """What can be saved otherwise."""

    merge: Callable[[Path], None] | None

    @property
    def project(self) -> OpenProject | None:
        """The project that is open."""

    def save_as(self) -> None:
        """Ask for a file and save to it."""

    def overwrite(self) -> None:
        """Save over the project's file."""


def ways_on(error: DeskAnnotatorError, files: Saving) -> list[NoticeAction]:
    """Return the buttons of the notice of a save that failed, the safest first."""
    actions: list[NoticeAction] = []
    as_other = (translate("SaveFailures", "Save under another name…"), files.save_as)
    if not isinstance(error, FileChangedError):
        return [as_other]
    if error.found is None:
        return [as_other, (translate("SaveFailures", "Make it anew"), files.overwrite)]
    opened = files.project
    if files.merge is not None and opened is not None and opened.path is not None:
        actions.append((translate("SaveFailures", "Merge…"), partial(files.merge, opened.path)))
    return [*actions, as_other, (translate("SaveFailures", "Overwrite it"), files.overwrite)]
