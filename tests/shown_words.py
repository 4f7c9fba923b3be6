"""Everything a widget and what is in it would show, compared with a word that went in."""

from __future__ import annotations

import re
from collections import Counter

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

MARK = "zq"
"""Stands in each of the words below and in nothing else that is shown."""


def as_rich(raw: str, *, is_rich: bool) -> str:
    """Return what a widget shows of a string that it takes for HTML if it looks so."""
    if not is_rich:
        return raw
    document = QTextDocument()
    document.setHtml(raw)
    return document.toPlainText()


def might_be_rich(raw: str) -> bool:
    """Tell whether Qt may take a string for HTML; rather too often than too seldom."""
    return re.search("<[A-Za-z!?/]", raw) is not None


def without_mnemonic(raw: str) -> str:
    """Return what a widget shows that underlines the letter behind an "&"."""
    return re.sub("&(.?)", r"\1", raw, flags=re.DOTALL)


def tooltip(raw: str) -> str:
    return as_rich(raw, is_rich=might_be_rich(raw))


def label_text(label: QLabel) -> str:
    kind = label.textFormat()
    guesses = kind is Qt.TextFormat.AutoText and might_be_rich(label.text())
    shown = as_rich(label.text(), is_rich=guesses or kind is Qt.TextFormat.RichText)
    return without_mnemonic(shown) if label.buddy() is not None else shown


def of_model(model: QAbstractItemModel, parent: QModelIndex | None = None):
    parent = parent or QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                value = index.data(role)
                if isinstance(value, str):
                    yield "cell", value
            tip = index.data(Qt.ItemDataRole.ToolTipRole)
            if isinstance(tip, str):
                yield "cell tooltip", tooltip(tip)
            if column == 0:
                yield from of_model(model, index)


def of_widget(widget: QWidget):
    """Yield everything a widget shows, with what kind of thing it is."""
    yield "window title", widget.windowTitle()
    yield "tooltip", tooltip(widget.toolTip())
    yield "accessible name", widget.accessibleName()
    yield "accessible description", widget.accessibleDescription()
    if isinstance(widget, QLabel):
        yield "label", label_text(widget)
    elif isinstance(widget, QAbstractButton):
        yield "button", without_mnemonic(widget.text())
    elif isinstance(widget, QGroupBox):
        yield "group", without_mnemonic(widget.title())
    elif isinstance(widget, QTabBar):
        for number in range(widget.count()):
            yield "tab", without_mnemonic(widget.tabText(number))
            yield "tooltip", tooltip(widget.tabToolTip(number))
    elif isinstance(widget, QLineEdit):
        yield "field", widget.text()
        yield "field", widget.placeholderText()
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        yield "text", widget.toPlainText()
    elif isinstance(widget, QComboBox):
        yield from of_model(widget.model())
    elif isinstance(widget, QMenu):
        widget.aboutToShow.emit()
        yield "menu", without_mnemonic(widget.title())
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from of_model(widget.model())
    for action in widget.actions():
        yield from of_action(action)


def of_action(action: QAction):
    yield "action", without_mnemonic(action.text())
    yield "action tooltip", tooltip(action.toolTip())
    yield "action status", action.statusTip()


class Sweep:
    """Everything shown, compared with the word that went in."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []

    def look(self, top: QWidget) -> None:
        for widget in (top, *top.findChildren(QWidget)):
            for kind, shown in of_widget(widget):
                self.judge(f"{type(top).__name__}/{type(widget).__name__} {kind}", kind, shown)

    def judge(self, where: str, kind: str, shown: str) -> None:
        # Words of a vocabulary stand in exports with a capital.
        words = (self.word, self.word[:1].upper() + self.word[1:], in_file_name(self.word))
        rest = shown
        for word in words:
            rest = rest.replace(word, "")
        # What is too long is cut, and may be cut in a word.
        cut = {word[:end] for word in words for end in range(1, len(word))}
        for beginning in sorted(cut, key=len, reverse=True):
            rest = rest.replace(f"{beginning}…", "")
        if rest != shown:
            self.seen[kind] += 1
            self.seen[where] += 1
        # Marks that are left are those of a word shown otherwise; an image would show nothing.
        if MARK in rest:
            self.wrong.append(f"{where}: {shown!r}")


def in_file_name(word: str) -> str:
    return word.replace("/", "")
