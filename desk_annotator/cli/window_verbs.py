"""The two verbs that need Qt, which is loaded here and by no other verb."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desk_annotator.cli.verbs import UsageError
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.storage.collector import collector_paused

# ruff: noqa: PLC0415 - Qt is loaded when it is needed, and only then; so is what opens projects


class NoWindowError(DeskAnnotatorError):
    """Qt cannot be loaded on this machine."""


def _no_window(error: ImportError) -> NoWindowError:
    if (error.name or "").startswith("desk_annotator"):
        raise error  # a module of our own that cannot be found is a fault of the program
    return NoWindowError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The window cannot be started, because Qt cannot be loaded ({reason}). "
            "Install what it needs; the verbs export, show, stats and validate work without it.",
        ),
        reason=error,
    )


def open_window(arguments: Namespace) -> int:
    """Start the window with the files named, and return its exit status when it closes."""
    if len(arguments.paths) > 2:
        message = "name one project, or one source and one target text"
        raise UsageError(message)
    # What a start makes stays: the collector would walk over it again and again, in vain.
    with collector_paused():
        try:
            from desk_annotator.qt.application import run
        except ImportError as error:
            raise _no_window(error) from error
        return run(arguments.paths)


def snapshot(arguments: Namespace) -> int:
    """Draw the window into a picture file."""
    from desk_annotator.app.open_project import is_same_file

    if arguments.pair is not None and arguments.pair < 1:
        message = "pairs are counted from 1"
        raise UsageError(message)
    if is_same_file(arguments.output, arguments.project):
        message = "the picture would replace the project itself: name another file with -o"
        raise UsageError(message)
    try:
        from desk_annotator.qt.snapshot import snapshot as draw
    except ImportError as error:
        raise _no_window(error) from error
    width, height = arguments.size
    draw(
        Path(arguments.project),
        Path(arguments.output),
        arguments.theme,
        width,
        height,
        (arguments.pair or 1) - 1,  # counted from 0 there
    )
    return 0
