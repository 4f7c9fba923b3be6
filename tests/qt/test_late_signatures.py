"""PySide6 explains its functions as ever, though what it needs for that is run late."""

from __future__ import annotations

import json

from own_process import run_program

LATE = (
    "shibokensupport.signature.errorhandler",
    "shibokensupport.signature.layout",
    "shibokensupport.signature.lib.enum_sig",
    "shibokensupport.signature.lib.pyi_generator",
    "shibokensupport.signature.mapping",
    "shibokensupport.signature.parser",
)
EXPLAIN = """
import json, sys

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

told = []
for wrong in (lambda: QTimer().setInterval("x"), lambda: QObject(5, 6), lambda: QTimer(no=1)):
    try:
        wrong()
    except (TypeError, AttributeError) as error:
        told.append(f"{type(error).__name__}: {error}")

from PySide6.support.signature import get_signature
from PySide6.support.signature.lib import enum_sig, pyi_generator, tool

told += [QWidget.__doc__, QTimer.singleShot.__doc__, str(get_signature(QWidget.resize))]
told += [str(pyi_generator.Formatter), str(enum_sig.HintingEnumerator)]
"""
TELL = "print(json.dumps(told))"


def said_by(program: str) -> object:
    done = run_program(program)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_it_explains_its_functions_as_it_does_by_itself():
    expected = said_by(EXPLAIN + TELL)
    assert "setInterval(msec: int" in expected[0]
    assert len(expected) == 8
    assert said_by("import desk_annotator.qt\n" + EXPLAIN + TELL) == expected


def test_none_of_it_is_run_before_it_is_asked_for():
    program = f"""
import json, sys
import desk_annotator.qt
from PySide6.QtWidgets import QWidget

def run():
    return [name for name in {LATE} if len(vars(sys.modules[name])) > 12]

before = run()
for name in {LATE}:
    getattr(sys.modules[name], "__file__", None)
looked_at = run()
try:
    sys.modules[{LATE[0]!r}].no_such_name
    missing = "found"
except AttributeError as error:
    missing = str(error)
print(json.dumps([before, looked_at, missing, run()]))
"""
    before, looked_at, missing, after = said_by(program)
    assert before == looked_at == []
    assert missing == f"module '{LATE[0]}' has no attribute 'no_such_name'"
    assert set(after) == {LATE[0], "shibokensupport.signature.mapping"}


def test_import_is_as_it_was_afterwards():
    program = """
import json, sys
finders = sys.meta_path
before = list(finders)
import desk_annotator.qt
added = [type(finder).__name__ for finder in finders if finder not in before]
print(json.dumps([sys.meta_path is finders, added]))
"""
    assert said_by(program) == [True, []]


def test_where_pyside_was_imported_before_nothing_changes():
    program = """
import json
import PySide6.QtCore
import desk_annotator.qt
from PySide6.support.signature import parser
print(json.dumps("__getattr__" in vars(parser)))
"""
    assert said_by(program) is False
