"""Keeps the other pane beside the one the user scrolls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk_annotator.app.scroll_link import Anchor, ScrollLink, scroll_link, scroll_link_in_steps
from desk_annotator.app.steps import Steps
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side
from desk_annotator.qt.pane.text_pane import TextPane
from desk_annotator.qt.piecemeal import Piecemeal

_MANY = 2000
"""Annotations above which the anchors are reckoned beside the window."""


class ScrollCoupling:
    """Scrolls one pane by the other through the links of their pair.

    Moving a pane from here is not the user's scrolling, so there is no echo.
    """

    def __init__(self, panes: Mapping[Side, TextPane]) -> None:
        self._panes = panes
        self._bitext: Bitext | None = None
        self._aligned: Sequence[Anchor] = ()
        self._link: ScrollLink | None = None
        self._is_stale = False
        self._building = Piecemeal(next(iter(panes.values())))
        self._building.failed.connect(self._not_built)
        self.is_on = True
        panes[Side.SOURCE].user_scrolled.connect(self._source_scrolled)
        panes[Side.TARGET].user_scrolled.connect(self._target_scrolled)

    def _source_scrolled(self) -> None:
        self.follow(Side.SOURCE)

    def _target_scrolled(self) -> None:
        self.follow(Side.TARGET)

    def set_bitext(self, bitext: Bitext | None) -> None:
        """Work on another pair."""
        self._bitext = bitext
        self._aligned = ()
        self._link = None
        self._building.leave()
        if self._has_many:
            self._build()

    def set_aligned(self, anchors: Sequence[Anchor]) -> None:
        """Take the anchors of an alignment too, where the user's links say nothing."""
        self._aligned = anchors
        self.links_changed()

    def links_changed(self) -> None:
        """Reckon the anchors again before they are next needed."""
        self._is_stale = True

    @property
    def _has_many(self) -> bool:
        bitext = self._bitext
        return bitext is not None and len(bitext.annotations) + len(self._aligned) > _MANY

    def _build(self) -> None:
        self._building.begin_beside(self._begun, self._built)

    def _begun(self) -> Steps[ScrollLink]:
        self._is_stale = False
        if self._bitext is None:
            message = "there is no pair to scroll by"
            raise ValueError(message)
        return scroll_link_in_steps(self._bitext, self._aligned)

    def _built(self, link: ScrollLink) -> None:
        self._link = link

    def _not_built(self) -> None:
        """Scroll by what there is until links change: at each step it would go wrong again."""
        if self._link is None and self._bitext is not None:
            self._link = _proportional(self._bitext)

    def _present_link(self, bitext: Bitext) -> ScrollLink:
        """Return the link to scroll by: of many annotations the last one made will do."""
        if self._has_many:
            if (self._is_stale or self._link is None) and not self._building.isActive():
                self._build()
            return self._link if self._link is not None else _proportional(bitext)
        # What is still being reckoned is of the many annotations there were before.
        self._building.leave()
        if self._link is None or self._is_stale:
            self._is_stale = False
            self._link = scroll_link(bitext, self._aligned)
        return self._link

    def follow(self, side: Side) -> None:
        """Bring the other pane beside this one.

        The line of this pane that steers moves from its top, when it shows the start of the
        text, to its bottom, when it shows the end, so that both ends can be reached in both.
        """
        if not self.is_on or self._bitext is None:
            return
        link = self._present_link(self._bitext)
        pane, other = self._panes[side], self._panes[side.other]
        bar = pane.verticalScrollBar()
        if bar.value() >= bar.maximum() > 0:
            # Asked to bring the end to its top, a pane goes as far as it can.
            other.scroll_to(len(self._bitext.text(side.other)))
            return
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        offset = pane.offset_at_height(share * pane.viewport().height())
        there = link.opposite(side, offset)
        other.scroll_to(there, share * other.viewport().height())


def _proportional(bitext: Bitext) -> ScrollLink:
    """Return what to scroll by in the first moments, before the links are known."""
    return ScrollLink((), len(bitext.text(Side.SOURCE)), len(bitext.text(Side.TARGET)))
