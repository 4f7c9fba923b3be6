"""Files become drafts and pairs; what comes back from a review becomes one edit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_annotator.app.importing import import_file, import_text, pair_of_file
from desk_annotator.app.new_pair import make_project
from desk_annotator.app.review_merge import merge_reviewed
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.errors import TextError
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, TextChange
from desk_annotator.formats import json_lines
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.import_result import (
    ImportedAnnotations,
    ImportOptions,
    ReviewDecision,
)
from desk_annotator.formats.import_table import ImportKind
from desk_annotator.storage.project_codec import decode, encode

NOW = "2026-05-04T03:02:01Z"
LATER = "2026-05-05T03:02:01Z"
ROWS = "The house was sold.\tبيع البيت.\nHe left.\tثم غادر.\nStill open.\t\n"
MEMORY = (
    '<tmx version="1.4"><header srclang="en"/><body><tu><note>why</note>'
    '<tuv xml:lang="en-GB"><seg>One</seg></tuv><tuv xml:lang="ar"><seg>واحد</seg></tuv>'
    "</tu></body></tmx>"
)


def table_pair(**options: object) -> Pair:
    return pair_of_file(import_file("news.tsv", ROWS.encode()), now=NOW, **options)


def test_a_single_text_is_a_draft():
    page = "<html><p>قال مسؤولون ان البيت بيع\u2029في المدينة يوم الاثنين.</p>"
    draft = import_text("x.html", page.encode("windows-1256", "xmlcharrefreplace"))

    assert draft.characters == "قال مسؤولون ان البيت بيع\nفي المدينة يوم الاثنين."
    assert (draft.language, draft.direction) == ("ar", Direction.RTL)
    assert (draft.encoding, draft.detection.encoding) == ("windows-1256", "windows-1256")
    assert TextChange("paragraph-separator-to-lf", 1) in draft.changes


def test_plain_text_keeps_all_it_could_before():
    draft = import_text("x.txt", "قال".encode("cp1256"), ImportOptions(encoding="windows-1256"))

    assert (draft.characters, draft.encoding) == ("قال", "windows-1256")
    assert len(draft.detection.candidates) > 3
    assert import_text("x.txt", b"one\r\n", language="fr").language == "fr"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("x.tmx", MEMORY.encode(), "holds both texts of a pair"),
        ("x.jsonl", b"", "is empty"),
    ],
)
def test_other_files_are_no_single_text(name, data, expected):
    with pytest.raises(TextError, match=expected):
        import_text(name, data)


def test_a_bilingual_file_is_a_pair():
    found = import_file("news.tsv", ROWS.encode())
    pair = table_pair()

    assert found.is_pair
    assert found.importer.kind is ImportKind.PAIR
    assert pair.title == "news"
    assert pair.source.characters == "The house was sold.\nHe left.\nStill open."
    assert (pair.source.language, pair.target.language) == ("en", "ar")
    assert pair.target.direction is Direction.RTL
    assert pair.source.imported.name == "news.tsv"
    assert pair.source.imported.changes == (TextChange("segment-without-target", 1),)
    assert pair.annotations == ()


def test_its_segments_can_become_annotations():
    pair = table_pair(as_annotations=True, status=Status.SUGGESTED, author="A", title="T")
    workspace = Workspace(make_project((pair,), now=NOW))

    assert pair.title == "T"
    assert [(one.source, one.target) for one in pair.annotations] == [
        ((Span(0, 19),), (Span(0, 10),)),
        ((Span(20, 28),), (Span(11, 19),)),
    ]
    assert {(one.status, one.author, one.created) for one in pair.annotations} == {
        ("suggested", "A", NOW)
    }
    assert len({one.id for one in pair.annotations}) == 2
    assert workspace.current is not None


def test_notes_on_segments_are_kept_or_counted():
    found = import_file("x.tmx", MEMORY.encode())

    assert pair_of_file(found, now=NOW, as_annotations=True).annotations[0].note == "why"
    changes = pair_of_file(found, now=NOW).source.imported.changes
    assert changes == (TextChange("segment-note-left-out", 1),)


def test_segments_that_meet_inside_a_line_are_units():
    segments = "".join(
        f"<segment><source>{source}</source><target>{target}</target></segment>"
        for source, target in (("One house. ", "بيت. "), ("Two. ", "اثنان. "), ("Three.", "ثلاثة."))
    )
    unit = f'<unit id="u">{segments}</unit>'
    xliff = (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" '
        f'trgLang="ar"><file id="f">{unit}{unit}</file></xliff>'
    )
    pair = pair_of_file(import_file("x.xlf", xliff.encode()), now=NOW)
    line = "One house. Two. Three.\n"
    assert pair.source.characters == (line * 2).rstrip()
    assert pair.cuts_source.at == (11, 16, len(line) + 11, len(line) + 16)
    assert len(pair.cuts_target.at) == 4
    assert (pair.cuts_source.joined, pair.cuts_source.fault(len(pair.source))) == ((), "")
    project = make_project((pair,), now=NOW)
    assert decode(encode(project, generator="x"), name="x").project.pairs == project.pairs


def test_a_line_that_is_one_segment_needs_no_cut():
    assert not table_pair().cuts_source
    assert not table_pair().cuts_target


def test_languages_of_a_file_without_any_can_be_named():
    options = ImportOptions(source_language="fr", target_language="fa")
    source, target = import_file("x.csv", b"un,deux\ntrois,quatre\n", options).drafts

    assert (source.language, target.language) == ("fr", "fa")
    assert target.direction is Direction.RTL


def test_a_format_can_be_forced():
    assert import_file("x.txt", ROWS.encode(), format_id="table").is_pair


# What comes back


def exported(project: Project) -> ImportedAnnotations:
    data = json_lines.write(project, ExportOptions()).data
    found = import_file("x.jsonl", data).reviewed
    assert found is not None
    return found


def changed(project: Project, **fields: object) -> Project:
    """Return the project with fields of its first annotation changed."""
    pair = project.pairs[0]
    first = replace(pair.annotations[0], **fields)
    pairs = (replace(pair, annotations=(first, *pair.annotations[1:])), *project.pairs[1:])
    return replace(project, pairs=pairs)


@pytest.fixture
def project() -> Project:
    return make_project((table_pair(as_annotations=True),), now=NOW)


def test_a_review_without_changes_is_no_edit(project):
    merge = merge_reviewed(project.pairs, exported(project), now=LATER)

    assert merge.edit is None
    assert merge.outcomes == (("same", 2),)


def test_what_a_reviewer_changed_is_one_edit_that_can_be_undone(project):
    fields = {"status": "rejected", "note": "no", "source": (Span(4, 9),), "modified": LATER}
    workspace = Workspace(project)
    merge = merge_reviewed(project.pairs, exported(changed(project, **fields)), now=LATER)
    assert merge.edit is not None
    workspace.apply(merge.edit)

    assert merge.outcomes == (("changed", 1), ("same", 1))
    assert workspace.snapshot().pairs[0].annotations == tuple(
        sorted(changed(project, **fields).pairs[0].annotations, key=lambda one: one.place)
    )
    workspace.undo()
    assert set(workspace.snapshot().pairs[0].annotations) == set(project.pairs[0].annotations)


def test_unknown_fields_stay(project):
    sent = changed(project, extra={"x_mine": 1})
    back = exported(changed(project, note="new", modified=LATER))
    merge = merge_reviewed(sent.pairs, back, now=LATER)

    assert merge.edit is not None
    assert merge.edit.changes[0].after.extra == {"x_mine": 1}


def test_an_annotation_changed_here_since_is_left_alone(project):
    here = changed(project, note="mine", modified=LATER)
    merge = merge_reviewed(here.pairs, exported(changed(project, note="theirs")), now=LATER)

    assert merge.edit is None
    assert merge.outcomes == (("newer-here", 1), ("same", 1))


def test_an_annotation_of_the_reviewers_own_is_added(project):
    pair = project.pairs[0]
    own = Annotation(id="own", tag="missing", source=(Span(0, 3),), target=(Span(2, 2),))
    more = replace(pair, annotations=(*pair.annotations, own))
    merge = merge_reviewed(project.pairs, exported(replace(project, pairs=(more,))), now=LATER)

    assert merge.outcomes == (("added", 1), ("same", 2))
    assert merge.edit is not None
    assert merge.edit.changes[0].after == own


def test_annotations_of_other_texts_are_not_believed(project):
    other = make_project((table_pair(as_annotations=True),), now=NOW)
    assert merge_reviewed(project.pairs, exported(other), now=LATER).outcomes == (
        ("other-text", 2),
    )

    text = replace(other.pairs[0].source, sha256="0" * 64)
    same_id = replace(other.pairs[0], id=project.pairs[0].id, source=text)
    merge = merge_reviewed(project.pairs, exported(replace(other, pairs=(same_id,))), now=LATER)
    assert merge.outcomes == (("other-text", 2),)


def test_broken_and_repeated_annotations_change_nothing(project):
    back = exported(changed(project, note="x", modified=LATER))
    first, second = back.annotations
    wrong_quote = replace(first, quotes=("other", "quotes"))
    outside = replace(second, annotation=replace(second.annotation, source=(Span(0, 9999),)))
    broken = ImportedAnnotations((wrong_quote, outside), unread=3)
    merge = merge_reviewed(project.pairs, broken, now=LATER)
    assert (merge.edit, merge.outcomes) == (None, (("broken", 2), ("unread", 3)))

    twice = merge_reviewed(project.pairs, ImportedAnnotations((first, first)), now=LATER)
    assert twice.outcomes == (("broken", 1), ("changed", 1))


def test_decisions_set_status_and_add_to_the_note(project):
    project = changed(project, note="mine")
    first, second = project.pairs[0].annotations
    pair_id = project.pairs[0].id
    decisions = (
        ReviewDecision(first.id, pair_id, "rejected", "no"),
        ReviewDecision(second.id, pair_id, None, "good"),
        ReviewDecision("gone", pair_id, "accepted", ""),
    )
    merge = merge_reviewed(project.pairs, ImportedAnnotations(decisions=decisions), now=LATER)

    assert merge.outcomes == (("changed", 2), ("not-found", 1))
    assert merge.edit is not None
    after = [change.after for change in merge.edit.changes]
    assert [(one.status, one.note, one.modified) for one in after] == [
        ("rejected", "mine\nno", LATER),
        ("open", "good", LATER),
    ]
    workspace = Workspace(project)
    workspace.apply(merge.edit)
    again = merge_reviewed(
        workspace.snapshot().pairs, ImportedAnnotations(decisions=decisions), now=LATER
    )
    assert again.edit is None
