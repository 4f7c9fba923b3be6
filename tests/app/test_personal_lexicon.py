"""Words learnt from confirmed links over projects: only pairs and counts, exact, forgettable."""

from __future__ import annotations

import json

import pytest

from desk_annotator.alignment.engine import align
from desk_annotator.app.personal_lexicon import PersonalLexicon
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.errors import TextError
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text

SOURCE = Text.of(
    "the secret cable waited and then " + "one two three four word " * 3, language="en-GB",
    direction=Direction.LTR,
)  # fmt: skip
TARGET = Text.of("البرقية السرية انتظرت ثم كلمة أخرى", language="ar", direction=Direction.RTL)
CABLE = (Span(11, 16),), (Span(0, 7),)


@pytest.fixture
def workspace():
    pair = Pair(id="p", title="secret title", source=SOURCE, target=TARGET)
    return Workspace(Project(id="q", title="", pairs=(pair,)), clock=lambda: "")


@pytest.fixture
def lexicon(tmp_path, workspace):
    made = PersonalLexicon(tmp_path / "deep" / "words.json")
    workspace.edited.subscribe(lambda edited: made.learn(workspace.current, edited.edit))
    return made


def link(workspace, spans=CABLE, status=Status.OPEN, name="a"):
    made = Annotation(id=name, tag="matching", source=spans[0], target=spans[1], status=status)
    workspace.apply(Edit("test", (AnnotationChange("p", None, made),)))


def test_a_link_is_learnt_and_its_undoing_forgotten(workspace, lexicon, tmp_path):
    written = tmp_path / "deep" / "words.json"
    link(workspace)
    assert lexicon.between("en", "ar") == {"cable": {"برقي": pytest.approx(0.6)}}
    assert lexicon.between("ar", "en") == {}
    workspace.undo()
    assert lexicon.between("en", "ar") == {}
    lexicon.save()
    assert not written.exists()
    workspace.redo()
    lexicon.save()
    assert written.exists()


def test_what_is_met_more_often_is_surer(workspace, lexicon):
    link(workspace)
    once = lexicon.between("en", "ar")["cable"]["برقي"]
    link(workspace, name="b")
    assert lexicon.between("en", "ar")["cable"]["برقي"] > once


def test_suggestions_and_long_links_teach_nothing(workspace, lexicon):
    link(workspace, status=Status.SUGGESTED)
    everything = (Span(0, len(SOURCE)),), (Span(0, len(TARGET)),)
    link(workspace, everything, name="b")
    assert lexicon.is_empty or all(
        "word" not in row for row in lexicon.between("en", "ar").values()
    )
    assert not lexicon.between("en", "ar")


def test_the_file_holds_word_pairs_and_counts_and_nothing_else(workspace, lexicon, tmp_path):
    link(workspace)
    lexicon.save()
    written = json.loads((tmp_path / "deep" / "words.json").read_text(encoding="utf-8"))
    assert written == {
        "format": "desk-annotator-words",
        "version": 1,
        "languages": {"en ar": {"cable": {"برقي": 1}}},
    }


def test_two_programs_add_to_one_file(workspace, lexicon, tmp_path):
    other = PersonalLexicon(tmp_path / "deep" / "words.json")
    link(workspace)
    lexicon.save()
    workspace.edited.subscribe(lambda edited: other.learn(workspace.current, edited.edit))
    link(workspace, name="b")
    other.save()
    lexicon.save()
    fresh = PersonalLexicon(tmp_path / "deep" / "words.json")
    fresh.load()
    written = (tmp_path / "deep" / "words.json").read_text(encoding="utf-8")
    assert json.loads(written)["languages"]["en ar"]["cable"]["برقي"] == 3
    assert fresh.between("en", "ar")["cable"]["برقي"] > 0.8


def test_it_can_be_emptied(workspace, lexicon, tmp_path):
    link(workspace)
    lexicon.save()
    lexicon.forget()
    assert lexicon.is_empty
    written = (tmp_path / "deep" / "words.json").read_text(encoding="utf-8")
    assert json.loads(written)["languages"] == {}


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '{"format": "desk-annotator-words"}', "[" * 5000]
)
def test_a_damaged_file_is_left_alone_until_emptied(workspace, lexicon, tmp_path, content):
    path = tmp_path / "deep" / "words.json"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TextError, match="cannot be read"):
        lexicon.load()
    link(workspace)
    with pytest.raises(TextError, match="cannot be read"):
        lexicon.save()
    assert path.read_text(encoding="utf-8") == content
    lexicon.forget()
    lexicon.load()
    assert lexicon.is_empty


def test_the_aligner_uses_it(workspace, lexicon):
    source = Text.of("Zork pilm. The cable sank.", language="en", direction=Direction.LTR)
    target = Text.of("غرقت البرقية. بسبس لعلع.", language="ar", direction=Direction.RTL)
    link(workspace)
    found = align(source, target, lexicon=lexicon.between("en", "ar"))
    told = [reason.words for each in found.links for reason in each.reasons]
    assert "cable ≈ البرقيه" in told
