"""Keeps the other pane beside the one the user scrolls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk_annotator.app.scroll_link import Anchor, ScrollLink, scroll_link
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side
from desk_annotator.qt.pane.text_pane import TextPane


class ScrollCoupling:
    """Scrolls one pane by the other through the links of their pair.

    Moving a pane from here is not the user's scrolling, so there is no echo.
    """

    def __init__(self, panes: Mapping[Side, TextPane]) -> None:
        self._panes = panes
        self._bitext: Bitext | None = None
        self._aligned: Sequence[Anchor] = ()
        self._link: ScrollLink | None = None
        self.is_on = True

    def set_bitext(self, bitext: Bitext | None) -> None:
        """Work on another pair."""
        self._bitext = bitext
        self._aligned = ()
        self._link = None

    def set_aligned(self, anchors: Sequence[Anchor]) -> None:
        """Take the anchors of an alignment too, where the user's links say nothing."""
        self._aligned = anchors
        self._link = None

    def links_changed(self) -> None:
        """Reckon the anchors again before they are next needed."""
        self._link = None

    def follow(self, side: Side) -> None:
        """Bring the other pane beside this one.

        The line of this pane that steers moves from its top, when it shows the start of the
        text, to its bottom, when it shows the end, so that both ends can be reached in both.
        """
        if not self.is_on or self._bitext is None:
            return
        if self._link is None:
            self._link = scroll_link(self._bitext, self._aligned)
        pane, other = self._panes[side], self._panes[side.other]
        bar = pane.verticalScrollBar()
        if bar.value() >= bar.maximum() > 0:
            # Asked to bring the end to its top, a pane goes as far as it can.
            other.scroll_to(len(self._bitext.text(side.other)))
            return
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        offset = pane.offset_at_height(share * pane.viewport().height())
        there = self._link.opposite(side, offset)
        other.scroll_to(there, share * other.viewport().height())
