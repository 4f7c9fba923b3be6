"""A pair of panes with the gutter, or the same two texts in bare QPlainTextEdits.

    python -m benchmarks.pane_speed ours|bare|bare-one-thread --words 10000
        [--annotations 1000] [--giant] [--dense] [--memory] [--processor]

Both stand in a splitter in a window of 1400 x 900 pixels, with the same typefaces and with
their vertical scroll bars; both use the style Fusion. The pair and its span index are made
before: a program has them from the thread that reads.

A frame is what the act itself does and all painting it asks for, until Qt has nothing left to
do: either side may move what is on the screen and paint only what is new, as Qt's own widget
does when it scrolls. In a full frame every widget of the window is painted anew. The program
keeps Qt from filling areas in several threads; `bare-one-thread` is Qt's widget in the same
setting, `bare` is as Qt comes.

With `--processor` the processor time of all threads is measured instead of the time on the
clock: fit for a machine that is busy, and blind to what threads wait for one another. With
`--memory` only memory is measured: what a window that has shown a long text, shows a small one
and has been scrolled and resized takes more when it shows the text instead, and that is used
in the same way. It is told twice: without the model (the annotations by id and the span index,
which are there as soon as a project is read, also where no window is), as in all other figures
here, and with it.
Start it with PYTHONMALLOC=malloc then: only so does the system know of each object.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QSplitter, QTextEdit, QWidget

from benchmarks.measuring import milliseconds, own_memory, tell
from benchmarks.samples import pair
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.colours import LIGHT
from desk_annotator.qt.fonts import load_fonts, pane_families, pane_point_size
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.raster import fill_in_one_thread

_STEPS = 40
_WORDS_A_STEP = 120
"""A text of few words is scrolled by fewer steps, so as not to come to its end."""
_EDITS = 15
_CALM = 0.2
_CALM_SHARE = 0.05
"""A process is at rest that works for less than this share of so many seconds."""
_LONGEST_SETTLING = 30.0


def words_of(shown: Pair) -> int:
    """Return the words of one side of a pair."""
    return shown.source.characters.count(" ") + shown.source.characters.count("\n") + 1


class Ours:
    """The product's linked view."""

    def __init__(self, shown: Pair) -> None:
        self.words = words_of(shown)
        self.workspace = self.model(shown)
        self.view: LinkedView

    def model(self, shown: Pair) -> Workspace:
        return Workspace(Project(id="p", title="", pairs=(shown,)))

    def show(self) -> QWidget:
        self.view = LinkedView()
        self.view.set_colours(LIGHT)
        self.view.resize(1400, 900)
        self.view.set_workspace(self.workspace)
        self.view.show()
        return self.view

    def put(self, shown: Pair, model: Workspace) -> None:
        self.words = words_of(shown)
        self.workspace = model
        self.view.set_workspace(self.workspace)

    def close(self) -> None:
        self.view.close()
        self.view.deleteLater()

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
        self.words = words_of(shown)
        self._pair = shown
        self.boxes: list[QPlainTextEdit] = []
        self.window: QSplitter

    def model(self, _shown: Pair) -> None:
        """It has none: the texts are all it shows."""

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
        self.window = window
        return window

    def put(self, shown: Pair, _model: None) -> None:
        self.words = words_of(shown)
        for side, box in zip(Side, self.boxes, strict=True):
            box.setPlainText(shown.text(side).characters)

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()

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


Clock = Callable[[], float]


def settle(app: QApplication) -> None:
    """Let what happens bit by bit or in threads come to its end, as counting the overview."""
    now = time.perf_counter()
    until = now + _LONGEST_SETTLING
    while now < until:
        since, worked = now, time.process_time()
        while now - since < _CALM:
            app.processEvents()
            time.sleep(0.005)
            now = time.perf_counter()
        if time.process_time() - worked < _CALM_SHARE * (now - since):
            return


def measured(candidate: Ours | Bare, app: QApplication, clock: Clock) -> dict[str, float]:
    """Show a candidate, do with it what a user does, and return the medians in milliseconds."""
    start = clock()
    window = candidate.show()
    app.processEvents()
    window.repaint()
    first = (clock() - start) * 1000
    return {"first paint": first} | used(candidate, window, app, clock)


def used(
    candidate: Ours | Bare, window: QWidget, app: QApplication, clock: Clock
) -> dict[str, float]:
    """Do with a shown candidate what a user does, and return the medians in milliseconds."""
    figures: dict[str, float] = {}
    settle(app)

    def frame(work: Callable[[], object]) -> float:
        return milliseconds(lambda: (work(), app.processEvents()), clock)

    def full_frame(work: Callable[[], object]) -> float:
        def all_anew() -> None:
            work()
            for widget in (window, *window.findChildren(QWidget)):
                widget.update()

        return frame(all_anew)

    def steps(direction: int) -> list[Callable[[], object]]:
        count = min(_STEPS, candidate.words // _WORDS_A_STEP)
        return [lambda: candidate.step(direction)] * count

    figures["full frame"] = median(full_frame(lambda: None) for _ in range(15))
    figures["step-scroll frame"] = median(map(frame, steps(1)))
    figures["step-scroll, full frame"] = median(map(full_frame, steps(1)))
    figures["step back over text seen"] = median(map(frame, steps(-1)))
    figures["jump"] = median(frame(lambda s=share: candidate.jump(s)) for share in (1, 0.5, 0.25))
    adding = []
    for number in range(_EDITS):
        # What is left for later, as the overview, is not part of the frame.
        adding.append(milliseconds(lambda n=number: (candidate.add(n), window.repaint()), clock))
        app.processEvents()
    figures["add one and repaint"] = median(adding)
    figures["resize"] = median(
        frame(lambda w=width: window.resize(w, 900)) for width in (1360, 1300, 1400, 1320, 1380)
    )
    return figures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("candidate", choices=("ours", "bare", "bare-one-thread"))
    parser.add_argument("--words", type=int, required=True)
    parser.add_argument("--annotations", type=int, default=0)
    parser.add_argument("--giant", action="store_true")
    parser.add_argument("--dense", action="store_true")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--processor", action="store_true")
    asked = parser.parse_args()
    clock = time.process_time if asked.processor else time.perf_counter
    if asked.candidate != "bare":
        fill_in_one_thread()
    app = QApplication(["benchmark"])
    app.setStyle("Fusion")
    load_fonts()
    made = pair(asked.words, asked.annotations, giant=asked.giant, dense=asked.dense)
    # A small window of each kind first: what is paid once belongs to the start, not to a text.
    for warm in (Ours(pair(600, 20)), Bare(pair(600, 0))):
        measured(warm, app, clock)
        warm.close()
        app.processEvents()
    kind = Ours if asked.candidate == "ours" else Bare
    if not asked.memory:
        tell(measured(kind(made), app, clock))
        return
    # A long text first: what is loaded and kept for all of them, as to cut a paragraph or to count
    # in a thread, belongs to the start too.
    candidate = kind(pair(12_000, 6_000, giant=asked.giant))
    window = candidate.show()
    used(candidate, window, app, clock)
    small = pair(600, 20)
    candidate.put(small, candidate.model(small))
    used(candidate, window, app, clock)
    before = own_memory()
    model = candidate.model(made)
    with_model = own_memory()
    candidate.put(made, model)
    used(candidate, window, app, clock)
    after = own_memory()
    tell({"memory (MiB)": after - with_model, "with the model (MiB)": after - before})


if __name__ == "__main__":
    main()
