"""The work of an export, apart from its dialog: the preview, the counts, and the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from desk_annotator.core.project import Pair, Project
from desk_annotator.formats.export import Cancelled, Exporter, ExportOptions, Loss
from desk_annotator.formats.rows import chosen_annotations, chosen_pairs
from desk_annotator.storage.safe_file import write_safely

PREVIEW_LINES = 40
"""Lines of the file that the preview shows."""
_LINE_LIMIT = 600


@dataclass(frozen=True, slots=True)
class ExportCounts:
    """How much would be exported."""

    pairs: int
    annotations: int
    tags: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """How a file would begin: its first lines (long ones cut), none where they say nothing."""

    serial: int
    counts: ExportCounts
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportWritten:
    """A file that was written, its size in bytes, and what it could not carry."""

    path: Path
    size: int
    losses: tuple[Loss, ...]


def export_counts(project: Project, options: ExportOptions) -> ExportCounts:
    """Count what the options choose."""
    pairs = chosen_pairs(project, options)
    tags = Counter(
        annotation.tag for _, pair in pairs for annotation in chosen_annotations(pair, options)
    )
    return ExportCounts(len(pairs), tags.total(), tags)


def _beginning(project: Project, options: ExportOptions) -> Project:
    """Return the project with no more annotations than a preview shows."""
    room = PREVIEW_LINES
    chosen: list[Pair] = []
    taken = {pair.id for _, pair in chosen_pairs(project, options)}
    for pair in project.pairs:
        annotations = chosen_annotations(pair, options)[:room] if pair.id in taken else []
        room -= len(annotations)
        chosen.append(replace(pair, annotations=tuple(annotations)))
    return replace(project, pairs=tuple(chosen))


def export_preview(
    serial: int, project: Project, exporter: Exporter, options: ExportOptions
) -> ExportPreview:
    """Return the counts and, of a format that is read line by line, the first lines.

    May raise ExportError.
    """
    counts = export_counts(project, options)
    if exporter.media.startswith("text/html") or not exporter.media.endswith("charset=utf-8"):
        return ExportPreview(serial, counts)
    export = exporter.write(_beginning(project, options), options)
    lines = export.data.decode("utf-8", errors="replace").split("\n")[:PREVIEW_LINES]
    return ExportPreview(serial, counts, tuple(map(_shortened, lines)))


def _shortened(line: str) -> str:
    return line if len(line) <= _LINE_LIMIT else line[:_LINE_LIMIT] + "…"


def export_to(
    path: Path,
    project: Project,
    exporter: Exporter,
    options: ExportOptions,
    *,
    is_cancelled: Callable[[], bool],
    tell: Callable[[float], None],
) -> ExportWritten:
    """Make the export and write the file; `tell` hears the share done, 0 to 1.

    Raises Cancelled once `is_cancelled` says so (nothing is written then), ExportError, or
    SaveError.
    """
    told = 0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if is_cancelled():
            raise Cancelled
        percent = 100 * done // total if total else 100
        if percent > told:
            told = percent
            tell(percent / 100)

    export = exporter.write(project, replace(options, progress=progress))
    if is_cancelled():
        raise Cancelled
    write_safely(path, export.data)
    return ExportWritten(path, len(export.data), export.losses)
