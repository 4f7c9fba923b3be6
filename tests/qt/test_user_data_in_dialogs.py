"""Words that look like HTML in the dialogs that compare, take over, export and pair."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from shown_words import Sweep, in_file_name

from desk_annotator.app.exporting import BatchSource
from desk_annotator.app.merging import MergeWish, plan_merge
from desk_annotator.app.new_pair import draft_side, make_pair, make_project
from desk_annotator.app.open_project import OpenProject, open_project, save_task
from desk_annotator.app.review_merge import ReviewMerge
from desk_annotator.app.unplaced import Unplaced
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Project
from desk_annotator.core.span import Span
from desk_annotator.qt.export_batch_dialog import ExportBatchDialog
from desk_annotator.qt.folder_dialog import FolderDialog
from desk_annotator.qt.leftover_dialog import LeftoverDialog
from desk_annotator.qt.merge_dialog import MergeDialog
from desk_annotator.qt.review_dialog import ReviewDialog
from desk_annotator.qt.unplaced_dialog import UnplacedDialog
from desk_annotator.storage.leftovers import Leftover

HOSTILE = ("<b>zq</b>", "<img src=zq>", "a<zq and c>d", "&lt;zq", "&zqfile")
QT = Path(__file__).resolve().parents[2] / "desk_annotator" / "qt"
NOW = "2026-01-01T00:00:00Z"


@pytest.fixture(params=HOSTILE)
def word(request) -> str:
    return request.param


def project_of(word: str, note: str) -> Project:
    pair = make_pair(
        draft_side(f"{in_file_name(word)}.txt", f"Look: {word} on.".encode(), language="en"),
        draft_side(f"{in_file_name(word)}.txt", f"انظر: {word}.".encode(), language="ar"),
        word,
    )
    spans = (Span(6, 6 + len(word)),)
    about = {"category": word, "author": word, "status": "open", "severity": word}
    annotation = Annotation(
        id="a1", tag="matching", source=spans, target=spans, note=note, created=NOW, modified=NOW,
        **about,
    )  # fmt: skip
    pair = replace(pair, id="p1", annotations=(annotation,))
    project = make_project((pair,), now=NOW, title=word, annotator=word)
    return replace(project, id="x1")


@pytest.fixture
def place(tmp_path_factory) -> Path:
    """A folder in whose own name there is nothing of the word."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def path(place, word) -> Path:
    path = place / f"{in_file_name(word)}.json"
    save_task(OpenProject(Workspace(project_of(word, f"mine {word}"))), path).run()
    return path


@pytest.fixture
def sweep(qtbot, word):
    made = Sweep(word)
    opened = []

    def look(dialog, until=None):
        qtbot.addWidget(dialog)
        opened.append(dialog)
        dialog.open()
        qtbot.waitExposed(dialog)
        if until is not None:
            qtbot.waitUntil(until)
        made.look(dialog)

    made.open = look
    yield made
    for dialog in opened:
        background = getattr(dialog, "_background", None)
        if background is not None:
            background.wait()
            QApplication.processEvents()
        dialog.done(0)
    assert made.wrong == []


def test_comparing_and_merging(sweep, path, word, folders):
    other = path.with_name("other.json")
    theirs = project_of(word, f"theirs {word}")
    save_task(OpenProject(Workspace(theirs)), other).run()
    plan = plan_merge(MergeWish.of(open_project(path), other), folders)
    assert plan.merge.conflicts
    sweep.open(MergeDialog(plan, word))
    assert sweep.seen["cell"]


def test_taking_over_a_review(sweep, word):
    pair = project_of(word, word).pairs[0]
    before = pair.annotations[0]
    changes = (
        AnnotationChange("p1", before, replace(before, note=f"{word}\n{word}", status="rejected")),
        AnnotationChange("p1", before, None),
    )
    merge = ReviewMerge(Edit("Take over review", changes), (("changed", 2),), (word,))
    sweep.open(ReviewDialog(in_file_name(word), merge, {"p1": pair}))
    assert sweep.seen["cell"]


def test_annotations_without_a_place(sweep, word):
    sweep.open(UnplacedDialog([Unplaced(word, word, word, (word,), (word, word))]))
    assert sweep.seen["cell"]


def test_exporting_several(sweep, path):
    sweep.open(ExportBatchDialog([BatchSource(path)], path.parent))
    assert sweep.seen["cell"] + sweep.seen["label"]


def test_pairing_a_folder(sweep, word, place):
    folder = place / in_file_name(word)
    folder.mkdir()
    for language, text in (("en", f"Look at {word} and on.\n"), ("ar", f"انظر {word} نعم نعم.\n")):
        name = f"{in_file_name(word)}-{language}.txt"
        (folder / name).write_text(text * 9, encoding="utf-8")
    dialog = FolderDialog(folder, can_add=False, parent=None)
    sweep.open(dialog, dialog.progress.isHidden)
    assert sweep.seen["cell"] + sweep.seen["label"]


def test_saves_that_were_cut_short(sweep, path, word):
    opened = open_project(path)
    left = Leftover(path, opened.workspace.snapshot(), opened.signature)
    dialog = LeftoverDialog([left], word)
    dialog.say(word)
    sweep.open(dialog)
    assert sweep.seen["label"]
    assert sweep.seen["text"]


def test_no_dialog_is_forgotten():
    """Each that shows what users wrote is looked at here or in `test_user_data_as_text`."""
    here = Path(__file__).read_text(encoding="utf-8")
    here += Path(__file__).with_name("test_user_data_as_text.py").read_text(encoding="utf-8")
    dialogs = {
        name
        for file in QT.rglob("*.py")
        for name in re.findall(r"^class (\w+Dialog)\(QDialog\)", file.read_text("utf-8"), re.M)
    }
    # About shows nothing of users', Acceptance only shares and counts; Characters one character
    # each, by its code and name.
    assert {name for name in dialogs if f"{name}(" not in here and f"{name})" not in here} <= {
        "AboutDialog",
        "AcceptanceDialog",
        "CharacterDialog",
    }
