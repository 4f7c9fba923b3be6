"""The encoder is loaded beside those who wait for it, once, and nobody who cancels waits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from desk_annotator.alignment.encoding import SentenceEncoder
from desk_annotator.core.errors import Cancelled


class Slow:
    """A model that is there once it is let go, or fails if it is told to."""

    def __init__(self, *errors: Exception) -> None:
        self.free = threading.Event()
        self.loads = 0
        self._errors = list(errors)

    def __call__(self):
        self.loads += 1
        assert self.free.wait(30)
        if self._errors:
            raise self._errors.pop(0)
        return lambda texts: np.ones((len(texts), 512), np.float32)


def test_who_cancels_does_not_wait_for_it():
    load = Slow()
    encoder = SentenceEncoder(load)
    looks = []

    def cancelled():
        looks.append(1)
        return len(looks) > 2

    with pytest.raises(Cancelled):
        encoder.encode(["a"], cancelled)
    assert not load.free.is_set()
    load.free.set()
    # What was begun is of use to the next.
    assert encoder.encode(["a", "b"], lambda: False).shape == (2, 512)
    assert load.loads == 1


def test_the_end_of_the_process_waits_for_it_even_if_a_daemon_asked():
    load = Slow()
    kinds = []

    def cancelled():
        kinds.extend(each.daemon for each in threading.enumerate() if each not in before)
        return True

    def ask():
        with pytest.raises(Cancelled):
            SentenceEncoder(load).encode(["a"], cancelled)

    before = set(threading.enumerate())
    asking = threading.Thread(target=ask, daemon=True)
    before.add(asking)
    asking.start()
    asking.join(30)
    load.free.set()
    assert kinds == [False]


def test_all_who_ask_get_the_same():
    load = Slow()
    encoder = SentenceEncoder(load)
    with ThreadPoolExecutor(4) as pool:
        found = [pool.submit(encoder.encode, ["a"] * 40, lambda: False) for _ in range(4)]
        load.free.set()
        assert [each.result(30).shape for each in found] == [(40, 512)] * 4
    assert load.loads == 1


def test_what_went_wrong_is_told_and_tried_again():
    load = Slow(OSError("no weights"))
    load.free.set()
    encoder = SentenceEncoder(load)
    with pytest.raises(OSError, match="no weights"):
        encoder.encode(["a"], lambda: False)
    assert encoder.encode(["a"], lambda: False).shape == (1, 512)
    assert load.loads == 2


def test_nothing_is_loaded_for_nothing():
    load = Slow()
    assert SentenceEncoder(load).encode([], lambda: False).shape == (0, 512)
    assert load.loads == 0
