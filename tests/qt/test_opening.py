"""Opening in the window: what comes in while a question is asked, what is told, what is kept."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication
from torture.left_over import retitle
from window_desk import Answers, idle, protected_window

from desk_annotator.app import open_project as open_project_module
from desk_annotator.app.open_project import open_project
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.span import Side, Span
from desk_annotator.qt import project_saves
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.prompts import Leave
from desk_annotator.qt.reading_label import ReadingLabel
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.unplaced_dialog import UnplacedDialog
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.lock import ProjectLock
from desk_annotator.storage.signature import Signature
from desk_annotator.text.isolates import strip_isolates

GOLDEN = Path(__file__).parents[1] / "golden" / "project_v1.json"


class SlowAnswers(Answers):
    """Answers after a while; `meanwhile` happens before."""

    def __init__(self):
        super().__init__()
        self.meanwhile = lambda: None

    def leave(self, name):
        self.meanwhile()
        return super().leave(name)


@pytest.fixture
def window(qtbot, qapp, folders):
    with protected_window(qtbot, folders) as shown:
        shown.answers = shown.files.prompts = SlowAnswers()
        yield shown
        idle(qtbot, shown)
        shown.answers.on_leave = Leave.DISCARD


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "p.json"
    path.write_bytes(GOLDEN.read_bytes())
    return path


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

        def load(path, **watch):
            assert self.go.wait(20)
            return real(path, **watch)

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
    window.answers.on_leave = choice
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
        window.answers.on_leave = Leave.CANCEL

    window.answers.meanwhile = meanwhile
    window.files.close_project()
    assert shown_meanwhile == [path]
    # Once more now, for the project just read.
    qtbot.waitUntil(lambda: window.answers.asked == ["leave", "leave"])
    assert window.project.path == path
    assert window.files.readings.current is None


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
        open_project_module,
        "load_project",
        lambda path, **watch: replace(real(path, **watch), migrated_from=1),
    )
    load(qtbot, window, path)
    (words,) = notices(window)
    assert "“p.json” was made by an older version" in words
    assert "keeps a copy" in words


class SlowReading:
    """Reads piece by piece, as the test says; `told` hears the share, and it can be stopped."""

    def __init__(self, window, monkeypatch, qtbot):
        self.window, self.qtbot = window, qtbot
        self.share = 0.0
        self.stopped = threading.Event()
        self.ends = threading.Event()
        self.is_slow = False
        self.real = window.files.load
        monkeypatch.setattr(window.files, "load", self.load)

    def load(self, path, *, check, progress):
        if not self.is_slow:
            return self.real(path, check=check, progress=progress)
        try:
            while not self.ends.wait(0.002):
                check()
                progress(self.share)
            return self.real(path, check=check, progress=progress)
        except Cancelled:
            self.stopped.set()
            raise

    def begin(self, path):
        self.is_slow = True
        self.window.files.open_path(str(path))
        self.qtbot.waitUntil(lambda: self.label() is not None and self.label().isVisible())

    def label(self):
        return self.window.findChild(ReadingLabel, "project_reading")

    def words(self):
        return strip_isolates(self.label().findChild(PlainLabel).text())


@pytest.fixture
def slow(qtbot, window, monkeypatch):
    reading = SlowReading(window, monkeypatch, qtbot)
    yield reading
    reading.ends.set()


def test_a_reading_that_takes_its_time_says_how_far_it_is(qtbot, window, path, slow):
    slow.begin(path)
    assert slow.words() == "Reading p.json: 0 %"
    slow.share = 0.417
    qtbot.waitUntil(lambda: slow.words() == "Reading p.json: 41 %")
    slow.ends.set()
    qtbot.waitUntil(lambda: window.project is not None)
    assert not slow.label().isVisible()


def left_behind(folder, folders, path):
    """Return every file but the project: locks, journals, copies."""
    places = [folder, folders.recovery, folders.trash, folders.backups]
    found = [file for place in places for file in place.rglob("*") if file.is_file()]
    return sorted({file for file in found if file != path})


def by_button(qtbot, window, slow):
    qtbot.mouseClick(slow.label().stop_button, Qt.MouseButton.LeftButton)


def by_escape(qtbot, window, slow):
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)


@pytest.mark.parametrize("stop", [by_button, by_escape])
def test_a_stopped_reading_leaves_nothing_behind(
    qtbot, window, path, tmp_path, folders, slow, stop
):
    recent = Settings().recent()
    slow.begin(path)
    stop(qtbot, window, slow)
    assert not slow.label().isVisible()
    assert slow.stopped.wait(20)
    idle(qtbot, window)
    assert window.project is None
    assert left_behind(tmp_path, folders, path) == []
    assert Settings().recent() == recent
    slow.ends.set()
    load(qtbot, window, path)


@pytest.mark.parametrize("stop", [by_button, by_escape])
def test_a_stopped_reading_leaves_what_is_open_as_it_is(qtbot, window, path, tmp_path, slow, stop):
    load(qtbot, window, path)
    opened = window.project
    edit(window)
    other = tmp_path / "other.json"
    other.write_bytes(path.read_bytes())
    window.answers.on_leave = Leave.DISCARD
    slow.begin(other)
    stop(qtbot, window, slow)
    assert slow.stopped.wait(20)
    idle(qtbot, window)
    assert window.project is opened
    assert not opened.workspace.is_saved
    assert opened.workspace.title == "edited"
    opened.workspace.undo()
    assert str(other) not in Settings().recent()
    assert not ProjectLock(other).path.exists()
    assert ProjectLock(path).path.exists()


def test_escape_lets_go_of_a_selection_before_it_stops_a_reading(qtbot, window, path, slow):
    load(qtbot, window, path)
    qtbot.waitUntil(lambda: window.is_furnished)
    slow.begin(path)
    pane = window.view.pane(Side.SOURCE)
    pane.setFocus()
    pane.set_selections([Span(0, 3)])
    qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert not any(window.view.selections().values())
    assert window.files.readings.current is not None
    qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert window.files.readings.current is None
    assert slow.stopped.wait(20)


def test_another_opening_stops_the_one_before(qtbot, window, path, slow):
    slow.begin(path)
    slow.is_slow = False
    load(qtbot, window, path)
    assert slow.stopped.wait(20)
    assert not slow.label().isVisible()


def test_closing_the_window_stops_a_reading(qtbot, window, path, slow):
    slow.begin(path)
    window.close()
    assert slow.stopped.is_set()
    assert window.project is None


def test_the_status_says_saving_until_it_is_saved(qtbot, window, path, monkeypatch):
    load(qtbot, window, path)
    go, write = threading.Event(), threading.Event()
    real = open_project_module.project_bytes

    def wait(*arguments, progress, **named):
        assert go.wait(20)
        progress(0.3)
        assert write.wait(20)
        return real(*arguments, **named)

    monkeypatch.setattr(open_project_module, "project_bytes", wait)
    edit(window)
    window.files.save()
    retitle(window.project, "edited again")
    assert window._state.text() == "Saving…"
    # Qt's timers may be a twentieth early; the clock of the save is not.
    since = window.files._saves._since
    qtbot.waitUntil(lambda: since.elapsed() >= project_saves._PATIENCE_MS)
    go.set()
    qtbot.waitUntil(lambda: window._state.text() == "Saving… 27 %")
    write.set()
    qtbot.waitUntil(lambda: window._state.text() == "Changes not saved")


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
    assert dialog.list.count == count
    if field[0]:
        cells = [strip_isolates(cell) for cell in dialog.list.words(0)[:4]]
        assert cells == ["Matching", "a <i>lost</i> quote", "اقتباس ضائع", "<b>no</b>"]
    dialog.reject()
