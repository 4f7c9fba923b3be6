"""What a save left that was cut short is kept if it is a project, and cleared away if it is not."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from desk_annotator.core.errors import SaveError
from desk_annotator.storage import leftovers
from desk_annotator.storage.leftovers import sweep_leftovers
from desk_annotator.storage.project_codec import decode
from desk_annotator.storage.recovery import empty_trash
from desk_annotator.storage.signature import Signature
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.storage.trash import put_in_trash

NOW = 2_000_000_000.0


@pytest.fixture
def project_id(golden: bytes) -> str:
    return decode(golden, name="p.json").project.id


def lay(folder: Path, name: str, data: bytes, age: float) -> Path:
    """Put a file there that is so many seconds old."""
    path = folder / name
    path.write_bytes(data)
    os.utime(path, (NOW - age, NOW - age))
    return path


def test_whole_projects_are_returned_and_halves_are_removed(tmp_path, golden, project_id) -> None:
    other = golden.replace(project_id.encode(), b"00000000-0000-4000-8000-0000000000ff")
    assert decode(other, name="p").project.id != project_id
    old = lay(tmp_path, ".~0123abcd.tmp", golden, 7_200)
    new = lay(tmp_path, ".~0123abc0.tmp", golden + b"\n", 3_601)
    kept = [
        old,
        new,
        lay(tmp_path, ".~0123abc1.tmp", other, 90_000),  # of another project: no word of it
        lay(tmp_path, ".~fresh000.tmp", b"", 90_000),  # not our kind of name
        lay(tmp_path, ".~00000000.tmp", golden[:900], 3_599),  # perhaps a save in progress
        lay(tmp_path, ".~00000001.tmp", golden[:900], -90_000),  # the clock was put back
        lay(tmp_path, "notes.tmp", b"", 90_000),
        lay(tmp_path, "p.json", b"", 90_000),
    ]
    lay(tmp_path, ".~0123abce.tmp", golden[:900], 3_601)  # half of one
    lay(tmp_path, ".~0123abcf.tmp", b"", 90_000)
    lay(tmp_path, ".~0123abc2.tmp", b"PK\x03\x04 an export", 90_000)
    (tmp_path / ".~11111111.tmp").mkdir()
    os.utime(tmp_path / ".~11111111.tmp", (0, 0))
    found = sweep_leftovers(tmp_path, project_id, now=NOW)
    assert [leftover.path for leftover in found] == [new, old]
    assert found[0].signature.is_of(golden + b"\n")
    assert found[1].project == decode(golden, name="p").project
    assert found[1].signature.mtime_ns == round((NOW - 7_200) * 1e9)
    assert {path.name for path in tmp_path.iterdir()} == {
        ".~11111111.tmp",
        *(path.name for path in kept),
    }
    assert sweep_leftovers(tmp_path / "gone", project_id) == ()


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
def test_a_link_with_such_a_name_is_not_followed(tmp_path, golden, project_id) -> None:
    real = lay(tmp_path, "real", golden[:900], 90_000)
    (tmp_path / ".~0123abcd.tmp").symlink_to(real)
    os.utime(tmp_path / ".~0123abcd.tmp", (0, 0), follow_symlinks=False)
    assert sweep_leftovers(tmp_path, project_id, now=NOW) == ()
    assert real.exists()
    assert (tmp_path / ".~0123abcd.tmp").is_symlink()


def test_only_files_with_our_names_are_read(tmp_path, golden, project_id, monkeypatch) -> None:
    read: list[str] = []

    def noted(path, limit):
        read.append(path.name)
        return path.read_bytes(), 0

    monkeypatch.setattr(leftovers, "read_bounded", noted)
    for name in (".~0123abcd.tmp", "p.json", "letter.json", ".~0123abcd.tmp.json", "x.tmp"):
        lay(tmp_path, name, golden, 90_000)
    sweep_leftovers(tmp_path, project_id, now=NOW)
    assert read == [".~0123abcd.tmp"]


def test_a_sweep_can_be_stopped(tmp_path, golden, project_id) -> None:
    half = lay(tmp_path, ".~0123abcd.tmp", golden[:900], 90_000)

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        sweep_leftovers(tmp_path, project_id, now=NOW, check=stop)
    assert half.exists()


def test_what_is_written_while_it_is_looked_at_stays(
    tmp_path, golden, project_id, monkeypatch
) -> None:
    half = lay(tmp_path, ".~0123abcd.tmp", golden[:900], 90_000)
    real = leftovers.decode

    def meddled(*arguments, **named):
        half.write_bytes(golden)
        return real(*arguments, **named)

    monkeypatch.setattr(leftovers, "decode", meddled)
    sweep_leftovers(tmp_path, project_id, now=NOW)
    assert half.read_bytes() == golden


def test_the_trash_keeps_thirty_days(tmp_path, golden, project_id) -> None:
    folders = StateFolders.below(tmp_path / "state", tmp_path / "data")
    path = lay(tmp_path, ".~0123abcd.tmp", golden, 90_000)
    held = Signature.of(golden, path.stat().st_mtime_ns)
    goal = put_in_trash(path, held, project_id, folders)
    assert goal is not None
    assert not path.exists()
    assert goal.read_bytes() == golden
    assert sha256(golden).hexdigest()[:16] in goal.name
    written = goal.stat().st_mtime
    empty_trash(folders, now=written + 29 * 86_400)
    assert goal.exists()
    empty_trash(folders, now=written + 31 * 86_400)
    assert not goal.exists()


def test_what_is_another_file_now_is_not_thrown_away(tmp_path, golden, project_id) -> None:
    folders = StateFolders.below(tmp_path / "state", tmp_path / "data")
    path = lay(tmp_path, "p (saved 2025-01-31 1405).json", golden, 10)
    held = Signature.of(golden, path.stat().st_mtime_ns)
    path.write_bytes(golden + b"\n")
    assert put_in_trash(path, held, project_id, folders) is None
    assert path.read_bytes() == golden + b"\n"
    assert not folders.trash.exists()


def test_what_cannot_be_put_into_the_trash_stays(tmp_path, golden, project_id) -> None:
    folders = StateFolders.below(tmp_path / "state", tmp_path / "data")
    (tmp_path / "state").write_bytes(b"in the way")
    path = lay(tmp_path, ".~0123abcd.tmp", golden, 10)
    with pytest.raises((OSError, SaveError)):
        put_in_trash(path, Signature.of(golden, 0), project_id, folders)
    assert path.read_bytes() == golden


def test_no_more_are_held_in_memory_than_can_be_looked_at(tmp_path, golden, project_id) -> None:
    for number in range(8):
        lay(tmp_path, f".~0000000{number}.tmp", golden, 10_000 + number)
    found = sweep_leftovers(tmp_path, project_id, now=NOW)
    assert [each.path.name for each in found] == [f".~0000000{number}.tmp" for number in range(5)]


def test_a_folder_full_of_them_takes_no_longer_than_a_hundred(tmp_path, golden) -> None:
    for number in range(130):
        lay(tmp_path, f".~{number:08x}.tmp", b"half", 10_000 + number)
    looks: list[int] = []
    assert sweep_leftovers(tmp_path, "p", now=NOW, check=lambda: looks.append(1)) == ()
    assert len(list(tmp_path.iterdir())) == 30
    assert len(looks) < 1_000
