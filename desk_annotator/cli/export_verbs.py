"""The verbs `export` and `formats`."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from desk_annotator.app.clock import utc_now
from desk_annotator.app.exporting import BatchOutcome, BatchPlan, BatchSource, export_batch
from desk_annotator.app.open_project import is_same_file
from desk_annotator.app.saving import keep_project
from desk_annotator.cli.arguments import numbers, words
from desk_annotator.cli.project_argument import load
from desk_annotator.cli.terminal import plain
from desk_annotator.cli.verbs import UsageError
from desk_annotator.core.annotation import Status, Tag
from desk_annotator.core.errors import ExportError
from desk_annotator.core.project import Project
from desk_annotator.formats.export import Exporter, ExportOptions
from desk_annotator.formats.export_table import EXPORTERS, PDF, exporter
from desk_annotator.storage.collector import collector_paused
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
    """Write exports, and say on standard error what they could not carry."""
    try:
        chosen = [_exporter(one.strip()) for one in arguments.format.split(",")]
    except ExportError as error:
        raise UsageError(str(error)) from error
    if _goes_to_folder(arguments, len(chosen)):
        return _export_batch(arguments, chosen)
    return _export_one(arguments, chosen[0])


def _goes_to_folder(arguments: Namespace, formats_chosen: int) -> bool:
    many = len(arguments.projects) > 1 or formats_chosen > 1 or arguments.each_pair
    if many and arguments.output == "-":
        message = "standard output takes one project in one format: name a folder with -o"
        raise UsageError(message)
    output = arguments.output
    return many or output.endswith(("/", os.sep)) or Path(output).is_dir()


def _export_one(arguments: Namespace, chosen: Exporter) -> int:
    (path,) = arguments.projects
    to_output = arguments.output == "-"
    if not to_output and is_same_file(arguments.output, path):
        message = "the export would replace the project itself: name another file with -o"
        raise UsageError(message)
    project = load(path)
    with _Progress() as progress:
        options = _options(arguments, project)
        with collector_paused():
            made = chosen.write(project, replace(options, progress=progress))
    if to_output:
        sys.stdout.flush()
        sys.stdout.buffer.write(made.data)
        sys.stdout.buffer.flush()
    else:
        write_safely(arguments.output, made.data, backup=keep_project)
        print(f"Wrote {Path(arguments.output).name}: {chosen.title}, {len(made.data):,} bytes.")
    for loss in made.losses:
        print(f"note: {loss}", file=sys.stderr)
    return 0


def _export_batch(arguments: Namespace, chosen: list[Exporter]) -> int:
    """Write each project in each format into a folder; 1 if a file could not be written."""
    if arguments.pairs is not None:
        message = "--pairs needs one project, one format and a file for -o"
        raise UsageError(message)
    folder = Path(arguments.output)
    if folder.exists() and not folder.is_dir():
        message = f"several exports need a folder, and {folder.name} is a file"
        raise UsageError(message)
    options = _options(arguments, None)
    folder.mkdir(parents=True, exist_ok=True)
    plan = BatchPlan(
        sources=[BatchSource(Path(path)) for path in arguments.projects],
        exporters=list(dict.fromkeys(chosen)),
        folder=folder,
        options=options,
        by_pair=arguments.each_pair,
        replaces=arguments.overwrite,
    )
    written = failed = 0
    with _Progress() as progress:
        outcomes = export_batch(plan, is_cancelled=lambda: False, tell=progress.share)
        for outcome in outcomes:
            progress.clear()
            _tell(outcome)
            written += outcome.written is not None
            failed += outcome.problem is not None
    print(f"{written} written, {failed} failed.")
    return 1 if failed else 0


def _tell(outcome: BatchOutcome) -> None:
    """Say what became of one file."""
    source = plain(outcome.source.path.name)
    if outcome.doubts:
        print(
            f"warning: {source} contradicts itself in {outcome.doubts} places; "
            "'desk-annotator validate' names them",
            file=sys.stderr,
        )
    if outcome.problem is not None:
        what = f"{source} as {outcome.exporter.id}" if outcome.exporter else source
        print(f"{what}: {plain(str(outcome.problem))}", file=sys.stderr)
    if outcome.written is not None and outcome.exporter is not None:
        name = plain(outcome.written.path.name)
        of = plain(str(outcome.source.path))
        if outcome.pair:
            of += f", pair {outcome.pair}"
        print(f"Wrote {name} of {of}: {outcome.exporter.title}, {outcome.written.size:,} bytes.")
        for loss in outcome.written.losses:
            print(f"note: {name}: {loss}", file=sys.stderr)


def _options(arguments: Namespace, project: Project | None) -> ExportOptions:
    """Return what is asked for; without a project only what we know of tags and statuses."""
    pairs = project.pairs if project is not None else ()
    annotations = [annotation for pair in pairs for annotation in pair.annotations]
    pair_ids = tags = statuses = None
    if arguments.pairs is not None:
        chosen = numbers(arguments.pairs, len(pairs))
        pair_ids = frozenset(pairs[number - 1].id for number in chosen)
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
    )


class _Progress:
    """Shows, on a terminal, how far an export has come once it takes long enough to wonder."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shown = False

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *exception: object) -> None:
        self.clear()

    def clear(self) -> None:
        """Take what is shown off the line."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False

    def share(self, done: float) -> None:
        """Take notice of the share done, 0 to 1."""
        self(round(done * 100), 100)

    def __call__(self, done: int, total: int) -> None:
        """Take notice of progress."""
        if total and sys.stderr.isatty() and time.monotonic() - self._begun > 0.3:
            self._shown = True
            print(f"\rExporting {done / total:.0%}", end="", file=sys.stderr, flush=True)
