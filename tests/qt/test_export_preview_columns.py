"""Both texts of a row are in view in the preview of a table, whatever stands beside them."""

from __future__ import annotations

import pytest
from panel_samples import annotations, text_pair
from PySide6.QtGui import QTextCursor

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.project import Project
from desk_annotator.qt.export_dialog import ExportDialog
from desk_annotator.qt.export_preview_columns import FOLD, fitted, folded_words

TEXTS = (3, 5)
ROOM = 600.0


def measure(words):
    return 10.0 * len(words)


def cut(words, width):
    return words if measure(words) <= width else words[: int(width / 10) - 1] + "…"


def table(*widths):
    """A table of headings and one row; the cells are as long as told."""
    headings = [f"h{number}" for number in range(len(widths))]
    return [headings, ["x" * width for width in widths]]


def fit(rows, texts=TEXTS, room=ROOM):
    return fitted(rows, texts, room, measure, cut)


def test_what_fits_is_left_as_it_is():
    rows = table(2, 4, 4, 8, 4, 8, 30)
    made = fit(rows)
    assert [list(row) for row in made.rows] == rows
    assert made.folded == ()
    assert made.places[:2] == (32.0, 84.0)


def test_others_give_way_to_the_texts_and_none_is_folded_while_that_will_do():
    made = fit(table(2, 20, 6, 40, 20, 40))
    row = made.rows[1]
    assert made.folded == ()
    assert row[0] == "xx"  # what is short stays
    assert row[2] == "xxxxxx"
    assert row[1].endswith("…")
    assert len(row[3]) == len(row[5]) > 2 * len(row[1])
    assert made.places[5] <= ROOM


def test_columns_are_folded_nearest_to_the_last_text_first_and_named():
    headings = [f"h{number}" for number in range(12)]
    rows = [headings, ["x" * 40] * 12, headings, ["short"]]
    made = fit(rows, texts=(6, 11))
    assert made.folded[-1] == "h10"
    at = [number for number, cell in enumerate(made.rows[0]) if cell == FOLD]
    assert all(made.rows[1][number] == "" for number in at)
    assert made.rows[2] == made.rows[0]  # the headings of the next list
    assert len(made.rows[3]) == 1  # a row may be shorter than the headings
    assert made.places[made.rows[0].index("h11")] <= ROOM
    assert "h6" in made.rows[0]


def test_where_there_is_no_room_at_all_the_texts_stay():
    made = fit(table(2, 40, 2, 40, 40, 40, 40), room=60.0)
    assert [cell for cell in made.rows[0] if cell != FOLD][-1] == "h6"
    assert made.folded == ("h0", "h1", "h2", "h4")


@pytest.mark.parametrize("texts", [None, (3, 9)])
def test_a_table_without_texts_is_only_aligned(texts):
    made = fit(table(40, 40, 4), texts=texts)
    assert made.folded == ()
    assert made.rows[1][0] == "x" * 31 + "…"
    assert made.places == (332.0, 664.0, 716.0)
    assert fit([]).rows == ()


def test_names_of_folded_columns_take_the_lines_they_need():
    lines = folded_words("not shown:", ("first", "second", "third"), 200.0, measure)
    assert lines == ["not shown: first,", "second, third"]


@pytest.mark.parametrize("format_id", ["csv", "tsv", "xlsx", "html", "mqm"])
def test_both_texts_are_in_view_when_the_dialog_opens(qtbot, show_dialog, tmp_path, format_id):
    match, pieces, omission, addition = annotations()
    tagged = sorted((match, pieces, omission, addition), key=lambda each: each.place)
    pair = text_pair("50ec5249-feeb-438b-8a3d-e8310c124bd3", "A title of some length", *tagged)
    project = Project(id="p", title="", created="", modified="", pairs=(pair,))
    dialog = show_dialog(ExportDialog(Workspace(project), tmp_path / "export"))
    box = dialog.choices.format_box
    for at in range(box.count()):
        box.setCurrentIndex(at)
        if dialog.choices.exporter.id == format_id:
            break
    text = dialog.preview.text
    # Earlier choices may have asked for a preview too.
    qtbot.waitUntil(lambda: not dialog._preview_pause.isActive() and dialog._previewing is None)
    lines = text.toPlainText().split("\n")
    at = next(number for number, line in enumerate(lines) if "\t" in line)
    headings = lines[at].split("\t")
    # On a small screen the heading is cut too; what stands before the target is folded then.
    target = next(at for at, name in enumerate(headings) if name.lower().startswith("targ"))
    cursor = QTextCursor(text.document().findBlockByNumber(at))
    cursor.movePosition(
        QTextCursor.MoveOperation.NextCharacter,
        n=len("\t".join(headings[: target + 1])) + 1,
    )
    assert text.horizontalScrollBar().value() == 0
    # The next column begins behind what is needed of the target's.
    assert text.cursorRect(cursor).left() <= text.viewport().width()
