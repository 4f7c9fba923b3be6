"""Compare and merge: the dialog asks about each conflict, and the window does what was decided."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from merge_desk import (
    ADDITION,
    BASE,
    MATCH,
    OMISSION,
    PIECES,
    change,
    in_order,
    merge_desk,
    present,
    version,
    write,
)
from panel_samples import SOURCE, TARGET, spans_of
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shown_words import Sweep

from desk_annotator.app.file_history import versions
from desk_annotator.core.cuts import Cuts
from desk_annotator.core.merging_conflict import Choice
from desk_annotator.core.merging_fields import ABSENT
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import fingerprint
from desk_annotator.qt import merge_dialog, merge_words
from desk_annotator.qt.merge_words import in_context, value_words
from desk_annotator.storage.project_file import load_project
from desk_annotator.text.isolates import strip_isolates


@pytest.fixture
def desk(qtbot, qapp, folders):
    with merge_desk(qtbot, folders) as user:
        yield user


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "خبر.json", version(*BASE))


MINE = replace(MATCH, note="mine", modified="2026-03-01T13:00:00Z")
THEIRS = replace(MATCH, note="theirs", modified="2026-03-01T14:00:00Z")


def test_a_file_changed_by_another_is_merged_at_the_save_prompt(desk, path, folders):
    """The whole way: both edit, the save is refused, Merge, decide, save, and read it again."""
    desk.load(path)
    change(desk.workspace, MATCH, MINE)
    change(desk.workspace, None, PIECES)
    write(path, version(THEIRS, ADDITION, title="New title"))
    theirs = path.read_bytes()
    desk.window.files.save()
    desk.idle()
    assert "changed by another program or person" in desk.notices()
    desk.act("Merge…")
    dialog = desk.dialog()
    assert path.read_bytes() == theirs
    assert "started from the same version" in dialog.summary.words
    said = dialog.counts.text()
    assert "Conflicts: 1." in said
    assert "Only yours: new 1." in said
    assert "Only theirs: new 1, deleted 1, titles, ignored ranges and other fields 1." in said
    assert not dialog.merge_button.isEnabled()
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.list.hasFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_1)
    assert dialog.choices == (Choice.MINE,)
    QTest.keyClick(dialog.list, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    desk.qtbot.waitUntil(lambda: dialog.choices == (Choice.THEIRS,))
    desk.merge(dialog)
    assert present(desk.workspace) == in_order(THEIRS, PIECES, ADDITION)
    assert desk.workspace.title == "New title"
    assert not desk.workspace.is_saved
    assert desk.window.isWindowModified()
    assert desk.workspace.undo_label == "Merge"
    assert path.read_bytes() == theirs
    desk.save()
    assert load_project(path).project.pairs[0].annotations == in_order(THEIRS, PIECES, ADDITION)
    kept = [each.path.read_bytes() for each in versions(folders, desk.workspace.project_id)]
    assert theirs in kept
    before = present(desk.workspace)
    desk.load(path)
    assert present(desk.workspace) == before
    assert desk.workspace.is_saved


def test_undo_takes_the_merge_back_and_the_work_still_counts_as_unsaved(desk, path):
    desk.load(path)
    write(path, version(*BASE, ADDITION))
    change(desk.workspace, None, PIECES)
    desk.workspace.undo()
    desk.window.files.merge(path)
    desk.merge(desk.dialog())
    # What is here is now what the file holds.
    assert desk.workspace.is_saved
    desk.workspace.undo()
    assert present(desk.workspace) == in_order(*BASE)
    assert not desk.workspace.is_saved
    desk.save()
    assert load_project(path).project.pairs[0].annotations == in_order(*BASE)


def test_the_notice_of_a_changed_file_leads_to_the_merge(desk, path):
    desk.load(path)
    change(desk.workspace, None, PIECES)
    write(path, version(*BASE, ADDITION))
    desk.wait_for_notice(
        "Keeping yours puts the other version into the file history",
        desk.window.protection._disk.look,
    )
    desk.act("Merge…")
    dialog = desk.dialog()
    assert dialog.merge_button.isEnabled()
    assert dialog.merge_button.hasFocus()
    desk.merge(dialog)
    assert "annotations and fields changed here: 1" in desk.notices()
    assert present(desk.workspace) == in_order(*BASE, PIECES, ADDITION)
    desk.act("Save")
    desk.qtbot.waitUntil(lambda: desk.workspace.is_saved)


def test_cancel_changes_nothing_and_the_next_save_asks_again(desk, path):
    desk.load(path)
    change(desk.workspace, None, PIECES)
    write(path, version(*BASE, ADDITION))
    before = path.read_bytes()
    desk.window.files.merge(path)
    dialog = desk.dialog()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert present(desk.workspace) == in_order(*BASE, PIECES)
    desk.window.files.save()
    desk.idle()
    assert "changed by another program" in desk.notices()
    assert path.read_bytes() == before


def test_another_persons_copy_from_the_menu_with_both_names(desk, path, tmp_path):
    other = replace(THEIRS, id="of-omar", author="عمر", note="")
    judged = replace(OMISSION, severity="minor")
    file = write(tmp_path / "omar.json", version(other, judged, annotator="عمر"))
    desk.load(path)
    desk.window.answers.merge_path = str(file)
    desk.window.actions_table["merge"].trigger()
    dialog = desk.dialog()
    header = dialog.list.model()
    assert "Lina" in header.headerData(3, Qt.Orientation.Horizontal)
    assert "عمر" in header.headerData(4, Qt.Orientation.Horizontal)
    (conflict,) = dialog._conflicts
    assert conflict.fields == (("severity",),)
    assert dialog.list.words(0)[2] == "It differs"
    dialog.all_buttons[Choice.BOTH].click()
    desk.merge(dialog)
    authors = {each.id: each.author for each in present(desk.workspace)}
    assert authors["match"] == "Lina; عمر"
    assert sum(each.tag == "missing" for each in present(desk.workspace)) == 2
    assert desk.workspace.snapshot().annotator == "Lina; عمر"


def test_several_conflicts_are_decided_one_by_one_or_together(desk, path):
    desk.load(path)
    mine = [replace(each, note=f"mine {each.id}") for each in BASE]
    for old, new in zip(BASE, mine, strict=True):
        change(desk.workspace, old, new)
    deleted = replace(ADDITION, note="late")
    change(desk.workspace, None, deleted)
    write(path, version(*(replace(each, note=f"theirs {each.id}") for each in BASE)))
    desk.window.files.merge(path)
    dialog = desk.dialog()
    assert "still to be decided: 2" in dialog.state.words
    dialog.keep_buttons[Choice.MINE].click()
    assert dialog.list.words(0)[0] == "Yours"
    assert dialog.list.row == 1
    with pytest.raises(ValueError, match="not decided"):
        _ = dialog.choices
    dialog.list.selectAll()
    dialog.keep_buttons[Choice.BOTH].click()
    assert dialog.choices == (Choice.BOTH, Choice.BOTH)
    assert not dialog.state.isVisible()
    desk.merge(dialog)
    notes = sorted(each.note for each in present(desk.workspace))
    assert notes == ["late", "mine match", "mine omission", "theirs match", "theirs omission"]


def test_of_very_many_conflicts_only_those_in_view_are_put_into_words(desk, path, monkeypatch):
    base = [replace(MATCH, id=f"many-{number:04}") for number in range(3000)]
    write(path, version(*base))
    desk.load(path)
    for each in base:
        change(desk.workspace, each, replace(each, note=f"mine {each.id}"))
    write(path, version(*(replace(each, note=f"theirs {each.id}") for each in base)))
    asked = set()

    def subject(conflict, pair):
        asked.add(conflict.mine.id)
        return merge_words.subject(conflict, pair)

    monkeypatch.setattr(merge_dialog, "subject", subject)
    desk.window.files.merge(path)
    dialog = desk.dialog()
    assert dialog.list.count == 3000
    assert 0 < len(asked) < 100
    dialog.list.selectAll()
    QTest.keyClick(dialog.list, Qt.Key.Key_2)
    assert set(dialog.choices) == {Choice.THEIRS}
    QTest.keyClick(dialog.list, Qt.Key.Key_End)
    assert "theirs many-2999" in dialog.list.words(2999)[4]
    assert dialog.preview.theirs.accessibleDescription().count("theirs many-2999") == 1
    assert len(asked) < 200


def test_what_was_deleted_by_one_has_no_both(desk, path):
    desk.load(path)
    change(desk.workspace, OMISSION, None)
    write(path, version(MATCH, replace(OMISSION, note="theirs")))
    desk.window.files.merge(path)
    dialog = desk.dialog()
    assert not dialog.keep_buttons[Choice.BOTH].isEnabled()
    _keep, about, happened, yours, theirs = dialog.list.words(0)
    assert happened == "You deleted it, they changed it"
    assert "however" in about
    assert yours == "(deleted)"
    assert "theirs" in theirs
    dialog.all_buttons[Choice.BOTH].click()
    assert not dialog.merge_button.isEnabled()
    dialog.keep_buttons[Choice.MINE].click()
    assert dialog.merge_button.hasFocus()
    desk.merge(dialog)
    assert present(desk.workspace) == (MATCH,)


def test_both_versions_are_shown_in_their_own_direction(desk, path):
    desk.load(path)
    longer = replace(MATCH, target=spans_of(TARGET, "اجتمع المجلسُ"))
    change(desk.workspace, MATCH, longer)
    write(path, version(OMISSION, replace(MATCH, source=spans_of_source("met on"))))
    desk.window.files.merge(path)
    dialog = desk.dialog()
    said = dialog.preview.mine.accessibleDescription()
    assert "[اجتمع المجلسُ]" in said
    assert "[met on]" in dialog.preview.theirs.accessibleDescription()
    labels = [
        each for each in dialog.preview.findChildren(type(dialog.counts)) if "[" in each.text()
    ]
    assert all(label.font().bold() for label in labels)
    for label in labels:
        is_arabic = "المجلس" in label.text()
        assert label.text().startswith("\u200f" if is_arabic else "\u200e")
        right = bool(label.alignment() & Qt.AlignmentFlag.AlignRight)
        assert right == is_arabic
        assert label.alignment() & Qt.AlignmentFlag.AlignAbsolute
    assert len(labels) == 4


def spans_of_source(quote):
    return spans_of(SOURCE, quote)


@pytest.mark.parametrize("word", ["<b>zq</b>", "<img src=zq>", "a<zq and c>d", "&lt;zq", "&zqfile"])
def test_what_looks_like_html_is_shown_as_it_is(desk, tmp_path, word):
    base = replace(MATCH, note="", extra={})
    path = write(tmp_path / "p.json", version(base, annotator=word))
    desk.load(path)
    about = {"category": word, "author": word, "status": word, "severity": word}
    change(
        desk.workspace, base, replace(base, note=f"{word} 1", extra={word: f"{word} 1"}, **about)
    )
    theirs = version(
        replace(base, note=f"{word} 2", extra={word: f"{word} 2"}, **about),
        title=word,
        annotator=f"other {word}",
    )
    write(path, theirs)
    desk.window.files.merge(path)
    dialog = desk.dialog()
    sweep = Sweep(word)
    sweep.look(dialog)
    assert sweep.wrong == []
    assert sweep.seen["label"] >= 8
    assert sweep.seen["cell"]


def test_a_version_with_other_texts_is_refused_with_a_sentence(desk, path, tmp_path):
    desk.load(path)
    made = version(MATCH)
    document = json.loads(write(tmp_path / "b.json", made).read_bytes())
    other = write(tmp_path / "b.json", replace(made, pairs=(replace(made.pairs[0], id="x"),)))
    desk.window.files.merge(other)
    desk.dialog().reject()  # the same texts under another id belong together
    target = document["pairs"][0]["target"]
    target["text"] += "."
    target["sha256"] = fingerprint(target["text"])
    other.write_text(json.dumps(document), "utf-8")
    desk.window.files.merge(other)
    desk.idle()
    assert "cannot be merged" in desk.notices()
    assert desk.dialogs() == []
    other.write_text("{", "utf-8")
    desk.window.files.merge(other)
    desk.idle()
    assert "b.json" in desk.notices()


def test_another_project_in_the_place_of_the_file_is_not_merged(desk, path):
    desk.load(path)
    change(desk.workspace, None, PIECES)
    write(path, version(MATCH, id="00000000-0000-4000-8000-000000000009"))
    desk.window.files.merge(path)
    desk.idle()
    assert "has taken the place of yours" in desk.notices()


def test_a_read_only_project_takes_no_merge(desk, path):
    desk.load(path)
    desk.workspace.read_only_reason = "it is looked at."
    desk.window.files.merge(path)
    assert "nothing can be merged into it" in desk.notices()


def test_work_that_went_on_while_the_file_was_read_is_compared_too(desk, path):
    desk.load(path)
    write(path, version(*BASE, ADDITION))
    desk.window.files.merge(path)
    change(desk.workspace, None, PIECES)
    dialog = desk.dialog()
    assert "Only yours: new 1" in dialog.counts.text()
    desk.merge(dialog)
    assert present(desk.workspace) == in_order(*BASE, PIECES, ADDITION)


def test_the_answer_for_a_project_that_was_left_is_dropped(desk, path):
    desk.load(path)
    write(path, version(*BASE, ADDITION))
    desk.window.files.merge(path)
    desk.window.files.show_project(None)
    desk.idle()
    assert desk.dialogs() == []
    desk.window.files.merge(path)  # nothing is open
    assert desk.dialogs() == []


def test_quotes_are_shown_with_what_stands_around_them():
    pair = version(MATCH, PIECES).pairs[0]
    words = in_context(pair, PIECES.source, Side.SOURCE)
    assert "[agreed]" in words
    assert "[to build]" in words
    assert in_context(pair, spans_of_source("library"), Side.SOURCE).startswith("…")
    assert in_context(pair, OMISSION.target, Side.TARGET).count("|") == 1
    assert in_context(pair, (), Side.TARGET) == "–"


def test_values_of_any_field_are_said_in_words():
    assert strip_isolates(value_words({"a": [True, None], "ب": 1})) == '{"a": [true, null], "ب": 1}'
    assert value_words(Cuts((3, 5), (Span(7, 9),))) == "cuts 2, joins 1"
    assert value_words("") == "(empty)"
    assert value_words(ABSENT) == "(nothing)"
