"""The heading over a pane: side, language and file, in whatever room there is."""

from dataclasses import replace

import pytest

from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.pane_box import PaneBox
from desk_annotator.text.isolates import isolate_name

NAME = "a name of a file that says rather much.txt"


@pytest.fixture
def box(qtbot):
    made = PaneBox(Side.SOURCE)
    qtbot.addWidget(made)
    text = Text.of("Some words.", language="en", direction=Direction.LTR)
    made.set_text(replace(text, imported=replace(text.imported, name=NAME)))
    made.setStyleSheet("QLabel { padding: 4px }")
    made.resize(900, 300)
    made.show()
    return made


def test_a_heading_says_all_where_there_is_room(box):
    assert box.heading.text().endswith(isolate_name(NAME))
    assert box.heading.toolTip() == ""


def test_the_name_is_shortened_in_its_middle_and_told_in_the_tooltip(box):
    whole = box.heading.text()
    box.resize(260, 300)
    shown = box.heading.text()
    assert box.heading.sizeHint().width() <= box.heading.width()
    assert shown.startswith("Source  ·  English  ·  \u2066a name")
    assert shown.endswith(".txt\u2069")
    assert NAME in box.heading.toolTip()
    assert box.heading.accessibleName() == whole
    box.resize(900, 300)
    assert box.heading.text() == whole
    assert box.heading.toolTip() == ""


def test_where_there_is_no_room_for_a_name_the_side_stays(box):
    box.resize(70, 300)
    assert box.heading.text().startswith("Source")


def test_without_a_text_it_says_the_side(box):
    box.set_text(None)
    assert box.heading.text() == "Source"
