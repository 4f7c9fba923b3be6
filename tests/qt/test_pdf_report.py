"""The PDF report."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from desk_annotator.core.span import Span
from desk_annotator.formats.export import Cancelled, ExportOptions
from desk_annotator.qt.pdf_report import PDF, _Page, write
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
    assert first.data.startswith(b"%PDF-")
    assert first.data.rstrip().endswith(b"%%EOF")
    assert b"(D:20260306120000" in first.data
    assert len(set(re.findall(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", first.data))) == 1


def test_the_places_of_its_parts_are_still_right(qapp, samples):
    data = write(samples, OPTIONS).data
    start = int(re.search(rb"startxref\s+(\d+)\s+%%EOF", data)[1])
    assert data[start : start + 4] == b"xref"
    for place in re.findall(rb"^(\d{10}) 00000 n", data[start:], re.MULTILINE)[:50]:
        assert re.match(rb"\d+ 0 obj", data[int(place) : int(place) + 20])


def test_the_arabic_typeface_is_inside(qapp, samples):
    assert re.search(rb"/FontName /\w*\+?NotoSansArabic", write(samples, OPTIONS).data)


def test_the_texts_are_on_the_page_and_shaded(qapp, samples, monkeypatch):
    pages = []
    original = _Page.data

    def keep(page, title):
        pages.append(page._document)
        return original(page, title)

    monkeypatch.setattr(_Page, "data", keep)
    pair = samples.pairs[0]
    note = replace(pair.annotations[0], note="<b>bold</b>", source=(Span(0, 3),))
    write(replace(samples, pairs=(replace(pair, annotations=(note,)),)), OPTIONS)
    (document,) = pages
    shown = document.toPlainText()
    assert pair.source.characters in shown
    assert pair.target.characters in shown
    assert "<b>bold</b>" in shown
    shaded = []
    block = document.begin()
    while block.isValid():
        shaded += [
            block.text()[found.start : found.start + found.length]
            for found in block.textFormats()
            if found.format.hasProperty(found.format.Property.BackgroundBrush)
        ]
        block = block.next()
    assert pair.source.characters[:3] in shaded


def test_it_can_be_cancelled(qapp, samples):
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        PDF.write(samples, ExportOptions(progress=cancel))


def test_losses_are_counted(qapp, samples):
    told = [str(loss) for loss in write(samples, OPTIONS).losses]
    assert any(line.startswith("Stretches of text under several annotations") for line in told)
