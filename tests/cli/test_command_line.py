"""The command line from outside: what it prints, writes and returns."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from own_process import ROOT, run_program

from desk_annotator import __version__
from desk_annotator.cli import window_verbs
from desk_annotator.cli.arguments import numbers, words
from desk_annotator.cli.command_line import DONE, FAULT, USAGE, main
from desk_annotator.cli.verbs import VERBS, UsageError, with_verb
from desk_annotator.formats.export_table import EXPORTERS
from desk_annotator.storage.lock import ProjectLock
from desk_annotator.storage.project_file import load_project

SAMPLES = ROOT / "seeds" / "samples.json"


def run(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "desk_annotator", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        **options,
    )


@pytest.fixture
def two_texts(tmp_path: Path) -> tuple[Path, Path]:
    source, target = tmp_path / "story.txt", tmp_path / "قصة.txt"
    source.write_bytes(b"One day the tram did not come.\r\nNobody was waiting for it.\r\n")
    target.write_bytes(
        "ذات يوم لم تأتِ الحافلة.\nولم يكن أحد في انتظارها.\n".encode("cp1256", "ignore")
    )
    return source, target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "copy.json"
    path.write_bytes(SAMPLES.read_bytes())
    return path


def test_new_makes_a_project_that_says_how_the_texts_came_in(two_texts, tmp_path, capsys):
    source, target = two_texts
    output = tmp_path / "made.json"
    assert main(["new", str(source), str(target), "-o", str(output), "--annotator", "Lina"]) == DONE
    told = capsys.readouterr()
    assert "windows-1256" in told.out
    assert "crlf-to-lf: 2" in told.out
    assert told.err == ""
    loaded = load_project(output)
    assert loaded.problems == ()
    (pair,) = loaded.project.pairs
    assert (pair.title, loaded.project.title) == ("story", "story")
    assert loaded.project.annotator == "Lina"
    assert (pair.source.language, pair.target.language) == ("en", "ar")
    assert pair.target.imported.encoding == "windows-1256"
    assert pair.source.characters.startswith("One day")


def test_new_keeps_the_order_of_the_arguments_and_says_what_it_noticed(two_texts, tmp_path, capsys):
    source, target = two_texts
    output = tmp_path / "made.json"
    assert main(["new", str(target), str(source), "-o", str(output)]) == DONE
    assert "right to left" in capsys.readouterr().err
    assert load_project(output).project.pairs[0].source.language == "ar"


def test_new_takes_what_it_is_told(two_texts, tmp_path):
    source, target = two_texts
    output = tmp_path / "made.json"
    options = ["--target-encoding", "windows-1256", "--target-language", "ar-EG", "--title", "T"]
    assert main(["new", str(source), str(target), "-o", str(output), *options]) == DONE
    pair = load_project(output).project.pairs[0]
    assert (pair.title, pair.target.language, pair.target.direction) == ("T", "ar-EG", "rtl")


def test_new_never_replaces_a_file_unasked(two_texts, tmp_path, capsys):
    source, target = map(str, two_texts)
    output = tmp_path / "there.json"
    output.write_text("precious", "utf-8")
    assert main(["new", source, target, "-o", str(output)]) == FAULT
    assert "left as it is" in capsys.readouterr().err
    assert output.read_text("utf-8") == "precious"
    assert main(["new", source, target, "-o", str(output), "--overwrite"]) == DONE
    assert main(["new", source, target, "-o", source, "--overwrite"]) == USAGE
    assert two_texts[0].read_bytes().startswith(b"One day")


def test_what_somebody_has_open_is_not_replaced(two_texts, tmp_path, capsys):
    output = tmp_path / "there.json"
    new = ["new", *map(str, two_texts), "-o", str(output)]
    assert main(new) == DONE
    lock = ProjectLock(output)
    assert lock.take("2026-01-01T00:00:00Z") is None
    before = output.read_bytes()
    assert main([*new, "--title", "Other", "--overwrite"]) == FAULT
    assert "is open in a window of" in capsys.readouterr().err
    lock.path.write_bytes(b"nobody knows")
    assert main([*new, "--title", "Other", "--overwrite"]) == FAULT
    assert "its lock cannot be read" in capsys.readouterr().err
    assert output.read_bytes() == before
    lock.path.unlink()
    assert main([*new, "--title", "Other", "--overwrite"]) == DONE


@pytest.mark.parametrize(
    "options",
    [
        ["--source-encoding", "latin-99"],
        ["--target-language", "not a tag"],
        ["--target-language", ""],
    ],
)
def test_new_refuses_unknown_encodings_and_languages(two_texts, tmp_path, options, capsys):
    output = tmp_path / "made.json"
    assert main(["new", *map(str, two_texts), "-o", str(output), *options]) == USAGE
    assert capsys.readouterr().err.count("\n") == 1
    assert not output.exists()


def test_data_at_fault_gets_one_sentence_and_status_1(two_texts, tmp_path, capsys):
    source, target = two_texts
    output = tmp_path / "made.json"
    binary = tmp_path / "picture.png"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200))
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    missing = str(tmp_path / "missing.json")
    for arguments in (
        ["new", str(source), str(binary), "-o", str(output)],
        ["new", str(source), missing, "-o", str(output)],
        ["new", str(source), str(target), "--target-encoding", "utf-8", "-o", str(output)],
        ["export", missing, "--format", "tsv", "-o", str(output)],
        ["export", str(broken), "--format", "html", "-o", str(output)],
        ["export", str(SAMPLES), "--format", "tsv", "-o", str(tmp_path / "no" / "folder.tsv")],
        ["show", str(broken)],
        ["stats", missing],
        ["validate", str(broken)],
    ):
        assert main(arguments) == FAULT, arguments
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.count("\n") == 1
        assert "Traceback" not in told.err
    assert not output.exists()


def test_wrong_usage_is_status_2(project, tmp_path, capsys):
    output = str(tmp_path / "out.tsv")
    for arguments in (
        ["export", str(project)],
        ["export", str(project), "--format", "papyrus", "-o", output],
        ["export", str(project), "--format", "tsv", "-o", output, "--pairs", "9"],
        ["export", str(project), "--format", "tsv", "-o", output, "--pairs", "x"],
        ["export", str(project), "--format", "tsv", "-o", output, "--tags", "missed"],
        ["export", str(project), "--format", "tsv", "-o", output, "--statuses", "done"],
        ["export", str(project), "--format", "tsv", "-o", str(project)],
        ["show", str(project), "--pair", "0"],
        ["show", str(project), "--visual", "maybe"],
        ["snapshot", str(project), "-o", output, "--size", "9x9"],
        ["snapshot", str(project), "-o", output, "--size", "big"],
        ["snapshot", str(project), "-o", output, "--pair", "0"],
        ["snapshot", str(project), "-o", str(project)],
        ["open", "a", "b", "c"],
        ["--nonsense"],
    ):
        assert main(arguments) == USAGE, arguments
        assert "error" in capsys.readouterr().err
    assert not Path(output).exists()
    assert project.read_bytes() == SAMPLES.read_bytes()


def test_lists_of_pairs_and_words():
    assert numbers("1,3-4, 3", 5) == [1, 3, 4]
    for text in ("", "0", "6", "4-3", "1-", "-1", "1,,2", "²", "1-99999999999"):
        with pytest.raises(UsageError):
            numbers(text, 5)
    assert words("a, b", ["a", "b", "c"], "tag") == {"a", "b"}
    with pytest.raises(UsageError, match="no tag “d”"):
        words("d", ["a"], "tag")


@pytest.mark.parametrize("row", EXPORTERS, ids=lambda row: row.id)
def test_export_writes_a_file_or_standard_output(row, project, tmp_path):
    output = tmp_path / f"out{row.suffix}"
    assert main(["export", str(project), "--format", row.id, "-o", str(output)]) == DONE
    assert output.stat().st_size > 1000
    done = run("export", str(project), "--format", row.id, "-o", "-", "--pairs", "2")
    assert done.returncode == DONE
    assert 500 < len(done.stdout) < output.stat().st_size


def test_export_makes_a_pdf_without_a_window(project, tmp_path):
    output = tmp_path / "out.pdf"
    done = run("export", str(project), "--format", "pdf", "-o", str(output))
    assert done.returncode == DONE
    assert output.read_bytes().startswith(b"%PDF-")


def test_a_pdf_in_many_scripts_is_made_without_a_word_of_qt(tmp_path):
    (tmp_path / "a.txt").write_text("a 中文 हिन्दी ไทย ܐܒ ދިވެހި ᠮᠣᠩ 𐎀 ꦲ தமிழ் ខ្មែរ", "utf-8")
    (tmp_path / "b.txt").write_text("نص 中文 हिन्दी 𐎀 ꦲ", "utf-8")
    files = [str(tmp_path / name) for name in ("a.txt", "b.txt", "a.json", "a.pdf")]
    run("new", *files[:2], "-o", files[2])
    done = run("export", files[2], "--format", "pdf", "-o", files[3])
    assert done.returncode == DONE
    assert done.stderr == b""


def test_export_chooses_and_tells_what_was_lost(project, tmp_path, capsys):
    output = tmp_path / "out.jsonl"
    choice = ["--pairs", "1", "--tags", "missing,added", "--statuses", "accepted,open"]
    assert main(["export", str(project), "--format", "jsonl", "-o", str(output), *choice]) == DONE
    told = capsys.readouterr()
    assert told.out.startswith("Wrote out.jsonl")
    assert "note: Ranges marked as not part of the text, left out: " in told.err
    lines = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert {line["pair_number"] for line in lines} == {1}
    assert {line["tag"] for line in lines} == {"missing", "added"}


def test_formats_lists_the_export_table(capsys):
    assert main(["formats"]) == DONE
    listed = capsys.readouterr().out
    assert main(["formats", "--json"]) == DONE
    table = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in table] == [*(row.id for row in EXPORTERS), "pdf"]
    for row in EXPORTERS:
        assert row.title in listed
        for sentence in row.cannot_carry:
            assert sentence in listed


def test_validate_says_where_quotes_stand_now(project, capsys):
    text = project.read_text("utf-8")
    project.write_text(text.replace('"text": "', '"text": "Today. ', 1), "utf-8")
    assert main(["validate", str(project)]) == FAULT
    told = capsys.readouterr().out
    assert re.search(r"source \[(\d+), \d+\): “.*” stands at \[", told)


def test_validate_names_every_problem_with_its_place(project, capsys):
    assert main(["validate", str(project)]) == DONE
    assert "no problems found" in capsys.readouterr().out
    text = project.read_text("utf-8")
    damaged = text.replace('"quote": "By Lena Hartwick"', '"quote": "By Nobody"')
    damaged = damaged.replace('"quote": "free of charge."', '"quote": "for a fee."')
    project.write_text(damaged, "utf-8")
    assert main(["validate", str(project)]) == FAULT
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert all("pairs[0].annotations[" in line for line in lines[:2])
    assert [line.partition("“")[2] for line in lines[2:]] == [
        "By Nobody” cannot be found again",
        "for a fee.” cannot be found again",
    ]
    assert "2 problems" in told.err
    assert project.read_text("utf-8") == damaged
    assert main(["stats", str(project)]) == DONE
    assert "contradicts itself in 2 places" in capsys.readouterr().err


def test_stats_agree_with_the_project(project, capsys):
    assert main(["stats", str(project), "--json"]) == DONE
    value = json.loads(capsys.readouterr().out)
    loaded = load_project(project).project
    assert value["annotations"] == sum(len(pair.annotations) for pair in loaded.pairs)
    assert sum(value["tags"].values()) == value["annotations"]
    for pair, told in zip(loaded.pairs, value["pairs"], strict=True):
        assert sum(told["coverage"]["source"].values()) == len(pair.source)
        assert sum(told["coverage"]["target"].values()) == len(pair.target)
    assert main(["stats", str(project)]) == DONE
    assert f"annotations: {value['annotations']}" in capsys.readouterr().out


def test_a_first_argument_that_is_no_verb_is_opened():
    assert with_verb([]) == ["open"]
    assert with_verb(["a.txt", "b.txt"]) == ["open", "a.txt", "b.txt"]
    assert with_verb(["./show"]) == ["open", "./show"]
    assert with_verb(["--", "-x.txt"]) == ["open", "--", "-x.txt"]
    assert with_verb(["--help"]) == ["--help"]
    for verb in VERBS:
        assert with_verb([verb, "x"]) == [verb, "x"]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb, capsys):
    assert main([verb, "--help"]) == DONE
    assert f"desk-annotator {verb}" in capsys.readouterr().out


def test_version(capsys):
    assert main(["--version"]) == DONE
    assert capsys.readouterr().out == f"Desk Annotator {__version__}\n"


def test_ctrl_c_ends_quietly(monkeypatch, capsys):
    def interrupt(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(window_verbs, "open_window", interrupt)
    assert main([]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(os.name == "nt", reason="a broken pipe is told otherwise on Windows")
@pytest.mark.parametrize("verb", ["show", "export"])
def test_a_reader_that_stops_reading_is_no_error(verb):
    options = ["--format", "html", "-o", "-"] if verb == "export" else []
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "desk_annotator", verb, "seeds/samples.json", *options],
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 141


def test_output_is_utf_8_whatever_the_locale():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = run("show", "seeds/samples.json", "--pair", "1", env=environment)
    assert done.returncode == DONE
    assert "الخميس" in done.stdout.decode("utf-8")


def test_verbs_without_a_window_load_no_qt(tmp_path):
    program = (
        "import sys\n"
        "from desk_annotator.cli.command_line import main\n"
        "project, folder = sys.argv[1:]\n"
        "for line in (['formats'], ['validate', project], ['show', project], ['stats', project],\n"
        "             ['export', project, '--format', 'html', '-o', folder + '/out.html'],\n"
        "             ['new', 'seeds/news-en.txt', 'seeds/news-ar.txt', '-o', folder + '/new']):\n"
        "    assert main(line) == 0, line\n"
        "print([name for name in sys.modules if name.partition('.')[0] in\n"
        "       ('PySide6', 'shiboken6', 'qdarktheme', 'tkinter')], file=sys.stderr)\n"
    )
    done = run_program(program, str(SAMPLES), str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize("verb", ["open", "snapshot"])
def test_a_missing_qt_is_one_sentence(verb):
    program = (
        "import sys\n"
        "sys.modules['PySide6'] = None\n"
        "from desk_annotator.cli.command_line import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    options = ["-o", "picture.png"] if verb == "snapshot" else []
    done = run_program(program, verb, "seeds/samples.json", *options)
    assert done.returncode == FAULT
    assert "Qt cannot be loaded" in done.stderr
    assert done.stderr.count("\n") == 1
