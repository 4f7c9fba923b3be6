"""What the preview of an export is made of, in a thread."""

from __future__ import annotations

from PySide6.QtGui import QImage

from desk_annotator.app.export_preview import (
    ExportCounts,
    PreviewText,
    beginning,
    export_counts,
    preview_text,
)
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Project
from desk_annotator.formats.export import Exporter, ExportOptions
from desk_annotator.formats.export_table import PDF


@frozen
class ExportPreview:
    """How much would be exported, and how the file would begin: as text or as a page."""

    counts: ExportCounts
    text: PreviewText | None = None
    page: QImage | None = None


def export_preview(project: Project, exporter: Exporter, options: ExportOptions) -> ExportPreview:
    """Return the counts of the whole and how the file begins.

    May raise ExportError, and what `options.progress` raises.
    """
    counts = export_counts(project, options)
    if exporter.id == PDF.id:
        # Most previews are of other formats.
        from desk_annotator.qt.pdf_report import first_page  # noqa: PLC0415

        page = first_page(beginning(project, options), options)
        return ExportPreview(counts, page=page)
    return ExportPreview(counts, preview_text(project, exporter, options))
