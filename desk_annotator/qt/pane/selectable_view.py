"""A view whose text can be selected; mouse, keyboard and screen readers all act through it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.qt.pane.edges import Edge, EdgeDrag
from desk_annotator.qt.pane.flow import MARGIN
from desk_annotator.qt.pane.text_view import TextView
from desk_annotator.text.words import snap_to_graphemes


class SelectableView(TextView):
    """Keeps the text cursor and the selection, and says when they change."""

    selection_changed = Signal()
    cursor_moved = Signal(int)
    """The text cursor stands at this offset now."""
    place_clicked = Signal(int)
    """A plain click, with the offset of the character under the mouse."""
    click_withdrawn = Signal()
    """The click just told was the first of a double click, which selects a word instead."""
    hovered_offset = Signal(int)
    """The character under the mouse, -1 when there is none."""
    edge_dragged = Signal(object)
    """An EdgeDrag, when the mouse lets go of an edge of an active mark."""
    context_requested = Signal(int, QPoint)
    """Offset and global position of a wish for a context menu."""

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(side, parent)
        self.snap_to_words = True
        """True if a drag selects whole words; Alt turns it round."""
        self.logical_arrows = False
        """True if the arrow keys follow the order of characters instead of the screen."""

    def set_text(self, text: Text | None) -> None:
        """Show another text from its start, with nothing selected; None shows none."""
        had_selection = bool(self.selection.spans())
        self.selection.reset()
        super().set_text(text)
        if had_selection:
            self.selection_changed.emit()
        self.cursor_moved.emit(0)

    def toggle_direction_here(self) -> None:
        """Show the paragraph at the cursor in the other base direction; the text stays."""
        self.flip_direction(self.selection.cursor)

    # Selection

    def selections(self) -> tuple[Span, ...]:
        """Return the selected spans: sorted, disjoint, not empty."""
        return self.selection.spans()

    def set_selections(self, spans: Sequence[Span]) -> None:
        """Select exactly these spans; the cursor goes to the end of the last."""
        before = self.selection.spans()
        self.selection.replace(spans)
        self._selected(before)

    def clear_selection(self) -> None:
        """Select nothing; the cursor stays."""
        before = self.selection.spans()
        self.selection.clear()
        self._selected(before, moved=False)

    def keep_selection(self, *, adds: bool = True) -> None:
        """Pin what is selected, so that the next selection adds to it.

        Where it `adds`, so does every plain drag until a plain click or `clear_selection`.
        """
        before = self.selection.spans()
        self.selection.keep(adds=adds)
        self._selected(before, moved=False)

    def keep_again(self, spans: tuple[Span, ...]) -> None:
        """Take back that spans kept for more (sorted, disjoint, not empty) were given up."""
        before = self.selection.spans()
        self.selection.kept, self.selection.adds = spans, bool(spans)
        self._selected(before, moved=False)

    def drop_live(self) -> None:
        """Give up the live selection; what was kept stays."""
        before = self.selection.spans()
        self.selection.anchor = self.selection.cursor
        self._selected(before, moved=False)

    def select_live(self, start: int, end: int, towards: int) -> None:
        """Make ``[start, end)`` the live selection, its cursor at the end nearer to `towards`."""
        before = self.selection.spans()
        at_start = abs(towards - start) < abs(towards - end)
        self.selection.set_live(Span(start, end), cursor_at_start=at_start)
        self._selected(before)

    @property
    def cursor_offset(self) -> int:
        """Where the text cursor stands."""
        return self.selection.cursor

    def set_cursor(self, offset: int, *, keep_anchor: bool = False) -> None:
        """Put the text cursor before the grapheme at `offset`; with its anchor kept it selects."""
        before = self.selection.spans()
        offset = min(max(offset, 0), len(self.characters))
        self.selection.cursor = snap_to_graphemes(self.characters, Span(offset, offset)).start
        if not keep_anchor:
            self.selection.anchor = self.selection.cursor
        self._selected(before)

    def _selected(self, before: tuple[Span, ...], *, moved: bool = True) -> None:
        self._cursor_shown = self.hasFocus()
        self.viewport().update()
        if self.selection.spans() != before:
            self.selection_changed.emit()
        if moved:
            self.cursor_moved.emit(self.selection.cursor)

    def selected_text(self) -> str:
        """Return the selected characters of the model; several spans are joined by an ellipsis."""
        return " … ".join(self.characters[span.start : span.end] for span in self.selection.spans())

    def copy(self) -> None:
        """Put the selected characters on the clipboard, as they are."""
        if self.selection.spans():
            QGuiApplication.clipboard().setText(self.selected_text())

    def show_cursor(self) -> None:
        """Scroll just enough to show the text cursor."""
        height = self.viewport().height()
        top, bottom = self.line_extent(self.selection.cursor)
        if top >= 0 and bottom <= height:
            return
        # Straight to its line: by pixels, all that lies between would have to be laid out.
        laid, inside = self.flow.locate(self.selection.cursor)
        line = laid.lines[laid.line_of(inside)]
        y = MARGIN if top < 0 else height - line.height - MARGIN
        self.scroll_to_by_user(self.selection.cursor, y)

    # The mouse

    def show_preview(self, preview: tuple[EdgeDrag, Edge] | None) -> None:
        """Show an active mark as the edge being dragged would make it."""
        self._pictures.preview = preview
        self.viewport().update()
