"""Saving to links, full disks and folders that may not be written."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from desk_annotator.core.errors import SaveError
from desk_annotator.storage.safe_file import write_safely

OLD, NEW = b"the old content\n" * 50, "المحتوى الجديد\n".encode() * 100
posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX modes, links and limits")


def _folder_holds(folder: Path, *names: str) -> bool:
    return sorted(path.name for path in folder.iterdir()) == sorted(names)


@posix_only
def test_links_modes_and_long_names(tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    real.write_bytes(OLD)
    real.chmod(0o664)
    link, hard = tmp_path / "link.json", tmp_path / "hard.json"
    link.symlink_to("real.json")
    hard.hardlink_to(real)
    write_safely(link, NEW)
    assert link.is_symlink()
    assert real.read_bytes() == link.read_bytes() == NEW
    assert stat.S_IMODE(real.stat().st_mode) == 0o664
    assert hard.read_bytes() == OLD
    for name in ("ب" * 125 + ".json", "🏆 a b.json", "٢٠١٨-abc.json", "a\nb.json"):
        path = tmp_path / name
        write_safely(path, OLD)
        write_safely(path, NEW)
        assert path.read_bytes() == NEW


@posix_only
def test_a_new_file_gets_the_rights_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_safely(tmp_path / "p.json", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "p.json").stat().st_mode) == 0o640


@posix_only
def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    protected = tmp_path / "protected.json"
    protected.write_bytes(OLD)
    protected.chmod(0o444)
    (tmp_path / "loop").symlink_to("loop")
    for name, words in (
        ("folder", "is a folder"),
        ("pipe", "is a device"),
        ("protected.json", "write-protected"),
        ("loop", "link that leads back to itself"),
        ("gone/p.json", "the folder is no longer there"),
        ("protected.json/p.json", "the folder is no longer there"),
        ("x" * 300, "the name is too long"),
    ):
        with pytest.raises(SaveError, match=words):
            write_safely(tmp_path / name, NEW)
    assert protected.read_bytes() == OLD
    assert _folder_holds(tmp_path, "folder", "pipe", "protected.json", "loop")


def _run(script: str, *arguments: object) -> str:
    """Run a script in a process of its own, whose limits and rights it may change."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"},
    )
    return done.stdout


@posix_only
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(OLD)
    said = _run(
        """
        import resource, sys
        from desk_annotator.core.errors import SaveError
        from desk_annotator.storage.safe_file import write_safely
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
        try:
            write_safely(sys.argv[1], b"x" * 100_000)
        except SaveError as error:
            print(error)
        """,
        path,
    )
    assert "larger than this drive allows" in said
    assert "unchanged" in said
    assert path.read_bytes() == OLD
    assert _folder_holds(tmp_path, "p.json")


@posix_only
def test_a_folder_that_may_not_be_written() -> None:
    said = _run(
        """
        import os, pathlib, sys, tempfile
        from desk_annotator.core.errors import SaveError
        from desk_annotator.storage.safe_file import write_safely
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "p.json").write_bytes(b"old")
            folder.chmod(0o555)
            if os.geteuid() == 0:
                os.seteuid(65534)
            try:
                write_safely(folder / "p.json", b"new")
            except SaveError as error:
                print(error)
            finally:
                if os.getuid() == 0:
                    os.seteuid(0)
                print(sorted(each.name for each in folder.iterdir()))
                print((folder / "p.json").read_bytes())
                folder.chmod(0o755)
        """
    )
    assert "writing there is not allowed" in said
    assert "['p.json']" in said
    assert "b'old'" in said
