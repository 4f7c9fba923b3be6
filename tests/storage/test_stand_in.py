"""A save whose file cannot be replaced goes into a new file beside it, and touches no other."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from storage.faulty_calls import RefusingCalls

from desk_annotator.core.errors import SaveError
from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.safe_file import NotReplacedError, write_safely
from desk_annotator.storage.stand_in import (
    SavedBesideError,
    StandIn,
    is_stand_in_name,
    stand_in_name,
    write_stand_in,
)

OLD, NEW, NEWER = b"the old content\n" * 50, "المحتوى الجديد\n".encode() * 100, b"newer\n" * 300
AT = datetime(2025, 1, 31, 14, 5, 59, tzinfo=UTC)
CODES = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT, None)
posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX modes, links and folders")


def save(
    path: Path,
    data: bytes,
    files: FileCalls,
    *,
    at: datetime = AT,
    earlier: StandIn | None = None,
) -> SaveError:
    """Save as a project is saved, and return what is told."""
    with pytest.raises(NotReplacedError) as caught:
        write_safely(path, data, files=files)
    return write_stand_in(caught.value, data, moment=at, earlier=earlier, files=files)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM, errno.EBUSY, errno.EIO])
def test_what_cannot_take_its_place_gets_a_name_of_its_own(tmp_path: Path, code) -> None:
    path = tmp_path / "خبر.json"
    path.write_bytes(OLD)
    told = save(path, NEW, RefusingCalls(code))
    assert isinstance(told, SavedBesideError)
    beside = tmp_path / "خبر (saved 2025-01-31 1405).json"
    assert told.stand_in.path == beside
    assert told.stand_in.signature.is_of(NEW)
    assert told.stand_in.signature.mtime_ns == beside.stat().st_mtime_ns
    assert beside.read_bytes() == NEW
    assert path.read_bytes() == OLD
    assert names(tmp_path) == sorted([path.name, beside.name])
    words = str(told)
    assert f"“{path.name}” could not be replaced" in words
    assert "It is as it was" in words
    assert f"“{beside.name}”, in the same folder" in words
    assert "save it under another name" in words


def test_a_file_that_could_not_even_be_made(tmp_path: Path) -> None:
    told = save(tmp_path / "p.json", NEW, RefusingCalls(errno.EINVAL))
    assert isinstance(told, SavedBesideError)
    assert "could not be made" in str(told)
    assert names(tmp_path) == ["p (saved 2025-01-31 1405).json"]


@posix_only
def test_the_stand_in_has_the_rights_of_the_file_and_stands_beside_it_not_beside_a_link(
    tmp_path: Path,
) -> None:
    real = tmp_path / "real.json"
    real.write_bytes(OLD)
    real.chmod(0o640)
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "link.json"
    link.symlink_to(real)
    told = save(link, NEW, RefusingCalls(errno.EPERM))
    beside = tmp_path / "real (saved 2025-01-31 1405).json"
    assert stat.S_IMODE(beside.stat().st_mode) == 0o640
    assert names(tmp_path / "links") == ["link.json"]
    assert f"in the folder “{tmp_path}”" in str(told)
    assert "“link.json”" in str(told)


def test_each_failing_save_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(OLD)
    files = RefusingCalls(errno.EACCES)
    earlier = None
    for number in range(6):  # the first three within one minute
        data = b"%d" % number
        at = AT + timedelta(seconds=0 if number < 3 else number * 60)
        told = save(path, data, files, at=at, earlier=earlier)
        assert isinstance(told, SavedBesideError)
        earlier = told.stand_in
        assert earlier.path.read_bytes() == data
        assert names(tmp_path) == sorted(["p.json", earlier.path.name])
    assert earlier is not None
    assert earlier.path.name == "p (saved 2025-01-31 1410).json"
    assert path.read_bytes() == OLD


def test_files_of_others_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(OLD)
    theirs = tmp_path / "p (saved 2025-01-31 1405).json"
    theirs.write_bytes(b"theirs")
    files = RefusingCalls(errno.EACCES)
    first = save(path, NEW, files)
    assert isinstance(first, SavedBesideError)
    assert first.stand_in.path.name == "p (saved 2025-01-31 1405 2).json"
    first.stand_in.path.write_bytes(NEW.replace(b"\n", b" "))  # somebody worked on it
    second = save(path, NEWER, files, earlier=first.stand_in)
    assert isinstance(second, SavedBesideError)
    assert second.stand_in.path.name == "p (saved 2025-01-31 1405 3).json"
    assert theirs.read_bytes() == b"theirs"
    assert first.stand_in.path.read_bytes() == NEW.replace(b"\n", b" ")
    other = tmp_path / "q.json"
    other.write_bytes(OLD)
    third = save(other, NEWER, files, earlier=second.stand_in)  # of another file
    assert isinstance(third, SavedBesideError)
    assert second.stand_in.path.read_bytes() == NEWER
    assert len(names(tmp_path)) == 6


@posix_only
def test_a_link_in_the_place_of_a_stand_in_is_not_taken_for_it(tmp_path: Path) -> None:
    path, kept = tmp_path / "p.json", tmp_path / "kept"
    path.write_bytes(OLD)
    files = RefusingCalls(errno.EACCES)
    first = save(path, NEW, files)
    assert isinstance(first, SavedBesideError)
    first.stand_in.path.rename(kept)
    first.stand_in.path.symlink_to(kept)
    save(path, NEWER, files, earlier=first.stand_in)
    assert first.stand_in.path.is_symlink()
    assert kept.read_bytes() == NEW


def test_a_hundred_names_that_are_taken_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(OLD)
    for number in range(1, 100):
        (tmp_path / stand_in_name("p.json", AT, number)).write_bytes(b"x")
    before = names(tmp_path)
    told = save(path, NEW, RefusingCalls(errno.EACCES))
    assert isinstance(told, NotReplacedError)
    assert "is unchanged" in str(told)
    assert names(tmp_path) == before


def count_calls(folder: Path) -> int:
    path = folder / "count.json"
    path.write_bytes(OLD)
    files = RefusingCalls(errno.EACCES)
    told = save(path, NEW, files)
    assert isinstance(told, SavedBesideError)
    assert files.behind is not None
    for each in (path, told.stand_in.path):
        each.unlink()
    return len(files.behind)


@posix_only
@pytest.mark.parametrize("with_earlier", [True, False])
@pytest.mark.parametrize("persistent", [True, False])
@pytest.mark.parametrize("code", CODES)
def test_whatever_call_fails_behind_the_refusal(
    tmp_path: Path, code, persistent, with_earlier
) -> None:
    total = count_calls(tmp_path) + 6 * with_earlier
    beside = plain = 0
    for nth in range(1, total + 2):  # the last fails never
        folder = tmp_path / str(nth)
        folder.mkdir()
        path = folder / "p.json"
        path.write_bytes(OLD)
        earlier = None
        if with_earlier:
            first = save(path, NEWER, RefusingCalls(errno.EPERM), at=AT - timedelta(minutes=1))
            assert isinstance(first, SavedBesideError)
            earlier = first.stand_in
        files = RefusingCalls(errno.EPERM, nth=nth, code=code, persistent=persistent)
        told = save(path, NEW, files, earlier=earlier)
        assert path.read_bytes() == OLD
        if isinstance(told, SavedBesideError):
            beside += 1
            assert told.stand_in.path.read_bytes() == NEW
            # Once there is the new one, the old may be left if the disk fails; never the reverse.
            extra = {told.stand_in.path.name}
            stays = code is not None
        else:
            plain += 1
            assert code is not None
            assert "is unchanged" in str(told)
            extra = set()
            stays = True
            if earlier is not None:
                assert earlier.path.read_bytes() == NEWER
        left = set(names(folder)) - extra - {"p.json"}
        if earlier is not None:
            assert stays or earlier.path.name not in left
            left -= {earlier.path.name}
        if persistent and code is not None:  # a half file that could not be removed either
            left = {name for name in left if (folder / name).read_bytes() not in (b"", NEW[:1])}
            assert all(name.startswith((".~", "p (saved")) for name in left)
        elif code is not None and nth == 1:
            assert left == {name for name in left if name.startswith(".~")}  # the temporary file
        else:
            assert left == set()
        # Later, when the disk does what it should, the save goes where it belongs.
        write_safely(path, NEW)
        assert path.read_bytes() == NEW
    assert beside
    assert bool(plain) == (code is not None)


def test_a_disk_that_fills_up_behind_the_refusal(tmp_path: Path) -> None:
    class Full(RefusingCalls):
        def write(self, descriptor, data):
            if self.behind is not None:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(descriptor, data)

    path = tmp_path / "p.json"
    path.write_bytes(OLD)
    told = save(path, NEW, Full(errno.EACCES))
    assert isinstance(told, NotReplacedError)
    assert "writing there is not allowed" in str(told)
    assert names(tmp_path) == ["p.json"]
    assert path.read_bytes() == OLD


def test_a_drive_that_keeps_something_else_is_not_believed(tmp_path: Path) -> None:
    class Lying(RefusingCalls):
        def write(self, descriptor, data):
            if self.behind is not None:
                return os.write(descriptor, bytes(len(data)))
            return super().write(descriptor, data)

    path = tmp_path / "p.json"
    path.write_bytes(OLD)
    assert isinstance(save(path, NEW, Lying(errno.EACCES)), NotReplacedError)
    assert names(tmp_path) == ["p.json"]


def test_a_replacement_that_happened_although_it_was_refused(tmp_path: Path) -> None:
    class Repeated(FileCalls):
        """A network drive whose answer was lost asks again, and the name is no longer there."""

        def replace(self, new, path):
            super().replace(new, path)
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    path = tmp_path / "p.json"
    path.write_bytes(OLD)
    assert write_safely(path, NEW, files=Repeated()).is_of(NEW)
    assert names(tmp_path) == ["p.json"]


LONG = "ب" * 125 + ".json"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("p.json", "p (saved 2025-01-31 1405).json"),
        ("p", "p (saved 2025-01-31 1405)"),
        ("a.b.json", "a.b (saved 2025-01-31 1405).json"),
        (".hidden", ".hidden (saved 2025-01-31 1405)"),
        (LONG, "ب" * 113 + " (saved 2025-01-31 1405).json"),
        # A letter with its signs, and an emoji of several code points, stay whole or go whole.
        ("ا" + "بُّ" * 41 + ".json", "ا" + "بُّ" * 37 + " (saved 2025-01-31 1405).json"),
        ("👩‍🏫" * 22 + "abc.json", "👩‍🏫" * 20 + " (saved 2025-01-31 1405).json"),
        ("x." + "y" * 240, "x." + "y" * 229 + " (saved 2025-01-31 1405)"),
    ],
)
def test_the_name_says_what_it_is_and_fits(name: str, expected: str) -> None:
    made = stand_in_name(name, AT)
    assert made == expected
    assert len(os.fsencode(made)) <= 255
    assert not unicodedata.combining(made[0])
    assert is_stand_in_name(made, name)
    second = stand_in_name(name, AT, 2)
    assert second != made
    assert len(os.fsencode(second)) <= 255
    assert is_stand_in_name(second, name)
    assert not is_stand_in_name(name, name)


@posix_only
def test_a_name_that_is_no_text_is_kept_to_the_byte() -> None:
    name = os.fsdecode(b"caf\xe9 " + b"z" * 240 + b".json")
    made = os.fsencode(stand_in_name(name, AT))
    assert made.startswith(b"caf\xe9 zzz")
    assert len(made) == 255


@pytest.mark.parametrize(
    "other",
    [
        "q (saved 2025-01-31 1405).json",
        "p (saved 2025-01-31 1405).txt",
        "p (saved 2025-13-31 1405).json",
        "p (saved 2025-01-31 1405 1).json",
        "p (saved 2025-01-31 1405) copy.json",
        "p (saved yesterday).json",
        "pp (saved 2025-01-31 1405).json",
    ],
)
def test_other_names_are_no_stand_ins(other: str) -> None:
    assert not is_stand_in_name(other, "p.json")


@posix_only
@pytest.mark.parametrize("name", [LONG, "👩‍🏫" * 22 + "abc.json"])
def test_a_long_name_can_really_be_written(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(OLD)
    told = save(path, NEW, RefusingCalls(errno.EACCES))
    assert isinstance(told, SavedBesideError)
    assert told.stand_in.path.read_bytes() == NEW
    assert told.stand_in.path.suffix == ".json"
