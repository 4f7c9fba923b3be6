"""Error ratings: mt-metrics-eval JSON Lines and MQM TSV, read as their programs read them."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from io import StringIO
from itertools import pairwise

import pytest
import strategies
from hypothesis import given

from desk_annotator.core.errors import ExportError
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.formats import mqm_tsv, mt_metrics
from desk_annotator.formats.export import ExportOptions, no_progress
from desk_annotator.formats.rows import Row, rows
from desk_annotator.formats.tokens import token_cuts

ALL = ExportOptions(
    statuses=frozenset({"open", "accepted", "rejected", "suggested", "x-newer"}),
)


def lines(project: Project, options: ExportOptions = ALL) -> list[dict[str, object]]:
    text = mt_metrics.write(project, options).data.decode("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def errors_of(project: Project) -> list[tuple[Row, Side]]:
    """Return the annotations that are errors, and the side on which each is marked."""
    found = []
    for row in rows(project, ALL):
        if row.annotation.tag in ("missing", "added"):
            found.append((row, row.annotation.home))
        elif row.annotation.tag == "matching" and row.annotation.severity not in ("", "neutral"):
            found.append((row, Side.TARGET))
    return found


def table(project: Project, options: ExportOptions = ALL) -> list[dict[str, str]]:
    """Return the rows as the scorer reads them: tabs part cells, and nothing is quoted."""
    text = mqm_tsv.write(project, options).data.decode("utf-8")
    reader = csv.DictReader(
        StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE, strict=True
    )
    found = list(reader)
    assert tuple(reader.fieldnames) == mqm_tsv.COLUMNS
    assert all(None not in row and None not in row.values() for row in found)
    return found


@given(strategies.projects(max_pairs=2, max_size=60))
def test_errors_are_found_at_their_characters(project: Project):
    found = sorted(
        (line["source" if error["is_source_error"] else "hypothesis"])[
            error["start"] : error["end"]
        ]
        for line in lines(project)
        for error in line["errors"]
    )
    expected = [quote for row, side in errors_of(project) for quote in row.side(side).quotes]
    assert found == sorted(expected)


def test_an_omission_is_an_error_of_the_source(hard_project: Project):
    _, first, second = lines(hard_project, ExportOptions())
    assert first["source"] == hard_project.pairs[0].source.characters
    assert (first["src_lang"], first["tgt_lang"], first["segment_id"]) == ("en", "ar", 0)
    (error,) = [one for one in first["errors"] if one["is_source_error"]]
    assert (error["category"], error["severity"]) == ("Accuracy/Omission", "major")
    assert error["score"] is None
    assert (second["errors"], second["rater_id"]) == ([], hard_project.annotator)
    assert second["document_id"] == "2:"


def test_raters_have_lines_of_their_own(hard_project: Project):
    raters = {line["rater_id"]: line["errors"] for line in lines(hard_project)[:-1]}
    assert set(raters) == {"لينا", hard_project.annotator}
    (error,) = raters["لينا"]
    assert (error["category"], error["severity"]) == ("Accuracy/Mistranslation", "minor")
    assert not error["is_source_error"]


def test_what_is_no_error_is_told(hard_project: Project):
    told = [str(loss) for loss in mt_metrics.write(hard_project, ExportOptions()).losses]
    assert told == [
        "Rejected annotations and suggestions, left out as no errors: 2",
        "Matches, which are no errors, left out: 1",
        "Places without text, left out: 2",
        "Annotations with tags unknown here, left out: 1",
        "Errors without a known severity, written as neutral: 1",
        "Ranges marked as not part of the text, left out: 1",
    ]
    all_told = [str(loss) for loss in mt_metrics.write(hard_project, ALL).losses]
    assert "Discontinuous annotations, written in parts: 1" in all_told


@given(strategies.projects(max_pairs=2, max_size=60))
def test_rows_mark_the_error_and_count_its_tokens(project: Project):
    segments: dict[str, dict[str, list[str]]] = {}
    found = []
    for row in table(project):
        metadata = json.loads(row["metadata"])
        segments.setdefault(row["doc"], metadata.get("segment"))
        assert row["severity"] in ("Major", "Minor", "Neutral", "no-error")
        marks = re.findall("<v>(.*?)</v>", row["source"] + row["target"])
        if row["category"] == "no-error":
            assert marks == []
            continue
        (marked,) = marks
        quoted = []
        for side in Side:
            cut = segments[row["doc"]][f"{side}_tokens"]
            bare = row[side].replace("<v>", "").replace("</v>", "")
            assert "".join(cut) == bare
            quoted += [
                "".join(cut[first : last + 1]) for first, last in metadata.get(f"{side}_spans", [])
            ]
        assert marked in quoted
        found.append(metadata["marked_text"])
    assert sorted(found) == sorted(row.side(side).quote for row, side in errors_of(project))


def test_a_row_has_what_marot_shows(hard_project: Project):
    row = next(one for one in table(hard_project) if one["category"] == "Accuracy/Omission")
    assert row["doc"] == "1:Hard </title> \u202epair:en-ar"
    assert row["source"].startswith("The 😀 ‹v›house‹/v› was sold &lt;quickly&gt;<v> & well. =1+1")
    assert row["target"].startswith("بِيعَ")
    assert row["severity"] == "Major"
    metadata = json.loads(row["metadata"])
    assert metadata["timestamp"] == 1767323106000
    assert metadata["marked_text"] == " & well.\n=1+1 is"
    assert "target_spans" not in metadata
    last = table(hard_project)[-1]
    assert (last["category"], last["severity"]) == ("no-error", "no-error")


def test_changes_of_the_texts_are_told(hard_project: Project):
    pair = hard_project.pairs[0]
    worst = replace(pair.annotations[2], severity="critical", id="x")
    project = replace(hard_project, pairs=(replace(pair, annotations=(worst,)),))
    told = [str(loss) for loss in mqm_tsv.write(project, ALL).losses]
    assert told == [
        "Places without text, left out: 1",
        "Pieces of text that look like the marks of this format, changed to ‹v›: 2",
        "Critical errors, written as major, the highest there is: 1",
        "Ranges marked as not part of the text, left out: 1",
    ]


def test_a_file_too_large_to_be_of_use_is_refused(hard_project: Project, monkeypatch):
    monkeypatch.setattr(mqm_tsv, "SIZE_LIMIT", 100)
    with pytest.raises(ExportError, match="repeats both texts"):
        mqm_tsv.write(hard_project, ALL)


@given(strategies.texts())
def test_tokens_cover_a_text(text: str):
    cuts = token_cuts(text, (), no_progress)
    assert cuts[-1] == len(text)
    assert list(cuts) == sorted({0, *cuts})


def test_tokens_are_words_signs_and_spaces():
    text = "Don't 3.5% — كِتَابُهُ، 👩\u200d👧!"
    cuts = token_cuts(text, [Span(1, 2)], no_progress)
    assert [text[start:end] for start, end in pairwise(cuts)] == [
        *("D", "o", "n", "'", "t", " ", "3", ".", "5", "%", " ", "—", " "),
        *("كِتَابُهُ", "،", " ", "👩\u200d👧", "!"),
    ]


def test_a_text_without_tokens(hard_project: Project):
    pair = hard_project.pairs[1]
    empty = Text.of("", language="ar", direction=pair.target.direction)
    project = replace(hard_project, pairs=(replace(pair, target=empty),))
    assert [row["target"] for row in table(project)] == [""]
