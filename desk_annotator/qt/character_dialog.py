"""A page that names the characters of the selection, and where each of them is drawn."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.core.span import Side, Span
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.flat_list import FlatList
from desk_annotator.qt.fonts import interface_font
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.pane.text_pane import TextPane
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.text.characters import Character, characters_in
from desk_annotator.text.direction_controls import unbalanced_controls

_MOST = 300
"""Characters named at a time."""
_DOTTED_CIRCLE = "\u25cc"


class CharacterDialog(QDialog):
    """Stays open beside the work and follows the selection, or else the text cursor."""

    def __init__(self, view: LinkedView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.setModal(False)
        self.setWindowTitle(self.tr("Characters"))
        self.heading = PlainLabel("", self)
        self.heading.setWordWrap(True)
        self.warning = PlainLabel("", self)
        self.warning.setWordWrap(True)
        self.tree = FlatList(
            [
                self.tr("Place"),
                self.tr("Sign"),
                self.tr("Code"),
                self.tr("Name"),
                self.tr("Direction"),
                self.tr("Drawn"),
            ],
            self.tr("Characters of the selection"),
            self,
        )
        self.tree.setFont(interface_font(self.tree.font()))
        self.tree.headerItem().setToolTip(
            5, self.tr("Which it is in its line as you see it, counted from the left")
        )
        self.tree.setAllColumnsShowFocus(True)
        header = self.tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self.heading)
        column.addWidget(self.tree, 1)
        column.addWidget(self.warning)
        column.addWidget(buttons)
        open_at(self, 760, 480)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to follow the panes."""
        super().showEvent(event)
        self._view.selection_changed.connect(self.refresh)
        self._view.focus_changed.connect(self.refresh)
        for side in Side:
            self._view.pane(side).cursor_moved.connect(self.refresh)
        self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the panes be: a page nobody sees costs nothing."""
        self._view.selection_changed.disconnect(self.refresh)
        self._view.focus_changed.disconnect(self.refresh)
        for side in Side:
            self._view.pane(side).cursor_moved.disconnect(self.refresh)
        super().closeEvent(event)

    def refresh(self) -> None:
        """Name what is selected now, or the character at the text cursor."""
        self.tree.clear()
        pane = self._view.pane(self._view.focused_side)
        text = pane.characters
        if not text:
            self.heading.setText(self.tr("There is no text."))
            self.warning.hide()
            return
        spans = pane.selections() or (Span(pane.cursor_offset, pane.cursor_offset + 1),)
        found: list[Character] = []
        for span in spans:
            end = min(span.end, span.start + _MOST - len(found))
            found += characters_in(text, Span(span.start, end))
        self._say(sum(span.length for span in spans), len(found), selected=bool(pane.selections()))
        drawn = _drawn(pane, found)
        for character in found:
            self.tree.addTopLevelItem(self._row(character, drawn.get(character.offset)))
        self.warning.setText(self._warned(text, spans))
        self.warning.setVisible(bool(self.warning.text()))

    def _say(self, total: int, shown: int, *, selected: bool) -> None:
        if not selected:
            words = self.tr("The character after the text cursor. Select text to see more.")
        elif shown < total:
            words = self.tr("Characters selected: {0}. The first {1} are named here.")
        else:
            words = self.tr("Characters selected: {0}, in the order they are read in.")
        locale = QLocale()
        self.heading.setText(words.format(locale.toString(total), locale.toString(shown)))

    def _row(self, character: Character, drawn: int | None) -> QTreeWidgetItem:
        sign = character.character if character.is_seen else "\u00b7"
        if character.bidi_class == "NSM":
            sign = _DOTTED_CIRCLE + sign
        direction = character.direction and QCoreApplication.translate(
            "Characters", character.direction
        )
        item = QTreeWidgetItem(
            [
                QLocale().toString(character.offset),
                sign,
                character.code,
                character.name,
                f"{direction} ({character.bidi_class})" if direction else "",
                "" if drawn is None else QLocale().toString(drawn),
            ]
        )
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignCenter)
        return item

    def _warned(self, text: str, spans: tuple[Span, ...]) -> str:
        """Say whether a direction is begun or ended without its partner where the user looks."""
        start = text.rfind("\n", 0, spans[0].start) + 1
        end = text.find("\n", spans[-1].end)
        paragraph = text[start : end if end >= 0 else len(text)]
        count = len(unbalanced_controls(paragraph))
        if not count:
            return ""
        return self.tr(
            "Invisible characters here that begin or end a direction without a partner: {0}. "
            "What follows may be drawn in another order than it is read in."
        ).format(QLocale().toString(count))


def _drawn(pane: TextPane, found: list[Character]) -> dict[int, int]:
    """Return which each character in view is in its line, from the left, among those found."""
    lines: dict[int, list[tuple[float, int]]] = {}
    for character in found:
        boxes = pane.rectangles(Span(character.offset, character.offset + 1))
        if boxes:
            lines.setdefault(round(boxes[0].top()), []).append(
                (boxes[0].center().x(), character.offset)
            )
    return {
        offset: rank
        for line in lines.values()
        for rank, (_, offset) in enumerate(sorted(line), start=1)
    }
