"""What the first picture of the window costs, counted in modules, and what it shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from own_process import ROOT, run_program
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_desk import dressed

from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.qt.application import _open as open_at_start
from desk_annotator.qt.application import main_window
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice
from desk_annotator.storage.project_codec import encode

SAMPLES = ROOT / "seeds" / "samples.json"
QUOTES = ("The river is wide.\n" * 50, "النهر واسع.\n" * 50)

MOST_MODULES = 150
"""Modules of ours that may be loaded by then: each costs time in every start."""
NOT_BEFORE = (
    # Panels, bars, dialogs and commands are built after the first picture, or when asked for.
    "desk_annotator.qt.annotation_list",
    "desk_annotator.qt.details_panel",
    "desk_annotator.qt.pair_panel",
    "desk_annotator.qt.coverage_bar",
    "desk_annotator.qt.find_bar",
    "desk_annotator.qt.suggesting_parts",
    "desk_annotator.qt.tagging_commands",
    "desk_annotator.qt.going_commands",
    "desk_annotator.qt.import_commands",
    "desk_annotator.qt.welcome",
    "desk_annotator.qt.about_dialog",
    "desk_annotator.qt.crash_dialog",
    "desk_annotator.qt.dialog_modules",
    "desk_annotator.qt.export_dialog",
    "desk_annotator.qt.history_dialog",
    "desk_annotator.qt.keys_dialog",
    "desk_annotator.qt.merge_dialog",
    "desk_annotator.qt.new_pair_dialog",
    "desk_annotator.qt.recovery_dialog",
    "desk_annotator.qt.reanchor_dialog",
    # What finds, imports, exports, merges and repairs.
    "desk_annotator.alignment",
    "desk_annotator.formats",
    "desk_annotator.app.exporting",
    "desk_annotator.app.importing",
    "desk_annotator.app.merging",
    "desk_annotator.app.new_pair",
    "desk_annotator.app.reanchoring",
    "desk_annotator.app.search",
    "desk_annotator.text.encoding",
    "desk_annotator.text.find",
    # What these need of others, and what the standard library makes slow.
    "arabic_reshaper",
    "bidi",
    "charset_normalizer",
    "jinja2",
    "lxml",
    "numpy",
    "qdarktheme",
    "regex",
    "xlsxwriter",
    "PySide6.QtNetwork",
    "PySide6.QtPrintSupport",
    "asyncio",
    "concurrent.futures",
    "ctypes",
    "email",
    "html",
    "http",
    "importlib.metadata",
    "multiprocessing",
    "platform",
    "socket",
    "ssl",
    "subprocess",
    "unittest",
    "uuid",
    "xml",
)
PROGRAM = """
import json, os, sys
from desk_annotator.cli import command_line
from desk_annotator.qt.pane.text_view import TextView

painted = set()
real = TextView.paintEvent

def paint(view, event):
    real(view, event)
    if view.has_text:
        painted.add(view.side)
    if len(painted) == 2:
        print(json.dumps(sorted(sys.modules)), flush=True)
        os._exit(0)

