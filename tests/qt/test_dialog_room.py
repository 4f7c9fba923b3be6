"""The larger dialogs open as large as the user left them, where the screen has room for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout

from desk_annotator.qt.actions import Actions
from desk_annotator.qt.dialog_room import grow, open_at
from desk_annotator.qt.keys_dialog import KeysDialog
from desk_annotator.qt.settings import Settings

FIRST = QSize(600, 480)


class LargeDialog(QDialog):
    """One with a sentence that can need more room."""

    def __init__(self, height: int = FIRST.height()) -> None:
        super().__init__()
        self.label = QLabel("short", self)
        self.label.setWordWrap(True)
        QVBoxLayout(self).addWidget(self.label)
        open_at(self, FIRST.width(), height)


class OtherDialog(LargeDialog):
    """Another, with a size of its own."""


@pytest.mark.parametrize("end", ["accept", "reject", "close"])
def test_a_dialog_opens_as_large_as_it_was_left(show_dialog, end):
    dialog = show_dialog(LargeDialog())
    assert dialog.size() == FIRST
    dialog.resize(650, 500)
    getattr(dialog, end)()

    assert LargeDialog().size() == QSize(650, 500)
    assert OtherDialog().size() == FIRST


def test_it_may_have_been_made_smaller(show_dialog):
    dialog = show_dialog(LargeDialog())
    dialog.resize(300, 200)
    dialog.accept()

    assert LargeDialog().size() == QSize(300, 200)


def test_a_dialog_left_as_it_came_stores_nothing(show_dialog):
    show_dialog(LargeDialog()).accept()

    assert Settings().text("dialogs/LargeDialog", "") == ""


def test_what_its_sentences_made_of_it_is_not_the_users_size(show_dialog):
    dialog = show_dialog(LargeDialog())
    dialog.resize(200, 100)
    dialog.label.setText("words " * 60)
    grow(dialog)
    assert dialog.height() > 100
    dialog.accept()
    assert LargeDialog().size() == QSize(200, 100)

    again = show_dialog(LargeDialog())
    again.label.setText("words " * 60)
    grow(again)
    again.accept()
    assert LargeDialog().size() == QSize(200, 100)


@pytest.mark.parametrize(
    "stored", ["", "x", "0 0", "-5 300", "650", "650 500 3", "99999 500", "650 99999", "٦٥٠ ٥٠٠"]
)
def test_what_is_no_size_or_does_not_fit_the_screen_is_ignored(qtbot, stored):
    Settings().set_text("dialogs/LargeDialog", stored)

    assert LargeDialog().size() == FIRST


def test_a_maximised_dialog_leaves_what_was_stored(show_dialog):
    Settings().set_text("dialogs/LargeDialog", "650 500")
    dialog = show_dialog(LargeDialog())
    dialog.showMaximized()
    dialog.accept()

    assert Settings().text("dialogs/LargeDialog", "") == "650 500"


def test_a_small_dialog_comes_as_large_as_it_asks_for(show_dialog):
    dialog = show_dialog(LargeDialog(height=200))
    dialog.resize(650, 500)
    dialog.accept()

    assert LargeDialog(height=200).size() == QSize(600, 200)


def test_a_dialog_of_the_program_remembers_too(show_dialog, qapp):
    owner = QObject()
    actions = Actions(owner)
    dialog = show_dialog(KeysDialog(actions))
    dialog.resize(700, 470)
    dialog.reject()

    assert KeysDialog(actions).size() == QSize(700, 470)
    owner.deleteLater()
