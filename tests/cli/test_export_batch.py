"""The verb `export` with several projects or formats."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desk_annotator.cli import export_verbs
from desk_annotator.cli.command_line import DONE, FAULT, USAGE, main
from desk_annotator.formats.export_table import exporter

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "b").mkdir()
    for name in ("a.json", "b/a.json"):
        (tmp_path / name).write_bytes(SAMPLES.read_bytes())
    (tmp_path / "bad.json").write_text("{", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "out").iterdir())


def test_several_projects_and_formats_go_into_a_folder(place, capsys):
    options = ["--format", "tsv, jsonl", "-o", "out"]
    assert main(["export", "a.json", str(Path("b") / "a.json"), *options]) == DONE
    assert made(place) == ["a (2).jsonl", "a (2).tsv", "a.jsonl", "a.tsv"]
    told = capsys.readouterr()
    assert f"Wrote a (2).tsv of {Path('b') / 'a.json'}: " in told.out
    assert told.out.endswith("4 written, 0 failed.\n")
    assert "note: a.tsv: Ranges marked as not part of the text, left out: 3" in told.err


def test_what_fails_is_said_and_stops_nothing(place, capsys):
    assert main(["export", "bad.json", "a.json", "--format", "tsv", "-o", "out"]) == FAULT
    assert made(place) == ["a.tsv"]
    told = capsys.readouterr()
    assert told.out.endswith("1 written, 1 failed.\n")
    assert "bad.json: The file “bad.json” cannot be opened" in told.err


def test_a_fault_of_the_program_in_one_format_is_said_and_stops_nothing(place, capsys, monkeypatch):
    def stumble(project, options):
        raise RuntimeError

    broken = replace(exporter("jsonl"), write=stumble)
    known = {"jsonl": broken, "tsv": exporter("tsv")}
    monkeypatch.setattr(export_verbs, "exporter", known.__getitem__)
    assert main(["export", "a.json", "--format", "jsonl,tsv", "-o", "out"]) == FAULT
    assert made(place) == ["a.tsv"]
    told = capsys.readouterr()
    assert told.out.endswith("1 written, 1 failed.\n")
    (sentence,) = [line for line in told.err.splitlines() if "jsonl" in line]
    assert "because of a fault of the program (RuntimeError, test_export_batch.py:" in sentence
    assert "Traceback" not in told.err


def test_nothing_there_is_replaced_unless_asked(place, capsys):
    (place / "out").mkdir()
    old = place / "out" / "a.tsv"
    old.write_text("old", "utf-8")
    assert main(["export", "a.json", "--format", "tsv", "-o", "out"]) == DONE
    assert old.read_text("utf-8") == "old"
    assert made(place) == ["a (2).tsv", "a.tsv"]
    assert main(["export", "a.json", "--format", "tsv", "-o", "out", "--overwrite"]) == DONE
    assert old.read_text("utf-8") != "old"


def test_a_file_for_each_pair(place, capsys):
    assert main(["export", "a.json", "--format", "jsonl", "-o", "out/", "--each-pair"]) == DONE
    assert made(place)[0] == "a - 01.jsonl"
    assert ", pair 1: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["a.json", "bad.json", "-o", "-"], "standard output takes one project"),
        (["a.json", "bad.json", "-o", "a.json"], "a.json is a file"),
        (["a.json", "bad.json", "-o", "out", "--pairs", "1"], "--pairs needs one project"),
        (["a.json", "bad.json", "-o", "out", "--tags", "mising"], "there is no tag “mising”"),
    ],
)
def test_what_does_not_fit_together_is_refused_before_anything_is_made(
    place, words, complaint, capsys
):
    assert main(["export", *words, "--format", "tsv"]) == USAGE
    assert complaint in capsys.readouterr().err
    assert not (place / "out").exists()
