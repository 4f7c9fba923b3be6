"""The PDF report."""

from __future__ import annotations

import gc
import re
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from unicodedata import normalize

import pytest
import strategies
from hypothesis import HealthCheck, given, settings
from PySide6.QtGui import QTextFormat

from desk_annotator.core.errors import Cancelled
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import Row
from desk_annotator.formats.shading import Shade, shades
from desk_annotator.qt.pdf_file import settled
from desk_annotator.qt.pdf_pages import Pages
from desk_annotator.qt.pdf_report import PDF, write
from desk_annotator.storage.project_file import load_project

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"
OPTIONS = ExportOptions(generated="2026-03-06T12:00:00Z", generator="Desk Annotator")


@pytest.fixture(scope="module")
def samples():
    project = load_project(SAMPLES).project
    return replace(project, pairs=project.pairs[2:])


def test_the_same_project_gives_the_same_bytes(qapp, samples, monkeypatch):
    first = write(samples, OPTIONS)
    again = write(samples, OPTIONS)
    assert first == again
    data = bytes(first.data)
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert b"(D:20260306120000" in data
    assert len(set(re.findall(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", data))) == 1


def test_the_places_of_its_parts_are_still_right(qapp, samples):
    data = write(samples, OPTIONS).data
    start = int(re.search(rb"startxref\s+(\d+)\s+%%EOF", data)[1])
    assert data[start : start + 4] == b"xref"
    for place in re.findall(rb"^(\d{10}) 00000 n", data[start:], re.MULTILINE)[:50]:
        assert re.match(rb"\d+ 0 obj", data[int(place) : int(place) + 20])


def test_the_arabic_typeface_is_inside(qapp, samples):
    assert re.search(rb"/FontName /\w*\+?NotoSansArabic", write(samples, OPTIONS).data)


@pytest.fixture
def drawn(monkeypatch):
    """Collect the paragraphs that are drawn: (text, direction, shaded pieces)."""
    found = []
    original = Pages.paragraph

    def keep(pages, text, direction, size, **look):
        shaded = [
            text[start:end]
            for start, end, look_of in look.get("shadings", ())
            if look.get("numbers") is not None
            and look_of.hasProperty(QTextFormat.Property.BackgroundBrush)
        ]
        found.append((text, direction, shaded))
        original(pages, text, direction, size, **look)

    monkeypatch.setattr(Pages, "paragraph", keep)
    return found


def test_the_texts_are_on_the_page_and_shaded(qapp, samples, drawn):
    pair = samples.pairs[0]
    note = replace(pair.annotations[0], note="<b>bold</b>", source=(Span(0, 3),))
    write(replace(samples, pairs=(replace(pair, annotations=(note,)),)), OPTIONS)
    shown = "\n".join(text for text, _, _ in drawn)
    assert pair.source.characters.rstrip("\n") in shown
    assert pair.target.characters.rstrip("\n") in shown
    assert "<b>bold</b>" in shown
    assert [pair.source.characters[:3]] in [shaded for _, _, shaded in drawn]
    directions = {text: direction for text, direction, _ in drawn}
    assert directions[pair.target.characters.split("\n")[0]] is Direction.RTL


def test_the_list_says_where_something_is_missing(qapp, samples, drawn):
    pair = samples.pairs[0]
    words = pair.target.characters
    place = words.index(" ", 30)
    missing = next(one for one in pair.annotations if one.tag == "missing")
    missing = replace(missing, source=(Span(0, 3),), target=(Span(place, place),))
    write(replace(samples, pairs=(replace(pair, annotations=(missing,)),)), OPTIONS)
    shown = [text for text, direction, _ in drawn if direction is Direction.RTL]
    expected = f"{words[place - 12 : place]}\u2009∅\u2009{words[place : place + 12]}"
    assert any(expected in one for one in shown)


def test_arabic_is_larger_than_english_in_the_list_as_in_the_texts(qapp, samples, monkeypatch):
    sizes = {direction: Counter() for direction in Direction}
    monkeypatch.setattr(
        Pages,
        "paragraph",
        lambda _, __, direction, size, **look: sizes[direction].update(
            [] if look.get("is_bold") else [size]
        ),
    )
    write(samples, OPTIONS)
    assert list(sizes[Direction.LTR]) == [10.5]
    assert list(sizes[Direction.RTL]) == [12]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strategies.projects(max_pairs=1, max_size=60))
def test_every_shade_stands_over_its_own_characters(qapp, drawn, project):
    drawn.clear()
    write(project, OPTIONS)
    expected = Counter()
    for pair, side in product(project.pairs, Side):
        spans = [(span, one.tag) for one in pair.annotations for span in one.spans(side)]
        for shade in shades(len(pair.text(side)), spans):
            if shade.tag is not None:
                piece = pair.text(side).characters[shade.start : shade.end]
                expected.update(piece.replace("\n", ""))
    found = Counter()
    for _, _, shaded in drawn:
        found.update("".join(shaded))
    assert found == expected


def test_a_paragraph_of_many_pages_is_cut_over_them(qapp, samples, drawn):
    pair = samples.pairs[0]
    long = replace(pair.source, characters="one 😀 two " * 4_000)
    both = (Span(9_990, 10_010), Span(39_000, 40_000))
    note = replace(pair.annotations[0], source=both, target=(), tag="missing")
    giant = replace(samples, pairs=(replace(pair, source=long, annotations=(note,)),))
    data = write(giant, OPTIONS).data
    assert int(re.search(rb"/Count (\d+)", data)[1]) > 10
    longest = max(len(text) for text, _, _ in drawn)
    assert longest <= 10_000
    shaded = "".join("".join(pieces) for _, _, pieces in drawn)
    assert shaded == "".join(long.characters[span.start : span.end] for span in both)


def letters_of(data: bytes) -> str:
    """Return all letters that the typefaces of a PDF say they have."""
    found = []
    for number in re.findall(rb"/ToUnicode (\d+) 0 R", data):
        start = data.index(b"\n%s 0 obj" % number)
        body = data[start : data.index(b"endstream", start)].partition(b"beginbfrange")[2]
        length = int(re.search(rb"/Length (\d+)", data[start:])[1])
        begin = data.index(b"stream\n", start) + len(b"stream\n")
        assert data[begin + length :].lstrip().startswith(b"endstream")
        for codes in re.findall(rb"\[([^\]]*)\]", body):
            found += re.findall(rb"<([0-9A-F]+)>", codes)
    return "".join(bytes.fromhex(code.decode()).decode("utf-16-be") for code in found)


def test_its_letters_are_those_that_are_typed(qapp, samples):
    found = letters_of(bytes(write(samples, OPTIONS).data))
    forms = {one for one in found if "\ufb00" <= one <= "\ufdff" or "\ufe70" <= one <= "\ufefc"}
    # Of ligatures of two letters readers know themselves what they stand for.
    assert all(len(normalize("NFKC", form)) > 1 for form in forms)
    assert set("البتثجحدرسشصضطعفقكمنهوي") <= set(found)


def test_what_is_not_built_as_qt_builds_it_stays_as_it_is():
    for data in (b"", b"%PDF-1.7 compressed", b"startxref\n9\n%%EOF", b"xref\n0 1\nstartxref\n0\n"):
        assert settled(data, "") == data


def test_it_can_be_cancelled(qapp, samples):
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        PDF.write(samples, ExportOptions(progress=cancel))


@pytest.mark.parametrize("share", [0.03, 0.1, 0.5, 0.97])
def test_cancelled_it_keeps_no_rows(qapp, samples, share):
    """The report and its pages refer to each other: what they hold would stay for long."""

    def progress(done: int, total: int) -> None:
        if done > share * total:
            raise Cancelled

    before = gc.get_objects()
    known = {id(one) for one in before}
    with pytest.raises(Cancelled) as caught:
        write(samples, replace(OPTIONS, progress=progress))
    kept = [one for one in gc.get_objects() if isinstance(one, (Row, Shade))]
    assert caught.value is not None
    # The frames of the error still hold what their loops stood at: a row, and a shade.
    assert len([one for one in kept if id(one) not in known]) <= 2


def test_it_can_be_cancelled_on_its_last_page(qapp, samples):
    told = []

    def cancel(done: int, total: int) -> None:
        told.append(done / total)
        if done / total > 0.9:
            raise Cancelled

    with pytest.raises(Cancelled):
        PDF.write(samples, ExportOptions(progress=cancel))
    assert told == sorted(told)
    assert len(told) > 50


def test_it_can_be_cancelled_while_the_file_is_put_together(qapp, samples):
    looks = []
    PDF.write(samples, ExportOptions(progress=lambda done, total: looks.append(done / total)))
    last = [place for place, share in enumerate(looks) if share > 0.97]
    assert len(last) > 4
    for stop in last:
        told = []

        def cancel(done: int, total: int, told: list[int] = told, stop: int = stop) -> None:
            told.append(done)
            if len(told) > stop:
                raise Cancelled

        with pytest.raises(Cancelled):
            PDF.write(samples, ExportOptions(progress=cancel))


def test_losses_are_counted(qapp, samples):
    told = [str(loss) for loss in write(samples, OPTIONS).losses]
    assert any(line.startswith("Stretches of text under several annotations") for line in told)
