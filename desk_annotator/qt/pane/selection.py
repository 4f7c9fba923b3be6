"""What is selected in a pane: spans kept, the live one, and the text cursor."""

from __future__ import annotations

from collections.abc import Sequence

from desk_annotator.core.span import Span, united


class Selection:
    """The live selection runs from anchor to cursor (code points), in either order."""

    __slots__ = ("adds", "anchor", "cursor", "kept")

    def __init__(self) -> None:
        self.anchor = 0
        self.cursor = 0
        self.kept: tuple[Span, ...] = ()
        """Spans the next selection adds to."""
        self.adds = False
        """True if a plain drag adds to what was kept too, until all is given up."""

    @property
    def live(self) -> Span:
        """The span between anchor and cursor, perhaps empty."""
        return Span(min(self.anchor, self.cursor), max(self.anchor, self.cursor))

    def spans(self) -> tuple[Span, ...]:
        """Return what is selected: sorted, disjoint, not empty."""
        live = self.live
        if live.is_caret:
            return self.kept
        return united((*self.kept, live))

    def set_live(self, span: Span, *, cursor_at_start: bool = False) -> None:
        """Select a span, with the cursor at one of its ends."""
        self.anchor, self.cursor = span.start, span.end
        if cursor_at_start:
            self.anchor, self.cursor = self.cursor, self.anchor

    def keep(self, *, adds: bool) -> None:
        """Pin what is selected, for one selection more or for all to come; the cursor stays."""
        self.kept = self.spans()
        self.adds = self.adds or (adds and bool(self.kept))
        self.anchor = self.cursor

    def replace(self, spans: Sequence[Span]) -> None:
        """Select exactly these spans, the last of them live; carets among them are left out."""
        solid = united(span for span in spans if not span.is_caret)
        self.kept = solid[:-1]
        self.adds = False
        if solid:
            self.set_live(solid[-1])
        else:
            self.anchor = self.cursor

    def clear(self) -> None:
        """Select nothing; the cursor stays."""
        self.kept = ()
        self.adds = False
        self.anchor = self.cursor

    def reset(self) -> None:
        """Select nothing, with the cursor at the start: the text is another one."""
        self.clear()
        self.anchor = self.cursor = 0
