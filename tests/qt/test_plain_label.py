"""User data in labels and tooltips is shown as it is, never as HTML or as a mnemonic."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from desk_annotator.core.text import Direction
from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip

HOSTILE = [
    "<b>",
    "<b>bold</b>",
    "<img src=x>",
    '<img src="file:///etc/passwd">',
    "a<b and c>d",
    "&lt;",
    "&File",
    "&&",
    "</p></body>",
    'قال "<i>نعم</i>" & ذهب',
    "two\nlines",
    "  spaced   out  ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_shows_the_text_itself(qtbot: QtBot, text: str) -> None:
    label = PlainLabel(text)
    qtbot.addWidget(label)
    assert label.text() == text
    assert label.textFormat() is Qt.TextFormat.PlainText
    # Taken for HTML, the tags would take no room.
    longer = PlainLabel(text + text)
    qtbot.addWidget(longer)
    assert label.sizeHint() != QSize(0, 0)
    assert longer.sizeHint().width() > label.sizeHint().width()


def test_an_ampersand_is_drawn_as_itself(qtbot: QtBot) -> None:
    pictures = []
    for text in ("&File", "File"):
        label = PlainLabel(text)
        qtbot.addWidget(label)
        label.resize(100, 30)
        pictures.append(label.grab().toImage())
    assert pictures[0] != pictures[1]


def test_a_wrapping_label_grows_tall(qtbot: QtBot) -> None:
    label = PlainLabel("word " * 60, wraps=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(100) > label.heightForWidth(400)


@pytest.mark.parametrize("direction", [None, *Direction])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_tooltip_says_exactly_the_text(
    qtbot: QtBot, text: str, direction: Direction | None
) -> None:
    document = QTextDocument()
    document.setHtml(plain_tooltip(text, direction))
    assert document.toPlainText() == text


def test_a_tooltip_has_the_direction_of_its_text(qtbot: QtBot) -> None:
    for direction, expected in (
        (Direction.RTL, Qt.LayoutDirection.RightToLeft),
        (Direction.LTR, Qt.LayoutDirection.LeftToRight),
    ):
        document = QTextDocument()
        document.setHtml(plain_tooltip("Latin مع عربي", direction))
        assert document.firstBlock().blockFormat().layoutDirection() == expected


def test_a_tooltip_is_cut_and_an_empty_one_is_none() -> None:
    assert plain_tooltip("", None) == ""
    assert "xx…" in plain_tooltip("xxx", None, limit=2)
    assert "xxx" in plain_tooltip("xxx", None, limit=3)
