"""The verb `import` with a folder, and with texts that look wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desk_annotator.cli.command_line import DONE, FAULT, USAGE, main
from desk_annotator.storage.project_file import load_project

SEEDS = Path(__file__).parents[2] / "seeds"
FORMS = "\ufe8d\ufedf\ufecc\ufeae\ufe91\ufef4\ufe94 \ufed3\ufef2"


@pytest.fixture
def folder(tmp_path):
    below = tmp_path / "Docs"
    below.mkdir()
    for name in ("news-en", "news-ar", "chat-en", "chat-ar", "formal-ar"):
        shutil.copy(SEEDS / f"{name}.txt", below)
    (below / "empty.txt").write_bytes(b"")
    return below


def test_a_folder_becomes_a_project(folder, tmp_path, capsys):
    output = tmp_path / "made.json"
    assert main(["import", "--folder", str(folder), "-o", str(output)]) == DONE
    project = load_project(output).project
    assert project.title == "Docs"
    assert [pair.title for pair in project.pairs] == ["chat-en", "news-en"]
    said = capsys.readouterr().out
    assert "  99%  chat-en.txt  chat-ar.txt" in said
    assert "not in any pair: formal-ar.txt" in said
    assert "left out: empty.txt: " in said


def test_the_languages_of_a_folder_can_be_named(folder, tmp_path):
    output = tmp_path / "made.json"
    wishes = ["--source-language", "ar-EG", "--target-language", "en", "--title", "T"]
    assert main(["import", "--folder", str(folder), "-o", str(output), *wishes]) == DONE
    project = load_project(output).project
    assert project.title == "T"
    assert {pair.source.language for pair in project.pairs} == {"ar"}


def test_a_folder_without_counterparts_makes_nothing(folder, tmp_path, capsys):
    for path in folder.glob("*-en.txt"):
        path.unlink()
    output = tmp_path / "made.json"
    assert main(["import", "--folder", str(folder), "-o", str(output)]) == FAULT
    assert "No two documents" in capsys.readouterr().err
    assert not output.exists()


@pytest.mark.parametrize(
    "arguments", [[], ["one.txt", "--folder", "x"], ["--folder", "x", "--into", "y"]]
)
def test_what_does_not_fit_together_is_refused(tmp_path, arguments):
    assert main(["import", *arguments, "-o", str(tmp_path / "made.json")]) == USAGE


def test_a_text_is_repaired_only_if_that_is_wished_for(folder, tmp_path, capsys):
    wrong = folder / "forms.txt"
    wrong.write_text(FORMS, encoding="utf-8")
    output = tmp_path / "made.json"
    files = ["import", str(folder / "news-en.txt"), str(wrong), "-o", str(output)]
    assert main(files) == DONE
    assert load_project(output).project.pairs[0].target.characters == FORMS
    assert "--repair" in capsys.readouterr().err
    assert main([*files, "--repair", "--overwrite"]) == DONE
    target = load_project(output).project.pairs[0].target
    assert target.characters == "العربية في"
    assert [(change.kind, change.count) for change in target.imported.changes] == [
        ("forms-to-letters", 9)
    ]
    assert "presentation forms written as letters: 9" in capsys.readouterr().out


def test_the_segments_of_a_bilingual_file_are_not_repaired(folder, tmp_path):
    table = folder / "rows.tsv"
    table.write_text("One house.\tبيت واحد.\n", encoding="utf-8")
    output = str(tmp_path / "made.json")
    assert main(["import", str(table), "-o", output, "--repair"]) == USAGE
