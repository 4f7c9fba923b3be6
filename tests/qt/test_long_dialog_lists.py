"""However much there is to look at, a dialog lists all of it, and the keyboard reaches the last."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from torture.left_over import PAIR, crash_on

from desk_annotator.app.crash_protection_recovery import offers_for
from desk_annotator.app.open_project import new_project, open_project, save_task
from desk_annotator.app.reanchoring import Finding, Place, Reanchoring
from desk_annotator.app.unplaced import Unplaced
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.reanchor_dialog import ReanchorDialog
from desk_annotator.qt.recovery_dialog import RecoveryDialog
from desk_annotator.qt.unplaced_dialog import UnplacedDialog

MANY = 3000


@pytest.fixture
def show(qtbot):
    def shown(dialog):
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
        return dialog

    return shown


def reach_the_end(qtbot, rows):
    rows.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(rows.hasFocus)
    QTest.keyClick(rows, Qt.Key.Key_End)
    assert rows.row == rows.count - 1
    assert rows.accessibleName()


def test_every_annotation_without_a_place_is_listed(qtbot, show):
    found = [Unplaced("Pair", "missing", "", (f"quote {n}",), ()) for n in range(MANY)]
    dialog = show(UnplacedDialog(found))
    assert dialog.list.count == MANY
    reach_the_end(qtbot, dialog.list)
    assert f"quote {MANY - 1}" in dialog.list.words(MANY - 1)[1]


def test_every_place_in_doubt_and_every_contradiction_is_listed(qtbot, show):
    repaired = new_project(PAIR).workspace.snapshot()
    span = Span(0, 1)
    places = tuple(
        Place(
            pair_id=PAIR.id,
            annotation_id=f"a{n}",
            side=Side.SOURCE,
            span=span,
            quote=f"quote {n}",
            finding=Finding.FOUND,
            proposal=span,
        )
        for n in range(MANY)
    )
    found = Reanchoring(places, 0, 0, 0, repaired)
    dialog = show(ReanchorDialog(found, [f"problem {n}" for n in range(MANY)]))
    assert dialog.list.count == dialog.report.count == MANY
    reach_the_end(qtbot, dialog.list)
    reach_the_end(qtbot, dialog.report)
    assert f"quote {MANY - 1}" in dialog.list.words(MANY - 1)[0]
    assert dialog.report.words(MANY - 1) == [f"problem {MANY - 1}"]


def test_every_edit_that_was_not_saved_is_listed(qtbot, show, tmp_path, folders):
    path = tmp_path / "project.json"
    save_task(new_project(PAIR), path).run()
    crash_on(path, folders, *(f"title {n}" for n in range(600)))
    (offer,) = offers_for(open_project(path), folders)
    dialog = show(RecoveryDialog(offer, path.name))
    assert dialog.list.count == 600
    reach_the_end(qtbot, dialog.list)
