"""Whatever files refer to, only the chosen ones are opened, and nothing is asked of the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture import watch
from tests.torture.import_samples import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="where a system keeps itself")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "user"
    made.mkdir()
    watch.prepare(made)
    return made


def noted(folder: Path, *command: str) -> tuple[list[str], list[str], str]:
    """Run a command that notes its events; return files, network calls and its output."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=watch.environment(folder),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (folder / "made" / "noted").read_text(encoding="utf-8").splitlines()
    return *watch.seen_by_interpreter(lines), done.stdout + done.stderr


def test_only_chosen_files_are_opened_and_no_network(folder: Path) -> None:
    before = {path: path.read_bytes() for path in (folder / "chosen").iterdir()}
    log = folder / "made" / "noted"
    paths, network, output = noted(folder, *watch.command(folder, "--noted", str(log)))
    opened = {Path(path).name for path in paths}
    assert {path.name for path in before} - opened == {"beside.txt"}
    assert watch.strangers(paths, folder) == []
    assert network == []
    assert watch.PRIVATE not in output
    assert {path: path.read_bytes() for path in (folder / "chosen").iterdir()} == before
    for path in (folder / "made").iterdir():
        assert watch.PRIVATE.encode() not in path.read_bytes()


CURIOUS = """
import socket, subprocess, sys, urllib.request
from pathlib import Path
from tests.torture.watched import note_events
home, log = Path(sys.argv[1]) / "home", Path(sys.argv[2])
note_events(log)
(home / "Documents" / "secret.txt").read_text()
(home / "new.txt").write_text("x")
try:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
except OSError:
    pass
subprocess.run([sys.executable, "-c", ""], check=True)
"""


def test_a_curious_program_is_seen(folder: Path) -> None:
    log = folder / "made" / "noted"
    paths, network, _ = noted(folder, sys.executable, "-c", CURIOUS, str(folder), str(log))
    names = [Path(path).name for path in watch.strangers(paths, folder)]
    assert names == ["secret.txt", "new.txt"]
    assert any("socket.connect" in line for line in network)
    assert any("subprocess.Popen" in line for line in network)


def test_what_strace_tells_is_understood(folder: Path) -> None:
    chosen, home = folder / "chosen", folder / "home"
    lines = [
        f'12 openat(AT_FDCWD, "{chosen}/project.json", O_RDONLY|O_CLOEXEC) = 3',
        f'[pid 12] openat(AT_FDCWD, "{chosen}/beside.txt", O_RDONLY) = 3',
        f'12 newfstatat(AT_FDCWD, "{home}/Documents", {{st_mode=S_IFDIR}}, 0) = 0',
        f'12 openat(AT_FDCWD, "{home}/none", O_RDONLY) = -1 ENOENT (No such file)',
        f'12 rename("{folder}/made/a", "{home}/\\331\\203") = 0',
        "12 connect(3, {sa_family=AF_INET, sin_port=htons(9)}, 16) = -1 ECONNREFUSED",
        "12 +++ exited with 0 +++",
    ]
    paths, network = watch.seen_by_strace(lines)
    assert watch.strangers(paths, folder) == [f"{chosen}/beside.txt", f"{home}/ك"]
    assert network == [lines[5]]
