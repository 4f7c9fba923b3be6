"""Brings the document of an older major version up to the one this program reads, step by step.

A step takes the parsed document of one major version and returns that of the next; it knows
nothing of any other version, so that it never has to change again. It is given a document that
was not checked: what it needs and does not find it reports as a FaultError with the place.
Opening never writes: a migrated project is only in memory until the user saves it, and the file
as it was is put into the file history when it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.storage.fault import FaultError

Document = dict[str, object]
Step = Callable[[Document], Document]

STEPS: Final[Mapping[int, Step]] = {}
"""The steps by the major version they start from. There is only one version so far."""


def migrate(document: Document, version: int, goal: int, steps: Mapping[int, Step]) -> Document:
    """Return the document of major version `goal`, by the steps from `version` on.

    The document given stays as it is if every step leaves it so, as it must. Raises FaultError
    if a step is missing or finds something it cannot take over.
    """
    for number in range(version, goal):
        step = steps.get(number)
        if step is None:
            raise FaultError(
                QT_TRANSLATE_NOOP(
                    "Errors", "its file version {version} can no longer be read by this program"
                ),
                version=str(version),
                place="version",
            )
        document = {**step(document), "version": [number + 1, 0]}
    return document
