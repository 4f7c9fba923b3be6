"""The arguments of the command line: its verbs, their options, and the help."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from desk_annotator import __version__
from desk_annotator.cli.import_arguments import add_import
from desk_annotator.cli.verbs import UsageError

_DESCRIPTION = """\
Tag what a translation matches, misses and adds.

Without a verb the window opens, with the files named:
  desk-annotator                        the window, as you left it
  desk-annotator SOURCE.txt TARGET.txt  a new pair of these texts
  desk-annotator PROJECT.json           a project
"""
_EPILOG = """\
exit status:
  0  done
  1  the data is at fault: one sentence says so, and nothing on disk was changed
  2  wrong usage

A file that is called like a verb is opened with its folder: desk-annotator ./show
'desk-annotator VERB --help' tells more about a verb.
"""


def _add_verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    more: str = "",
) -> argparse.ArgumentParser:
    return verbs.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}. {more}".strip(),
        allow_abbrev=False,
    )


def command_parser() -> argparse.ArgumentParser:
    """Return the parser; what it gives has `verb` and that verb's options."""
    parser = argparse.ArgumentParser(
        prog="desk-annotator",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Desk Annotator {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, title="verbs")

    verb = _add_verb(verbs, "open", "start the window; the default")
    verb.add_argument(
        "paths", nargs="*", metavar="FILE", help="a project, or a source and a target text"
    )

    _add_new(verbs)
    add_import(verbs)
    _add_export(verbs)

    verb = _add_verb(verbs, "formats", "list the export formats and what they cannot carry")
    verb.add_argument("--json", action="store_true", help="write JSON")

    verb = _add_verb(
        verbs, "validate", "check a project file", "Every problem is printed with its place."
    )
    _add_project(verb)

    verb = _add_verb(verbs, "show", "print texts and annotations in the terminal")
    _add_project(verb)
    _add_pair(verb)
    verb.add_argument(
        "--visual",
        choices=("auto", "always", "never"),
        default="auto",
        help="join and reorder Arabic here instead of leaving it to the terminal "
        "(default: auto, where the terminal is known not to do it)",
    )

    verb = _add_verb(verbs, "stats", "count annotations and coverage")
    _add_project(verb)
    verb.add_argument("--json", action="store_true", help="write JSON")

    _add_snapshot(verbs)
    _add_align(verbs)
    _add_suggest(verbs)
    return parser


def _add_project(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("project", metavar="PROJECT", help="a project file")


def _add_pair(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--pair", type=int, metavar="N", help="only this pair, counted from 1")


def _add_new(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _add_verb(
        verbs,
        "new",
        "make a project of two text files",
        "Encodings and languages are detected unless they are given.",
    )
    verb.add_argument("source", metavar="SOURCE", help="the text that was translated")
    verb.add_argument("target", metavar="TARGET", help="the translation")
    verb.add_argument("-o", "--output", required=True, metavar="PROJECT", help="the file to make")
    for side in ("source", "target"):
        verb.add_argument(
            f"--{side}-encoding", metavar="NAME", help=f"the {side} is in, such as windows-1256"
        )
        verb.add_argument(f"--{side}-language", metavar="TAG", help=f"the {side} is in, such as ar")
    verb.add_argument("--title", default="", help="default: the source file's name")
    verb.add_argument("--annotator", default="", metavar="NAME", help="who will annotate")
    verb.add_argument(
        "--overwrite", action="store_true", help="replace PROJECT if there is such a file"
    )


def _add_export(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _add_verb(
        verbs,
        "export",
        "write projects for other programs and readers",
        "What a format could not carry is told on standard error. Several projects or formats "
        "go into a folder, under the names of the projects; one that fails stops no other.",
    )
    verb.add_argument("projects", nargs="+", metavar="PROJECT", help="a project file")
    verb.add_argument(
        "--format",
        required=True,
        metavar="IDS",
        dest="format",
        help="one or more, such as docx,xlsx; see 'desk-annotator formats'",
    )
    verb.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help="a file, a folder, or '-' for standard output",
    )
    verb.add_argument(
        "--each-pair", action="store_true", help="into a folder: a file for each pair"
    )
    verb.add_argument(
        "--overwrite",
        action="store_true",
        help="into a folder: replace files there; otherwise a name that is taken gets a number",
    )
    verb.add_argument("--pairs", metavar="LIST", help="only these, such as 1,3-5")
    verb.add_argument("--tags", metavar="LIST", help="only these, such as missing,added")
    verb.add_argument("--statuses", metavar="LIST", help="only these, such as open,accepted")
    verb.add_argument(
        "--spreadsheet-safe",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="put an apostrophe before cells a spreadsheet would run as formulas, "
        "as is done in csv and not in tsv unless said here",
    )


def _add_snapshot(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _add_verb(verbs, "snapshot", "draw the window into a picture, without a display")
    _add_project(verb)
    verb.add_argument("-o", "--output", required=True, metavar="PNG", help="the file to make")
    verb.add_argument("--theme", choices=("light", "dark"), default="light")
    verb.add_argument(
        "--size", type=_size, default=(1360, 860), metavar="WxH", help="default: 1360x860"
    )
    _add_pair(verb)


def _add_align(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _add_verb(
        verbs,
        "align",
        "find what corresponds in two text files",
        "Offsets are code points of the texts as they would be imported.",
    )
    verb.add_argument("source", metavar="SOURCE", help="the text that was translated")
    verb.add_argument("target", metavar="TARGET", help="the translation")
    verb.add_argument("--json", action="store_true", help="write JSON")
    verb.add_argument(
        "--scores",
        action="store_true",
        help="with --json: everything found, each with its confidence and reasons",
    )
    _add_alignment(verb)


def _add_suggest(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = _add_verb(
        verbs,
        "suggest",
        "write suggestions into a project",
        "What carries an annotation already is left alone.",
    )
    _add_project(verb)
    verb.add_argument("-o", "--output", required=True, metavar="PROJECT", help="the file to make")
    verb.add_argument(
        "--overwrite", action="store_true", help="replace the file if there is such a one"
    )
    verb.add_argument(
        "--least", type=_share, metavar="N", help="the confidence to begin with, from 0 to 1"
    )
    _add_pair(verb)
    _add_alignment(verb)


def _add_alignment(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--glossary", metavar="FILE", help="a glossary to use: TBX, or a table (CSV, TSV)"
    )
    verb.add_argument(
        "--phrases",
        action="store_true",
        help="link words and phrases inside what corresponds too",
    )
    verb.add_argument(
        "--no-encoder",
        action="store_true",
        help="do without the sentence encoder, as where it is not installed",
    )


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        message = f"“{text}” is no confidence: write a number from 0 to 1, such as 0.5"
        raise argparse.ArgumentTypeError(message)
    return value


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isascii() and height.isascii()):
        raise argparse.ArgumentTypeError(_NO_SIZE.format(text))
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError(_NO_SIZE.format(text))
    size = int(width[:6]), int(height[:6])
    if not all(200 <= length <= 8000 for length in size):
        raise argparse.ArgumentTypeError(_NO_SIZE.format(text))
    return size


_NO_SIZE = "“{}” is no size: write width x height, each from 200 to 8000, such as 1360x860"


def numbers(text: str, last: int) -> list[int]:
    """Return the numbers a list such as ``1,3-5`` names, each from 1 to `last`.

    Raises UsageError for anything else.
    """
    found: set[int] = set()
    for part in text.split(","):
        first, dash, end = part.strip().partition("-")
        ends = [first, end] if dash else [first, first]
        if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in ends):
            message = f"“{text}” is no list of pairs: write numbers such as 1,3-5"
            raise UsageError(message)
        low, high = int(ends[0]), int(ends[1])
        if not 1 <= low <= high <= last:
            message = f"there is no pair {part.strip()}: the project has {last}"
            raise UsageError(message)
        found.update(range(low, high + 1))
    return sorted(found)


def words(text: str, known: Sequence[str], what: str) -> frozenset[str]:
    """Return the words of a list such as ``missing,added``, each one of `known`.

    Raises UsageError, which calls them `what`, for any other.
    """
    found = [word.strip() for word in text.split(",")]
    for word in found:
        if word not in known:
            message = f"there is no {what} “{word}”; there are: {', '.join(known)}"
            raise UsageError(message)
    return frozenset(found)
