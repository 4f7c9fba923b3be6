"""Segments are shown, split and joined by key and mouse; suggestions keep to them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desk_annotator.core.cuts import NO_CUTS
from desk_annotator.core.span import Side
from desk_annotator.qt.pane.mark import MarkKind

CONTROL = Qt.KeyboardModifier.ControlModifier
ENGLISH = "The shop opened in March. It sold bread and milk.\n\nThe owner left in 2009.\n"
ARABIC = "افتتح المتجر في مارس. وباع الخبز والحليب. وغادر المالك سنة 2009."


@pytest.fixture
def segments(desk):
    desk.show_pair(ENGLISH, ARABIC)
    settle(desk)
    desk.pane(Side.SOURCE).setFocus()
    return desk


def settle(desk):
    commands = desk.window.suggesting
    desk.qtbot.waitUntil(
        lambda: not commands.segments.is_busy and not commands.alignment.is_busy, timeout=60_000
    )


def marked(desk, side, kind):
    """Return what follows each mark of a kind, as the pane is given them."""
    characters = desk.bitext.text(side).characters
    marks = desk.window.view._marks[side].marks(0, len(characters))
    return [characters[mark.start :].split()[0] for mark in marks if mark.kind is kind]


def test_nothing_is_marked_until_the_user_asks_for_it(segments):
    assert marked(segments, Side.SOURCE, MarkKind.CUT) == []
    segments.key(Qt.Key.Key_G)
    settle(segments)
    assert marked(segments, Side.SOURCE, MarkKind.CUT) == ["It", "The"]
    assert marked(segments, Side.TARGET, MarkKind.CUT) == ["وباع", "وغادر"]
    segments.key(Qt.Key.Key_G)
    assert marked(segments, Side.SOURCE, MarkKind.CUT) == []
    assert segments.workspace.undo_label is None


def test_split_and_join_by_key_show_segments_and_can_be_undone(segments):
    segments.click(Side.SOURCE, segments.where(Side.SOURCE, "and milk").start)
    segments.key(Qt.Key.Key_S)
    settle(segments)
    assert segments.window.actions_table["show_segments"].isChecked()
    assert marked(segments, Side.SOURCE, MarkKind.HAND_CUT) == ["and"]
    segments.click(Side.TARGET, 0)
    segments.key(Qt.Key.Key_J)
    settle(segments)
    assert marked(segments, Side.TARGET, MarkKind.CUT) == ["وغادر"]
    segments.key(Qt.Key.Key_Z, CONTROL)
    settle(segments)
    assert marked(segments, Side.TARGET, MarkKind.CUT) == ["وباع", "وغادر"]
    segments.key(Qt.Key.Key_Z, CONTROL)
    settle(segments)
    assert marked(segments, Side.SOURCE, MarkKind.HAND_CUT) == []
    assert marked(segments, Side.SOURCE, MarkKind.CUT) == ["It", "The"]


def test_all_segments_selected_are_joined_and_forgetting_brings_them_back(segments):
    segments.drag(Side.SOURCE, "opened in March. It sold bread")
    segments.key(Qt.Key.Key_J)
    settle(segments)
    assert marked(segments, Side.SOURCE, MarkKind.CUT) == ["The"]
    segments.window.actions_table["forget_segments"].trigger()
    settle(segments)
    assert marked(segments, Side.SOURCE, MarkKind.CUT) == ["It", "The"]
    assert segments.bitext.cuts(Side.SOURCE) == NO_CUTS


def test_a_wish_that_cannot_be_is_answered_with_a_sentence(segments):
    segments.key(Qt.Key.Key_G)
    settle(segments)
    segments.click(Side.SOURCE, 0)
    segments.key(Qt.Key.Key_S)
    assert "already" in segments.notices()[-1]
    assert segments.workspace.undo_label is None


def test_suggestions_keep_to_joined_segments_and_a_saved_file_to_both(segments, tmp_path):
    segments.click(Side.SOURCE, 0)
    segments.key(Qt.Key.Key_J)
    segments.click(Side.TARGET, 0)
    segments.key(Qt.Key.Key_J)
    settle(segments)
    segments.qtbot.wait(1700)
    settle(segments)
    segments.key(Qt.Key.Key_G, CONTROL)
    settle(segments)
    first = segments.bitext.in_order()[0]
    assert (first.source[0].start, first.source[0].end) == (0, ENGLISH.index("\n"))
    assert first.target[0].end == ARABIC.index(" وغادر")
    segments.answers.save_path = str(tmp_path / "p.json")
    segments.key(Qt.Key.Key_S, CONTROL)
    segments.qtbot.waitUntil(lambda: segments.workspace.is_saved)
    cuts = segments.bitext.cuts(Side.SOURCE)
    segments.open(tmp_path / "p.json")
    assert segments.bitext.cuts(Side.SOURCE) == cuts != NO_CUTS
