"""A user at a window whose work is kept safe, with the questions answered by the test."""

from __future__ import annotations

from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desk_annotator.qt.application import application, main_window
from desk_annotator.qt.prompts import Leave
from desk_annotator.qt.protection import protect
from desk_annotator.qt.protection_prompts import LockChoice
from desk_annotator.qt.recovery_dialog import RecoveryDialog
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice


class Answers:
    """Stands where the dialogs stand."""

    def __init__(self):
        self.save_path = ""
        self.on_leave = Leave.DISCARD
        self.on_lock = LockChoice.CANCEL
        self.asked = []

    def project_to_save(self, proposal):
        self.asked.append("save")
        return self.save_path

    def leave(self, name):
        self.asked.append("leave")
        return self.on_leave

    def locked(self, name, holder):
        self.asked.append(("locked", name, holder))
        return self.on_lock


class Desk:
    def __init__(self, qtbot, window, protection):
        self.qtbot, self.window, self.protection = qtbot, window, protection
        self.answers = Answers()
        window.files.prompts = protection.prompts = self.answers

    @property
    def opened(self):
        return self.window.project

    def load(self, path):
        self.window.files.open_path(str(path))
        self.idle()

    def idle(self):
        self.qtbot.waitUntil(lambda: not self.window.files.background.is_busy, timeout=20_000)

    def dialog(self):
        found = [
            dialog for dialog in self.window.findChildren(RecoveryDialog) if dialog.isVisible()
        ]
        return found[0] if found else None

    def wait_for_dialog(self):
        self.qtbot.waitUntil(lambda: self.dialog() is not None, timeout=20_000)
        return self.dialog()

    def wait_for(self, condition):
        self.qtbot.waitUntil(condition, timeout=20_000)

    def press(self, button):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def notices(self):
        return " ".join(notice.text for notice in self.window.notices.notices)

    def act(self, words):
        for notice in self.window.notices.notices:
            for label, action in notice.actions:
                if label == words:
                    action()
                    return
        raise AssertionError(words)

    def save(self):
        self.window.files.save()
        self.wait_for(lambda: self.opened.workspace.is_saved)


@contextmanager
def recovery_desk(qtbot, folders):
    """Show a window that keeps what it protects in these folders."""
    application(["test"])
    window = main_window(Settings(), ThemeChoice.LIGHT)
    protection = protect(window, folders)
    window.show()
    qtbot.waitExposed(window)
    user = Desk(qtbot, window, protection)
    yield user
    user.idle()
    dialog = user.dialog()
    if dialog is not None:
        dialog.reject()
    user.answers.on_leave = Leave.DISCARD
    window.close()
    window.deleteLater()
