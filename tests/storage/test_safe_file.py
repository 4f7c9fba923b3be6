"""A save either puts the whole new content in place or changes nothing and says why."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from storage.faulty_calls import FaultyCalls

from desk_annotator.core.errors import SaveError
from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.safe_file import (
    FileChangedError,
    UnconfirmedSaveError,
    write_safely,
)
from desk_annotator.storage.signature import Signature

OLD, NEW = b"the old content\n" * 50, "المحتوى الجديد\n".encode() * 100
CODES = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT, errno.EINTR)
posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX modes, links and limits")


def _folder_holds(folder: Path, *names: str) -> bool:
    return sorted(path.name for path in folder.iterdir()) == sorted(names)


def test_a_new_file_and_an_old_one(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    first = write_safely(path, OLD)
    assert path.read_bytes() == OLD
    assert first == Signature.of(OLD, path.stat().st_mtime_ns)
    second = write_safely(path, NEW, expected=first)
    assert path.read_bytes() == NEW
    assert second == Signature.of(NEW, path.stat().st_mtime_ns)
    assert _folder_holds(tmp_path, "p.json")


def test_nothing_at_all_can_be_written(tmp_path: Path) -> None:
    write_safely(tmp_path / "empty", b"")
    assert (tmp_path / "empty").read_bytes() == b""


def _count_calls(folder: Path, *, with_old: bool) -> int:
    path = folder / "count.json"
    if with_old:
        path.write_bytes(OLD)
    calls = FaultyCalls()
    write_safely(path, NEW, files=calls, expected=Signature.of(OLD, 0) if with_old else None)
    path.unlink()
    return len(calls.made)


def _outcome(path: Path, files: FileCalls, expected: Signature | None) -> SaveError | None:
    try:
        write_safely(path, NEW, files=files, expected=expected)
    except SaveError as error:
        return error
    return None


@posix_only
@pytest.mark.parametrize("with_old", [True, False])
@pytest.mark.parametrize("persistent", [True, False])
@pytest.mark.parametrize("code", [*CODES, None])
def test_a_fault_at_any_call_loses_nothing(tmp_path, with_old, persistent, code) -> None:
    total = _count_calls(tmp_path, with_old=with_old)
    assert total > 12
    raised = confirmed = 0
    for nth in range(1, total + 1):
        path = tmp_path / f"{nth}.json"
        if with_old:
            path.write_bytes(OLD)
        files = FaultyCalls(nth, code, persistent=persistent)
        expected = Signature.of(OLD, 0) if with_old else None
        error = _outcome(path, files, expected)
        if error is None:
            # What may fail without harm: giving the file its old group and mode.
            assert code is None or files.made[nth - 1] in {"set_group", "set_mode"}
            confirmed += 1
            assert path.read_bytes() == NEW
        elif isinstance(error, UnconfirmedSaveError):
            raised += 1
            assert "replace" in files.made
            assert path.read_bytes() == NEW
            assert error.signature.is_of(NEW)
            assert "another drive" in str(error)
        else:
            raised += 1
            assert f"“{nth}.json”" in str(error)
            assert "unchanged" in str(error)
            assert not path.exists() if not with_old else path.read_bytes() == OLD
        left = [each for each in tmp_path.iterdir() if each.name.startswith(".~")]
        if persistent and code is not None:
            for each in left:  # the temporary file could not be removed either
                each.unlink()
        else:
            assert not left
        write_safely(path, NEW)
        assert path.read_bytes() == NEW
    assert raised + confirmed == total
    assert (raised == 0) == (code is None)


def test_a_drive_that_keeps_something_else_is_found_out(tmp_path: Path) -> None:
    class Lying(FileCalls):
        def write(self, descriptor, data):
            os.write(descriptor, bytes(len(data)))
            return len(data)

    path = tmp_path / "p.json"
    path.write_bytes(OLD)
    with pytest.raises(SaveError, match="the drive reported a fault"):
        write_safely(path, NEW, files=Lying())
    assert path.read_bytes() == OLD
    assert _folder_holds(tmp_path, "p.json")


def test_a_drive_that_writes_nothing_does_not_hang(tmp_path: Path) -> None:
    class Idle(FileCalls):
        def write(self, descriptor, data):
            return 0

    with pytest.raises(SaveError, match="the drive reported a fault"):
        write_safely(tmp_path / "p.json", NEW, files=Idle())
    assert _folder_holds(tmp_path)


@posix_only
@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_cannot_flush_a_folder_is_good_enough(tmp_path, code) -> None:
    class NoFolders(FileCalls):
        def sync(self, descriptor):
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise OSError(code, os.strerror(code))
            super().sync(descriptor)

    write_safely(tmp_path / "p.json", NEW, files=NoFolders())
    assert (tmp_path / "p.json").read_bytes() == NEW


def test_a_file_changed_by_others_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    mine = write_safely(path, OLD)
    state = path.stat()
    theirs = OLD.replace(b"old", b"odd")
    path.write_bytes(theirs)
    # Neither size nor time tells.
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    with pytest.raises(FileChangedError, match="changed by another program") as caught:
        write_safely(path, NEW, expected=mine)
    assert caught.value.found is not None
    assert caught.value.found.is_of(theirs)
    assert path.read_bytes() == theirs
    write_safely(path, NEW, expected=caught.value.found)
    assert path.read_bytes() == NEW
    assert _folder_holds(tmp_path, "p.json")


def test_a_file_that_was_only_touched_is_written(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    mine = write_safely(path, OLD)
    os.utime(path, ns=(0, 0))
    write_safely(path, NEW, expected=mine)
    assert path.read_bytes() == NEW


def test_a_file_that_is_gone_is_not_made_anew_unasked(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    mine = write_safely(path, OLD)
    path.unlink()
    with pytest.raises(FileChangedError, match="no longer there") as caught:
        write_safely(path, NEW, expected=mine)
    assert caught.value.found is None
    assert _folder_holds(tmp_path)


def test_a_file_changed_in_the_course_of_a_save_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    mine = write_safely(path, OLD)

    class Meddled(FileCalls):
        def sync(self, descriptor):
            path.write_bytes(b"theirs")
            super().sync(descriptor)

    with pytest.raises(FileChangedError):
        write_safely(path, NEW, expected=mine, files=Meddled())
    assert path.read_bytes() == b"theirs"
    assert _folder_holds(tmp_path, "p.json")


def test_the_backup_is_made_of_the_old_content_when_the_new_is_safe(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    seen: list[bytes] = []

    def backup(old: Path) -> None:
        assert [each for each in tmp_path.iterdir() if each.read_bytes() == NEW]
        seen.append(old.read_bytes())

    write_safely(path, OLD, backup=backup)
    assert seen == []
    write_safely(path, NEW, backup=backup)
    assert seen == [OLD]


def test_a_backup_that_fails_stops_the_save(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(OLD)

    def backup(old: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(SaveError, match="the disk is full"):
        write_safely(path, NEW, backup=backup)
    assert path.read_bytes() == OLD
    assert _folder_holds(tmp_path, "p.json")


def test_a_file_held_open_on_windows_is_tried_again(tmp_path: Path) -> None:
    class Held(FileCalls):
        replace_pauses = (0.05, 0.1, 0.2)

        def __init__(self, times: int, winerror: int) -> None:
            self.times = times
            self.winerror = winerror
            self.pauses: list[float] = []

        def replace(self, new, path):
            if self.times:
                self.times -= 1
                error = PermissionError(errno.EACCES, "held")
                error.winerror = self.winerror
                raise error
            super().replace(new, path)

        def pause(self, seconds):
            self.pauses.append(seconds)

    path = tmp_path / "p.json"
    files = Held(2, 32)
    write_safely(path, NEW, files=files)
    assert files.pauses == [0.05, 0.1]
    files = Held(4, 5)
    with pytest.raises(SaveError, match="not allowed"):
        write_safely(path, OLD, files=files)
    assert files.pauses == [0.05, 0.1, 0.2]
    files = Held(1, 112)
    with pytest.raises(SaveError):
        write_safely(path, OLD, files=files)
    assert files.pauses == []
    assert path.read_bytes() == NEW
    assert _folder_holds(tmp_path, "p.json")
