"""Opening in the window: what comes in while a question is asked, what is told, what is kept."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from torture.left_over import retitle

from desk_annotator.app import open_project as open_project_module
from desk_annotator.app.open_project import open_project
from desk_annotator.qt.application import application, main_window
from desk_annotator.qt.prompts import Leave
from desk_annotator.qt.protection import protect
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice
from desk_annotator.qt.unplaced_dialog import UnplacedDialog
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.signature import Signature
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.text.isolates import strip_isolates

GOLDEN = Path(__file__).parents[1] / "golden" / "project_v1.json"


class Answers:
    """Stands where the questions stand; `meanwhile` happens while one is shown."""

    def __init__(self):
        self.choice = Leave.DISCARD
        self.meanwhile = lambda: None
        self.asked = 0

    def leave(self, name):
        self.asked += 1
        self.meanwhile()
        return self.choice


@pytest.fixture
def folders(tmp_path):
    return StateFolders.below(tmp_path / "state", tmp_path / "data")


@pytest.fixture
def window(qtbot, qapp, folders):
    application(["test"])
    shown = main_window(Settings(), ThemeChoice.LIGHT)
    shown.protection = protect(shown, folders)
    shown.answers = shown.files.prompts = Answers()
    shown.show()
    qtbot.waitExposed(shown)
    yield shown
    idle(qtbot, shown)
    shown.answers.choice = Leave.DISCARD
    shown.close()
    shown.deleteLater()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "p.json"
    path.write_bytes(GOLDEN.read_bytes())
    return path


def idle(qtbot, window):
    qtbot.waitUntil(lambda: not window.files.background.is_busy, timeout=20_000)


def load(qtbot, window, path):
    window.files.open_path(str(path))
    qtbot.waitUntil(lambda: window.project is not None and window.project.path == path)


def notices(window):
    return [strip_isolates(notice.text) for notice in window.notices.notices]


class HeldBack:
    """Lets a reading wait until the test says so."""

    def __init__(self, window, monkeypatch):
        self.go = threading.Event()
        self.window = window
        real = window.files.load

        def load(path):
            assert self.go.wait(20)
            return real(path)

        monkeypatch.setattr(window.files, "load", load)

    def finish(self):
        """Let it end, and its outcome arrive."""
        self.go.set()
        end = time.monotonic() + 20
        while self.window.files.background.is_busy and time.monotonic() < end:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def edit(window):
    retitle(window.project, "edited")


@pytest.mark.parametrize("choice", [Leave.CANCEL, Leave.DISCARD])
def test_an_opening_that_fails_during_a_question_is_told_after_it(
    qtbot, window, path, tmp_path, monkeypatch, choice
):
    load(qtbot, window, path)
    held = HeldBack(window, monkeypatch)
    window.files.open_path(str(tmp_path / "gone.json"))
    edit(window)
    window.answers.choice = choice
    seen_behind = []

    def meanwhile():
        held.finish()
        seen_behind.extend(notices(window))

    window.answers.meanwhile = meanwhile
    window.files.close_project()
    assert seen_behind == []
    qtbot.waitUntil(lambda: any("gone.json" in words for words in notices(window)))
    assert (window.project is None) == (choice is Leave.DISCARD)


def test_an_opening_that_ends_during_a_question_waits_for_the_answer(
    qtbot, window, path, tmp_path, monkeypatch
):
    load(qtbot, window, path)
    other = tmp_path / "other.json"
    other.write_bytes(path.read_bytes())
    held = HeldBack(window, monkeypatch)
    window.files.open_path(str(other))
    edit(window)
    shown_meanwhile = []

    def meanwhile():
        window.answers.meanwhile = lambda: None
        held.finish()
        shown_meanwhile.append(window.project.path)
        window.answers.choice = Leave.CANCEL

    window.answers.meanwhile = meanwhile
    window.files.close_project()
    assert shown_meanwhile == [path]
    qtbot.waitUntil(lambda: window.answers.asked == 2)  # now for the project just read
    assert window.project.path == path
    assert window.files._load_job is None


def test_the_copy_for_recovery_is_made_after_the_text_is_shown(qtbot, window, path, folders):
    opened = open_project(path)
    store = BackupStore(folders, opened.workspace.project_id)
    load(qtbot, window, path)
    assert store.entries() == ()
    qtbot.waitUntil(lambda: len(store.entries()) == 1, timeout=20_000)
    assert store.find(opened.signature.sha256) is not None


def test_a_file_that_was_changed_meanwhile_is_not_kept_for_it(qtbot, window, path, folders):
    opened = open_project(path)
    store = BackupStore(folders, opened.workspace.project_id)
    load(qtbot, window, path)
    path.write_bytes(path.read_bytes().replace(b"France", b"Brazil"))
    window.protection._copies._timer.stop()
    window.protection._copies._begin()
    idle(qtbot, window)
    assert store.entries() == ()


def test_a_save_does_not_disturb_the_copy(qtbot, window, path, folders):
    load(qtbot, window, path)
    edit(window)
    window.files.save()
    window.protection._copies._begin()
    qtbot.waitUntil(lambda: window.project.workspace.is_saved, timeout=20_000)
    idle(qtbot, window)
    store = BackupStore(folders, window.project.workspace.project_id)
    assert len(store.entries()) == 2
    assert store.find(Signature.of(path.read_bytes(), 0).sha256) is not None
    assert store.find(Signature.of(GOLDEN.read_bytes(), 0).sha256) is not None


def test_a_file_of_an_older_version_is_told(qtbot, window, path, monkeypatch):
    real = open_project_module.load_project
    monkeypatch.setattr(
        open_project_module, "load_project", lambda path: replace(real(path), migrated_from=1)
    )
    load(qtbot, window, path)
    (words,) = notices(window)
    assert "“p.json” was made by an older version" in words
    assert "keeps a copy" in words


UNPLACED = {
    "id": "u1",
    "tag": "matching",
    "note": "<b>no</b>",
    "source": [{"start": 0, "end": 3, "quote": "a <i>lost</i> quote"}],
    "target": [{"start": 0, "end": 3, "quote": "اقتباس ضائع"}],
}


@pytest.mark.parametrize(
    ("field", "count"),
    [
        ([UNPLACED, UNPLACED], 2),
        ([{}, {"tag": 1, "source": [1, {}, {"quote": 2}], "target": {}}, 7], 2),
        ("x", 0),
        ([], 0),
    ],
)
def test_annotations_without_a_place_are_told_and_shown(qtbot, window, path, field, count):
    document = json.loads(path.read_bytes())
    document["pairs"][0]["x_unplaced"] = field
    path.write_text(json.dumps(document), "utf-8")
    load(qtbot, window, path)
    if not count:
        assert notices(window) == []
        return
    (notice,) = window.notices.notices
    assert f": {count}." in notice.text
    ((_, show),) = notice.actions
    show()
    (dialog,) = window.findChildren(UnplacedDialog)
    assert dialog.list.topLevelItemCount() == count
    if field[0]:
        row = dialog.list.topLevelItem(0)
        cells = [strip_isolates(row.text(column)) for column in range(4)]
        assert cells == ["Matching", "a <i>lost</i> quote", "اقتباس ضائع", "<b>no</b>"]
    dialog.reject()
