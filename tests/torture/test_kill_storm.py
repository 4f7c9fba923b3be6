"""Three hundred kills of the core lose nothing; the same kills of a naive program lose a lot."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the storm forks")


def storm(
    tmp_path: Path, *words: str, module: str = "kill_storm"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"tests.torture.{module}", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )


def test_no_acknowledged_edit_is_lost_in_three_hundred_kills(tmp_path: Path) -> None:
    result = storm(tmp_path, "--kills", "300")

    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 lost, 0 unreadable" in result.stdout
    found = re.search(r"300 kills: (\d+) edits .*, (\d+) recoveries", result.stdout)
    assert found is not None
    assert int(found[1]) > 300
    assert int(found[2]) > 100


def test_the_program_with_its_window_loses_nothing_either(tmp_path: Path) -> None:
    result = storm(tmp_path, "--kills", "4", "--seed", "3", module="window_kills")

    assert result.returncode == 0, result.stdout + result.stderr
    found = re.search(r"4 kills: (\d+) windows shown, (\d+) edits .* 0 lost", result.stdout)
    assert found is not None
    assert int(found[1]) >= 2
    assert int(found[2]) > 0


def test_the_program_ends_when_the_system_asks_and_keeps_everything(tmp_path: Path) -> None:
    words = ("--kills", "3", "--seed", "3", "--asked", "1")
    result = storm(tmp_path, *words, module="window_kills")

    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 lost, 0 unreadable, 3 ended when asked" in result.stdout


def test_the_storm_sees_what_a_naive_program_loses(tmp_path: Path) -> None:
    result = storm(tmp_path, "--kills", "150", "--naive")

    assert result.returncode == 1, result.stdout + result.stderr
    found = re.search(r"150 kills: .* (\d+) lost, (\d+) unreadable", result.stdout)
    assert found is not None
    assert int(found[1]) > 5
