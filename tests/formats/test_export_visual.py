"""Text in visual order: each line fits, and reads from left to right as it looks."""

from __future__ import annotations

import strategies
from hypothesis import given

from desk_annotator.core.project import Project
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.visual_text import WIDTH, columns, wrapped, write


def lines(project: Project) -> list[str]:
    return write(project, ExportOptions()).data.decode("utf-8").split("\n")


@given(strategies.texts())
def test_cutting_lines_loses_only_spaces(text: str):
    for paragraph in text.split("\n"):
        found = list(wrapped(paragraph, 10))
        place = 0
        for line in found:
            if paragraph[place : place + len(line)] != line:
                assert paragraph[place] == " "
                place += 1
            assert paragraph[place : place + len(line)] == line
            place += len(line)
        assert paragraph[place:] in ("", " ")


def test_lines_are_cut_between_words():
    assert list(wrapped("one two three", 8)) == ["one two", "three"]
    assert list(wrapped("unbreakable", 4)) == ["unbr", "eaka", "ble"]
    assert list(wrapped("", 4)) == [""]
    assert list(wrapped("四字熟語", 4)) == ["四字", "熟語"]
    assert columns("مُحَمَّد") == 4


def test_arabic_is_joined_turned_and_set_at_the_right(hard_project: Project):
    found = lines(hard_project)
    line = next(line for line in found if "2009" in line)
    assert len(line) == WIDTH + sum(columns(one) == 0 for one in line) - sum(
        columns(one) - 1 for one in line if columns(one) == 2
    )
    assert line.lstrip().startswith("،2009 ﻲﻓ")
    assert "The 😀 <v>house</v>\twas sold &lt;quickly&gt; & well." in found
    assert "(3) matching, minor, Accuracy/Mistranslation, accepted" in found
    assert not any(control in "".join(found) for control in "\u202a\u202b\u202e\u2066\u2067\u2069")


def test_that_it_is_for_looking_at_only_is_told(hard_project: Project):
    told = [str(loss) for loss in write(hard_project, ExportOptions()).losses]
    assert "Texts changed to presentation forms in visual order, for looking at only: 2" in told
