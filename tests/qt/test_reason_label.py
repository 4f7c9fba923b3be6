"""The reasons of a suggestion: whole or not at all, and all of them in the tooltip."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_annotator.qt.reason_label import HintLabel, ReasonLabel
from desk_annotator.text.isolates import isolate

REASONS = (isolate("wikileaks ≈ ويكيليكس"), isolate("france ≈ فرنسا"))


def test_reasons_for_which_there_is_no_room_are_left_out_whole(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    label = ReasonLabel(parent)
    label.resize(2000, 20)
    label.set_reasons("This one: 64 %", REASONS)
    both = f"This one: 64 % · {REASONS[0]}; {REASONS[1]}"
    assert label.text() == both
    label.resize(QFontMetrics(label.font()).horizontalAdvance(both) - 2, 20)
    parent.show()
    assert label.text() == f"This one: 64 % · {REASONS[0]} …"
    assert "فرنسا" in label.toolTip()
    assert label.accessibleName() == both
    label.resize(QFontMetrics(label.font()).horizontalAdvance("This one: 64 % …"), 20)
    parent.show()
    assert label.text() == "This one: 64 % …"
    label.set_reasons("")
    assert label.text() == ""
    assert label.toolTip() == ""


def test_hints_are_left_out_where_there_is_no_room_and_come_back(qtbot):
    bar = QWidget()
    qtbot.addWidget(bar)
    row = QHBoxLayout(bar)
    label = HintLabel(bar)
    row.addWidget(label)
    row.addStretch(1)
    label.set_reasons("Suggestions: 22", ["Enter accepts, Backspace rejects"])
    bar.resize(600, 40)
    bar.show()
    assert label.text() == "Suggestions: 22 · Enter accepts, Backspace rejects"
    assert bar.minimumSizeHint().width() < label.sizeHint().width()
    bar.resize(bar.minimumSizeHint().width(), 40)
    assert label.text() == "Suggestions: 22 …"
    bar.resize(600, 40)
    assert label.text() == "Suggestions: 22 · Enter accepts, Backspace rejects"
