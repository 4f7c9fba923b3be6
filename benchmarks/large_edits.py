"""Large edits in the whole window: how long its thread is busy without a look up.

    python -m benchmarks.large_edits PROJECT [--suggestions 8500] [--reviewed 25000] [--explain]

Suggestions are made of a made-up alignment, taken back, made again, accepted, brought back,
taken away; a made-up review is taken over and taken back, and all of it goes into a journal.
Beats as in `window_speed`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings

from benchmarks.measuring import tell
from benchmarks.window_speed import Control, Pulse, settle, until
from desk_annotator.alignment.result import Alignment, Link
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.alignment_commands import _Found
from desk_annotator.qt.application import application, main_window
from desk_annotator.qt.main_window import MainWindow
from desk_annotator.qt.protection import protect
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice
from desk_annotator.storage.state_folder import StateFolders

_LENGTH = 5


def alignment_of(bitext: Bitext, count: int) -> Alignment:
    """Return so many links, of which the aligner is sure, spread over both texts."""
    lengths = [len(bitext.text(side)) - _LENGTH for side in Side]
    links = []
    for number in range(count):
        starts = [number * length // count for length in lengths]
        source, target = (Span(start, start + _LENGTH) for start in starts)
        links.append(Link(source, target, 0.95))
    return Alignment(tuple(links), (), ())


def review_of(bitext: Bitext, count: int) -> Edit:
    """Return the edit of a review that writes a note on so many annotations."""
    chosen = list(bitext.annotations.values())[:count]
    changes = (AnnotationChange(bitext.id, each, replace(each, note="Seen")) for each in chosen)
    return Edit("Take over review", tuple(changes))


class Story:
    """What is done in a window, and how long it kept the window's thread."""

    def __init__(self, window: MainWindow, *, explain: bool) -> None:
        self._window = window
        self._pulse, self._control = Pulse(explain=explain), Control()
        self.figures: dict[str, float] = {}

    def act(self, what: str, begin: Callable[[], object]) -> None:
        """Do something, wait until nothing is left to do, and note what it took."""
        edits, model = self._window.edits, self._window.annotation_list.model
        settle(50)
        self._control.restart(what)
        self._pulse.restart(what)
        begin()
        self.figures[f"until done, {what}"] = until(lambda: not edits.is_busy)
        until(lambda: not model.is_listing)
        settle(300)
        self.figures.update(self._control.restart(what))
        self.figures.update(self._pulse.restart(what))

    def close(self) -> None:
        """End the beat beside."""
        self._control.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("project")
    parser.add_argument("--suggestions", type=int, default=8500)
    parser.add_argument("--reviewed", type=int, default=25_000)
    parser.add_argument("--explain", action="store_true")
    asked = parser.parse_args()
    app = application(["benchmark"])
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        window = main_window(Settings(store), ThemeChoice.LIGHT)
        kept = Path(folder)
        protection = protect(window, StateFolders.below(kept / "state", kept / "data"))
        window.show()
        settle(500)
        alignment = window.alignment
        alignment._aligner.align = lambda *_: (Alignment((), (), ()), ())
        window.files.open_path(asked.project)
        until(lambda: window.view.pane(Side.TARGET).has_text)
        until(lambda: all(bar.coverage is not None for bar in window.coverage.sides.values()))
        until(lambda: not alignment.is_busy)
        settle(1500)
        workspace = window.project.workspace
        bitext = workspace.current
        found = alignment_of(bitext, asked.suggestions)
        alignment._found[bitext.id] = _Found(bitext.id, found, ())
        alignment._pause.setInterval(10_000_000)
        undo, redo = (window.actions_table[name].trigger for name in ("undo", "redo"))
        story = Story(window, explain=asked.explain)
        story.act("idle", lambda: None)
        story.act("suggest", alignment.suggest)
        story.act("undo suggestions", undo)
        story.act("redo suggestions", redo)
        story.act("accept all", alignment.accept_sure)
        story.act("undo accepting", undo)
        story.act("take away", alignment.withdraw)
        story.act("undo taking away", undo)
        edit = review_of(bitext, asked.reviewed)
        story.act("review", lambda: window.edits.apply(workspace, edit, "Taking over the review"))
        story.act("undo review", undo)
        story.close()
        workspace.mark_saved(workspace.state, workspace.snapshot(in_order=False))  # asks nothing
        window.close()
        protection.keep()
        app.processEvents()
        tell(story.figures)


if __name__ == "__main__":
    main()
