"""The window: everything that needs a screen. The only package that imports PySide6."""

from __future__ import annotations

import builtins

from desk_annotator.qt.late_signatures import late_signatures

with late_signatures():
    import PySide6  # noqa: F401 - it puts an import of its own in the place of Python's


def _import_plainly() -> None:
    """Give `import` back to Python.

    PySide6 reads the source of each module imported from then on, and keeps it in memory, to
    see whether the module asks for names in snake case. No module here does; reading some
    hundred files cost a tenth of the start.
    """
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original


_import_plainly()
