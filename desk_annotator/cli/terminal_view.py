"""The verb `show`: both texts with their annotations marked, then the annotations, as text."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Iterator

from desk_annotator.cli.project_argument import chosen_pairs, load
from desk_annotator.cli.terminal import plain, width, wrapped
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.formats.rows import QUOTE_JOIN, SideRow, side_row
from desk_annotator.text.isolates import one_line
from desk_annotator.text.language import first_strong
from desk_annotator.text.visual import terminal_reorders, visual_line

_WIDEST = 100
"""Columns used of a wider terminal."""
_CONTEXT = 24
"""Code points shown around a quote."""
_DEEP = 7  # cells that what belongs to an annotation is set in by
_SIGNS = {Tag.MISSING.value: "∅", Tag.ADDED.value: "+"}


@frozen
class _Screen:
    """How lines are put out: their width in cells, and whether Arabic is joined here."""

    width: int
    is_visual: bool

    def lines(self, line: str, direction: Direction, indent: int) -> Iterator[str]:
        """Yield the lines to print for a line of a text, in logical order, already plain."""
        room = max(self.width - indent, 20)
        for piece in wrapped(line, room):
            if not self.is_visual:
                yield " " * indent + piece
                continue
            shown = visual_line(piece, direction)
            pad = room - width(shown) if direction is Direction.RTL else 0
            yield " " * (indent + max(pad, 0)) + shown


def show(arguments: Namespace) -> int:
    """Print the pairs of a project."""
    project = load(arguments.project)
    pairs = chosen_pairs(project, arguments.pair)
    if arguments.visual == "auto":
        is_visual = sys.stdout.isatty() and not terminal_reorders(os.environ)
    else:
        is_visual = arguments.visual == "always"
    screen = _Screen(min(shutil.get_terminal_size().columns, _WIDEST), is_visual)
    title = plain(project.title) or "Project"
    for line in screen.lines(title, Direction.LTR, 0):
        print(line)
    for number, pair in pairs:
        _show_pair(number, pair, screen)
    return 0


def _show_pair(number: int, pair: Pair, screen: _Screen) -> None:
    print()
    for line in screen.lines(f"{number}  {plain(pair.title)}", Direction.LTR, 0):
        print(line)
    bitext = Bitext(pair)
    annotations = bitext.in_order()
    for side in Side:
        text = pair.text(side)
        coverage = bitext.coverage(side)
        print(
            f"\n   {side}: {text.language}, {len(text):,} characters, "
            f"{coverage.judged:,} annotated, {coverage.untouched:,} untouched\n"
        )
        for paragraph in _marked(text.characters, side, annotations).removesuffix("\n").split("\n"):
            for line in screen.lines(plain(paragraph.replace("\t", "    ")), text.direction, 3):
                print(line.rstrip())
    if annotations:
        print()
    for count, annotation in enumerate(annotations, start=1):
        _show_annotation(count, pair, annotation, screen)


def _marked(characters: str, side: Side, annotations: list[Annotation]) -> str:
    """Return a text with ``[7 `` before and `` 7]`` behind what annotation 7 covers.

    A place is marked ``[∅7]`` or ``[+7]``.
    """
    closing: defaultdict[int, list[str]] = defaultdict(list)
    opening: defaultdict[int, list[str]] = defaultdict(list)
    for count, annotation in enumerate(annotations, start=1):
        for span in annotation.spans(side):
            if span.is_caret:
                opening[span.start].append(f"[{_SIGNS.get(annotation.tag, '')}{count}]")
            else:
                opening[span.start].append(f"[{count} ")
                closing[span.end].insert(0, f" {count}]")
    pieces: list[str] = []
    last = 0
    for place in sorted({*closing, *opening}):
        pieces += [characters[last:place], *closing.get(place, ()), *opening.get(place, ())]
        last = place
    pieces.append(characters[last:])
    return "".join(pieces)


def _show_annotation(count: int, pair: Pair, annotation: Annotation, screen: _Screen) -> None:
    facts = [annotation.tag, annotation.severity, annotation.category, annotation.status]
    told = " · ".join(plain(fact) for fact in facts if fact)
    for line in screen.lines(f"[{count}] {told}", Direction.LTR, 3):
        print(line)
    for side in Side:
        text = pair.text(side)
        what = side_row(text.characters, annotation.spans(side), _CONTEXT)
        quote = _quote(what, _SIGNS.get(annotation.tag, ""))
        if quote:
            for line in screen.lines(plain(quote), text.direction, _DEEP):
                print(line)
    for line in _note_lines(annotation.note, screen):
        print(line)


def _note_lines(note: str, screen: _Screen) -> Iterator[str]:
    for count, paragraph in enumerate(note.splitlines()):
        direction = first_strong(paragraph) or Direction.LTR
        label = "" if count else "note: "
        if label and direction is Direction.RTL:
            yield " " * _DEEP + label.rstrip()
            label = ""
        yield from screen.lines(label + plain(paragraph), direction, _DEEP)


def _quote(what: SideRow, sign: str) -> str:
    if what.quotes:
        return QUOTE_JOIN.join(one_line(quote, 200) for quote in what.quotes)
    if what.place is not None:
        return f"{one_line(what.before, _CONTEXT)}[{sign}]{one_line(what.after, _CONTEXT)}"
    return ""
