"""What the tests of dialogs share: each is shown as the program does, and ended in the end."""

from __future__ import annotations

import pytest


@pytest.fixture
def show_dialog(qtbot):
    """Shows a dialog, gives it back, and ends it after the test."""
    dialogs = []

    def show(dialog):
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        dialog.open()
        qtbot.waitExposed(dialog)
        return dialog

    yield show
    for dialog in dialogs:
        dialog.done(0)
