"""Plain text in visual order, for programs that neither join Arabic letters nor order lines.

Lines are cut to a width, joined and put in visual order, and those of a right-to-left text are
moved to the right edge. It is for looking at in such programs only: anywhere else it shows
turned round, and offsets into it mean nothing.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import accumulate

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.rows import Row, chosen_pairs, rows
from desk_annotator.formats.short_calls import letting_go
from desk_annotator.formats.work_progress import stage, staged, watched
from desk_annotator.text.language import first_strong
from desk_annotator.text.visual import visual_line
from desk_annotator.text.words import is_grapheme_boundary, next_grapheme, previous_grapheme

WIDTH = 78
"""Columns of a line."""

_STEP = 64
_FORMS = QT_TRANSLATE_NOOP(
    "Losses", "Texts changed to presentation forms in visual order, for looking at only: {count}"
)


def write(project: Project, options: ExportOptions) -> Export:
    """Return the texts of each pair and a list of its annotations."""
    tally = LossTally()
    by_pair: defaultdict[int, list[Row]] = defaultdict(list)
    lines: list[str] = []
    with letting_go(by_pair), letting_go({0: lines}):
        _fill(lines, by_pair, project, options, tally)
        return tally.export((line + "\n" for line in lines), project, options)


def _fill(
    lines: list[str],
    by_pair: defaultdict[int, list[Row]],
    project: Project,
    options: ExportOptions,
    tally: LossTally,
) -> None:
    """Add all lines, and the rows of each pair."""
    count = 0
    for row in rows(project, replace(staged(options, 0, 10), context=0)):
        by_pair[row.pair_number].append(row)
        tally.add_extra(row)
        tally.add_places(row)
        count += 1
    pairs = chosen_pairs(project, options)
    # An annotation costs about as much as a line.
    total = sum(len(pair.text(side)) for _, pair in pairs for side in Side) + WIDTH * count
    done = 0
    tell = stage(options.progress, 10, 100)

    def further(_done: int, _total: int) -> None:
        tell(min(done, total), total)

    lines += [*_shown(project.title), "=" * WIDTH]
    for number, pair in pairs:
        lines += ["", *_shown(f"{number}. {pair.title}"), "-" * WIDTH]
        for side in Side:
            text = pair.text(side)
            lines += ["", f"[{side}, {text.language}]"]
            for line in watched(text.characters.splitlines() or [""], further, _STEP):
                lines += _shown(line, text.direction)
                done += len(line) + 1
            tally.add(_FORMS, text.direction is Direction.RTL)
        for place, row in enumerate(watched(by_pair[number], further, _STEP), start=1):
            lines += ["", *_annotation(place, row)]
            done += WIDTH


def _annotation(place: int, row: Row) -> Iterator[str]:
    annotation = row.annotation
    facts = [annotation.tag, annotation.severity, annotation.category, annotation.status]
    yield from _shown(f"({place}) " + ", ".join(fact for fact in facts if fact), Direction.LTR)
    for side in Side:
        for quote in row.side(side).quotes:
            yield f"  {side}:"
            yield from _shown(quote, row.pair.text(side).direction)
    if annotation.note:
        yield "  note:"
        yield from _shown(annotation.note)


def _shown(text: str, direction: Direction | None = None) -> Iterator[str]:
    """Yield the lines of a text as they look."""
    for paragraph in text.splitlines() or [""]:
        base = direction or first_strong(paragraph) or Direction.LTR
        for line in wrapped(paragraph, WIDTH):
            shown = visual_line(line, base)
            if base is Direction.RTL:
                shown = " " * max(WIDTH - columns(shown), 0) + shown
            yield shown.rstrip()


@cache
def _columns_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def columns(text: str) -> int:
    """Return how many columns of a grid a text takes, as far as that can be said."""
    return sum(map(_columns_of, text))


def wrapped(line: str, width: int) -> Iterator[str]:
    """Yield a line cut between words into lines of at most `width` columns, in logical order.

    A word that is wider is cut between graphemes. All of it together is the line, but for the
    spaces at which it was cut.
    """
    reached = [0, *accumulate(map(_columns_of, line))]
    start = 0
    while start < len(line):
        end = bisect_right(reached, reached[start] + width) - 1
        if not is_grapheme_boundary(line, end):
            end = previous_grapheme(line, end)
        if end <= start:
            end = next_grapheme(line, start)
        space = line.rfind(" ", start + 1, end + 1) if end < len(line) else -1
        if space > 0:
            yield line[start:space]
            start = space + 1
        else:
            yield line[start:end]
            start = end
    if not line:
        yield ""
