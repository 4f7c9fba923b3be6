"""The list that a combo box opens cuts no word."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox

from desk_annotator.qt.annotation_list_filter import AnnotationFilterRow
from desk_annotator.qt.combo_list import show_whole_words
from desk_annotator.qt.find_bar import FindBar


def widest(box: QComboBox) -> int:
    metrics = box.view().fontMetrics()
    return max(metrics.horizontalAdvance(box.itemText(row)) for row in range(box.count()))


def test_a_list_is_as_wide_as_its_longest_words(qtbot):
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["short", "words that are longer by far than those before"])
    box.setFixedWidth(60)
    show_whole_words(box)

    assert box.view().minimumWidth() > widest(box) + 40


def test_an_empty_box_is_no_fault(qtbot):
    box = QComboBox()
    qtbot.addWidget(box)
    show_whole_words(box)

    assert box.view().minimumWidth() > 0


def test_the_boxes_of_narrow_rows_show_their_words(qtbot):
    row, bar = AnnotationFilterRow(), FindBar()
    qtbot.addWidget(row)
    qtbot.addWidget(bar)
    for box in (row.status_box, row.severity_box, bar.options.where_box):
        assert box.count() >= 3
        assert box.view().minimumWidth() > widest(box) + 40


def test_the_wheel_changes_no_filter_in_passing(qtbot):
    row, bar = AnnotationFilterRow(), FindBar()
    for widget in (row, bar):
        qtbot.addWidget(widget)
        widget.show()
    for box in (row.status_box, row.severity_box, bar.options.where_box):
        wheel = QWheelEvent(
            QPointF(5, 5),
            box.mapToGlobal(QPointF(5, 5)),
            QPoint(0, -120),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, wheel)
        assert box.currentIndex() == 0
        assert not wheel.isAccepted()
        assert not box.hasFocus()
