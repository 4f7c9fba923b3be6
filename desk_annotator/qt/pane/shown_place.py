"""Where on the screen the text stands, to move what is painted instead of painting it anew."""

from __future__ import annotations

from desk_annotator.qt.pane.flow import Flow


class ShownPlace:
    """Remembers where the chunks in view stood when it was last asked."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._generation = -1
        self._tops: dict[int, float] = {}

    def moved(self) -> int | None:
        """Return how far (whole pixels, down is positive) the text has moved since last asked.

        None if nothing on the screen can be used: the text is laid out anew, or another part
        of it is in view.
        """
        before, generation = self._tops, self._generation
        now = self._flow.visible()
        self._generation = self._flow.generation
        self._tops = {chunk: y for chunk, y, _ in now}
        if generation != self._generation:
            return None
        # Heights of chunks in view do not change: as far as one has moved, all have.
        return next((round(y - before[chunk]) for chunk, y, _ in now if chunk in before), None)
