"""The verbs `export` and `formats`."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from pathlib import Path

from desk_annotator.app.clock import utc_now
from desk_annotator.cli.arguments import UsageError, numbers, words
from desk_annotator.cli.project_argument import load, same_file
from desk_annotator.core.annotation import Status, Tag
from desk_annotator.core.errors import ExportError
from desk_annotator.core.project import Project
from desk_annotator.formats.export import Exporter, ExportOptions
from desk_annotator.formats.export_table import EXPORTERS, PDF, exporter
from desk_annotator.storage.project_file import GENERATOR
from desk_annotator.storage.safe_file import write_safely


def _exporter(format_id: str) -> Exporter:
    """Return the exporter with this id, that of PDF with Qt if Qt can be loaded."""
    chosen = exporter(format_id)
    if chosen is not PDF:
        return chosen
    try:
        from desk_annotator.qt import pdf_report  # noqa: PLC0415 - Qt only when it is needed
    except ImportError as error:
        if (error.name or "").startswith("desk_annotator"):
            raise  # a module of our own that cannot be found is a fault of the program
        return PDF
    return pdf_report.PDF


def formats(arguments: Namespace) -> int:
    """List the export formats."""
    listed = (*EXPORTERS, PDF)
    if arguments.json:
        table = [
            {
                "id": row.id,
                "title": row.title,
                "suffix": row.suffix,
                "media": row.media,
                "cannot_carry": list(row.cannot_carry),
            }
            for row in listed
        ]
        print(json.dumps(table, ensure_ascii=False, indent=2))
        return 0
    width = max(len(row.id) for row in listed)
    for row in listed:
        print(f"{row.id:<{width}}  {row.title}, {row.suffix}")
        for sentence in row.cannot_carry:
            print(f"{'':<{width}}  cannot carry {sentence}")
    return 0


def export(arguments: Namespace) -> int:
    """Write one export, and say on standard error what it could not carry."""
    try:
        chosen = _exporter(arguments.format)
    except ExportError as error:
        raise UsageError(str(error)) from error
    to_output = arguments.output == "-"
    if not to_output and same_file(arguments.output, arguments.project):
        message = "the export would replace the project itself: name another file with -o"
        raise UsageError(message)
    project = load(arguments.project)
    with _Progress() as progress:
        made = chosen.write(project, _options(arguments, project, progress))
    if to_output:
        sys.stdout.flush()
        sys.stdout.buffer.write(made.data)
        sys.stdout.buffer.flush()
    else:
        write_safely(arguments.output, made.data)
        print(f"Wrote {Path(arguments.output).name}: {chosen.title}, {len(made.data):,} bytes.")
    for loss in made.losses:
        print(f"note: {loss}", file=sys.stderr)
    return 0


def _options(arguments: Namespace, project: Project, progress: _Progress) -> ExportOptions:
    annotations = [annotation for pair in project.pairs for annotation in pair.annotations]
    pair_ids = tags = statuses = None
    if arguments.pairs is not None:
        pair_ids = frozenset(
            project.pairs[number - 1].id for number in numbers(arguments.pairs, len(project.pairs))
        )
    if arguments.tags is not None:
        known = dict.fromkeys([*Tag, *sorted({annotation.tag for annotation in annotations})])
        tags = words(arguments.tags, list(known), "tag")
    if arguments.statuses is not None:
        known = dict.fromkeys([*Status, *sorted({annotation.status for annotation in annotations})])
        statuses = words(arguments.statuses, list(known), "status")
    return ExportOptions(
        pair_ids=pair_ids,
        tags=tags,
        statuses=statuses,
        spreadsheet_safe=arguments.spreadsheet_safe,
        generated=utc_now(),
        generator=GENERATOR,
        progress=progress,
    )


class _Progress:
    """Shows, on a terminal, how far an export has come once it takes long enough to wonder."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shown = False

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def __call__(self, done: int, total: int) -> None:
        """Take notice of progress."""
        if total and sys.stderr.isatty() and time.monotonic() - self._begun > 0.3:
            self._shown = True
            print(f"\rExporting {done / total:.0%}", end="", file=sys.stderr, flush=True)
