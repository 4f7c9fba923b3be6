"""The guards around every test catch what they are there for."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desk_annotator.alignment import encoding

TESTS = Path(__file__).resolve().parent

CASES = """
import logging, os, threading, warnings
from pathlib import Path
import pytest
from PySide6.QtCore import QSettings, QThread, QTimer, QVariantAnimation, qWarning
from PySide6.QtWidgets import QLabel

kept = []

def test_home_is_sealed(tmp_path_factory):
    assert tmp_path_factory.getbasetemp() in Path.home().parents

def test_fine_settings(qapp):
    settings = QSettings("desk", "annotator")
    assert not settings.contains("seen")
    settings.setValue("seen", 1)

def test_fine_settings_again(qapp):
    assert not QSettings("desk", "annotator").contains("seen")

def test_fine_window(qtbot):
    label = QLabel("fine")
    qtbot.addWidget(label)
    label.show()

@pytest.mark.expects_log("disk is .* full")
def test_fine_log():
    logging.getLogger("desk").warning("the disk is %s full", "nearly")

@pytest.mark.expects_log("disk is full")
def test_bad_log_that_never_came():
    pass

def test_bad_log():
    logging.getLogger("desk").warning("unexpected")

def test_bad_warning():
    warnings.warn("odd")

def test_bad_qt_message(qapp):
    qWarning("odd")

def test_bad_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()

def test_bad_window(qapp):
    kept.append(QLabel("left"))
    kept[-1].show()

def test_bad_timer(qapp):
    kept.append(QTimer(qapp))
    kept[-1].start(1000)

def test_bad_animation(qapp):
    animation = QVariantAnimation(qapp)
    animation.setDuration(100000)
    animation.setStartValue(0.0)
    animation.setEndValue(1.0)
    animation.start()
    kept.append(animation)

def test_bad_qt_thread(qapp):
    kept.append(QThread(qapp))
    kept[-1].start()

def test_bad_slot(qtbot):
    timer = QTimer(singleShot=True)
    timer.timeout.connect(lambda: 1 / 0)
    with qtbot.waitSignal(timer.timeout):
        timer.start(0)

def test_fine_at_the_end(qtbot):
    kept.clear()
"""


def test_each_kind_of_noise_fails_its_test_and_no_other(tmp_path: Path) -> None:
    shutil.copy(TESTS / "conftest.py", tmp_path)
    (tmp_path / "test_cases.py").write_text(CASES, encoding="utf-8")
    configuration = TESTS.parent / "pyproject.toml"

    result = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", str(configuration), "--rootdir", str(tmp_path)),
            *("-p", "no:cacheprovider", "-q", "--basetemp", str(tmp_path / "base"), str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    lines = re.findall(r"^(?:ERROR|FAILED) \S+::(\w+)", result.stdout, re.MULTILINE)
    assert sorted(lines) == sorted(re.findall(r"def (test_bad_\w+)", CASES)), result.stdout
    assert result.returncode == 1


def test_without_an_encoder_one_that_an_earlier_test_has_loaded_is_not_heard(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = object()
    monkeypatch.setattr(encoding, "installed_encoder", lambda: loaded)
    encoding.shared_encoder.cache_clear()
    assert encoding.shared_encoder() is loaded
    request.getfixturevalue("no_encoder")
    assert encoding.shared_encoder() is None
