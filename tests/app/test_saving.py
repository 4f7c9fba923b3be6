"""What a save replaces is in the file history first, also from the terminal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from torture.left_over import PAIR, retitle, saved_project

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.exporting import export_to
from desk_annotator.app.file_history import read_version, versions
from desk_annotator.app.new_pair import make_project
from desk_annotator.app.open_project import open_project, save_task
from desk_annotator.app.saving import save_over
from desk_annotator.cli.command_line import DONE, FAULT, main
from desk_annotator.core.errors import SaveError
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.storage import layout, migration, project_decoder, project_encoder
from desk_annotator.storage.backups import origins
from desk_annotator.storage.file_version import claimed_version, older_version
from desk_annotator.storage.leftovers import sweep_leftovers
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.state_folder import StateFolders


@pytest.fixture
def old(tmp_path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return saved_project(folder / "p.json")


@pytest.fixture
def newer_program(monkeypatch):
    """A program that writes version 2, which is like version 1."""
    for module in (layout, project_decoder, project_encoder):
        monkeypatch.setattr(module, "VERSION", (2, 0))
    monkeypatch.setattr(migration, "STEPS", {1: dict})


def made():
    return make_project((PAIR,), now="2026-01-01T00:00:00Z", title="new")


def never(error: SaveError) -> None:
    raise error


def test_a_project_that_is_replaced_goes_into_the_history_of_the_new_one(old, folders):
    before, project = old.read_bytes(), made()
    save_over(project, old, folders, tell=never)
    (kept,) = versions(folders, project.id)
    assert kept.path.read_bytes() == before
    assert origins(kept) == (old,)
    assert kept.version is None
    assert load_project(old).project.title == "new"


@pytest.mark.usefixtures("newer_program")
def test_one_of_an_older_version_is_kept_for_good(old, folders):
    # Written by the program as it is now, of which version 2 is made up.
    before = old.read_bytes().replace(b'"version": [2, 0]', b'"version": [1, 1]')
    old.write_bytes(before)
    assert load_project(old).migrated_from == 1
    project = made()
    save_over(project, old, folders, tell=never)
    (kept,) = versions(folders, project.id)
    assert kept.path.name.endswith("-v1.json")
    assert kept.version == 1
    assert kept.path.read_bytes() == before
    assert read_version(kept).project.title == PAIR.title
    assert b'"version": [2, 0]' in old.read_bytes()


@pytest.mark.usefixtures("newer_program")
def test_without_its_copy_one_of_an_older_version_is_not_replaced(old, folders):
    before = old.read_bytes().replace(b'"version": [2, 0]', b'"version": [1, 1]')
    old.write_bytes(before)
    folders.backups.parent.mkdir(parents=True)
    folders.backups.write_bytes(b"in the way")
    with pytest.raises(SaveError, match="was not written over"):
        save_over(made(), old, folders, tell=never)
    assert old.read_bytes() == before
    assert [each.name for each in old.parent.iterdir()] == ["p.json"]


def test_without_a_copy_one_of_this_version_is_replaced_with_a_word(old, folders):
    folders.backups.parent.mkdir(parents=True)
    folders.backups.write_bytes(b"in the way")
    told: list[str] = []
    save_over(made(), old, folders, tell=lambda error: told.append(str(error)))
    (words,) = told
    assert "“p.json” held before could not be copied to the file history" in words
    assert load_project(old).project.title == "new"


def test_what_is_no_project_is_replaced_as_the_user_said(old, folders):
    old.write_bytes(b"a letter")
    save_over(made(), old, folders, tell=never)
    assert load_project(old).project.title == "new"
    assert not folders.backups.exists()


def test_a_new_file_has_no_history(tmp_path, folders):
    save_over(made(), tmp_path / "new.json", folders, tell=never)
    assert not folders.backups.exists()


@pytest.mark.usefixtures("newer_program")
def test_the_window_keeps_a_foreign_file_of_an_older_version_for_good_too(old, folders, tmp_path):
    before = old.read_bytes().replace(b'"version": [2, 0]', b'"version": [1, 1]')
    old.write_bytes(before)
    opened = open_project(saved_project(tmp_path / "mine.json"))
    protection = CrashProtection(opened, folders)
    protection.begin()
    retitle(opened, "mine")
    save_task(opened, old).run()  # “Save as” over it
    protection.stop()
    kept = [each for each in versions(folders, opened.workspace.project_id) if each.version == 1]
    assert [each.path.read_bytes() for each in kept] == [before]


def test_the_version_is_seen_at_the_front_of_our_files_only(old):
    data = old.read_bytes()
    assert claimed_version(data) == layout.VERSION[0]
    assert older_version(data) is None
    assert claimed_version(data.replace(layout.FORMAT.encode(), b"other-format")) is None
    assert claimed_version(b'{"version": [1, 0]}') is None
    assert claimed_version(b"") is None


def test_a_whole_file_of_another_version_is_not_swept_away(old):
    newer = old.read_bytes().replace(b'"version": [1, 1]', b'"version": [7, 0]')
    newer = newer.replace(b'"pairs"', b'"couples"')
    whole, half = (old.with_name(name) for name in (".~0123abcd.tmp", ".~0123abce.tmp"))
    whole.write_bytes(newer)
    half.write_bytes(newer[:-20])
    for file in (whole, half):
        os.utime(file, (0, 0))
    assert sweep_leftovers(old.parent, "p") == ()
    assert whole.exists()
    assert not half.exists()


@pytest.mark.usefixtures("newer_program")
def test_overwriting_in_the_terminal_keeps_the_older_version(old, monkeypatch, folders, capsys):
    monkeypatch.setattr(StateFolders, "of_user", classmethod(lambda cls: folders))
    before = old.read_bytes().replace(b'"version": [2, 0]', b'"version": [1, 1]')
    old.write_bytes(before)
    source, target = old.with_name("a.txt"), old.with_name("b.txt")
    source.write_text("One day the tram came.\n", "utf-8")
    target.write_text("ذات يوم جاء الترام.\n", "utf-8")
    words = ["new", str(source), str(target), "-o", str(old)]
    assert main(words) == FAULT
    assert old.read_bytes() == before
    assert main([*words, "--overwrite"]) == DONE
    (kept,) = versions(folders, load_project(old).project.id)
    assert kept.path.name.endswith("-v1.json")
    assert kept.path.read_bytes() == before
    before = old.read_bytes()
    assert main(["suggest", str(old), "-o", str(old), "--overwrite", "--no-encoder"]) == DONE
    assert capsys.readouterr().err.count("warning") == 0
    newest = versions(folders, load_project(old).project.id)[0]
    assert newest.path.read_bytes() == before


def test_an_export_over_a_project_keeps_it_in_its_own_history(old, folders, monkeypatch, tmp_path):
    monkeypatch.setattr(StateFolders, "of_user", classmethod(lambda cls: folders))
    before, project_id = old.read_bytes(), open_project(old).workspace.project_id
    other = saved_project(tmp_path / "other.json")
    assert main(["export", str(other), "--format", "tsv", "-o", str(old)]) == DONE
    (kept,) = versions(folders, project_id)
    assert kept.path.read_bytes() == before
    assert origins(kept) == (old,)
    assert old.read_bytes() != before
    # An export over an export leaves no trace.
    assert main(["export", str(other), "--format", "csv", "-o", str(old)]) == DONE
    assert len(list(folders.backups.iterdir())) == 1


def test_an_export_does_not_replace_a_project_that_cannot_be_kept(old, folders, monkeypatch):
    monkeypatch.setattr(StateFolders, "of_user", classmethod(lambda cls: folders))
    before = old.read_bytes()
    folders.backups.parent.mkdir(parents=True)
    folders.backups.write_bytes(b"in the way")
    project = load_project(old).project
    with pytest.raises(SaveError, match="was not written over"):
        export_to(
            old,
            project,
            exporter("tsv"),
            ExportOptions(),
            is_cancelled=lambda: False,
            tell=lambda share: None,
        )
    assert old.read_bytes() == before
    assert [each.name for each in old.parent.iterdir()] == ["p.json"]
