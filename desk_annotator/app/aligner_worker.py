"""A process that aligns for another: requests come through standard input, answers go out.

    python -m desk_annotator.app.aligner_worker

It ends when nobody is there any more to ask. What it says is in `alignment/exchange.py`.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from queue import SimpleQueue
from typing import BinaryIO

from desk_annotator.alignment.engine import align_request
from desk_annotator.alignment.exchange import (
    Anchors,
    Asking,
    Message,
    Request,
    answered,
    as_line,
    from_line,
)
from desk_annotator.alignment.phrase_links import phrase_links_request
from desk_annotator.alignment.result import Alignment
from desk_annotator.alignment.scrolling import anchors_for_scrolling

_STEP = 0.005
"""Share done that is worth telling."""
_NICENESS = 5
"""How far the process stands back for the window and for other programs."""


def main() -> None:
    """Answer requests until standard input ends, then end at once, whatever is under way."""
    # Nothing made here refers to itself, and the collector would take a tenth of the time.
    gc.disable()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # what any library prints is no answer
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    requests: SimpleQueue[Request] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    while True:
        serve(requests.get(), answers)


def _listen(lines: BinaryIO, requests: SimpleQueue[Request]) -> None:
    asking = Asking()
    for line in lines:
        request = asking.hear(from_line(line))
        if request is not None:
            requests.put(request)
            asking = Asking()
    os._exit(0)


def serve(request: Request, answers: BinaryIO) -> None:
    """Align, or look for phrases, and write how far it is and then what was found."""
    told = 0.0

    def tell(share: float) -> None:
        nonlocal told
        if share >= told + _STEP:
            told = share
            say(["share", share])

    def say(message: Message) -> None:
        answers.write(as_line(message))
        answers.flush()

    try:
        if request.phrases_in is not None:
            found = Alignment(links=phrase_links_request(request, progress=tell))
            anchors: Anchors = ()
        else:
            found = align_request(request, progress=tell)
            anchors = anchors_for_scrolling(found)
    except Exception as error:  # noqa: BLE001 - carried to the process that asked
        say(["failed", f"{type(error).__name__}: {error}"])
        return
    for message in answered(found, anchors):
        say(message)


if __name__ == "__main__":
    main()
