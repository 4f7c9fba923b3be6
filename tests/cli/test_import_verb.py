"""The verb `import`, from the files to the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx_reviews import AnsweredDocument

from desk_annotator.cli.command_line import DONE, FAULT, USAGE, main
from desk_annotator.core.project import Project
from desk_annotator.formats import docx_report, json_lines, label_studio, web_annotation
from desk_annotator.formats.export import ExportOptions
from desk_annotator.storage.project_file import load_project

ROWS = "Source\tTarget\nThe house was sold.\tبيع البيت.\nHe left.\tثم غادر.\nStill open.\t\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "news.tsv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "made.json"


def project(path: Path) -> Project:
    loaded = load_project(path)
    assert loaded.problems == ()
    return loaded.project


def test_a_bilingual_file_becomes_a_project(table, output, capsys):
    assert main(["import", str(table), "-o", str(output), "--segments", "suggestions"]) == DONE

    told = capsys.readouterr()
    (pair,) = project(output).pairs
    assert pair.target.characters == "بيع البيت.\nثم غادر."
    assert {one.status for one in pair.annotations} == {"suggested"}
    assert "Rows that only name the columns, left out: 1" in told.out
    assert "Segments without a translation: 1" in told.out
    assert "annotations: 2" in told.out
    assert told.err == ""


def test_two_files_of_different_kinds_become_a_pair(tmp_path, output):
    page, text = tmp_path / "page.html", tmp_path / "نص.txt"
    page.write_text("<nav>Menu</nav><p>The house was sold.</p>", encoding="utf-8")
    text.write_bytes("بيع البيت.".encode("cp1256"))

    assert main(["import", str(page), str(text), "-o", str(output), "--title", "House"]) == DONE
    (pair,) = project(output).pairs
    assert (pair.title, pair.source.characters) == ("House", "The house was sold.")
    assert pair.source.imported.name == "page.html"
    assert (pair.target.characters, pair.target.imported.encoding) == ("بيع البيت.", "windows-1256")

    whole = ["import", str(page), str(text), "-o", str(output), "--whole-page", "--overwrite"]
    assert main(whole) == DONE
    assert project(output).pairs[0].source.characters == "Menu\nThe house was sold."


def test_columns_and_languages_are_chosen(tmp_path, output):
    path = tmp_path / "three.csv"
    path.write_text("un,one,eins\ndeux,two,zwei\n", encoding="utf-8")
    wishes = ["--source-column", "3", "--target-column", "1", "--source-language", "de"]

    assert main(["import", str(path), "-o", str(output), *wishes]) == DONE
    (pair,) = project(output).pairs
    assert (pair.source.characters, pair.target.characters) == ("eins\nzwei", "un\ndeux")
    assert pair.source.language == "de"


def test_a_review_is_taken_over(table, output, tmp_path, capsys):
    assert main(["import", str(table), "-o", str(output), "--segments", "annotations"]) == DONE
    lines = json_lines.write(project(output), ExportOptions()).data.decode().splitlines()
    first = json.loads(lines[0]) | {"status": "rejected", "modified": "2999-01-01T00:00:00Z"}
    review, result = tmp_path / "back.jsonl", tmp_path / "result.json"
    review.write_text("\n".join([json.dumps(first), *lines[1:], "{}"]), encoding="utf-8")
    before = output.read_bytes()
    capsys.readouterr()

    assert main(["import", str(review), "--into", str(output), "-o", str(result)]) == DONE
    assert [one.status for one in project(result).pairs[0].annotations] == ["rejected", "open"]
    told = capsys.readouterr().out
    assert "  changed: 1\n" in told
    assert "  not changed: 1\n" in told
    assert "could not be understood: 1\n    line 3\n" in told
    assert output.read_bytes() == before


def test_what_a_review_would_change_is_told_and_nothing_written(table, output, tmp_path, capsys):
    assert main(["import", str(table), "-o", str(output), "--segments", "annotations"]) == DONE
    document = AnsweredDocument(docx_report.write(project(output), ExportOptions()).data)
    document.comment_on("matching", "On nothing.")
    first = project(output).pairs[0].annotations[0].id
    document.reply(document.comment_of(first), "Decision: accept")
    review = tmp_path / "back.docx"
    review.write_bytes(document.data)
    before = output.read_bytes()
    capsys.readouterr()

    assert main(["import", str(review), "--into", str(output), "--preview"]) == DONE
    told = capsys.readouterr().out
    assert "Would change in made.json:" in told
    assert "  changed: 1\n  comments that stand on no annotation, left out: 1\n" in told
    assert "    On nothing." in told
    assert output.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "back.docx",
        "made.json",
        "news.tsv",
    ]


@pytest.mark.parametrize("kind", [label_studio, web_annotation, docx_report])
def test_every_kind_of_review_is_taken_over(table, output, tmp_path, capsys, kind):
    assert main(["import", str(table), "-o", str(output), "--segments", "annotations"]) == DONE
    review, result = tmp_path / "back", tmp_path / "result.json"
    review.write_bytes(kind.write(project(output), ExportOptions()).data)

    assert main(["import", str(review), "--into", str(output), "-o", str(result)]) == DONE
    assert project(result).pairs == project(output).pairs
    assert "not changed: 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "status", "expected"),
    [
        (["--encoding", "no-such"], USAGE, "there is no encoding"),
        (["--target-language", "no such"], USAGE, "no language tag"),
        (["--source-column", "9"], FAULT, "has 2 columns"),
        (["--into", "x.json"], USAGE, "is no review"),
        (["--preview"], USAGE, "is no review"),
        (["{table}", "--into", "x.json"], USAGE, "a review is one file"),
        (["{table}"], FAULT, "holds both texts of a pair"),
        (["{missing}"], FAULT, "it is not there"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(
    table, output, capsys, more, status, expected
):
    names = {"{table}": str(table), "{missing}": str(table.parent / "gone.txt")}
    arguments = [names.get(each, each) for each in more]

    assert main(["import", str(table), *arguments, "-o", str(output)]) == status
    assert expected in capsys.readouterr().err
    assert not output.exists()


def test_the_file_to_make_must_be_named(table, capsys):
    assert main(["import", str(table)]) == USAGE
    assert "name the file to make with -o" in capsys.readouterr().err


def test_one_text_alone_is_no_pair(tmp_path, output, capsys):
    path = tmp_path / "one.txt"
    path.write_text("one", encoding="utf-8")

    assert main(["import", str(path), "-o", str(output)]) == USAGE
    assert "name the file of the translation too" in capsys.readouterr().err


def test_a_file_that_is_there_stays(table, output, capsys):
    output.write_text("precious", encoding="utf-8")

    assert main(["import", str(table), "-o", str(output)]) == FAULT
    assert main(["import", str(table), "-o", str(table), "--overwrite"]) == USAGE
    assert output.read_text(encoding="utf-8") == "precious"
    assert "already a file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ﻗﺎﻝ ﺍﻟﻮﺯﻳﺮ ﻛﻼﻣﺎ\n", "presentation forms"),
        ("Ù‚Ø§Ù„ Ø§Ù„ÙˆØ²ÙŠØ±\n", "read in a wrong encoding"),
        ("قال \u202bالوزير\n", "not closed"),
        ("قال \u202eالوزير\u202c\n", "force the direction"),
        ("قال \ufffdالوزير\n", "lost before this text was imported"),
    ],
)
@pytest.mark.parametrize("verb", ["import", "new", "table"])
def test_what_looks_wrong_is_told_and_not_changed(tmp_path, output, capsys, verb, text, words):
    source, target, table = (tmp_path / name for name in ("en.txt", "ar.txt", "both.tsv"))
    source.write_text("The minister spoke.\n", encoding="utf-8")
    target.write_text(text, encoding="utf-8")
    table.write_text(f"The minister spoke.\t{text}", encoding="utf-8")
    languages = ["--source-language", "en", "--target-language", "ar", "-o", str(output)]

    files = ["import", str(table)] if verb == "table" else [verb, str(source), str(target)]
    assert main([*files, *languages]) == DONE
    told = capsys.readouterr().err
    assert words in told
    assert "en.txt" not in told
    assert project(output).pairs[0].target.characters.rstrip("\n") == text.rstrip("\n")
