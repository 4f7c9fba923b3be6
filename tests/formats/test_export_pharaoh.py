"""Pharaoh: the numbers of each line count the words beside it."""

from __future__ import annotations

from dataclasses import replace

import export_readers
import strategies
from hypothesis import given

from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.formats import pharaoh
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import rows

OPTIONS = ExportOptions()


def lines(project: Project) -> list[tuple[list[str], list[str], set[tuple[int, int]]]]:
    """Return, for each pair, its words and the links between them."""
    parts = export_readers.parts(pharaoh.write(project, OPTIONS).data)
    assert len(parts["pairs.txt"].splitlines()) == len(project.pairs)
    found = []
    texts = parts["words.txt"].split("\n")[:-1]
    links = parts["links.0-based.txt"].split("\n")[:-1]
    for text, line in zip(texts, links, strict=True):
        source, target = text.split(" ||| ")
        numbers = [tuple(map(int, link.split("-"))) for link in line.split()]
        assert numbers == sorted(set(numbers))
        found.append((source.split(), target.split(), set(numbers)))
    assert len(found) == len(project.pairs)
    return found


@given(strategies.projects(max_pairs=2, max_size=60))
def test_the_words_of_a_match_are_linked_each_with_each(project: Project):
    for number, (source, target, links) in enumerate(lines(project), start=1):
        pair = project.pairs[number - 1]
        assert "".join(source) == "".join(pair.source.characters.split())
        assert "".join(target) == "".join(pair.target.characters.split())
        expected = set()
        for row in rows(project, OPTIONS):
            if row.pair_number == number and row.annotation.tag == "matching":
                touched = [
                    numbers_of(words, row.pair.text(side).characters, row.side(side).spans)
                    for side, words in zip(Side, (source, target), strict=True)
                ]
                expected |= {(i, j) for i in touched[0] for j in touched[1]}
        assert links == expected


def numbers_of(words, characters, spans) -> set[int]:
    """Return the numbers of the words that spans touch, finding the words one by one."""
    found = set()
    place = 0
    for number, word in enumerate(words):
        place = characters.index(word, place)
        for span in spans:
            if place < span.end and span.start < place + len(word):
                found.add(number)
        place += len(word)
    return found


def test_losses_are_counted(hard_project: Project, monkeypatch):
    assert [str(loss) for loss in pharaoh.write(hard_project, OPTIONS).losses] == [
        "Annotations that are no matches, left out: 5",
        "Spans that begin or end inside a word, widened to it: 1",
        "Ranges marked as not part of the text, left out: 1",
    ]
    monkeypatch.setattr(pharaoh, "LINK_LIMIT", 20)
    told = [str(loss) for loss in pharaoh.write(hard_project, OPTIONS).losses]
    assert "Matches too long to link each word with each, left out: 1" in told


def test_a_pair_without_words_has_its_line(hard_project: Project):
    pair = hard_project.pairs[1]
    empty = replace(pair, source=replace(pair.source, characters=" \n"))
    parts = export_readers.parts(pharaoh.write(replace(hard_project, pairs=(empty,)), OPTIONS).data)
    assert parts["words.txt"] == " ||| لا شيء بعد .\n"
    assert parts["links.0-based.txt"] == "\n"
