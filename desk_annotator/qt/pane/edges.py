"""The edges of active marks: found under the mouse, dragged, shown before they are let go."""

from __future__ import annotations

from collections.abc import Sequence

from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Span
from desk_annotator.qt.pane.mark import Mark


@frozen
class EdgeDrag:
    """A span of the annotation `key` (its id) that the user made longer or shorter."""

    key: str
    before: Span
    after: Span


@frozen
class Edge:
    """One end of an active mark: the start (``is_start``) or the end."""

    mark: Mark
    is_start: bool

    @property
    def fixed(self) -> int:
        """Offset (code points) of the end that stays."""
        return self.mark.end if self.is_start else self.mark.start

    def moved(self, offset: int) -> EdgeDrag:
        """Return what dragging this edge to `offset` makes; an empty span is not made."""
        before = Span(self.mark.start, self.mark.end)
        if offset == self.fixed:
            return EdgeDrag(self.mark.key, before, before)
        low, high = sorted((self.fixed, offset))
        return EdgeDrag(self.mark.key, before, Span(low, high))


def with_preview(
    marks: Sequence[Mark], start: int, end: int, drag: EdgeDrag | None, template: Mark | None
) -> Sequence[Mark]:
    """Return the marks of ``[start, end)`` as they would be once `drag` is let go."""
    if drag is None or template is None:
        return marks
    kept = [
        mark
        for mark in marks
        if not (
            mark.key == drag.key and (mark.start, mark.end) == (drag.before.start, drag.before.end)
        )
    ]
    if drag.after.start < end and drag.after.end > start:
        kept.append(
            Mark(drag.after.start, drag.after.end, template.kind, template.key, active=True)
        )
    return kept
