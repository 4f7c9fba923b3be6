"""The program with a window: composes it and runs it."""

from __future__ import annotations

import gc
import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QLocale,
    QMessageLogContext,
    QSize,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget

from desk_annotator import __version__
from desk_annotator.app.crash_report import CrashTrace, crashes_left
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.qt.crash_guard import CrashGuard
from desk_annotator.qt.end_signals import EndSignals
from desk_annotator.qt.fonts import interface_font, load_fonts
from desk_annotator.qt.icons import window_icon
from desk_annotator.qt.main_window import MainWindow
from desk_annotator.qt.protection import protect
from desk_annotator.qt.raster import fill_in_one_thread
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import Theme, ThemeChoice
from desk_annotator.storage.collector import spare_what_is_here
from desk_annotator.storage.state_folder import StateFolders

_log = logging.getLogger("desk_annotator")
_PATIENCE_MS = 600
"""How long the window waits for the project that will be its first picture."""
_SMALL = 8_000_000
"""Bytes of the largest project that is read before there is a window: a tenth of a second."""
_FRAME = QSize(8, 40)
"""Pixels of a screen left for what the system draws around a window."""
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def application(arguments: list[str]) -> QApplication:
    """Return the QApplication, made and named if there is none yet, with its typefaces."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        fill_in_one_thread()
        app = QApplication(arguments)
    app.setApplicationName("desk-annotator")
    app.setApplicationDisplayName("Desk Annotator")
    app.setApplicationVersion(__version__)
    app.setOrganizationName("desk-annotator")
    app.setDesktopFileName("desk-annotator")
    app.setWindowIcon(window_icon())
    QLocale.setDefault(locale_of_sentences(QLocale()))
    load_fonts()
    app.setFont(interface_font(app.font()))
    return app


def locale_of_sentences(user: QLocale) -> QLocale:
    """Return how numbers and times are written in the sentences of the window.

    That is as the user writes them, unless it is from right to left. The sentences are English,
    and in these two numbers of that kind change places: “Source 34 % · 1,305 untouched” would
    say 34 % untouched. Then it is as English is written where she lives, or anywhere.
    """
    if user.textDirection() is Qt.LayoutDirection.LeftToRight:
        return user
    english = QLocale(QLocale.Language.English, user.territory())
    return english if english.territory() == user.territory() else QLocale("en_001")


def main_window(settings: Settings, theme_choice: ThemeChoice | None = None) -> MainWindow:
    """Return the window, dressed and as large as it was last time; not shown yet."""
    theme = Theme(QApplication.instance())
    if theme_choice is None:
        stored = settings.text("theme", ThemeChoice.SYSTEM)
        theme_choice = ThemeChoice(stored) if stored in tuple(ThemeChoice) else ThemeChoice.SYSTEM
    theme.choose(theme_choice)
    window = MainWindow(settings, theme)
    window.restore(settings)
    return window


def fit_on_screen(window: QWidget) -> None:
    """Make a window small enough for its screen: the usual size is too large for some.

    Nor does Qt always see to it, when the size is that of last time on another screen.
    """
    room = window.screen().availableSize() - _FRAME
    if not window.isMaximized() and not window.isFullScreen():
        window.resize(window.size().boundedTo(room))


def run(paths: list[str]) -> int:
    """Show the window, open what was named, and return the exit status when it is closed."""
    app = application(["desk-annotator"])
    qInstallMessageHandler(log_qt_message)
    folders = StateFolders.of_user()
    crashes = crashes_left(folders)
    trace = CrashTrace.begin(folders)
    window = main_window(Settings())
    fit_on_screen(window)
    protection = protect(window, folders)

    guard = CrashGuard(window, partial(app.exit, 1))
    guard.install()
    signals = EndSignals(lambda number: app.exit(128 + number), window)
    signals.install()
    window.furnished.connect(partial(_furnished, window))
    if crashes:
        window.furnished.connect(partial(guard.tell_of, crashes))
    projects = [path for path in paths if path.lower().endswith(".json")]
    if projects:
        window.show_when_read(_PATIENCE_MS)
        # In the event loop, which must be there to be ended should a question be asked.
        QTimer.singleShot(0, window, partial(_open, window, projects[0]))
    else:
        window.show()
        if paths:
            window.furniture.finish()
            window.files.open_paths(paths)
        else:
            protection.offer_unsaved()
    status = app.exec()
    # Ended by the system or after an error, what is not saved is offered at the next start.
    window.files.background.wait()
    protection.keep()
    signals.remove()
    guard.remove()
    qInstallMessageHandler(None)
    if trace is not None:
        trace.end()
    return status


def _open(window: MainWindow, path: str) -> None:
    """Open a project; a small one here and now, as there is no window yet to be held up."""
    try:
        if Path(path).stat().st_size <= _SMALL:
            window.files.admit(window.files.load(Path(path)))
            return
    except (OSError, DeskAnnotatorError) as error:
        _log.info("a project could not be opened at once: %s", error)
    # The ordinary way, in a thread, also says what is wrong.
    window.files.open_path(path)


def _furnished(window: QWidget) -> None:
    """Let the collector work again, which `open_window` stops, but not on what always stays.

    What dialogs need is loaded now, while nobody waits.
    """
    from desk_annotator.qt.dialog_modules import load_soon  # noqa: PLC0415 - after the picture

    spare_what_is_here()
    gc.enable()
    load_soon(window)


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Write a message of Qt's into the log; install with `qInstallMessageHandler`."""
    del context
    level = _LEVELS.get(kind, logging.WARNING)
    if message.startswith("This plugin does not support"):
        # The platform without a display says so of each window; there is nothing to do about it.
        level = logging.DEBUG
    _log.log(level, "Qt: %s", message)
