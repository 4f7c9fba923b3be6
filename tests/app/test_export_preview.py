"""The preview is the beginning of a file really made, and never costs what the whole would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desk_annotator.app.export_preview import (
    PREVIEW_LINES,
    TEXT_LIMIT,
    beginning,
    export_counts,
    preview_text,
)
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import EXPORTERS, exporter
from desk_annotator.storage.project_file import load_project

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"


@pytest.fixture(scope="module")
def samples() -> Project:
    return load_project(SAMPLES).project


@pytest.fixture(scope="module")
def long(samples: Project) -> Project:
    """A project whose first pair is very long and has thousands of annotations."""
    pair = samples.pairs[0]
    texts = [replace(pair.text(side), characters=pair.text(side).characters * 100) for side in Side]
    one = pair.annotations[0]
    many = tuple(
        replace(one, id=str(number), source=(Span(20 * number, 20 * number + 9),), target=())
        for number in range(5_000)
    )
    first = replace(
        pair,
        source=texts[0],
        target=texts[1],
        annotations=many,
        ignored_source=(Span(5, 9), Span(90_000, 90_009)),
    )
    return replace(samples, pairs=(first, *samples.pairs[1:]))


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
def test_every_format_shows_how_it_begins(row, samples):
    found = preview_text(samples, row, ExportOptions())
    assert 0 < len(found.lines) <= PREVIEW_LINES
    assert any(line.strip() for line in found.lines)
    parts = (line.split("\t") if found.is_table else [line] for line in found.lines)
    assert max(len(part) for line in parts for part in line) <= 601


@pytest.mark.parametrize("format_id", ["tsv", "jsonl"])
def test_lines_are_those_of_the_file(samples, long, format_id):
    for project in (samples, long):
        row = exporter(format_id)
        written = row.write(project, ExportOptions()).data.decode("utf-8").split("\n")
        shown = preview_text(project, row, ExportOptions()).lines
        for there, here in zip(written, shown, strict=False):
            for cell, begins in zip(there.split("\t"), here.split("\t"), strict=True):
                assert cell.startswith(begins.removesuffix("…"))


@pytest.mark.parametrize("format_id", ["csv", "tsv", "xlsx", "html", "mqm"])
def test_a_row_tells_which_columns_have_the_texts(samples, format_id):
    found = preview_text(samples, exporter(format_id), ExportOptions())
    rows = [line.split("\t") for line in found.lines if "\t" in line]
    assert found.texts is not None
    for at, side in zip(found.texts, Side, strict=True):
        assert rows[0][at].lower().removesuffix("_quote") == side
        # Also where the other text is too long to be shown.
        assert any(row[at].strip() for row in rows[1:])


def test_lines_that_are_no_table_have_no_columns(samples):
    assert preview_text(samples, exporter("jsonl"), ExportOptions()).texts is None


def test_the_beginning_is_bounded_and_fits_its_texts(long):
    few = beginning(long, ExportOptions())
    assert sum(len(pair.annotations) for pair in few.pairs) == PREVIEW_LINES
    for pair in few.pairs:
        for side in Side:
            length = len(pair.text(side))
            assert length <= TEXT_LIMIT or not pair.annotations
            spans = [*pair.ignored(side), *(s for one in pair.annotations for s in one.spans(side))]
            assert not pair.annotations or all(span.end <= length for span in spans)
    assert few.pairs[0].ignored_source == (Span(5, 9),)
    # What was cut still says of which text it is.
    assert few.pairs[0].source.sha256 == long.pairs[0].source.sha256


def test_a_preview_not_wanted_any_more_ends_soon(long):
    def cancelled(done, total):
        asked.append(done)
        if len(asked) > 2:
            raise Cancelled

    for work in (export_counts, beginning):
        asked: list[int] = []
        with pytest.raises(Cancelled):
            work(long, ExportOptions(progress=cancelled))
        assert asked[-1] <= 4096, work


def test_the_beginning_is_by_place_in_whatever_order_annotations_come(long):
    first, *others = long.pairs
    turned = replace(first, annotations=tuple(reversed(first.annotations)))
    assert beginning(replace(long, pairs=(turned, *others)), ExportOptions()) == beginning(
        long, ExportOptions()
    )


def test_counts_are_those_of_the_whole(long):
    counts = export_counts(long, ExportOptions(tags=frozenset({"missing"})))
    assert counts.tags == {"missing": counts.annotations}
    assert counts.annotations > 5_000 - 1


def test_only_what_is_chosen_is_shown(samples):
    chosen = ExportOptions(pair_ids=frozenset({samples.pairs[1].id}))
    lines = preview_text(samples, exporter("tsv"), chosen).lines
    assert {line.split("\t")[0] for line in lines[1:] if line} == {"2"}