TextView.paintEvent = paint
command_line.main(sys.argv[1:])
"""


def plain_project(folder: Path) -> Path:
    """Write a project that needs nothing out of the way: a link, ordinary paragraphs."""
    source, target = (
        Text.of(quote, language=language, direction=direction)
        for quote, language, direction in zip(
            QUOTES, ("en", "ar"), (Direction.LTR, Direction.RTL), strict=True
        )
    )
    link = Annotation(id="link", tag=Tag.MATCHING, source=(Span(0, 3),), target=(Span(0, 5),))
    pair = Pair(id="pair", title="Rivers", source=source, target=target, annotations=(link,))
    time = "2026-01-01T00:00:00Z"
    project = Project(id="project", title="Rivers", created=time, modified=time, pairs=(pair,))
    path = folder / "project.json"
    path.write_bytes(encode(project, generator="test"))
    return path


def loaded_by_the_first_picture(project: Path) -> list[str]:
    done = run_program(PROGRAM, str(project))
    assert done.stdout, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_first_picture_waits_for_nothing_it_does_not_show(tmp_path):
    project = plain_project(tmp_path)
    loaded_by_the_first_picture(project)  # loads the theme package, to make the dress
    loaded = set(loaded_by_the_first_picture(project))

    assert "desk_annotator.qt.linked_view" in loaded
    assert sorted(loaded.intersection(NOT_BEFORE)) == []
    ours = [name for name in loaded if name.startswith("desk_annotator")]
    assert len(ours) <= MOST_MODULES, sorted(ours)


@pytest.fixture
def window(qtbot, qapp):
    with dressed(qapp):
        shown = main_window(Settings(), ThemeChoice.LIGHT)
        shown.resize(1400, 900)
        yield shown
        shown.close()
        shown.deleteLater()


def opened(qtbot, window) -> None:
    """Open the samples as the command line does, up to the first picture."""
    window.show_when_read(60_000)
    window.files.open_path(str(SAMPLES))
    qtbot.waitUntil(window.isVisible)


def places(window) -> dict[str, object]:
    found = {
        "panes": [window.view.pane(side).geometry() for side in Side],
        "view": window.view.geometry(),
        "status": window.statusBar().geometry(),
    }
    for name, dock in window._docks.all.items():
        found[name] = dock.geometry()
    return found


def test_the_window_waits_for_the_project_and_comes_with_it(qtbot, window):
    window.show_when_read(60_000)
    assert not window.isVisible()
    window.files.open_path(str(SAMPLES))
    qtbot.waitUntil(window.isVisible)

    assert window.project is not None
    assert window.view.pane(Side.SOURCE).has_text
    assert window.view.isVisible()


def test_the_window_does_not_wait_longer_than_it_was_told(qtbot, window):
    window.show_when_read(1)
    qtbot.waitUntil(window.isVisible)

    assert window.project is None
    qtbot.waitUntil(lambda: window.is_furnished)


def test_a_project_that_cannot_be_read_shows_the_welcome_and_says_why(qtbot, window, tmp_path):
    window.show_when_read(60_000)
    window.files.open_path(str(tmp_path / "gone.json"))
    qtbot.waitUntil(window.isVisible)

    assert window._stack.currentWidget() is window._welcome
    assert [notice.kind for notice in window.notices.notices] == ["error"]


def test_at_the_start_a_small_project_is_there_at_once(qtbot, window):
    window.show_when_read(60_000)
    open_at_start(window, str(SAMPLES))

    assert window.project is not None
    assert window.isVisible()


@pytest.mark.parametrize("content", [None, "{", '{"format": "something else"}'])
def test_at_the_start_too_it_is_said_why_a_project_cannot_be_read(qtbot, window, tmp_path, content):
    path = tmp_path / "project.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    window.show_when_read(60_000)
    open_at_start(window, str(path))
    qtbot.waitUntil(window.isVisible)

    assert window.project is None
    assert [notice.kind for notice in window.notices.notices] == ["error"]


@pytest.mark.parametrize("size", [(1400, 900), (1360, 860), (1150, 700)])
def test_the_furniture_moves_nothing_of_the_first_picture(qtbot, window, size):
    window.resize(*size)
    opened(qtbot, window)
    QApplication.sendPostedEvents()
    first = places(window)
    assert not window.is_furnished
    qtbot.waitUntil(lambda: window.is_furnished)
    qtbot.wait(50)

    assert places(window) == first
    assert window.annotation_list.isVisible()


def test_the_panels_have_their_first_sizes(qtbot, window):
    opened(qtbot, window)
    qtbot.waitUntil(lambda: window.is_furnished)
    docks = window._docks.all

    assert docks["pairs"].width() == docks["details"].width() == 320
    assert 180 <= docks["annotations"].height() <= 240
    assert docks["details"].height() > docks["pairs"].height()


def test_a_key_before_the_furniture_is_there_is_not_lost(qtbot, window):
    opened(qtbot, window)
    assert not window.is_furnished
    QTest.keyClick(window.view.pane(Side.SOURCE), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    assert window.is_furnished
    assert window.find_bar.isVisible()


def test_a_click_before_the_furniture_is_there_finds_it_built(qtbot, window):
    opened(qtbot, window)
    window.begun or window._begin()
    assert not window.is_furnished
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)

    assert window.is_furnished


def test_furnishing_goes_on_where_a_project_is_closed_meanwhile(qtbot, window):
    opened(qtbot, window)
    window._begin()
    window.begun._turns.take()
    assert not window.is_furnished
    window.files.close_project()
    qtbot.waitUntil(lambda: window.is_furnished)

    assert window.annotation_list.model.rowCount() == 0
    assert window._stack.currentWidget() is window._welcome


def test_a_window_closed_before_it_is_furnished_stays_as_it_is(qtbot, window):
    opened(qtbot, window)
    window._begin()
    assert window.close()
    qtbot.wait(50)

    assert not window.is_furnished
