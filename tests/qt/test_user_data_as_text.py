"""What looks like HTML, or like a key of a menu, is shown as the characters it is, everywhere.

The window, its panels, menus, notices and dialogs are filled with such words, and everything
each widget would show is compared with them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QWidget,
)
from shown_words import MARK, Sweep, in_file_name, label_text, without_mnemonic
from torture.left_over import crash_on
from window_desk import idle, protected_window

from desk_annotator.app.new_pair import draft_side, make_pair, make_project
from desk_annotator.app.open_project import OpenProject, save_task
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.span import Span
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.qt.crash_dialog import CrashDialog
from desk_annotator.qt.export_dialog import ExportDialog
from desk_annotator.qt.history_dialog import HistoryDialog
from desk_annotator.qt.keys_dialog import KeysDialog
from desk_annotator.qt.new_pair_dialog import NewPairDialog
from desk_annotator.qt.prompts import Prompts
from desk_annotator.qt.protection_prompts import ProtectionPrompts
from desk_annotator.qt.reanchor_dialog import ReanchorDialog
from desk_annotator.qt.recovery_dialog import RecoveryDialog
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.lock import Holder
from desk_annotator.storage.lock_owner import Owner

HOSTILE = ("<b>zq</b>", "<img src=zq>", "a<zq and c>d", "&lt;zq", "&zqfile")
QT = Path(__file__).resolve().parents[2] / "desk_annotator" / "qt"


def project_of(word: str):
    text = f"Look: {word} and on.\n"
    pair = make_pair(
        draft_side(f"{in_file_name(word)}.txt", text.encode(), language="en"),
        draft_side(f"{in_file_name(word)}.txt", f"انظر: {word} نعم.\n".encode(), language="ar"),
        word,
    )
    made = {"created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z"}
    spans = (Span(6, 6 + len(word)),)
    about = {"note": word, "category": word, "author": word, "status": word, "severity": word}
    annotations = (
        Annotation(id="a1", tag="matching", source=spans, target=spans, **about, **made),
        Annotation(id="a2", tag="missing", source=spans, **about, **made),
        Annotation(id="a3", tag=word, target=spans, **about, **made),
    )
    project = make_project(
        (replace(pair, annotations=annotations),),
        now="2026-01-01T00:00:00Z",
        title=word,
        annotator=word,
    )
    return replace(project, title=word)


@pytest.fixture(params=HOSTILE)
def word(request):
    return request.param


@pytest.fixture
def path(tmp_path, word):
    path = tmp_path / f"{in_file_name(word)}.json"
    save_task(OpenProject(Workspace(project_of(word))), path).run()
    return path


@pytest.fixture
def window(qtbot, qapp, folders):
    with protected_window(qtbot, folders) as shown:
        yield shown
        idle(qtbot, shown)
        for dialog in shown.findChildren(QDialog):
            dialog.done(0)
        shown.files.show_project(None)


def load(qtbot, window, path):
    window.files.open_path(str(path))
    idle(qtbot, window)


def judged(sweep, *kinds):
    assert sweep.wrong == []
    missing = [kind for kind in kinds if not sweep.seen[kind]]
    assert missing == [], sweep.seen


def test_the_window_its_panels_and_menus(qtbot, window, path, word):
    load(qtbot, window, path)
    sweep = Sweep(word)
    for key in ("a1", "a2", "a3"):
        window.project.workspace.activate(key)
        qtbot.wait(20)
        sweep.look(window)
    window.files.show_project(None)
    sweep.look(window)
    judged(sweep, "cell", "cell tooltip", "window title", "text", "action", "button")


def dialog_of(window, kind):
    found = [each for each in window.findChildren(kind) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def test_what_is_found(qtbot, window, path, word):
    load(qtbot, window, path)
    window.find_bar.open_bar(word)
    idle(qtbot, window)
    sweep = Sweep(word)
    sweep.look(window.find_bar)
    judged(sweep, "field")


def test_the_dialogs_of_a_project(qtbot, window, path, word, folders):
    load(qtbot, window, path)
    sweep = Sweep(word)
    export = ExportDialog(window.project.workspace, path.with_suffix(""), window)
    export.open()
    qtbot.waitUntil(lambda: export.counts_label.text() != "", timeout=20_000)
    sweep.look(export)
    export.done(0)
    # The copy of an opened file is kept a moment after its first picture.
    project = window.project.workspace.project_id
    kept = BackupStore(folders, project)
    qtbot.waitUntil(lambda: kept.entries() != (), timeout=20_000)
    window.actions_table["history"].trigger()
    history = dialog_of(window, HistoryDialog)
    idle(qtbot, window)
    sweep.look(history)
    judged(sweep, "field", "text")
    assert any(where.startswith("ExportDialog") for where in sweep.seen)
    assert any(where.startswith("HistoryDialog") for where in sweep.seen)


def test_the_dialogs_without_data_of_the_users_stay_as_they_are(qtbot, window, word):
    sweep = Sweep(word)
    keys = KeysDialog(window.actions_table, window)
    crash = CrashDialog(word, word, window)
    for dialog in (keys, crash):
        dialog.open()
        sweep.look(dialog)
        dialog.done(0)
    judged(sweep, "label", "text")


def test_a_new_pair(qtbot, window, tmp_path, word):
    paths = []
    for number, folder in enumerate(("a", "b")):
        (tmp_path / folder).mkdir()
        file = tmp_path / folder / f"{in_file_name(word)}.txt"
        file.write_text(f"{number} {word}\n", "utf-8")
        paths.append(str(file))
    dialog = NewPairDialog(paths, can_add=True, parent=window)
    dialog.open()
    qtbot.waitUntil(dialog.ok_button.isEnabled)
    sweep = Sweep(word)
    sweep.look(dialog)
    dialog.done(0)
    judged(sweep, "field", "text", "tooltip")


def test_a_text_that_cannot_be_read(qtbot, window, tmp_path, word):
    file = tmp_path / f"{in_file_name(word)}.txt"
    file.write_bytes(b"%PDF-1.7\0\0\0")
    dialog = NewPairDialog([str(file)], can_add=True, parent=window)
    dialog.open()
    qtbot.waitUntil(lambda: any(file.name in label_text(each) for each in labels(dialog)))
    sweep = Sweep(word)
    sweep.look(dialog)
    dialog.done(0)
    judged(sweep, "label")


def labels(widget):
    return widget.findChildren(QLabel)


def test_notices_of_files_that_cannot_be_opened_or_contradict_themselves(qtbot, window, path, word):
    whole = path.read_text("utf-8")
    sweep = Sweep(word)
    path.write_text(whole.replace('"format"', f'"{word}": NaN, "format"', 1), "utf-8")
    load(qtbot, window, path)
    assert window.project is None
    sweep.look(window.notices)
    judged(sweep, "label", "accessible name")
    path.write_text(whole.replace("Look: ", "Look here: "), "utf-8")
    load(qtbot, window, path)
    assert window.project.workspace.read_only_reason
    sweep.look(window.notices)
    window.files.save_as()
    idle(qtbot, window)
    dialog = dialog_of(window, ReanchorDialog)
    sweep.look(dialog)
    dialog.reject()
    assert any(where.startswith("ReanchorDialog") for where in sweep.seen)
    path.with_name(f"{path.stem} (1).json").write_bytes(path.read_bytes())
    load(qtbot, window, path)
    sweep.look(window.notices)
    judged(sweep, "label", "cell")


def test_notices_of_what_was_done(qtbot, window, path, word):
    load(qtbot, window, path)
    sweep = Sweep(word)
    window.files.remove_pair(0)
    sweep.look(window)
    window.notices.show_notice(word, kind="error", actions=[(word, window.files.save)])
    sweep.look(window.notices)
    judged(sweep, "label", "button")


def test_recovery(qtbot, window, path, word, tmp_path):
    crash_on(path, window.protection.folders, f"{word} 2")
    window.files.open_path(str(path))
    idle(qtbot, window)
    sweep = Sweep(word)
    sweep.look(dialog_of(window, RecoveryDialog))
    judged(sweep, "label")


def test_questions(qtbot, window, word):
    sweep = Sweep(word)

    def look():
        box = QApplication.activeModalWidget()
        if not isinstance(box, QDialog):
            QTimer.singleShot(10, look)
            return
        try:
            sweep.look(box)
            sweep.seen[f"box {type(box).__name__}"] += 1
        finally:
            box.reject()

    now = datetime.now(UTC)
    holder = Holder(
        Owner(word, word, 7, "2026"),
        since=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        active=now.timestamp(),
    )
    for ask in (
        lambda: Prompts(window).leave(in_file_name(word)),
        lambda: ProtectionPrompts(window).locked(in_file_name(word), holder),
        lambda: Prompts(window).annotator(word),
    ):
        QTimer.singleShot(0, look)
        ask()
    judged(sweep, "label", "box QMessageBox", "box QInputDialog", "field")


class _Texts(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.shown = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags[tag] += 1
        for name, value in attributes:
            assert name != "src" or MARK not in (value or "")

    def handle_data(self, data):
        self.shown += data


def test_the_report(word):
    def page(text):
        export = exporter("html").write(project_of(text), ExportOptions())
        return _Texts(export.data.decode("utf-8"))

    report, harmless = page(word), page("x" * len(word))
    assert report.shown.count(word) >= 8
    # The report begins an unknown tag with a capital letter.
    rest = report.shown.lower().replace(word, "").replace(in_file_name(word), "")
    assert MARK not in rest
    assert report.tags["img"] == harmless.tags["img"]
    assert report.tags["script"] == 0


def test_nothing_in_the_window_is_made_from_html():
    """Besides the few widgets above, only escaped tooltips and what Qt paints as plain text."""
    for file in QT.rglob("*.py"):
        source = file.read_text("utf-8")
        found = re.findall(
            r"setHtml|insertHtml|appendHtml|QStaticText|TextFormat\.RichText|MarkdownText", source
        )
        assert not found, (file.name, found)
    assert "PlainText" in (QT / "plain_label.py").read_text("utf-8")


def test_the_sweep_sees_a_label_that_guesses(qtbot):
    top = QWidget()
    qtbot.addWidget(top)
    for word in HOSTILE[:2]:
        sweep = Sweep(word)
        label = QLabel(f"{MARK}: {word}", top)
        sweep.look(top)
        assert sweep.wrong
        label.setParent(None)
    sweep = Sweep("&zqfile")
    sweep.judge("menu", "menu", without_mnemonic("&zqfile"))
    assert sweep.wrong
