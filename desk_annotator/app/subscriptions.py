"""What a view or a command hears of the workspace it works on, begun and ended as a whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from desk_annotator.app.event import Event
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.frozen import frozen

T = TypeVar("T")


@frozen
class Subscriptions:
    """The subscriptions of one listener to one workspace; `Subscriptions()` is to nothing."""

    endings: tuple[Callable[[], None], ...] = ()

    @classmethod
    def to(
        cls,
        workspace: Workspace | None,
        *,
        edited: Callable[[Edited], None] | None = None,
        active_changed: Callable[[str | None], None] | None = None,
        pair_shown: Callable[[Bitext | None], None] | None = None,
        saved_changed: Callable[[bool], None] | None = None,
    ) -> Subscriptions:
        """Subscribe these functions to the events of their names, if there is a workspace."""
        if workspace is None:
            return cls()
        return cls(
            (
                *_subscribed(workspace.edited, edited),
                *_subscribed(workspace.active_changed, active_changed),
                *_subscribed(workspace.pair_shown, pair_shown),
                *_subscribed(workspace.saved_changed, saved_changed),
            )
        )

    def end(self) -> None:
        """Hear no more of the workspace. Raises ValueError if that was said before."""
        for ending in self.endings:
            ending()


def _subscribed(
    event: Event[T], listener: Callable[[T], None] | None
) -> tuple[Callable[[], None], ...]:
    """Subscribe `listener`, if any, and return what ends that."""
    if listener is None:
        return ()
    event.subscribe(listener)
    return (partial(event.unsubscribe, listener),)
