"""Text stays readable on every fill; lines and outlines stand out from the page."""

from __future__ import annotations

import pytest
from colour_contrast import contrast

from desk_annotator.qt.colours import DARK, LIGHT, PaneColours, blend, tag_colour
from desk_annotator.qt.pane.mark import MarkKind

THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#ffffff", "#ffffff") == 1.0
    assert contrast("#0072b2", "#ffffff") == pytest.approx(5.2, abs=0.05)
    assert contrast("#ffffff", "#0072b2") == contrast("#0072b2", "#ffffff")


def test_blend_covers_the_ground() -> None:
    assert blend("#ff0000", "#0000ff", 0.0) == "#0000ff"
    assert blend("#ff0000", "#0000ff", 1.0) == "#ff0000"
    assert blend("#ffffff", "#000000", 0.5) == "#808080"


@THEMES
def test_text_is_readable_on_every_fill(colours: PaneColours) -> None:
    for kind, mark in colours.marks.items():
        assert contrast(colours.text, mark.active_fill) >= 4.5
        if kind is not MarkKind.CURRENT_HIT:  # always filled as if active
            assert contrast(colours.text, mark.fill) >= 7.0
            assert contrast(colours.text, mark.hovered_fill) >= 5.5


@THEMES
def test_text_is_readable_where_it_is_selected_or_dimmed(colours: PaneColours) -> None:
    assert contrast(colours.text, colours.page) >= 7.0
    assert contrast(colours.text, colours.selection) >= 4.5
    assert contrast(colours.text, colours.selection_without_focus) >= 4.5
    assert contrast(colours.dimmed, colours.page) >= 4.5
    assert contrast(colours.placeholder, colours.page) >= 4.5


@THEMES
def test_lines_stand_out_from_the_page(colours: PaneColours) -> None:
    assert set(colours.marks) == set(MarkKind)
    for kind in MarkKind:
        assert contrast(tag_colour(colours, kind), colours.page) >= 3.0
    assert contrast(colours.cursor, colours.page) >= 3.0
    assert contrast(colours.focus, colours.page) >= 3.0
    assert contrast(colours.invisibles, colours.page) >= 3.0


@THEMES
def test_the_tags_have_lines_of_their_own(colours: PaneColours) -> None:
    lines = [tag_colour(colours, kind) for kind in MarkKind][:4]

    assert len(set(lines)) == 4


@THEMES
def test_the_current_hit_is_seen_among_the_others(colours: PaneColours) -> None:
    hit, current = colours.marks[MarkKind.HIT], colours.marks[MarkKind.CURRENT_HIT]
    assert contrast(current.fill, hit.fill) >= 1.25
