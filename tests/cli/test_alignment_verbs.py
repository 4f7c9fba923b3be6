"""`align` and `suggest` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desk_annotator.app.suggestions import is_phrase
from desk_annotator.cli.command_line import main
from desk_annotator.core.annotation import Status
from desk_annotator.storage.project_file import load_project

SEEDS = Path(__file__).parents[2] / "seeds"
NEWS = [str(SEEDS / "news-en.txt"), str(SEEDS / "news-ar.txt")]


def test_align_prints_offsets_of_the_texts(capsys):
    assert main(["align", *NEWS, "--json", "--no-encoder"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"links", "missing", "added"}
    lengths = [len(Path(path).read_text(encoding="utf-8")) for path in NEWS]
    assert len(found["links"]) >= 5
    for source_start, source_end, target_start, target_end in found["links"]:
        assert 0 <= source_start < source_end <= lengths[0]
        assert 0 <= target_start < target_end <= lengths[1]


def test_scores_come_with_reasons(capsys):
    assert main(["align", *NEWS, "--json", "--scores", "--no-encoder"]) == 0
    first = json.loads(capsys.readouterr().out)["links"][0]
    assert 0 <= first[4] <= 1
    assert isinstance(first[5], list)


def test_phrases_are_inside_links_and_only_on_request(capsys):
    assert main(["align", *NEWS, "--json", "--no-encoder", "--phrases"]) == 0
    found = json.loads(capsys.readouterr().out)
    source, target = (Path(path).read_text(encoding="utf-8") for path in NEWS)
    quotes = {(source[a:b], target[c:d]) for a, b, c, d in found["phrases"]}
    assert ("February 9", "9 فيفري") in quotes
    assert ("Margaret Ostrand", "مارغريت اوستراند") in quotes
    for a, b, c, d in found["phrases"]:
        assert any(s <= a < b <= t and u <= c < d <= v for s, t, u, v in found["links"])
    assert main(["align", *NEWS, "--no-encoder", "--phrases"]) == 0
    assert "phrase    February 9  |  9 فيفري" in capsys.readouterr().out


def test_suggested_phrases_are_marked(tmp_path, capsys):
    output = tmp_path / "suggested.json"
    arguments = ["suggest", str(SEEDS / "samples.json"), "-o", str(output), "--pair", "3"]
    assert main([*arguments, "--no-encoder", "--phrases"]) == 0
    suggested = [
        each
        for each in load_project(output).project.pairs[2].annotations
        if each.status == Status.SUGGESTED
    ]
    kinds = {is_phrase(each) for each in suggested}
    assert kinds == {True, False}
    assert f"suggestions {len(suggested)}" in capsys.readouterr().out


def test_align_can_be_read(capsys):
    assert main(["align", *NEWS, "--no-encoder"]) == 0
    assert "matching" in capsys.readouterr().out


def test_suggest_leaves_the_project_and_what_it_holds_alone(tmp_path, capsys):
    project = SEEDS / "samples.json"
    output = tmp_path / "suggested.json"
    before = project.read_bytes()
    assert main(["suggest", str(project), "-o", str(output), "--pair", "3", "--no-encoder"]) == 0
    assert project.read_bytes() == before
    old = {each.id: each for each in load_project(project).project.pairs[2].annotations}
    new = load_project(output).project.pairs[2].annotations
    added = [each for each in new if each.id not in old]
    assert added
    assert all(each.status == Status.SUGGESTED for each in added)
    assert {each.id: each for each in new if each.id in old} == old
    assert "suggestions" in capsys.readouterr().out


def test_suggest_does_not_replace_a_file_unasked(tmp_path, capsys):
    output = tmp_path / "there.json"
    output.write_text("mine", encoding="utf-8")
    assert main(["suggest", str(SEEDS / "samples.json"), "-o", str(output), "--no-encoder"]) == 1
    assert output.read_text(encoding="utf-8") == "mine"
    assert "there.json" in capsys.readouterr().err


@pytest.mark.parametrize("least", ["2", "-1", "some"])
def test_a_wrong_confidence_is_wrong_usage(tmp_path, least, capsys):
    arguments = ["suggest", str(SEEDS / "samples.json"), "-o", str(tmp_path / "x.json")]
    assert main([*arguments, "--least", least]) == 2
    assert "0 to 1" in capsys.readouterr().err


def test_a_glossary_counts_among_the_reasons(tmp_path, capsys):
    texts = {
        "a.en.txt": "Flurb snig of trell. Ab cd. Vint morp.",
        "a.ar.txt": "بسبس. كخكخ كخكخ تشك. لعلع لعلع.",
        "terms.csv": "en,ar\nvint morp,كخكخ كخكخ\nother,أخرى\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    source, target, glossary = (str(tmp_path / name) for name in texts)
    options = ["--json", "--scores", "--no-encoder", "--glossary", glossary]
    assert main(["align", source, target, *options]) == 0
    links = json.loads(capsys.readouterr().out)["links"]
    assert any("vint morp" in link[5] for link in links)


def test_a_glossary_that_is_none_is_refused(tmp_path, capsys):
    (tmp_path / "terms.csv").write_text("nothing\n", encoding="utf-8")
    assert main(["align", *NEWS, "--glossary", str(tmp_path / "terms.csv")]) == 1
    assert "terms.csv" in capsys.readouterr().err
