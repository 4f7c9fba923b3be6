"""A user at a window whose work is kept safe, with the questions answered by the test."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_desk import Answers, Desk, protected_window

from desk_annotator.core.errors import Cancelled
from desk_annotator.qt.prompts import Leave
from desk_annotator.qt.protection_prompts import LockChoice
from desk_annotator.qt.recovery_dialog import RecoveryDialog


class LockAnswers(Answers):
    """Answers also what to do about a lock."""

    def __init__(self):
        super().__init__()
        self.on_lock = LockChoice.CANCEL

    def locked(self, name, holder):
        self.asked.append(("locked", name, holder))
        return self.on_lock


class HeldBack:
    """A reading that is not made before the test says so, in place of a real one.

    `go` lets it be made, `stopped` is set when it is given up, and `threads` are those it was
    asked for in.
    """

    def __init__(self, real):
        self.go, self.stopped, self.threads = threading.Event(), threading.Event(), []
        self._real = real

    def __call__(self, *arguments, check, progress):
        self.threads.append(threading.current_thread())
        progress(0.25)
        try:
            while not self.go.wait(0.002):
                check()
        except Cancelled:
            self.stopped.set()
            raise
        return self._real(*arguments, check=check, progress=progress)


@contextmanager
def held_back(monkeypatch, module, name):
    """Hold a reading of a module back, and let it go in the end."""
    held = HeldBack(getattr(module, name))
    monkeypatch.setattr(module, name, held)
    yield held
    held.go.set()


class RecoveryDesk(Desk):
    """A user who answers as the test says, with the dialog of a recovery before her at times."""

    def __init__(self, qtbot, window):
        super().__init__(qtbot, window)
        self.answers = LockAnswers()
        window.files.prompts = window.protection.prompts = self.answers

    @property
    def protection(self):
        return self.window.protection

    def dialog(self):
        found = [
            dialog for dialog in self.window.findChildren(RecoveryDialog) if dialog.isVisible()
        ]
        return found[0] if found else None

    def wait_for_dialog(self):
        self.wait_for(lambda: self.dialog() is not None)
        return self.dialog()

    def press(self, button):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def stop_reading(self, dialog, button, held):
        """Stop what a button of the dialog begins to read, which is held back: it asks anew."""
        self.press(button)
        assert not any(
            each.isEnabled()
            for each in (dialog.restore_button, dialog.look_button, dialog.discard_button)
        )
        self.wait_for(dialog.reading.isVisible)
        self.press(dialog.reading.stop_button)
        assert held.stopped.wait(20)
        assert held.threads[0] is not threading.main_thread()
        assert not dialog.reading.isVisible()
        assert dialog.isVisible()
        assert dialog.restore_button.isEnabled()
        assert self.opened is None

    def escape_reading(self, dialog, button, held):
        """Press Escape while what a button of the dialog reads is held back: the file is shown."""
        self.press(button)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert held.stopped.wait(20)
        self.wait_for(lambda: self.opened is not None)


@contextmanager
def recovery_desk(qtbot, folders):
    """Show a window that keeps what it protects in these folders."""
    with protected_window(qtbot, folders) as window:
        user = RecoveryDesk(qtbot, window)
        yield user
        user.idle()
        dialog = user.dialog()
        if dialog is not None:
            dialog.reject()
        user.answers.on_leave = Leave.DISCARD
