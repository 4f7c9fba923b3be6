"""The button that empties a field is seen in every theme."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction

from desk_annotator.qt.clearable_field import ClearableField
from desk_annotator.qt.theme_dress import dress


def put_on(qapp, name):
    sheet, palette = dress(name)
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


@pytest.fixture
def bare(qapp):
    sheet, palette = qapp.styleSheet(), qapp.palette()
    yield
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


def picture(field):
    return field.findChild(QAction).icon().pixmap(16).toImage()


@pytest.mark.usefixtures("bare")
def test_its_button_follows_the_theme(qtbot, qapp):
    put_on(qapp, "light")
    field = ClearableField()
    qtbot.addWidget(field)
    field.setText("words")
    field.show()
    before = picture(field)
    put_on(qapp, "dark")
    fresh = ClearableField()
    qtbot.addWidget(fresh)
    fresh.show()
    assert before != picture(fresh)
    assert picture(field) == picture(fresh)


def test_it_empties(qtbot):
    field = ClearableField()
    qtbot.addWidget(field)
    field.setText("words")
    assert field.isClearButtonEnabled()
    field.clear()
    assert field.text() == ""
