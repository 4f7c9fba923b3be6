"""Exports of long projects in a thread beside the window: no call of theirs is a long one.

What keeps the interpreter is forbidden here by what it is and not by how long it takes.
"""

from __future__ import annotations

import gc
import random
from dataclasses import replace

import pytest

from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.formats import html_report
from desk_annotator.formats.export import Exporter, ExportOptions, Mending
from desk_annotator.formats.export_table import EXPORTERS, exporter
from desk_annotator.formats.short_calls import in_order

_COUNT = 3000
_LONGEST = 1 << 17
"""Characters that may be encoded in one call."""


@pytest.fixture(scope="module")
def long_pair() -> Project:
    """Two texts of 300,000 characters with 3,000 annotations, of every tag and two statuses."""
    words = 100 * _COUNT // 5
    source = Text.of("word\n" * words, language="en", direction=Direction.LTR)
    target = Text.of("كلمة\n" * words, language="ar", direction=Direction.RTL)
    tags = (Tag.MATCHING, Tag.MISSING, Tag.ADDED)
    annotations = []
    for number in range(_COUNT):
        tag = tags[number % 3]
        spans = (Span(100 * number, 100 * number + 24),)
        annotations.append(
            Annotation(
                id=f"00000000-0000-4000-8000-{number:012d}",
                tag=tag,
                source=spans if tag != Tag.ADDED else (),
                target=spans if tag != Tag.MISSING else (),
                status=Status.SUGGESTED if number % 7 == 0 else Status.ACCEPTED,
                created="2024-05-12T08:00:00Z",
                modified="2024-05-12T08:00:00Z",
            )
        )
    pair = Pair(
        id="long", title="Long", source=source, target=target, annotations=tuple(annotations)
    )
    return Project(
        id="project",
        title="Long",
        annotator="Somebody",
        created="2024-05-12T00:00:00Z",
        modified="2024-05-12T00:00:00Z",
        pairs=(pair,),
    )


@pytest.mark.parametrize("name", ["mqm", "ratings", "label-studio", "brat", "w3c", "tmx", "xliff"])
def test_nothing_long_is_encoded_at_once(name: str, long_pair: Project, monkeypatch):
    lengths = []
    encoded = Mending.encoded

    def noted(self: Mending, piece: str) -> bytes:
        lengths.append(len(piece))
        return encoded(self, piece)

    monkeypatch.setattr(Mending, "encoded", noted)
    if name == "mqm":  # repeats both texts for each error
        few = replace(long_pair.pairs[0], annotations=long_pair.pairs[0].annotations[:9])
        long_pair = replace(long_pair, pairs=(few,))
    made = exporter(name).write(long_pair, ExportOptions())

    assert len(made.data) > 0
    assert max(lengths) <= _LONGEST


_LISTS = [row for row in EXPORTERS if row.id not in ("pdf", "mqm")]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("row", _LISTS, ids=lambda row: row.id)
def test_a_cancelled_export_keeps_nothing_large(row: Exporter, share: float, long_pair: Project):
    """The exception comes to the window's thread, which lets go of all it keeps in one call."""

    def progress(done: int, total: int) -> None:
        if done > share * total:
            raise Cancelled

    row.write(long_pair, ExportOptions())  # loads and remembers what it does once
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        with pytest.raises(Cancelled) as caught:
            row.write(long_pair, ExportOptions(progress=progress))
        kept = len(gc.get_objects()) - before
    finally:
        gc.enable()
    assert caught.value is not None
    # The template of a report holds so many pieces back, however long it becomes.
    buffered = html_report._BUFFERED if row.id == "html" else 0
    assert kept < _COUNT // 2 + buffered, f"{kept} objects"


@pytest.mark.parametrize("far", [40, 6_000_000])
def test_things_are_put_in_order_as_by_sorted(far: int):
    draw = random.Random(far)
    things = [(draw.randint(0, far), draw.randint(0, 3), number) for number in range(20_000)]
    assert in_order(things, lambda thing: thing[:2]) == sorted(things, key=lambda one: one[:2])
