"""A picture of the window, made without a display."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QDeadlineTimer,
    QEventLoop,
    QIODevice,
    QSettings,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desk_annotator.app.open_project import open_project
from desk_annotator.core.errors import ExportError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.qt.application import application, log_qt_message, main_window
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice
from desk_annotator.storage.safe_file import write_safely

_SETTLE_MS = 400


def snapshot(
    project_path: Path,
    png_path: Path,
    theme: str = ThemeChoice.LIGHT,
    width: int = 1360,
    height: int = 860,
    pair_number: int = 0,
) -> None:
    """Open a project in a window nobody sees and write its picture as PNG.

    `pair_number` counts from 0. Raises ProjectFileError, ExportError or SaveError.
    """
    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = application(["desk-annotator"])
    before = qInstallMessageHandler(log_qt_message)
    try:
        _draw(app, project_path, png_path, theme, width, height, pair_number)
    finally:
        qInstallMessageHandler(before)


def _draw(
    app: QApplication,
    project_path: Path,
    png_path: Path,
    theme: str,
    width: int,
    height: int,
    pair_number: int,
) -> None:
    opened = open_project(project_path)
    if not 0 <= pair_number < len(opened.workspace.bitexts):
        raise ExportError(
            QT_TRANSLATE_NOOP(
                "Errors", "The project has {count} pairs; there is no pair {number}."
            ),
            count=len(opened.workspace.bitexts),
            number=pair_number + 1,
        )
    opened.workspace.show_pair(pair_number)
    folder = png_path.parent
    settings = Settings(QSettings(str(folder / ".no-settings.ini"), QSettings.Format.IniFormat))
    window = main_window(settings, ThemeChoice(theme))
    window.resize(width, height)
    window.files.show_project(opened)
    # A picture shows what is in the project, the same each time.
    window.suggesting.close()
    window.show()
    first = next(iter(opened.workspace.bitexts[pair_number].in_order()), None)
    if first is not None:
        opened.workspace.activate(first.id)
    deadline = QDeadlineTimer(_SETTLE_MS)
    while not deadline.hasExpired():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    picture = window.grab()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    write_safely(png_path, bytes(buffer.data().data()))
    opened.workspace.activate(None)
    window.hide()
    window.deleteLater()
