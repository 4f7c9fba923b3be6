"""The program's window, with its work kept safe in folders of the test, and a user at it."""

from __future__ import annotations

from contextlib import contextmanager

from PySide6.QtGui import QIcon

from desk_annotator.qt.application import application, main_window
from desk_annotator.qt.prompts import Leave
from desk_annotator.qt.protection import protect
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice


def idle(qtbot, window):
    """Wait until no file of the window is read or written any more."""
    qtbot.waitUntil(lambda: not window.files.background.is_busy, timeout=20_000)


@contextmanager
def dressed(qapp):
    """Dress the application as the program does, and undress it in the end.

    The dress is the whole application's; other tests must not see it.
    """
    palette, font = qapp.palette(), qapp.font()
    application(["test"])
    yield
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)
    qapp.setWindowIcon(QIcon())


@contextmanager
def protected_window(qtbot, folders):
    """Show a window that keeps what it protects in these folders, and take it away in the end."""
    application(["test"])
    window = main_window(Settings(), ThemeChoice.LIGHT)
    window.protection = protect(window, folders)
    window.show()
    qtbot.waitExposed(window)
    yield window
    idle(qtbot, window)
    window.close()
    window.deleteLater()


class Answers:
    """Stands where the questions about files stand; `asked` tells in order which came."""

    def __init__(self):
        self.save_path = ""
        self.merge_path = ""
        self.on_leave = Leave.DISCARD
        self.asked = []
        self.proposal = ""
        """The name that the last question for one proposed."""

    def project_to_save(self, proposal):
        self.asked.append("save")
        self.proposal = proposal
        return self.save_path

    def project_to_merge(self, folder):
        self.asked.append("merge")
        return self.merge_path

    def leave(self, name):
        self.asked.append("leave")
        return self.on_leave


class Desk:
    """A user at the window, who opens, saves, reads notices and presses their buttons."""

    def __init__(self, qtbot, window):
        self.qtbot, self.window = qtbot, window

    @property
    def opened(self):
        return self.window.project

    @property
    def workspace(self):
        return self.window.project.workspace

    def load(self, path):
        self.window.files.open_path(str(path))
        self.idle()

    def idle(self):
        idle(self.qtbot, self.window)

    def wait_for(self, condition):
        self.qtbot.waitUntil(condition, timeout=20_000)

    def save(self):
        self.window.files.save()
        self.wait_for(lambda: self.workspace.is_saved)

    def notices(self):
        """All notices on show, as one string."""
        return " ".join(notice.text for notice in self.window.notices.notices)

    def act(self, words):
        """Press the button of a notice."""
        for notice in self.window.notices.notices:
            for label, action in notice.actions:
                if label == words:
                    action()
                    return
        raise AssertionError((words, self.notices()))
