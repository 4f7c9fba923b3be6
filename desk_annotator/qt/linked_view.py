"""The two panes, the gutter between them, and what links their scrolling and highlights."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_annotator.app.amendment import resize
from desk_annotator.app.navigation import walk_overlaps
from desk_annotator.app.scroll_link import Anchor
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.bitext_marks import BitextMarks
from desk_annotator.qt.colours import PaneColours
from desk_annotator.qt.gutter import Gutter, PaneSplitter
from desk_annotator.qt.pane.edges import EdgeDrag
from desk_annotator.qt.pane.text_pane import TextPane
from desk_annotator.qt.pane_box import PaneBox
from desk_annotator.qt.scroll_coupling import ScrollCoupling

_GUTTER_WIDTH = 84


class LinkedView(QWidget):
    """Shows the workspace's current pair; turns what the mouse does into choices and edits."""

    selection_changed = Signal()
    edit_requested = Signal(object)
    """An Edit the user asked for with the mouse."""
    context_requested = Signal(object, int, QPoint)
    """Side, offset, global position of a wish for a context menu."""
    overlap_walked = Signal(int, int)
    """A click reached annotation n of m that lie over one another."""
    focus_changed = Signal(object)
    """The Side whose pane has the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The order of the panes is the user's choice: the interface's language must not swap it.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.boxes = {side: PaneBox(side, self) for side in Side}
        self._splitter = PaneSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(_GUTTER_WIDTH)
        self._splitter.setChildrenCollapsible(False)
        for side in Side:
            self._splitter.addWidget(self.boxes[side])
            self._splitter.setStretchFactor(self._splitter.count() - 1, 1)
        self._gutter = self._splitter.handle(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._marks: dict[Side, BitextMarks] = {}
        self._hovered: str | None = None
        self._active: Annotation | None = None
        self._before_click: tuple[str | None, bool] = (None, False)
        self._focused = Side.SOURCE
        panes = {side: self.pane(side) for side in Side}
        self._coupling = ScrollCoupling(panes)
        self.gutter.set_panes(panes, Side.SOURCE)
        self._connect()

    def _connect(self) -> None:
        source, target = self.pane(Side.SOURCE), self.pane(Side.TARGET)
        source.place_clicked.connect(self._source_clicked)
        target.place_clicked.connect(self._target_clicked)
        source.hovered_offset.connect(self._source_hovered)
        target.hovered_offset.connect(self._target_hovered)
        source.edge_dragged.connect(self._source_edge_dragged)
        target.edge_dragged.connect(self._target_edge_dragged)
        source.context_requested.connect(self._source_context)
        target.context_requested.connect(self._target_context)
        for side in Side:
            pane = self.pane(side)
            pane.click_withdrawn.connect(self._withdraw_click)
            pane.view_changed.connect(self._view_changed)
            pane.selection_changed.connect(self.selection_changed)
            pane.installEventFilter(self)
        self.boxes[Side.SOURCE].ruler.place_chosen.connect(self._go_in_source)
        self.boxes[Side.TARGET].ruler.place_chosen.connect(self._go_in_target)
        self.gutter.link_clicked.connect(self._link_clicked)
        self.gutter.link_hovered.connect(self._hover)
        self.gutter.stub_clicked.connect(self._stub_clicked)

    # Parts

    @property
    def gutter(self) -> Gutter:
        """The strip between the panes."""
        if not isinstance(self._gutter, Gutter):
            message = "the splitter's handle is not the gutter"
            raise TypeError(message)
        return self._gutter

    def pane(self, side: Side) -> TextPane:
        """Return the pane of one side."""
        return self.boxes[side].pane

    @property
    def focused_side(self) -> Side:
        """The side whose pane has, or last had, the keyboard."""
        return self._focused

    @property
    def _bitext(self) -> Bitext | None:
        return self._workspace.current if self._workspace is not None else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note which pane has the keyboard."""
        if event.type() == QEvent.Type.FocusIn:
            for side in Side:
                if watched is self.pane(side):
                    self._focused = side
                    self.focus_changed.emit(side)
        return super().eventFilter(watched, event)

    # What is shown

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Show another project."""
        self._heard.end()
        self._workspace = workspace
        self._heard = Subscriptions.to(
            workspace,
            edited=self._on_edited,
            active_changed=self._on_active_changed,
            pair_shown=self._show,
        )
        self._show(self._bitext)

    def _show(self, bitext: Bitext | None) -> None:
        self._active = None
        self._hovered = None
        self._coupling.set_bitext(bitext)
        self._marks = {}
        for side in Side:
            box = self.boxes[side]
            box.pane.set_mark_source(None)
            box.set_text(bitext.text(side) if bitext is not None else None)
            if bitext is not None:
                self._marks[side] = BitextMarks(bitext, side)
                box.pane.set_mark_source(self._marks[side])
            box.ruler.set_bitext(bitext)
        self.gutter.set_bitext(bitext)
        self.gutter.set_highlighted(None, None)
        self._view_changed()
        self.selection_changed.emit()

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        for box in self.boxes.values():
            box.pane.set_colours(colours)
            box.ruler.set_colours(colours)
        self.gutter.set_colours(colours)

    def set_hits(self, side: Side, hits: Sequence[Span], current: Span | None) -> None:
        """Mark find hits (sorted, disjoint) in one pane, one of them as the current."""
        marks = self._marks.get(side)
        if marks is None:
            return
        marks.hits = hits
        marks.current_hit = current
        self.pane(side).marks_changed()
        self.boxes[side].ruler.set_hits(hits)

    def set_cuts(self, side: Side, cuts: Sequence[int], by_hand: Sequence[int]) -> None:
        """Mark where units begin (code points, rising); those made `by_hand` look different."""
        if (marks := self._marks.get(side)) is not None:
            marks.cuts, marks.hand_cuts = cuts, frozenset(by_hand)
            self.pane(side).marks_changed()

    def set_aligned(self, anchors: Sequence[Anchor], links: Sequence[tuple[Span, Span]]) -> None:
        """Steer linked scrolling by an alignment too, and draw its links faintly.

        `links` are (source span, target span) in the order of the source.
        """
        self._coupling.set_aligned(anchors)
        self.gutter.set_aligned(links)

    @property
    def is_scrolling_linked(self) -> bool:
        """Whether scrolling one pane brings the other along."""
        return self._coupling.is_on

    @is_scrolling_linked.setter
    def is_scrolling_linked(self, linked: bool) -> None:
        self._coupling.is_on = linked

    def selections(self) -> dict[Side, tuple[Span, ...]]:
        """Return what is selected on each side."""
        return {side: self.pane(side).selections() for side in Side}

    def clear_selections(self) -> None:
        """Select nothing."""
        for side in Side:
            self.pane(side).clear_selection()

    # What changed

    def _on_edited(self, edited: Edited) -> None:
        bitext = self._bitext
        if bitext is None:
            return
        self._coupling.links_changed()
        for side in Side:
            spans = edited.touched(bitext, side)
            if spans:
                self.pane(side).marks_changed(spans)
                self.boxes[side].ruler.spans_changed(spans)
                self.gutter.spans_changed(side, spans)

    def _on_active_changed(self, annotation_id: str | None) -> None:
        before, bitext = self._active, self._bitext
        self._active = bitext.annotations.get(annotation_id or "") if bitext else None
        for marks in self._marks.values():
            marks.active_id = annotation_id
        self._repaint_marks(before, self._active)
        self.gutter.set_highlighted(annotation_id, self._hovered)

    def _repaint_marks(self, *annotations: Annotation | None) -> None:
        for side in Side:
            spans = [
                span
                for annotation in annotations
                if annotation is not None
                for span in annotation.spans(side)
            ]
            if spans:
                self.pane(side).marks_changed(spans)

    def _view_changed(self) -> None:
        for box in self.boxes.values():
            box.ruler.set_seen(box.pane.visible_span())
        self.gutter.update()

    # Going somewhere

    def go_to(self, annotation: Annotation, *, anchor: Side | None = None) -> None:
        """Bring an annotation into view in both panes, its counterpart at the same height.

        `anchor` is the pane that must not move if the annotation is in view there already.
        """
        home, before = annotation.home, self.pane(annotation.home).top_offset()
        first = anchor if anchor is not None else home
        for side in (first, first.other):
            spans = annotation.spans(side)
            if not spans:
                continue
            pane = self.pane(side)
            top, bottom = pane.extent(spans[0])
            if side is first or not annotation.spans(first):
                pane.ensure_visible(spans[0])
            elif top < 0 or bottom > pane.viewport().height():
                beside = self.pane(first).extent(annotation.spans(first)[0])[0]
                room = max(pane.viewport().height() - 60.0, 0.0)
                pane.scroll_to(spans[0].start, min(max(beside, 0.0), room))
            pane.set_cursor(spans[0].start)
        if not annotation.spans(home.other) and self.pane(home).top_offset() != before:
            self._coupling.follow(home)  # no counterpart: what corresponds comes along
        self._view_changed()

    def go_to_span(self, side: Side, span: Span, *, select: bool = False) -> None:
        """Bring text of one side into view, and the other pane beside it."""
        pane = self.pane(side)
        pane.ensure_visible(span)
        if select:
            pane.set_selections([span])
        else:
            pane.set_cursor(span.start)
        self._coupling.follow(side)
        self._view_changed()

    def _go_in_source(self, offset: int) -> None:
        self._go_in(Side.SOURCE, offset)

    def _go_in_target(self, offset: int) -> None:
        self._go_in(Side.TARGET, offset)

    def _go_in(self, side: Side, offset: int) -> None:
        pane = self.pane(side)
        pane.scroll_to(offset, pane.viewport().height() * 0.4)
        self._coupling.follow(side)

    def cursor_place(self) -> tuple[Side, int]:
        """Return the side whose pane has the keyboard, and the offset of its text cursor."""
        return self._focused, self.pane(self._focused).cursor_offset

    def point_at(self, side: Side, offset: int) -> None:
        """Make a pane and the annotation at one of its places the ones commands act on."""
        pane = self.pane(side)
        pane.setFocus()
        if not any(span.contains(offset) for span in pane.selections()):
            pane.set_cursor(offset)
            active = self._workspace.active if self._workspace is not None else None
            if active is None or not any(span.contains(offset) for span in active.spans(side)):
                self.choose_at(side, offset)

    # The mouse

    def _source_clicked(self, offset: int) -> None:
        self._clicked(Side.SOURCE, offset)

    def _target_clicked(self, offset: int) -> None:
        self._clicked(Side.TARGET, offset)

    def _clicked(self, side: Side, offset: int) -> None:
        if self._workspace is not None:
            self._before_click = self._workspace.active_id, self._workspace.is_armed
        self.choose_at(side, offset)

    def _withdraw_click(self) -> None:
        """Make active what was so before a click that began a double click: that takes a word."""
        annotation_id, is_armed = self._before_click
        if self._workspace is None or self._bitext is None:
            return
        if annotation_id is None or annotation_id in self._bitext.annotations:
            self._workspace.activate(annotation_id, armed=is_armed)

    def choose_at(self, side: Side, offset: int) -> None:
        """Make the annotation over a character active; again, the next one that lies there."""
        bitext, workspace = self._bitext, self._workspace
        if bitext is None or workspace is None:
            return
        ids = walk_overlaps(bitext, side, offset, workspace.active_id)
        if not ids:
            if workspace.active_id is not None:
                workspace.activate(None)
            return
        workspace.activate(ids[0])
        self.go_to(bitext.annotations[ids[0]], anchor=side)
        self.pane(side).set_cursor(offset)
        if len(ids) > 1:
            order = walk_overlaps(bitext, side, offset, None)
            self.overlap_walked.emit(order.index(ids[0]) + 1, len(order))

    def _link_clicked(self, annotation_id: str) -> None:
        if self._workspace is not None and self._bitext is not None:
            self._workspace.activate(annotation_id)
            self.go_to(self._bitext.annotations[annotation_id])

    def _stub_clicked(self, annotation_id: str, side: Side) -> None:
        if self._workspace is None or self._bitext is None:
            return
        self._workspace.activate(annotation_id)
        self.go_to(self._bitext.annotations[annotation_id], anchor=side.other)

    def _source_hovered(self, offset: int) -> None:
        self._hover_at(Side.SOURCE, offset)

    def _target_hovered(self, offset: int) -> None:
        self._hover_at(Side.TARGET, offset)

    def _hover_at(self, side: Side, offset: int) -> None:
        found = None
        if self._bitext is not None and offset >= 0:
            ids = walk_overlaps(self._bitext, side, offset, None)
            found = ids[0] if ids else None
        self._hover(found)

    def _hover(self, annotation_id: str | None) -> None:
        bitext = self._bitext
        if annotation_id == self._hovered or bitext is None:
            return
        before = bitext.annotations.get(self._hovered or "")
        self._hovered = annotation_id
        for marks in self._marks.values():
            marks.hovered_id = annotation_id
        self._repaint_marks(before, bitext.annotations.get(annotation_id or ""))
        self.gutter.set_highlighted(
            self._workspace.active_id if self._workspace else None, annotation_id
        )

    def _source_edge_dragged(self, drag: EdgeDrag) -> None:
        self._edge_dragged(Side.SOURCE, drag)

    def _target_edge_dragged(self, drag: EdgeDrag) -> None:
        self._edge_dragged(Side.TARGET, drag)

    def _edge_dragged(self, side: Side, drag: EdgeDrag) -> None:
        if self._bitext is None or self._workspace is None:
            return
        annotation = self._bitext.annotations.get(drag.key)
        if annotation is None or drag.before not in annotation.spans(side):
            return  # undone or deleted by key while the mouse held its edge
        self.edit_requested.emit(
            resize(self._bitext, annotation, side, drag.before, drag.after, self._workspace.now())
        )

    def _source_context(self, offset: int, position: QPoint) -> None:
        self.context_requested.emit(Side.SOURCE, offset, position)

    def _target_context(self, offset: int, position: QPoint) -> None:
        self.context_requested.emit(Side.TARGET, offset, position)
