"""Tells the progress of an export that is made in several stages, as one number that grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from desk_annotator.formats.export import ExportOptions

Progress = Callable[[int, int], None]
T = TypeVar("T")


def stage(progress: Progress, first: int, last: int) -> Progress:
    """Return a callback for the stage that takes the work from `first` to `last` per cent.

    It hears (done, total) of that stage, and goes on calling `progress` where nothing is done.
    """

    def tell(done: int, total: int) -> None:
        if total:
            progress(100 * first * total + 100 * (last - first) * done, 10_000 * total)
        else:
            progress(first, 100)

    return tell


def staged(options: ExportOptions, first: int, last: int) -> ExportOptions:
    """Return the options for a stage of the work, from `first` to `last` per cent of it."""
    return replace(options, progress=stage(options.progress, first, last))


def watched(items: Sequence[T], progress: Progress, step: int = 256) -> Iterator[T]:
    """Yield the items, telling `progress` before every `step` of them and after the last."""
    for start in range(0, len(items), step):
        progress(start, len(items))
        yield from items[start : start + step]
    progress(len(items), len(items))
