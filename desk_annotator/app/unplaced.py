"""Annotations that a repaired pair keeps without a place, as they are to be shown."""

from __future__ import annotations

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side

UNPLACED_FIELD = "x_unplaced"
"""Where a repaired pair keeps the annotations that have no place, for a person to look at."""


@frozen
class Unplaced:
    """One of them: the title of its pair, its tag and note, and the quotes of each side."""

    pair_title: str
    tag: str
    note: str
    source: tuple[str, ...]
    target: tuple[str, ...]


def unplaced_in(workspace: Workspace) -> tuple[Unplaced, ...]:
    """Return those of all pairs. The field is read as far as it holds what it should."""
    return tuple(
        Unplaced(
            bitext.title,
            _string(item.get("tag")),
            _string(item.get("note")),
            _quotes(item.get(str(Side.SOURCE))),
            _quotes(item.get(str(Side.TARGET))),
        )
        for bitext in workspace.bitexts
        for item in _items(bitext.extra.get(UNPLACED_FIELD))
        if isinstance(item, dict)
    )


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _quotes(spans: object) -> tuple[str, ...]:
    return tuple(
        quote
        for span in _items(spans)
        if isinstance(span, dict) and (quote := _string(span.get("quote")))
    )
