"""What dialogs need is loaded beforehand, a little at a time, so that the first opens as fast."""

from __future__ import annotations

import json

from own_process import ROOT, run_program

SAMPLES = ROOT / "seeds" / "samples.json"
MOST_AT_ONCE = 4
"""Modules of ours that one piece may load: each takes one to five milliseconds."""
PROGRAM = """
import json, os, sys
from PySide6.QtCore import QTimer
from desk_annotator.cli import command_line
from desk_annotator.qt import application

def ours():
    return {name for name in sys.modules if name.startswith("desk_annotator")}

def build(window):
    from desk_annotator.qt import dialog_modules
    if f"desk_annotator.{dialog_modules._NAMES[-1]}" not in sys.modules:
        return
    before = ours()
    table = window.actions_table
    closed = QTimer()
    closed.timeout.connect(lambda: application.QApplication.activeModalWidget().reject())
    closed.start(200)
    for name in ("new_pair", "export", "export_several", "history"):
        table[name].trigger()
    for name in ("keys", "characters"):
        table[name].trigger()
    late = [name for name in ours() - before if name.startswith("desk_annotator.qt.")]
    print(json.dumps(sorted(late)), flush=True)
    os._exit(0)

real = application.main_window

def main_window(*args):
    window = real(*args)
    look = QTimer(window)
    look.timeout.connect(lambda: build(window))
    look.start(100)
    return window

application.main_window = main_window
command_line.main(sys.argv[1:])
"""
PIECES = """
import json, sys
from desk_annotator.qt import application, furniture, protection, suggesting_parts, welcome
from desk_annotator.qt.dialog_modules import _loading

def ours():
    return {name for name in sys.modules if name.startswith("desk_annotator")}

counts, before = [], ours()
for _ in _loading():
    counts.append(len(ours() - before))
    before = ours()
print(json.dumps(counts))
"""


def test_the_first_dialogs_of_a_session_find_their_modules_loaded(tmp_path):
    project = tmp_path / "samples.json"
    project.write_bytes(SAMPLES.read_bytes())
    done = run_program(PROGRAM, str(project), home=tmp_path)
    assert done.stdout, done.stderr
    late = set(json.loads(done.stdout.splitlines()[-1]))
    # What makes previews is loaded in their thread.
    assert late - {"desk_annotator.qt.export_dialog_task"} == set()


def test_they_are_loaded_a_few_at_a_time():
    done = run_program(PIECES)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert max(counts) <= MOST_AT_ONCE, counts
