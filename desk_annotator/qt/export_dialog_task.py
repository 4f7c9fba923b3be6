"""What an export would be, apart from its dialog: how much, and how the file would begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from desk_annotator.core.project import Pair, Project
from desk_annotator.formats.export import Exporter, ExportOptions
from desk_annotator.formats.rows import chosen_annotations, chosen_pairs

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
