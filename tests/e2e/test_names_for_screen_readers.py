"""Every control of the window says what it is to somebody who cannot see it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QScrollArea,
    QScrollBar,
    QSplitterHandle,
    QWidget,
)

from desk_annotator.core.span import Side


def buddies(window):
    return {label.buddy() for label in window.findChildren(QLabel) if label.buddy() is not None}


def is_part_of_another(widget: QWidget) -> bool:
    """The viewport of a scroll area, the field of a combo box and the like speak for it."""
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
        return True
    if widget.focusProxy() is not None or widget.objectName().startswith("qt_"):
        return True
    while parent is not None:
        if isinstance(parent, QComboBox):
            return True
        parent = parent.parentWidget()
    return False


def nameless(window: QWidget) -> list[str]:
    named_by_label = buddies(window)
    found = []
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or is_part_of_another(widget):
            continue
        if isinstance(widget, QScrollBar | QSplitterHandle | QScrollArea):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface is not None else ""
        if not name.strip() and widget not in named_by_label:
            parents, parent = [], widget
            while parent is not None:
                parents.append(type(parent).__name__)
                parent = parent.parentWidget()
            found.append(" < ".join(parents))
    return found


def test_each_control_of_the_empty_window_has_a_name(desk):
    assert nameless(desk.window) == []


def test_each_control_has_a_name_while_an_annotation_is_active(desk, samples):
    desk.open(samples)
    desk.pane(Side.SOURCE).setFocus()
    desk.key(Qt.Key.Key_N)
    desk.window.actions_table["find"].trigger()
    desk.window.notices.show_notice("broken", kind="error", actions=[("Again", print)])
    assert nameless(desk.window) == []
