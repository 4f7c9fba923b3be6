"""What saves left that were cut short, and stand-ins: found, restored, thrown away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from torture.left_over import retitle, saved_project

from desk_annotator.app.leftovers import discard_copy, leftovers_beside, restore_leftover
from desk_annotator.app.open_project import open_project, save_task
from desk_annotator.app.stand_ins import stand_ins_beside
from desk_annotator.core.errors import SaveError
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.signature import Signature


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    return saved_project(folder / "خبر.json")


def another_version(path: Path, name: str, title: str, *, age: float = 7_200) -> Path:
    """Put another version of the project beside it."""
    opened = open_project(path)
    retitle(opened, title)
    copy = path.with_name(name)
    save_task(opened, copy).run()
    os.utime(copy, (copy.stat().st_mtime - age,) * 2)
    return copy


def found(path, folders):
    opened = open_project(path)
    return leftovers_beside(path, opened.signature, opened.workspace.project_id, folders)


def trash(folders):
    return sorted(folders.trash.glob("*/*.json"))


def test_a_whole_version_that_a_save_left_is_found_and_restored(path, folders):
    copy = another_version(path, ".~0123abcd.tmp", "cut short")
    before, held = path.read_bytes(), copy.read_bytes()
    (leftover,) = found(path, folders)
    assert leftover.project.title == "cut short"
    goal = path.with_name("restored.json")
    restore_leftover(leftover, goal, present=path, folders=folders)
    assert goal.read_bytes() == held
    assert path.read_bytes() == before
    assert not copy.exists()
    assert [each.read_bytes() for each in trash(folders)] == [held]
    assert found(path, folders) == ()


def test_the_open_project_is_never_restored_over(path, folders):
    copy = another_version(path, ".~0123abcd.tmp", "cut short")
    (leftover,) = found(path, folders)
    before = path.read_bytes()
    with pytest.raises(SaveError, match="the project that is open"):
        restore_leftover(leftover, path, present=path, folders=folders)
    assert path.read_bytes() == before
    assert copy.exists()


def test_a_leftover_restored_under_its_own_name_is_not_thrown_away(path, folders):
    copy = another_version(path, ".~0123abcd.tmp", "cut short")
    (leftover,) = found(path, folders)
    restore_leftover(leftover, copy, present=path, folders=folders)
    assert load_project(copy).project.title == "cut short"


def test_what_the_file_or_its_history_holds_goes_without_a_word(path, folders):
    same = path.with_name(".~0123abcd.tmp")
    same.write_bytes(path.read_bytes())
    os.utime(same, (0, 0))
    known = another_version(path, ".~0123abce.tmp", "was saved once")
    BackupStore(folders, open_project(path).workspace.project_id).keep(known.read_bytes())
    assert found(path, folders) == ()
    assert not same.exists()
    assert not known.exists()
    assert len(trash(folders)) == 2


def test_beside_a_link_is_beside_the_file_it_leads_to(path, folders, tmp_path):
    copy = another_version(path, ".~0123abcd.tmp", "cut short")
    beside = another_version(path, "خبر (saved 2025-01-31 1405).json", "refused")
    link = tmp_path / "link.json"
    link.symlink_to(path)
    assert [each.path for each in found(link, folders)] == [copy]
    assert [each.path for each in stand_ins(link, folders)] == [beside]


def test_discarding_tells_what_went_wrong(path, folders):
    copy = another_version(path, ".~0123abcd.tmp", "cut short")
    (leftover,) = found(path, folders)
    folders.trash.parent.mkdir(parents=True, exist_ok=True)
    folders.trash.write_bytes(b"in the way")
    project_id = leftover.project.id
    with pytest.raises(SaveError, match=r"could not be put into the trash: .*is where it was"):
        discard_copy(copy, leftover.signature, project_id, folders)
    assert copy.exists()
    folders.trash.unlink()
    assert discard_copy(copy, leftover.signature, project_id, folders)
    assert not discard_copy(copy, leftover.signature, project_id, folders)  # it is gone


def stand_ins(path, folders):
    opened = open_project(path)
    return stand_ins_beside(path, opened.workspace.project_id, opened.signature, folders)


def test_stand_ins_are_known_by_name_and_id(path, folders):
    first = another_version(path, "خبر (saved 2025-01-31 1405).json", "one")
    second = another_version(path, "خبر (saved 2025-01-31 1405 2).json", "two")
    for name in ("خبر (saved 2025-01-31).json", "other (saved 2025-01-31 1405).json"):
        another_version(path, name, "three")
    half = path.with_name("خبر (saved 2025-01-31 1406).json")
    half.write_bytes(first.read_bytes()[:-100])
    folder = path.with_name("خبر (saved 2025-01-31 1407).json")
    folder.mkdir()
    foreign = path.with_name("خبر (saved 2025-01-31 1408).json")
    project_id = open_project(path).workspace.project_id
    foreign.write_bytes(first.read_bytes().replace(project_id.encode(), b"x" * 36))
    known = stand_ins(path, folders)
    assert [each.path for each in known] == [second, first]
    assert known[1].target == os.path.realpath(path)
    assert known[1].signature.is_of(first.read_bytes())


def test_a_stand_in_that_holds_what_the_file_holds_is_not_mentioned(path, folders):
    path.with_name("خبر (saved 2025-01-31 1405).json").write_bytes(path.read_bytes())
    assert stand_ins(path, folders) == ()


def test_a_stand_in_is_mentioned_until_something_is_saved_after_it_was_looked_at(path, folders):
    beside = another_version(path, "خبر (saved 2025-01-31 1405).json", "refused")
    store = BackupStore(folders, open_project(path).workspace.project_id)
    store.keep(path.read_bytes())
    assert len(stand_ins(path, folders)) == 1
    store.keep(beside.read_bytes())  # it was opened, or compared
    assert len(stand_ins(path, folders)) == 1
    store.keep(b"saved since")
    assert stand_ins(path, folders) == ()
    assert beside.exists()


def test_a_history_that_cannot_be_read_hides_no_stand_in(path, folders):
    another_version(path, "خبر (saved 2025-01-31 1405).json", "refused")
    folders.backups.parent.mkdir(parents=True, exist_ok=True)
    folders.backups.write_bytes(b"in the way")
    assert len(stand_ins(path, folders)) == 1
    gone = path.parent / "nowhere" / "p.json"
    assert stand_ins_beside(gone, "p", Signature.of(b"", 0), folders) == ()
