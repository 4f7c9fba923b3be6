"""The HTML report: self-contained, without scripts, and safe whatever the data says."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import strategies
from colour_contrast import contrast
from hypothesis import given, settings

from desk_annotator.core.coverage import Coverage
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats import html_report
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.html_report import write
from desk_annotator.formats.rows import rows
from desk_annotator.qt.coverage_bar import percent_judged

VOID = {"meta", "input", "col", "wbr", "br", "link", "img"}
STYLE = Path(__file__).resolve().parents[2] / "resources" / "report" / "report.css"


class Page(HTMLParser):
    """A page read strictly: every element closed where it must be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[dict[str, str | None], str]] = []
        self.quotes: list[tuple[dict[str, str | None], str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        assert len(values) == len(attributes)
        self.elements.append((tag, values))
        if tag not in VOID:
            self.open.append((tag, values))
        if "data-side" in values:
            self.texts.append((values, ""))
        if tag == "mark":
            bdi = next(found for name, found in reversed(self.open) if name == "bdi")
            self.quotes.append((bdi, ""))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if any("data-side" in values for _, values in self.open):
            values, text = self.texts[-1]
            self.texts[-1] = values, text + data
        if self.open and self.open[-1][0] == "mark":
            bdi, text = self.quotes[-1]
            self.quotes[-1] = bdi, text + data

    def ids(self) -> list[str]:
        return [str(values["id"]) for _, values in self.elements if "id" in values]


def page(project: Project, **options: object) -> Page:
    return Page(write(project, ExportOptions(**options)).data.decode("utf-8"))


@settings(max_examples=25)
@given(strategies.projects(max_pairs=2, max_size=80))
def test_any_project_gives_a_sound_page_with_the_exact_texts(project: Project):
    read = page(project)
    expected = [pair.text(side) for pair in project.pairs for side in Side]
    assert [text for _, text in read.texts] == [text.characters for text in expected]
    for (values, _), text in zip(read.texts, expected, strict=True):
        assert values["lang"] == text.language
        assert values["dir"] == text.direction
    ids = read.ids()
    assert len(ids) == len(set(ids))
    links = {str(values["href"]) for tag, values in read.elements if tag == "a"}
    assert links <= {f"#{one}" for one in ids}


def test_nothing_runs_and_nothing_is_fetched(hard_project: Project):
    read = page(hard_project)
    policy = [
        values["content"]
        for tag, values in read.elements
        if values.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    for tag, values in read.elements:
        assert tag not in {"script", "iframe", "object", "embed", "link", "img", "base", "form"}
        assert not any(name.startswith("on") for name in values)
        assert "src" not in values
        assert values.get("href", "#").startswith("#")
    assert not re.search(r"@import|url\(", STYLE.read_text("utf-8"))


def test_every_quote_runs_in_its_own_direction(hard_project: Project):
    read = page(hard_project)
    expected = [
        (row.pair.text(side), quote)
        for row in rows(hard_project, ExportOptions())
        for side in Side
        for quote in row.side(side).quotes
    ]
    assert [(bdi["lang"], bdi["dir"], quote) for bdi, quote in read.quotes] == [
        (text.language, text.direction, quote) for text, quote in expected
    ]
    assert ("😀 <v>house</v>\twas") in [quote for _, quote in read.quotes]
    # Isolation by an element that is a block of its own: a stray control cannot leave it.
    style = STYLE.read_text("utf-8")
    assert re.search(r"^bdi \{ display: inline-block", style, re.MULTILINE)
    assert ".quote bdi { display: block" in style


def test_places_numbers_and_rows_lead_to_each_other(hard_project: Project):
    read = page(hard_project)
    ids = set(read.ids())
    assert {f"row-{number}" for number in range(1, 8)} <= ids
    marks = [values for tag, values in read.elements if "data-n" in values]
    assert {values["data-n"] for values in marks} >= {"1", "7", "∅4"}
    assert sum("caret" in str(values["class"]) for values in marks) == 3


def test_hovering_lights_up_all_parts_without_scripts(hard_project, monkeypatch):
    html = write(hard_project, ExportOptions()).data.decode("utf-8")
    rule = "#pair-1:has(.a7:is(:hover,:focus-within,:target)) .a7{"
    assert rule in html
    monkeypatch.setattr(html_report, "HOVER_LIMIT", 6)
    html = write(hard_project, ExportOptions()).data.decode("utf-8")
    assert "#pair-1:has(" not in html
    assert "follow its number instead" in html
    assert 'href="#row-7"' in html


def test_counts_are_by_tag_and_severity(hard_project: Project):
    html = write(hard_project, ExportOptions()).data.decode("utf-8")
    tallies = re.findall(r'<tr><th scope="row"><bdi[^>]*>([^<]*)</bdi></th>(.*?)</tr>', html)
    counts = {title: re.findall(r"<td[^>]*>(\d+)</td>", cells) for title, cells in tallies}
    # critical, major, minor, neutral, not rated (and unknown), all
    assert counts == {
        "Matching": ["0", "0", "1", "0", "1", "2"],
        "Missing": ["0", "1", "0", "0", "1", "2"],
        "Added": ["0", "0", "0", "0", "2", "2"],
        "x-newer": ["0", "0", "0", "0", "1", "1"],
    }


def test_shares_are_those_the_window_says():
    coverages = [Coverage(linked=linked, untouched=1000 - linked) for linked in (0, 4, 256, 996)]
    assert [html_report._percent(coverage.share_judged) for coverage in coverages] == [
        "0 %",
        "< 1 %",
        f"{percent_judged(coverages[2])} %",
        f"{percent_judged(coverages[3])} %",
    ]
    assert html_report._percent(1.0) == "100 %"


def test_each_tag_can_be_hidden(hard_project: Project):
    read = page(hard_project)
    boxes = {values["id"] for tag, values in read.elements if tag == "input"}
    assert boxes == {"show-matching", "show-missing", "show-added", "show-other"}
    style = STYLE.read_text("utf-8")
    for box in boxes:
        assert f"body:has(#{box}:not(:checked)) :is(tr." in style


def test_a_pair_without_annotations_says_so(hard_project: Project):
    project = replace(hard_project, pairs=hard_project.pairs[1:])
    html = write(project, ExportOptions()).data.decode("utf-8")
    assert "This pair has no annotations yet." in html
    html = write(replace(project, pairs=()), ExportOptions()).data.decode("utf-8")
    assert "There are no pairs in this report." in html


def test_a_very_long_quote_is_shortened_in_the_list_only(hard_project: Project):
    pair = hard_project.pairs[0]
    text = replace(pair.source, characters="word " * 1000)
    long = replace(pair.annotations[6], source=(Span(0, 4999),))
    project = replace(hard_project, pairs=(replace(pair, source=text, annotations=(long,)),))
    read = page(project)
    assert read.texts[0][1] == "word " * 1000
    assert "(4,999 characters)" in read.quotes[0][1]
    assert len(read.quotes[0][1]) < 450


def test_what_is_under_too_many_others_is_told_as_a_loss(hard_project: Project):
    pair = hard_project.pairs[0]
    many = tuple(replace(pair.annotations[6], id=str(number)) for number in range(8))
    project = replace(hard_project, pairs=(replace(pair, annotations=many),))
    (loss,) = write(project, ExportOptions()).losses
    assert loss.count == 2


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_that_reading_needs(theme: int):
    blocks = re.findall(r":root \{(.*?)\}", STYLE.read_text("utf-8"), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", blocks[theme]))
    for ground in ("page", "sheet"):
        assert contrast(colours["ink"], colours[ground]) >= 7
        assert contrast(colours["quiet"], colours[ground]) >= 4.5
    for tag in ("matching", "missing", "added", "other"):
        # Lines 3:1 and small numbers 4.5:1, on the sheet and on the tint they stand on.
        assert contrast(colours[tag], colours["sheet"]) >= 3
        for ground in ("sheet", "page"):
            assert contrast(colours[f"{tag}-ink"], colours[ground]) >= 4.5
        for state in ("tint", "lit"):
            assert contrast(colours["ink"], colours[f"{tag}-{state}"]) >= 6
            assert contrast(colours["quiet"], colours[f"{tag}-tint"]) >= 4.5
            assert contrast(colours[f"{tag}-ink"], colours[f"{tag}-{state}"]) >= 3
        assert contrast(colours[f"{tag}-ink"], colours[f"{tag}-tint"]) >= 4.5
