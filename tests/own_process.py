"""Python code run in a process of its own, at the top of the repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run_program(
    program: str, *arguments: str, home: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program, which may import what tests share, and return what became of it.

    With a `home`, what it keeps lies there, in the folders `state`, `data`, `config` and `cache`.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    if home is not None:
        environment["HOME"] = str(home)
        for name in ("state", "data", "config", "cache"):
            environment[f"XDG_{name.upper()}_HOME"] = str(home / name)
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
