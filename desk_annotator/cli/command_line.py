"""Runs one verb and turns whatever happens into an exit status and, at most, one sentence."""

from __future__ import annotations

import io
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from desk_annotator.cli.verbs import UsageError, with_verb
from desk_annotator.core.errors import DeskAnnotatorError

DONE = 0
FAULT = 1
USAGE = 2
INTERRUPTED = 130  # what a shell gives a program that Ctrl+C ended
BROKEN_PIPE = 141  # and one that wrote to nobody, as in `show … | head`


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (by default that of the process) and return the exit status."""
    _make_output_unicode()
    words = with_verb(sys.argv[1:] if arguments is None else arguments)
    if words[0] == "open" and not any(word.startswith("-") for word in words):
        # The window opens without waiting for the parser of eleven verbs.
        parsed = Namespace(verb="open", paths=words[1:])
    else:
        from desk_annotator.cli.arguments import command_parser

        try:
            parsed = command_parser().parse_args(words)
        except SystemExit as leaving:
            return leaving.code if isinstance(leaving.code, int) else USAGE
    try:
        status = _verb(parsed.verb)(parsed)
        sys.stdout.flush()
    except UsageError as error:
        _say(f"desk-annotator {parsed.verb}: error: {error}")
        return USAGE
    except DeskAnnotatorError as error:
        _say(f"desk-annotator: {error}")
        return FAULT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return BROKEN_PIPE
    except OSError as error:
        _say(f"desk-annotator: {error.strerror or error}")
        return FAULT
    return status


def _verb(name: str) -> Callable[[Namespace], int]:
    """Return what carries out a verb. Each loads only what it needs: starting must be quick."""
    # ruff: noqa: PLC0415
    if name in ("open", "snapshot"):
        from desk_annotator.cli import window_verbs

        return {"open": window_verbs.open_window, "snapshot": window_verbs.snapshot}[name]
    if name in ("export", "formats"):
        from desk_annotator.cli import export_verbs

        return {"export": export_verbs.export, "formats": export_verbs.formats}[name]
    if name == "import":
        from desk_annotator.cli import import_verbs

        return import_verbs.import_files
    if name in ("align", "suggest"):
        from desk_annotator.cli import alignment_verbs

        return {"align": alignment_verbs.align, "suggest": alignment_verbs.suggest}[name]
    from desk_annotator.cli import project_verbs

    if name == "show":
        from desk_annotator.cli import terminal_view

        return terminal_view.show
    return {
        "new": project_verbs.new,
        "validate": project_verbs.validate,
        "stats": project_verbs.stats,
    }[name]


def _say(sentence: str) -> None:
    """Print one line on standard error, without anything that could steer the terminal."""
    print("".join(letter if letter.isprintable() else " " for letter in sentence), file=sys.stderr)


def _make_output_unicode() -> None:
    """Write UTF-8 to files and pipes; a terminal keeps its encoding but never fails on a letter."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")


def _forget_output() -> None:
    """Let the interpreter flush what is left to nowhere when it ends, instead of failing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
