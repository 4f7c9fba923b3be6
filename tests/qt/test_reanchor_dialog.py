"""A project that contradicts itself is opened read-only, and a repaired copy is offered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from window_desk import Answers, idle, protected_window

from desk_annotator.core.span import Side
from desk_annotator.qt.reanchor_dialog import ReanchorDialog
from desk_annotator.storage.project_file import load_project

GOLDEN = Path(__file__).parents[1] / "golden" / "project_v1.json"


@pytest.fixture
def window(qtbot, qapp, folders):
    with protected_window(qtbot, folders) as shown:
        shown.answers = shown.files.prompts = Answers()
        yield shown
        idle(qtbot, shown)
        for dialog in shown.findChildren(ReanchorDialog):
            dialog.reject()


@pytest.fixture
def path(tmp_path):
    """A file in which somebody added words, and quotes stand in it twice."""
    document = json.loads(GOLDEN.read_bytes())
    source = document["pairs"][0]["source"]
    source["text"] = source["text"].replace("France won", "<b>won</b> won: France won")
    path = tmp_path / "p.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def ask(qtbot, window, path):
    window.files.open_path(str(path))
    idle(qtbot, window)
    assert window.project.workspace.read_only_reason
    ((_, begin),) = window.notices.notices[0].actions
    begin()
    idle(qtbot, window)
    return dialog_of(window)


def dialog_of(window):
    (dialog,) = [each for each in window.findChildren(ReanchorDialog) if each.isVisible()]
    return dialog


def test_a_repaired_copy_is_made_only_if_wished_and_never_over_the_file(
    qtbot, window, path, tmp_path
):
    before = path.read_bytes()
    dialog = ask(qtbot, window, path)
    first = dialog.list.words(0)
    assert "won" in first[0]
    assert first[2] == "in several places"
    assert "[won]" in first[3]
    told = [dialog.report.words(row)[0] for row in range(dialog.report.count)]
    assert any("pairs[0].source.sha256" in each for each in told)
    dialog.reject()
    assert window.project.path == path
    window.files.save_as()  # leads to the same question: the file is not copied as it is
    idle(qtbot, window)
    dialog_of(window).accept()
    opened = window.project
    assert opened.path is None
    assert not opened.workspace.is_saved
    assert not opened.workspace.read_only_reason
    assert "a repaired copy" in window.notices.notices[0].text
    pair = opened.workspace.bitexts[0].snapshot()
    france = next(each for each in pair.annotations if each.id.endswith("f01"))
    (span,) = france.source
    assert pair.text(Side.SOURCE).characters[span.start : span.end] == "France"
    assert not any(each.id.endswith("f02") for each in pair.annotations)
    copy = tmp_path / "copy.json"
    window.answers.save_path = str(copy)
    window.files.save()
    qtbot.waitUntil(lambda: opened.workspace.is_saved)
    assert path.read_bytes() == before
    loaded = load_project(copy)
    assert loaded.problems == ()
    (unplaced,) = loaded.project.pairs[0].extra["x_unplaced"]
    assert unplaced["note"].startswith("“won … the Cup”")


def test_an_answer_for_a_project_that_was_left_is_dropped(qtbot, window, path):
    window.files.open_path(str(path))
    idle(qtbot, window)
    window.files.save_as()
    window.files.show_project(None)
    idle(qtbot, window)
    assert window.findChildren(ReanchorDialog) == []
