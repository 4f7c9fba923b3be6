"""One page that lists every command with its keys, and what the mouse does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.qt.action_table import ACTIONS
from desk_annotator.qt.actions import MENUS, SUBMENUS, Actions, arabic_twin
from desk_annotator.qt.clearable_field import ClearableField
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.fonts import interface_font
from desk_annotator.text.find import Query, find_all
from desk_annotator.text.isolates import isolate_name, strip_isolates

_Row = tuple[str, str]
_TEXTS = {spec.id: spec.text for spec in ACTIONS}


class _FilterField(ClearableField):
    """The words to look for; Escape empties it first, and only then closes the page."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field on Escape if there is something in it."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            event.accept()
            return
        super().keyPressEvent(event)


class KeysDialog(QDialog):
    """A page that may stay open beside the work. It reads the actions anew at each `show`."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setModal(False)
        self.setWindowTitle(self.tr("Keys and gestures"))
        self.field = _FilterField(self)
        self.field.setFont(interface_font(self.field.font()))
        self.field.setPlaceholderText(self.tr("Filter by words or keys"))
        self.field.setAccessibleName(self.tr("Filter by words or keys"))
        self.field.textChanged.connect(self._filter)
        self.tree = QTreeWidget(self)
        self.tree.setFont(interface_font(self.tree.font()))
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.tree.setAccessibleName(self.tr("Commands and their keys"))
        self.tree.setUniformRowHeights(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setAllColumnsShowFocus(True)
        header = self.tree.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.tree, 1)
        column.addWidget(buttons)
        self.refresh()
        open_at(self, 660, 640)

    def showEvent(self, event: QShowEvent) -> None:
        """List the actions as they are at this moment."""
        super().showEvent(event)
        if not event.spontaneous():
            self.refresh()

    def refresh(self) -> None:
        """List the actions as they are now."""
        self.tree.clear()
        for title, rows in self._groups():
            self._add_group(title, rows)
        self.tree.expandAll()
        self._filter(self.field.text())

    def _add_group(self, title: str, rows: Iterable[_Row]) -> None:
        group = QTreeWidgetItem(self.tree, [title])
        font = self.tree.font()
        font.setBold(True)
        group.setFont(0, font)
        group.setFirstColumnSpanned(True)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        for words, keys in rows:
            item = QTreeWidgetItem(group, [words, keys])
            item.setToolTip(0, words)
            spoken = f"{words}: {keys}" if keys else words
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, strip_isolates(spoken))

    # What is listed

    def _groups(self) -> Iterator[tuple[str, list[_Row]]]:
        listed: set[str] = set()
        for menu, entries in MENUS:
            title = _plain(QCoreApplication.translate("Menus", menu))
            yield title, self._rows_of(entries, listed)
            for entry in entries:
                if entry in SUBMENUS:
                    inner_title, inner = SUBMENUS[entry]
                    name = _plain(QCoreApplication.translate("Menus", inner_title))
                    yield f"{title} · {name}", self._rows_of(inner, listed)
        others = [
            self._row(action) for action in self._actions if action.objectName() not in listed
        ]
        if others:
            yield self.tr("Others"), others
        yield self.tr("Text cursor"), self._cursor_rows()
        yield self.tr("Mouse"), self._mouse_rows()

    def _rows_of(self, entries: Iterable[str], listed: set[str]) -> list[_Row]:
        """Return the rows of a menu's actions, less separators and submenus."""
        own = [entry for entry in entries if entry[0].isalpha()]
        listed.update(own)
        return [self._row(self._actions[entry]) for entry in own]

    def _row(self, action: QAction) -> _Row:
        sequences = [sequence.toString() for sequence in action.shortcuts()]
        twins = {arabic_twin(sequence) for sequence in sequences}
        keys = [isolate_name(_native(keys)) for keys in sequences if keys not in twins]
        # Undo and redo say in their text what they would do at this moment.
        text = _TEXTS.get(action.objectName())
        words = QCoreApplication.translate("Actions", text) if text else action.text()
        return _plain(words), self.tr(" or ").join(keys)

    def _cursor_rows(self) -> list[_Row]:
        return [
            (self.tr("Move by letter, by line"), self.tr("Arrow keys")),
            (
                self.tr("Walk the suggestions, while one is active"),
                self.tr("Arrow up, arrow down; Escape ends it"),
            ),
            (self.tr("Move by word, by paragraph"), self.tr("Ctrl + arrow keys")),
            (self.tr("Move by sentence"), self.tr("Alt + Page Up, Alt + Page Down")),
            (self.tr("To the start or end of the line"), self.tr("Home, End")),
            (self.tr("To the start or end of the text"), self.tr("Ctrl + Home, Ctrl + End")),
            (self.tr("Move by page"), self.tr("Page Up, Page Down")),
            (self.tr("Select all"), isolate_name(_native("Ctrl+A"))),
            (self.tr("Select while moving"), self.tr("Shift + any of these")),
        ]

    def _mouse_rows(self) -> list[_Row]:
        return [
            (self.tr("Select whole words"), self.tr("Drag")),
            (self.tr("Select by letter"), self.tr("Alt + drag")),
            (self.tr("Add a selection to those there are"), self.tr("Ctrl + drag, Ctrl + click")),
            (self.tr("Select a word"), self.tr("Double-click")),
            (self.tr("Select a sentence"), self.tr("Triple-click")),
            (self.tr("Select up to here"), self.tr("Shift + click")),
            (self.tr("Choose an annotation"), self.tr("Click it, or its link")),
            (
                self.tr("Choose the next of those that lie over one another"),
                self.tr("Click again"),
            ),
            (
                self.tr("Move an end of the active annotation"),
                self.tr("Drag its edge; with Alt by letter"),
            ),
            (self.tr("Go to the end of a link that is out of view"), self.tr("Click its stub")),
            (self.tr("Go to a place in the text"), self.tr("Click the ruler")),
            (self.tr("Zoom a pane"), self.tr("Ctrl + wheel")),
            (self.tr("Open a project, or two texts as a pair"), self.tr("Drop the files")),
        ]

    # Filtering

    def _filter(self, words: str) -> None:
        queries = [Query(pattern=word, fold=True) for word in words.split()]
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            if group is None:
                continue
            shown = 0
            for row in range(group.childCount()):
                item = group.child(row)
                if item is None:
                    continue
                text = strip_isolates(f"{group.text(0)} {item.text(0)} {item.text(1)}")
                matches = all(find_all(text, query, limit=1) for query in queries)
                item.setHidden(not matches)
                shown += matches
            group.setHidden(not shown)


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _plain(text: str) -> str:
    """Return the text of a menu entry without its mnemonic and dots."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")
