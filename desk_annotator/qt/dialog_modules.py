"""Loads the modules of the dialogs opened most while nobody waits for them.

Python takes up to 40 milliseconds for those of *New pair* or *Export*, longer than their widgets
take; the first opening in a session paid for both in one turn. The first picture and the furniture
must not wait for them, so they come after both, each in a piece of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desk_annotator.qt.piecemeal import Piecemeal

_PAUSE_MS = 300
"""From the end of furnishing, for what then begins: counting, and what the user does first."""
_NAMES = (
    # What others need comes before them, for what is loaded with them is in the same piece.
    "text.visual_order",
    "text.encoding",
    "text.mojibake",
    "text.inspection",
    "text.repair",
    "formats.import_result",
    "formats.import_table",
    "app.import_doctor",
    "app.importing",
    "qt.new_pair_reading",
    "qt.new_pair_words",
    "qt.new_pair_preview",
    "qt.new_pair_choices",
    "qt.new_pair_side",
    "qt.new_pair_dialog",
    "formats.export",
    "formats.export_table",
    "app.exporting",
    "qt.export_dialog_choices",
    "qt.export_preview_pane",
    "qt.export_dialog",
    "qt.export_batch_list",
    "qt.export_batch_dialog",
    "qt.keys_dialog",
    "qt.character_dialog",
    "app.file_history",
    "qt.row_list",
    "qt.version_list",
    "qt.history_dialog",
)
"""Together 2 MiB. Dialogs that are seldom opened, or need little, load theirs themselves."""


def load_soon(window: QWidget) -> None:
    """Load the modules in pieces from shortly after now on, while the window is there."""
    work = Piecemeal(window)
    QTimer.singleShot(_PAUSE_MS, work, lambda: work.begin(_loading()))


def _loading() -> Iterator[None]:
    for name in _NAMES:
        import_module(f"desk_annotator.{name}")
        yield
