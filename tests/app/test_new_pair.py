"""Making a pair of two files."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_annotator.app.new_pair import draft_side, make_pair, make_project, should_swap
from desk_annotator.core.errors import TextError
from desk_annotator.core.text import Direction, TextChange, fingerprint
from desk_annotator.storage.project_file import load_project, save_project

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def test_encoding_language_and_direction_are_detected():
    source = draft_side("news-en.txt", (SEEDS / "news-en.txt").read_bytes())
    target = draft_side("news-ar.txt", (SEEDS / "news-ar.txt").read_bytes())
    assert (source.language, source.direction, source.encoding) == ("en", Direction.LTR, "utf-8")
    assert (target.language, target.direction, target.encoding) == ("ar", Direction.RTL, "utf-8")
    assert not should_swap(source, target)
    assert should_swap(target, source)
    assert not should_swap(source, source)


def test_what_is_given_is_not_detected():
    data = "سلام دنیا، این یک متن است".encode("utf-16-le")
    draft = draft_side("x.txt", data, encoding="utf-16-le", language="ckb-Latn")
    assert draft.language == "ckb-Latn"
    assert draft.direction is Direction.LTR
    assert draft.characters.startswith("سلام")


def test_a_file_that_is_no_text_names_itself():
    with pytest.raises(TextError, match=r"photo\.jpg"):
        draft_side("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(100))
    with pytest.raises(KeyError):
        draft_side("x.txt", b"text", encoding="klingon")


def test_a_pair_keeps_the_characters_and_how_they_came():
    source = draft_side("a story.en.txt", b"\xef\xbb\xbf One \r\n two\t")
    target = draft_side("قصة.txt", "  واحد".encode())
    pair = make_pair(source, target)
    assert pair.title == "a story.en"
    assert pair.source.characters == " One \n two\t"
    assert pair.source.sha256 == fingerprint(" One \n two\t")
    assert pair.source.imported.changes == (
        TextChange("bom-removed", 1),
        TextChange("crlf-to-lf", 1),
    )
    assert pair.target.imported.name == "قصة.txt"
    assert make_pair(source, target, "Given").title == "Given"
    assert make_pair(source, target).id != pair.id


def test_a_project_is_titled_as_its_first_pair():
    side = draft_side(".hidden", b"text")
    pair = make_pair(side, side)
    assert pair.title == ".hidden"
    project = make_project((pair,), now="2026-01-31T09:05:00Z", annotator="Lina")
    assert (project.title, project.annotator) == (".hidden", "Lina")
    assert project.created == project.modified == "2026-01-31T09:05:00Z"
    assert make_project((), now="", title="T").title == "T"


def test_a_file_whose_name_is_no_text_makes_a_project_that_can_be_saved(tmp_path):
    name = "caf\udce9 خبر.txt"  # as Python has the bytes of a name from an old system
    pair = make_pair(draft_side(name, b"One day."), draft_side("b.txt", "ذات يوم.".encode()))
    assert pair.title == "caf\ufffd خبر"
    assert pair.source.imported.name == "caf\ufffd خبر.txt"
    for title in ("", "folder \udcff"):
        project = make_project((pair,), now="2026-01-01T00:00:00Z", title=title)
        save_project(project, tmp_path / "p.json")
        assert load_project(tmp_path / "p.json").project == project
