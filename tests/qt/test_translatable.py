"""Every sentence the window shows can be found by lupdate and translated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import desk_annotator

PACKAGE = Path(desk_annotator.__file__).parent
SHOWING = {
    "PlainLabel",
    "QAction",
    "QCheckBox",
    "QDockWidget",
    "QGroupBox",
    "QLabel",
    "QMenu",
    "QPushButton",
    "QRadioButton",
    "QToolBar",
    "addAction",
    "addButton",
    "addItem",
    "addMenu",
    "addRow",
    "addTab",
    "addToolBar",
    "setAccessibleDescription",
    "setAccessibleName",
    "setInformativeText",
    "setPlaceholderText",
    "setStatusTip",
    "setText",
    "setTitle",
    "setToolTip",
    "setWhatsThis",
    "setWindowTitle",
    "showMessage",
    "show_notice",
}
"""What shows its texts to the user."""
NOT_SHOWN_YET = {"Importers"}
"""The names of import formats; a list of them in the window has to translate them."""
NAMES_OF_OURS = {"Desk Annotator", "Python", "Qt"}


def name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def is_translate(call: ast.Call) -> bool:
    """Tell Qt's translate from that of strings and painters."""
    if isinstance(call.func, ast.Name):
        return call.func.id == "translate"
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "translate"
        and ast.unparse(call.func.value) in ("QCoreApplication", "QApplication")
    )


def calls(folder: Path) -> list[tuple[str, ast.Call]]:
    return [
        (f"{path.relative_to(PACKAGE)}:{node.lineno}", node)
        for path in sorted(folder.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


@pytest.fixture(scope="module")
def everywhere():
    return calls(PACKAGE)


@pytest.fixture(scope="module")
def window():
    return calls(PACKAGE / "qt")


def test_sentences_are_marked_with_literals(everywhere):
    wrong = []
    for place, call in everywhere:
        wanted = {"tr": 1, "QT_TRANSLATE_NOOP": 2}.get(name_of(call), 0)
        if not wanted:
            continue
        if len(call.args) < wanted or None in map(literal, call.args[:wanted]):
            wrong.append(f"{place}: {ast.unparse(call)}")
    assert not wrong, "\n".join(wrong)


def test_what_is_translated_later_comes_from_a_table_marked_for_it(everywhere):
    marked = {
        literal(call.args[0]) for _, call in everywhere if name_of(call) == "QT_TRANSLATE_NOOP"
    }
    wrong, used = [], set()
    for place, call in everywhere:
        if not is_translate(call):
            continue
        context = literal(call.args[0])
        used.add(context)
        if context is None or (literal(call.args[1]) is None and context not in marked):
            wrong.append(f"{place}: {ast.unparse(call)}")
    assert not wrong, "\n".join(wrong)
    assert marked - used == NOT_SHOWN_YET, "marked, but never translated"


def test_what_is_shown_was_translated(window):
    wrong = []
    for place, call in window:
        if name_of(call) not in SHOWING:
            continue
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
            if isinstance(argument, ast.JoinedStr):
                words = "".join(filter(None, map(literal, argument.values)))
            else:
                words = literal(argument) or ""
            is_key = re.fullmatch(r"[a-z_]+", words)
            if words not in NAMES_OF_OURS and not is_key and re.search(r"[^\W\d_]{2}", words):
                wrong.append(f"{place}: {ast.unparse(call)}")
    assert not wrong, "\n".join(wrong)


def test_fields_of_translated_sentences_have_names_or_numbers(everywhere):
    """`{}` cannot change its place in a language of another order."""
    wrong = [
        f"{place}: {ast.unparse(call)}"
        for place, call in everywhere
        if name_of(call) in ("tr", "translate", "QT_TRANSLATE_NOOP")
        and any("{}" in (literal(argument) or "") for argument in call.args)
    ]
    assert not wrong, "\n".join(wrong)
