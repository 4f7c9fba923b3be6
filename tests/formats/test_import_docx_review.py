"""Word documents that come back with answers: replies, resolved comments, words written in."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx_reviews import AnsweredDocument, write_line
from lxml import etree

from desk_annotator.app.importing import import_file
from desk_annotator.app.review_merge import ReviewMerge, merge_reviewed
from desk_annotator.core.errors import Cancelled, TextError
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.formats import import_docx_threads
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.docx_comment import HOW_TO_ANSWER, decision_of, present_lines
from desk_annotator.formats.docx_parts import W
from desk_annotator.formats.docx_report import write
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.import_docx_review import is_review, read
from desk_annotator.formats.import_result import ImportOptions, UnreadPart
from desk_annotator.formats.import_table import recognised

NOW = "2026-05-04T03:02:01Z"
START = "00000000-0000-4000-8000-00000000000"


@pytest.fixture
def answered(hard_project: Project) -> AnsweredDocument:
    return AnsweredDocument(write(hard_project, ExportOptions()).data)


def merged(project: Project, data: bytes) -> ReviewMerge:
    found = import_file("back.docx", data)
    assert found.importer.id == "docx-review"
    assert found.reviewed is not None
    return merge_reviewed(project.pairs, found.reviewed, now=NOW)


def changes(merge: ReviewMerge) -> dict[str, tuple[str, str]]:
    """Return status and note of what would change, by the last digit of its id."""
    return {
        change.after.id[-1]: (change.after.status, change.after.note)
        for change in merge.changes
        if change.after is not None
    }


def test_a_document_nobody_answered_changes_nothing(hard_project, answered):
    merge = merged(hard_project, answered.data)
    assert (merge.edit, merge.outcomes) == (None, (("same", 7),))
    assert merged(hard_project, write(hard_project, ExportOptions()).data).edit is None


def test_replies_decide_and_say_why(hard_project, answered):
    answered.reply(answered.comment_of(START + "1", 1), "Decision: reject", "Not the same.")
    answered.reply(answered.comment_of(START + "3"), "Accepted.")
    first = answered.reply(answered.comment_of(START + "5"), "reject")
    answered.reply(answered.comment_of(START + "5"), "On second thoughts:", "decision: Discuss")
    answered.reply(first, "Fine.")
    merge = merged(hard_project, answered.data)
    assert changes(merge) == {
        "1": ("rejected", "=HYPERLINK(1)\tand\na \\ backslash\nNot the same."),
        "3": ("accepted", ""),
        "5": ("open", "<script>alert(1)</script>\nOn second thoughts:\nFine."),
    }
    assert merge.outcomes == (("changed", 3), ("same", 4))
    assert {change.after.modified for change in merge.changes} == {NOW}


def test_a_comment_resolved_without_a_reply_is_accepted(hard_project, answered):
    for number in "34":
        answered.resolve(answered.comment_of(START + number))
    answered.reply(answered.comment_of(START + "4"), "I am not sure.")
    assert changes(merged(hard_project, answered.data)) == {
        "3": ("accepted", ""),
        "4": ("rejected", "I am not sure."),
    }


def test_what_is_written_into_our_comments_is_the_reviewers(hard_project, answered):
    write_line(answered.comment_of(START + "4"), "Written behind.")
    write_line(answered.comment_of(START + "6", 1), "Decision: accept", before_last=True)
    write_line(answered.comment_of(START + "6", 1), "Written inside.", before_last=True)
    note = answered.comment_of(START + "1")[1]
    next(note.iter(f"{W}t")).text = "changed"
    assert changes(merged(hard_project, answered.data)) == {
        "1": ("open", "=HYPERLINK(1)\tand\na \\ backslash\nchanged\tand"),
        "4": ("rejected", "Written behind."),
        "6": ("accepted", "Written inside."),
    }


def test_a_comment_is_not_compared_with_what_was_changed_here_since(hard_project, answered):
    pair = hard_project.pairs[0]
    first = replace(pair.annotations[0], note="new here", modified=NOW)
    here = replace(hard_project, pairs=(replace(pair, annotations=(first, *pair.annotations[1:])),))
    merge = merged(here, answered.data)
    assert (merge.edit, merge.outcomes) == (None, (("newer-here", 1), ("same", 6)))
    answered.reply(answered.comment_of(START + "1"), "Decision: accept")
    assert changes(merged(here, answered.data)) == {"1": ("accepted", "new here")}


def test_two_sides_that_decide_differently_decide_nothing(hard_project, answered):
    answered.reply(answered.comment_of(START + "2", 0), "accept", "Yes.")
    answered.reply(answered.comment_of(START + "2", 1), "reject", "No.")
    merge = merged(hard_project, answered.data)
    assert changes(merge) == {"2": ("accepted", "ملاحظة \u202eغير مغلقة\nYes.\nNo.")}
    assert dict(merge.outcomes)["unread"] == 1
    pair = hard_project.pairs[0]
    second = next(each for each in pair.annotations if each.id == START + "2")
    place = second.text_spans(Side.SOURCE)[0]
    quote = pair.source.characters[place.start : place.end].strip()
    assert merge.unread_parts == (UnreadPart("comment", words=quote),)


def test_comments_of_her_own_go_to_the_annotation_they_stand_on(hard_project, answered):
    answered.comment_on("quickly", "Too fast.")
    answered.comment_on("\\new\\table", "Decision: discuss")
    answered.comment_on("Nothing yet.", "Between.")
    answered.comment_on("Hard <project>", "On the title.")
    merge = merged(hard_project, answered.data)
    assert changes(merge) == {
        "1": ("open", "=HYPERLINK(1)\tand\na \\ backslash\nToo fast."),
        "4": ("open", ""),
    }
    assert merge.remarks == ("Between.", "On the title.")
    assert dict(merge.outcomes)["remarks"] == 2


def test_tracked_changes_do_not_move_her_comments(hard_project, answered):
    answered.comment_on("quickly", "Too fast.")
    run = next(each for each in answered.body.iter(f"{W}r") if "".join(each.itertext()) == "The ")
    inserted, deleted = etree.Element(f"{W}ins"), etree.Element(f"{W}del")
    run.addprevious(inserted)
    text = etree.SubElement(etree.SubElement(inserted, f"{W}r"), f"{W}t")
    text.text = "Once, "
    run.addprevious(deleted)
    deleted.append(run)
    for text in run.iter(f"{W}t"):
        text.tag = f"{W}delText"
    assert "Too fast." in changes(merged(hard_project, answered.data))["1"][1]


def test_a_text_that_was_changed_holds_no_comment(hard_project, answered):
    answered.comment_on("quickly", "Too fast.")
    next(each for each in answered.body.iter(f"{W}t") if each.text == "The ").text = "This "
    merge = merged(hard_project, answered.data)
    assert (merge.edit, merge.remarks) == (None, ("Too fast.",))


def test_annotations_that_are_not_here_are_told(hard_project, answered):
    answered.reply(answered.comment_of(START + "1"), "accept")
    pair = hard_project.pairs[0]
    without = replace(hard_project, pairs=(replace(pair, annotations=pair.annotations[1:]),))
    assert dict(merged(without, answered.data).outcomes)["not-found"] == 1
    twice = replace(hard_project, pairs=(pair, replace(pair, id="other")))
    assert merged(twice, answered.data).outcomes == (("broken", 7),)


def test_other_documents_are_texts(hard_project):
    empty = replace(hard_project, pairs=hard_project.pairs[1:])
    plain = AnsweredDocument(write(empty, ExportOptions()).data)
    for lines in (("One thing.",), ("Annotation needed",), ("Please look.", "Annotation needed")):
        plain.comment_on("matching", *lines)
    assert not is_review(plain.data, "x.docx")
    assert recognised(plain.data, "x.docx").id == "docx"
    with pytest.raises(TextError, match="no comments with the id"):
        read(plain.data, "x.docx", ImportOptions())


def test_comments_that_reply_in_a_circle_are_read(hard_project, answered):
    first = answered.reply(answered.comment_of(START + "1"), "accept")
    second = answered.reply(first, "Yes.")
    answered.set_parent(first, second)
    found = read(answered.data, "x.docx", ImportOptions())
    assert {one.annotation_id[-1] for one in found.decisions} == set("1234567")


def test_long_lines_of_white_space_take_no_time(hard_project, answered):
    # A pattern that tries every way to part a run of spaces would need minutes for these.
    spaces = " " * 100_000
    answered.reply(answered.comment_of(START + "1"), f"Decision: accept{spaces}x")
    answered.comment_on("quickly", f"Annotation x{spaces}y", f"accept{spaces}.{spaces}x")
    (change,) = merged(hard_project, answered.data).changes
    assert change.after.status == "open"
    assert len(change.after.note) > 300_000


@pytest.mark.parametrize("limit", ["COMMENT_LIMIT", "PARAGRAPH_LIMIT"])
def test_what_would_take_too_long_is_refused(hard_project, answered, monkeypatch, limit):
    monkeypatch.setattr(import_docx_threads, limit, 5)
    with pytest.raises(TextError, match=r"“r.docx” has more than"):
        read(answered.data, "r.docx", ImportOptions())


def test_paragraphs_of_the_body_alone_can_be_too_many(hard_project, answered, monkeypatch):
    for _ in range(300):
        etree.SubElement(answered.body[0], f"{W}p")
    monkeypatch.setattr(import_docx_threads, "PARAGRAPH_LIMIT", 200)
    with pytest.raises(TextError, match=r"“r.docx” has more than"):
        read(answered.data, "r.docx", ImportOptions())


def test_documents_of_the_strict_kind_are_read(hard_project, answered):
    first = answered.comment_of(hard_project.pairs[0].annotations[0].id)
    answered.reply(first, "Decision: reject")
    with zipfile.ZipFile(BytesIO(answered.data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    data = zipped((name, part.replace(W[1:-1].encode(), strict)) for name, part in parts)
    assert is_review(data, "r.docx")
    assert changes(merged(hard_project, data)) == changes(merged(hard_project, answered.data))


def test_reading_can_be_cancelled(hard_project, answered):
    def check() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read(answered.data, "x.docx", ImportOptions(check=check))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Decision: accept", "accepted"),
        (" decision : REJECTED. ", "rejected"),
        ("Decision: discuss", "open"),
        ("Decision: maybe", None),
        ("accept", None),
        ("Decision: accept it", None),
    ],
)
def test_a_line_decides_if_it_says_so(line, expected):
    assert decision_of(line) == expected


def test_a_word_alone_decides_in_a_reply_only():
    assert decision_of("accept", is_reply=True) == "accepted"
    assert decision_of("acceptable", is_reply=True) is None


def test_the_document_says_how_to_answer(hard_project, answered):
    words = ["".join(each.itertext()) for each in answered.body.iter(f"{W}p")]
    assert HOW_TO_ANSWER in words


def test_answers_written_by_another_library_are_read(hard_project):
    document = docx.Document(BytesIO(write(hard_project, ExportOptions()).data))
    by_id = {comment.paragraphs[-1].text[-1]: comment for comment in document.comments}
    by_id["3"].add_paragraph("Decision: accept")
    by_id["3"].add_paragraph("لا بأس.")
    run = next(
        run
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.text == "\\new\\table"
    )
    document.add_comment(run, text="Decision: discuss", author="Rana")
    stream = BytesIO()
    document.save(stream)
    assert changes(merged(hard_project, stream.getvalue())) == {
        "3": ("accepted", "لا بأس."),
        "4": ("open", ""),
    }


def test_no_line_of_a_comment_has_a_line_end_in_it(hard_project):
    pair = hard_project.pairs[1]
    text = Text.of("a\rb\r\nc\nd", language="en", direction=Direction.LTR)
    over = replace(
        hard_project.pairs[0].annotations[0],
        source=(Span(0, 8),),
        target=(Span(0, 2),),
        category="x\ry\nz",
        note="p\rq\vr",
    )
    project = replace(hard_project, pairs=(replace(pair, source=text, annotations=(over,)),))
    (facts, *_), target_lines = present_lines(project.pairs[0], over)
    assert "\u2068x y z\u2069" in facts
    assert target_lines[-4:] == ["↔ a", "b", "c", "d"]
    data = write(project, ExportOptions()).data
    assert merged(project, data).outcomes == (("same", 1),)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert b"&#13;" not in archive.read("word/comments.xml")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_answers_survive_another_word_processor(hard_project, answered, tmp_path):
    answered.reply(answered.comment_of(START + "1"), "Decision: reject", "Not the same.")
    answered.resolve(answered.comment_of(START + "3"))
    write_line(answered.comment_of(START + "4"), "Written behind.")
    answered.comment_on("quickly", "Too fast.")
    sent, home = tmp_path / "sent.docx", tmp_path / "home"
    sent.write_bytes(answered.data)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={home.as_uri()}",
            "--headless",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(tmp_path / "back"),
            str(sent),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    data = (tmp_path / "back" / "sent.docx").read_bytes()
    assert data != answered.data
    assert changes(merged(hard_project, data)) == {
        "1": ("rejected", "=HYPERLINK(1)\tand\na \\ backslash\nNot the same.\nToo fast."),
        "3": ("accepted", ""),
        "4": ("rejected", "Written behind."),
    }


def test_reading_looks_whether_it_is_wanted_also_inside_one_long_paragraph():
    text = import_docx_threads.WORD[1:-1]
    runs = etree.fromstring(f'<w:p xmlns:w="{text}">{"<w:r><w:t>a</w:t></w:r>" * 1_000}</w:p>')
    looks = []
    body = import_docx_threads._Body("x", lambda: looks.append(1))
    body.walk([runs], is_hidden=False)
    assert "".join(body.pieces) == "a" * 1_000 + "\n"
    assert len(looks) >= 7
