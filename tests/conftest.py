"""What every test gets: a sealed home, no screen, and no noise left behind.

Qt is not imported here unless a test uses it.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from desk_annotator.storage.state_folder import StateFolders

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

# Set before Qt is loaded, whatever the caller's desktop says. DESK_ANNOTATOR_TEST_PLATFORM
# (for example "xcb") is there to watch the tests on a real screen.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("DESK_ANNOTATOR_TEST_PLATFORM", "offscreen")
for _name in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "QT_FONT_DPI"):
    os.environ.pop(_name, None)

settings.register_profile(
    "default", max_examples=50, derandomize=True, deadline=None, database=None
)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile("default")

_QT_FIXTURES = {"qapp", "qtbot", "qtmodeltester"}
_ASIDE = 20_000, 20_000
"""Where there is no window (pixels)."""
# Seconds a thread gets to end after its test: the encoder, once begun, is read to its end.
_THREAD_PATIENCE = 20.0


@pytest.fixture
def folders(tmp_path: Path) -> StateFolders:
    """Where a program of the test keeps journals, copies and locks."""
    return StateFolders.below(tmp_path / "state", tmp_path / "data")


@pytest.fixture(autouse=True)
def _sealed_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own, so that no test reads or writes the developer's."""
    home = tmp_path_factory.mktemp("home")
    for name, folder in (
        ("HOME", "."),
        ("USERPROFILE", "."),
        ("APPDATA", "AppData/Roaming"),
        ("LOCALAPPDATA", "AppData/Local"),
        ("XDG_CACHE_HOME", ".cache"),
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_RUNTIME_DIR", ".run"),
    ):
        path = (home / folder).resolve()
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        monkeypatch.setenv(name, str(path))
    if "PySide6.QtCore" in sys.modules:
        # QSettings remembers where it first looked; it must be told of each new home.
        from PySide6.QtCore import QSettings

        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
                QSettings.setPath(form, scope, str(home / "settings" / scope.name))
    return home


@pytest.fixture
def no_encoder() -> Iterator[None]:
    """Let nothing find a sentence encoder: to load one takes seconds, and tests can do without.

    What is found first is kept for the process: neither one that an earlier test has loaded may
    answer here, nor may later tests hear that there is none.
    """
    from desk_annotator.alignment import encoding

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "installed_encoder", lambda: None)
        encoding.shared_encoder.cache_clear()
        yield
    encoding.shared_encoder.cache_clear()


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs at WARNING or above without having said so.

    It says so with ``@pytest.mark.expects_log("regular expression")``, whose record must
    then really come, or by taking `caplog` and looking at the records itself.
    """
    collector = _Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    try:
        yield
    finally:
        root.removeHandler(collector)
    if "caplog" in request.fixturenames:
        return
    patterns = [mark.args[0] for mark in request.node.iter_markers("expects_log")]
    messages = [record.getMessage() for record in collector.records]
    unexpected = [
        f"{record.levelname} {record.name}: {message}"
        for record, message in zip(collector.records, messages, strict=True)
        if not any(re.search(pattern, message) for pattern in patterns)
    ]
    if unexpected:
        pytest.fail("unexpected log records:\n" + "\n".join(unexpected), pytrace=False)
    for pattern in patterns:
        if not any(re.search(pattern, message) for message in messages):
            pytest.fail(f"no log record matched {pattern!r}", pytrace=False)


@pytest.fixture(autouse=True)
def _no_threads_left() -> Iterator[None]:
    """Fail a test whose Python threads outlive it."""
    before = set(threading.enumerate())
    yield
    left = []
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, threading._DummyThread):
            continue  # a thread of Qt's that ran some Python: Qt's own check sees it
        thread.join(_THREAD_PATIENCE)
        if thread.is_alive():
            left.append(thread.name)
    if left:
        pytest.fail(f"threads still running: {', '.join(sorted(left))}", pytrace=False)


@pytest.fixture(autouse=True)
def _mouse_aside(request: pytest.FixtureRequest) -> None:
    """Begin away from where an earlier test left the mouse: what appears under it would glow."""
    if not _QT_FIXTURES.intersection(request.fixturenames):
        return
    application: QApplication = request.getfixturevalue("qapp")
    from PySide6.QtGui import QCursor

    QCursor.setPos(*_ASIDE)
    application.processEvents()


@pytest.fixture(autouse=True)
def _no_qt_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a visible window, a running timer, animation, thread or work."""
    if not _QT_FIXTURES.intersection(request.fixturenames):
        yield
        return
    application: QApplication = request.getfixturevalue("qapp")
    before = {id(thing) for thing in _live_things()}
    yield
    _settle(application)
    left = [thing for thing in _live_things() if id(thing) not in before]
    sentences = [_describe(thing) for thing in left]
    sentences += _work_left()
    for thing in left:
        _stop(thing)
    _settle(application)
    if sentences:
        pytest.fail("left behind by the test:\n" + "\n".join(sentences), pytrace=False)


def _settle(application: QApplication) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    # deleteLater() is not carried out by processEvents() alone.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    application.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _live_things() -> list[object]:
    """Return what should not outlive a test: windows on show, timers, animations, threads."""
    import shiboken6
    from PySide6.QtCore import QAbstractAnimation, QThread, QTimer
    from PySide6.QtWidgets import QApplication

    things: list[object] = [
        widget for widget in QApplication.topLevelWidgets() if widget.isVisible()
    ]
    own_thread = QThread.currentThread()
    for wrapper in shiboken6.getAllValidWrappers():
        if isinstance(wrapper, QTimer):
            running = wrapper.isActive()
        elif isinstance(wrapper, QAbstractAnimation):
            running = wrapper.state() == QAbstractAnimation.State.Running
        elif isinstance(wrapper, QThread):
            running = wrapper is not own_thread and wrapper.isRunning()
        else:
            continue
        if running:
            things.append(wrapper)
    return things


def _describe(thing: object) -> str:
    from PySide6.QtCore import QObject, QTimer

    assert isinstance(thing, QObject)
    parent = thing.parent()
    words = [type(thing).__name__, repr(thing.objectName())]
    if isinstance(thing, QTimer):
        words.append(f"every {thing.interval()} ms")
    words.append(f"child of {type(parent).__name__}" if parent else "without a parent")
    return " ".join(words)


def _work_left() -> list[str]:
    from PySide6.QtCore import QThreadPool

    pool = QThreadPool.globalInstance()
    if pool.waitForDone(round(_THREAD_PATIENCE * 1000)):
        return []
    return [f"{pool.activeThreadCount()} pieces of work in the global QThreadPool"]


def _stop(thing: object) -> None:
    """Stop what was left, so that the next test is not blamed for it."""
    from PySide6.QtCore import QAbstractAnimation, QThread, QTimer
    from PySide6.QtWidgets import QWidget

    if isinstance(thing, QTimer | QAbstractAnimation):
        thing.stop()
    elif isinstance(thing, QThread):
        thing.quit()
        thing.wait(round(_THREAD_PATIENCE * 1000))
    elif isinstance(thing, QWidget):
        thing.hide()
        thing.deleteLater()
