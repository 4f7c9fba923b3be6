"""Aligns pairs for the window: short ones here, long ones in a process of their own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desk_annotator.alignment.result import Alignment, Link
from desk_annotator.app.knowledge import Knowledge
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.text import Text
from desk_annotator.storage.collector import collector_paused

if TYPE_CHECKING:
    from desk_annotator.alignment.exchange import Anchors, Request
    from desk_annotator.app.aligner_process import AlignerProcess

_log = logging.getLogger(__name__)

LONG = 200_000
"""Characters of both texts together from which a pair is aligned in a process of its own.

To start one and to load the encoder takes two seconds of a processor; from here on aligning
takes longer than that, and a thread that works for long makes the window wait now and then.
"""


class Aligner:
    """Aligns one pair at a time. `align` is for a thread that may take long, `stop` for any."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: AlignerProcess | None = None

    def align(
        self,
        texts: tuple[Text, Text],
        confirmed: Sequence[Annotation],
        hand: tuple[Cuts, Cuts],
        knowledge: Knowledge,
        cancelled: Callable[[], bool],
        progress: Callable[[float], None],
    ) -> tuple[Alignment, Anchors]:
        """Return what corresponds, and the anchors for linked scrolling.

        Raises Cancelled soon after `cancelled` says yes, for a long pair once
        `stop` was called too; EditError if a long pair could not be aligned to its end.
        """
        request = _request(texts, confirmed, hand, knowledge)
        found = self._elsewhere(request, cancelled, progress)
        return found if found is not None else _aligned_here(request, cancelled, progress)

    def phrases(
        self,
        texts: tuple[Text, Text],
        alignment: Alignment,
        confirmed: Sequence[Annotation],
        knowledge: Knowledge,
        cancelled: Callable[[], bool],
        progress: Callable[[float], None],
    ) -> tuple[Link, ...]:
        """Return the links between words and phrases inside what an alignment links.

        Raises as `align`.
        """
        request = _request(texts, confirmed, (NO_CUTS, NO_CUTS), knowledge, alignment)
        found = self._elsewhere(request, cancelled, progress)
        return found[0].links if found is not None else _phrases_here(request, cancelled, progress)

    def _elsewhere(
        self, request: Request, cancelled: Callable[[], bool], progress: Callable[[float], None]
    ) -> tuple[Alignment, Anchors] | None:
        """Return what a process of its own found for a long pair; None for this one to do it."""
        if len(request.source) + len(request.target) <= LONG:
            return None
        process = self._running(cancelled)
        try:
            return process.align(request, progress)
        except OSError as error:
            _log.warning("no process could be started (%s): a thread aligns", error)
            return None

    def stop(self) -> None:
        """End the process of long pairs, whatever it does, and return at once."""
        with self._turn:
            process, self._process = self._process, None
        if process is not None:
            process.stop()

    def _running(self, cancelled: Callable[[], bool]) -> AlignerProcess:
        from desk_annotator.app.aligner_process import AlignerProcess  # noqa: PLC0415

        with self._turn:
            # Who cancels says so before stopping the process: none begins after that.
            if cancelled():
                raise Cancelled
            if self._process is None or self._process.is_stopped:
                self._process = AlignerProcess()
            return self._process


def _request(
    texts: tuple[Text, Text],
    confirmed: Sequence[Annotation],
    hand: tuple[Cuts, Cuts],
    knowledge: Knowledge,
    phrases_in: Alignment | None = None,
) -> Request:
    # The aligner is loaded here, when it is first needed.
    from desk_annotator.alignment.encoding import shared_encoder  # noqa: PLC0415
    from desk_annotator.alignment.exchange import Request  # noqa: PLC0415

    languages = texts[0].language, texts[1].language
    return Request(
        *texts,
        confirmed,
        hand,
        knowledge.glossary_between(*languages),
        knowledge.lexicon_between(*languages),
        with_encoder=shared_encoder() is not None,
        phrases_in=phrases_in,
    )


def _phrases_here(
    request: Request, cancelled: Callable[[], bool], progress: Callable[[float], None]
) -> tuple[Link, ...]:
    from desk_annotator.alignment.phrase_links import phrase_links_request  # noqa: PLC0415

    # Words are many small things, and the collector would stop every thread to look at them.
    with collector_paused():
        return phrase_links_request(request, cancelled=cancelled, progress=progress)


def _aligned_here(
    request: Request, cancelled: Callable[[], bool], progress: Callable[[float], None]
) -> tuple[Alignment, Anchors]:
    from desk_annotator.alignment.engine import align_request  # noqa: PLC0415
    from desk_annotator.alignment.scrolling import anchors_for_scrolling  # noqa: PLC0415

    def check() -> None:
        if cancelled():
            raise Cancelled

    alignment = align_request(request, cancelled=cancelled, progress=progress)
    return alignment, anchors_for_scrolling(alignment, check)
