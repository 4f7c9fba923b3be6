"""PySide6 6.12.0 lost a reference to None in each void call below Python 3.12 and so aborted.

Where None is immortal (Python 3.12 and later) the count never moves and the calls just survive.
"""

from __future__ import annotations

from own_process import run_program

PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication, QLabel

application = QApplication([])
label = QLabel()
calls = int(sys.argv[1])
label.setText("first")
before = sys.getrefcount(None)
for number in range(calls):
    label.setText("again")
print(sys.getrefcount(None) - before)
"""


def drift(calls: int) -> int:
    """Return by how much the references to None change over so many void calls."""
    result = run_program(PROGRAM, str(calls))
    assert result.returncode == 0, result.stderr
    return int(result.stdout)


def test_void_calls_leave_the_references_to_none_alone() -> None:
    assert abs(drift(500)) < 50


def test_twenty_thousand_void_calls_survive() -> None:
    assert abs(drift(20_000)) < 50
