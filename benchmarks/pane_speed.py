"""A pair of panes with the gutter, or the same two texts in bare QPlainTextEdits.

    python -m benchmarks.pane_speed ours|bare --words 10000 [--annotations 1000] [--giant] [--dense]

Both stand in a splitter in a window of 1400 x 900 pixels, with the same typefaces and with
their vertical scroll bars; both use the style Fusion. A frame is a full repaint of the window.
The pair and its span index are made before: a program has them from the thread that reads.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QSplitter, QTextEdit, QWidget

from benchmarks.measuring import milliseconds, pss, tell
from benchmarks.samples import pair
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.colours import LIGHT
from desk_annotator.qt.fonts import load_fonts, pane_families, pane_point_size
from desk_annotator.qt.linked_view import LinkedView

_STEPS = 40
_EDITS = 15


class Ours:
    """The product's linked view."""

    def __init__(self, shown: Pair) -> None:
        self.workspace = Workspace(Project(id="p", title="", pairs=(shown,)))
        self.view: LinkedView

    def show(self) -> QWidget:
        self.view = LinkedView()
        self.view.set_colours(LIGHT)
        self.view.resize(1400, 900)
        self.view.set_workspace(self.workspace)
        self.view.show()
        return self.view

    def step(self, direction: int) -> None:
        self.view.pane(Side.SOURCE).scroll_by_user(66.0 * direction)

    def jump(self, share: float) -> None:
        bar = self.view.pane(Side.SOURCE).verticalScrollBar()
        bar.setValue(round(bar.maximum() * share))

    def add(self, number: int) -> None:
        spans = {}
        for side in Side:
            seen = self.view.pane(side).visible_span()
            start = (seen.start + seen.end) // 2 + number
            spans[side] = (Span(start, start + 12),)
        made = Annotation(
            id=f"new-{number}",
            tag=Tag.MATCHING,
            source=spans[Side.SOURCE],
            target=spans[Side.TARGET],
        )
        bitext = self.workspace.bitexts[0]
        self.workspace.apply(Edit("Add", (AnnotationChange(bitext.id, None, made),)))


class Bare:
    """Qt's plain text widget, twice."""

    def __init__(self, shown: Pair) -> None:
        self._pair = shown
        self.boxes: list[QPlainTextEdit] = []

    def show(self) -> QWidget:
        window = QSplitter()
        window.setHandleWidth(84)
        for side in Side:
            box = QPlainTextEdit()
            box.setReadOnly(True)
            text = self._pair.text(side)
            font = QFont()
            font.setFamilies(pane_families(text.direction))
            font.setPointSizeF(pane_point_size(text.direction))
            box.setFont(font)
            option = box.document().defaultTextOption()
            option.setTextDirection(
                Qt.LayoutDirection.LeftToRight
                if side is Side.SOURCE
                else Qt.LayoutDirection.RightToLeft
            )
            box.document().setDefaultTextOption(option)
            box.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
            box.setPlainText(text.characters)
            window.addWidget(box)
            self.boxes.append(box)
        window.resize(1400, 900)
        window.show()
        return window

    def step(self, direction: int) -> None:
        for box in self.boxes:
            bar = box.verticalScrollBar()
            bar.setValue(bar.value() + 3 * direction)

    def jump(self, share: float) -> None:
        for box in self.boxes:
            bar = box.verticalScrollBar()
            bar.setValue(round(bar.maximum() * share))

    def add(self, number: int) -> None:
        """Show one more highlight, the cheapest way the widget has."""
        for box in self.boxes:
            selection = QTextEdit.ExtraSelection()
            cursor = box.cursorForPosition(box.viewport().rect().center())
            start = cursor.position() + number
            cursor.setPosition(start)
            cursor.setPosition(start + 12, QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            selection.format.setBackground(QColor("#cfe8cf"))
            box.setExtraSelections([selection])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("candidate", choices=("ours", "bare"))
    parser.add_argument("--words", type=int, required=True)
    parser.add_argument("--annotations", type=int, default=0)
    parser.add_argument("--giant", action="store_true")
    parser.add_argument("--dense", action="store_true")
    asked = parser.parse_args()
    app = QApplication(["benchmark"])
    app.setStyle("Fusion")
    load_fonts()
    made = pair(asked.words, asked.annotations, giant=asked.giant, dense=asked.dense)
    # One small window of each kind first: what is paid once belongs to the start, not to a text.
    for warm in (Ours(pair(300, 10)), Bare(pair(300, 0))):
        first = warm.show()
        app.processEvents()
        first.close()
        first.deleteLater()
        app.processEvents()
    candidate = Ours(made) if asked.candidate == "ours" else Bare(made)
    before = pss()
    start = time.perf_counter()
    window = candidate.show()
    app.processEvents()
    window.repaint()
    figures = {"first paint": (time.perf_counter() - start) * 1000}
    settle = time.perf_counter() + 3.0
    while time.perf_counter() < settle:  # let the overview be counted, which happens piecemeal
        app.processEvents()

    def frame(work: Callable[[], object]) -> float:
        return milliseconds(lambda: (work(), window.repaint(), app.processEvents()))

    figures["repaint"] = median(frame(lambda: None) for _ in range(15))
    figures["step-scroll frame"] = median(frame(lambda: candidate.step(1)) for _ in range(_STEPS))
    figures["step, what Qt asks for"] = median(
        milliseconds(lambda: (candidate.step(-1), app.processEvents())) for _ in range(_STEPS)
    )
    figures["jump"] = median(frame(lambda s=share: candidate.jump(s)) for share in (1, 0.5, 0.25))
    adding = []
    for number in range(_EDITS):
        # What is left for later, as the overview, is not part of the frame.
        adding.append(milliseconds(lambda n=number: (candidate.add(n), window.repaint())))
        app.processEvents()
    figures["add one and repaint"] = median(adding)
    figures["resize"] = median(
        frame(lambda w=width: window.resize(w, 900)) for width in (1360, 1300, 1400, 1320, 1380)
    )
    figures["memory (MiB)"] = pss() - before
    tell(figures)


if __name__ == "__main__":
    main()
