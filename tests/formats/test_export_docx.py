"""DOCX: read back by another library; the texts are whole, and each comment in its place."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import docx
import export_readers
import pytest
import strategies
from hypothesis import given, settings
from lxml import etree

from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats import review_weight
from desk_annotator.formats.docx_comment import ID_START
from desk_annotator.formats.docx_parts import W
from desk_annotator.formats.docx_report import write
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.review_room import NO_ROOM
from desk_annotator.formats.rows import rows
from desk_annotator.formats.tag_colours import colours_of
from desk_annotator.formats.visible_controls import with_signs

# The order of the schema's sequences, as far as they are used here.
ORDER = {
    "pPr": ("pStyle", "keepNext", "bidi", "spacing", "jc", "outlineLvl"),
    "rPr": (*("rStyle", "rFonts", "b", "bCs", "color", "sz", "szCs", "u", "shd", "rtl", "lang"),),
    "style": ("name", "basedOn", "pPr", "rPr"),
    "sectPr": ("pgSz", "pgMar"),
}
OPTIONS = ExportOptions(generated="2026-03-06T12:00:00Z")


def opened(project: Project):
    return docx.Document(BytesIO(write(project, OPTIONS).data))


def texts_of(document) -> list[str]:
    """Return the texts of the document: what stands below each heading of a side."""
    found: list[list[str]] = []
    inside = False
    for paragraph in document.paragraphs:
        if paragraph.style.name == "Heading 2":
            found.append([])
            inside = True
        elif paragraph.style.name.startswith("Heading"):
            inside = False
        elif inside:
            found[-1].append(paragraph.text)
    return ["\n".join(lines) for lines in found]


@settings(max_examples=25)
@given(strategies.projects(max_pairs=2, max_size=60))
def test_texts_and_comments_come_back(project: Project):
    document = opened(project)
    expected = [
        with_signs(pair.text(side).characters)[0] for pair in project.pairs for side in Side
    ]
    assert texts_of(document) == expected
    ids = sorted(comment.paragraphs[-1].text for comment in document.comments)
    assert ids == sorted(
        f"{ID_START}{row.annotation.id}"
        for row in rows(project, OPTIONS)
        for side in Side
        if row.annotation.spans(side)
    )


def commented(data: bytes) -> dict[str, str]:
    """Return what each comment stands at, walking the document as a reader does."""
    body = etree.fromstring(export_readers.parts(data)["word/document.xml"].encode())
    found: dict[str, str] = {}
    open_now: set[str] = set()
    for part in body.iter():
        name = etree.QName(part).localname
        if name == "commentRangeStart":
            open_now.add(part.get(W + "id"))
            found[part.get(W + "id")] = ""
        elif name == "commentRangeEnd":
            open_now.remove(part.get(W + "id"))
        elif name in ("t", "tab", "p"):
            text = {"t": part.text, "tab": "\t", "p": "\n"}[name]
            for number in open_now:
                found[number] += text
    assert not open_now
    return found


def test_a_comment_stands_at_the_first_span_of_its_annotation(hard_project: Project):
    data = write(hard_project, OPTIONS).data
    document = docx.Document(BytesIO(data))
    stands_at = commented(data)
    expected = [
        (row.annotation.id, (row.side(side).quotes or ("",))[0])
        for side in Side
        for row in rows(hard_project, OPTIONS)
        if row.annotation.spans(side)
    ]
    found = [
        (comment.paragraphs[-1].text.removeprefix(ID_START), stands_at[str(comment.comment_id)])
        for comment in document.comments
    ]
    assert found == expected


def test_a_comment_says_what_the_annotation_says(hard_project: Project):
    comments = {}
    for comment in opened(hard_project).comments:
        comments.setdefault(comment.paragraphs[-1].text[-1], []).append(comment)
    source, target = comments["2"]
    assert re.sub("[\u2068\u2069]", "", source.paragraphs[0].text) == (
        "matching · minor · Accuracy/Mistranslation · accepted · justified: no"
    )
    assert [one.text for one in source.paragraphs[1:3]] == [
        "ملاحظة \u202eغير مغلقة",
        "↔ البَيْتُ 👩",
    ]
    assert target.paragraphs[1].text == "↔ house</v>\twas sold"
    assert (source.author, source.initials) == ("لينا", "ل")
    assert source.timestamp.isoformat() == "2026-01-02T03:05:06+00:00"
    # A note is said once, on the side that the annotation is about.
    assert len(comments["5"]) == 2
    noted = ["<script>" in one.text for one in comments["5"]]
    assert noted == [False, True]


def test_spans_are_shaded_in_the_colour_of_their_tag(hard_project: Project):
    document = opened(hard_project)
    shaded: dict[str, str] = {}
    for paragraph in document.paragraphs[5:]:
        for run in paragraph.runs:
            for shade in run._r.iter(W + "shd"):
                fill = shade.get(W + "fill")
                shaded[fill] = shaded.get(fill, "") + run.text
    assert shaded[colours_of("matching").tint].startswith("😀 <v>house</v>\twas sold")
    assert shaded[colours_of("missing").tint] == " & well.=1+1 is\\new\\table"


def test_every_element_stands_where_the_schema_has_it(hard_project: Project):
    data = export_readers.parts(write(hard_project, OPTIONS).data)
    looked_at = 0
    for name in ("word/document.xml", "word/comments.xml", "word/styles.xml"):
        for part in etree.fromstring(data[name].encode()).iter():
            order = ORDER.get(etree.QName(part).localname)
            if order is not None:
                places = [order.index(etree.QName(child).localname) for child in part]
                assert places == sorted(set(places))
                looked_at += len(places)
    assert looked_at > 100


def test_paragraphs_and_runs_have_their_directions(hard_project: Project):
    document = opened(hard_project)
    headings = [
        place for place, one in enumerate(document.paragraphs) if one.style.name == "Heading 2"
    ]
    source = document.paragraphs[headings[0] + 1]
    target = document.paragraphs[headings[1] + 1]
    assert source._p.pPr is None
    assert target._p.pPr.find(W + "bidi") is not None
    rtl = "".join(run.text for run in target.runs if run.font.rtl)
    assert "بِيعَ" in rtl
    assert "b" not in rtl
    assert "2009" in rtl
    assert not any(run.font.rtl for run in source.runs)


def test_arabic_is_set_larger_than_latin_in_every_style(hard_project: Project):
    styles = export_readers.parts(write(hard_project, OPTIONS).data)["word/styles.xml"]
    sized = list(etree.fromstring(styles.encode()).iter(W + "rPr"))
    assert len(sized) == 6
    for look in sized:
        latin, arabic = (int(look.find(W + name).get(W + "val")) for name in ("sz", "szCs"))
        assert 1.1 <= arabic / latin <= 1.2


def test_losses_are_counted(hard_project: Project):
    pair = hard_project.pairs[0]
    noted = replace(pair.annotations[6], note="a\x02b", source=(Span(0, 3),), id="x")
    project = replace(hard_project, pairs=(replace(pair, annotations=(*pair.annotations, noted)),))
    told = [str(loss) for loss in write(project, OPTIONS).losses]
    assert told == [
        "Annotations that lose fields of other programs: 1",
        "Discontinuous annotations, whose comment stands at their first part: 3",
        "Stretches of text under several annotations, in the colour of one: 3",
        "Invisible control characters, replaced by visible signs: 1",
        "Ranges marked as not part of the text, left out: 1",
    ]


@pytest.mark.parametrize("limit", ["SIZE_LIMIT", "STREAMED_MARKUP_LIMIT"])
def test_a_document_too_large_to_come_back_says_so(hard_project: Project, monkeypatch, limit):
    sentence = (
        "Annotations, more than a document can hold that is to come back as a review (export in "
        "parts): 7"
    )
    assert sentence not in map(str, write(hard_project, ExportOptions()).losses)
    monkeypatch.setattr(review_weight, limit, 2_000)
    monkeypatch.setattr(review_weight, "room_for", lambda pairs: NO_ROOM)
    assert sentence in map(str, write(hard_project, ExportOptions()).losses)


def test_no_time_and_no_machine_gets_in(hard_project: Project):
    properties = opened(hard_project).core_properties
    assert properties.title == hard_project.title
    assert properties.created.isoformat() == "2026-03-06T12:00:00+00:00"
    without = docx.Document(BytesIO(write(hard_project, ExportOptions()).data))
    assert without.core_properties.created is None
