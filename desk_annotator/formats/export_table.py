"""The table of exporters: a new format is a module and a row here.

A format's module is loaded when it first writes, so that listing the table costs nothing.
"""

from __future__ import annotations

from desk_annotator.core.errors import ExportError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.formats.export import Export, Exporter, ExportOptions


def _html_report(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.html_report import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _json_lines(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.json_lines import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _tsv(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.tsv import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _csv(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.csv_table import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _docx(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.docx_report import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _xliff(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.xliff import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _tmx(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.tmx import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _xlsx(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.xlsx import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _ratings(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.mt_metrics import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _mqm(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.mqm_tsv import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _web_annotation(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.web_annotation import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _label_studio(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.label_studio import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _brat(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.brat import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _webanno(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.webanno_tsv import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _pharaoh(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.pharaoh import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _visual_text(project: Project, options: ExportOptions) -> Export:
    from desk_annotator.formats.visual_text import write  # noqa: PLC0415 - on first use

    return write(project, options)


def _without_qt(project: Project, options: ExportOptions) -> Export:
    del project, options
    raise ExportError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "A PDF cannot be made here, because Qt cannot be loaded. "
            "Choose another format, such as html; nothing was written.",
        )
    )


_NO_TEXTS = QT_TRANSLATE_NOOP("Losses", "the whole texts: only quotes and their surroundings")
_NO_IGNORED = QT_TRANSLATE_NOOP("Losses", "the ranges marked as not part of the text")
_NO_EXTRA = QT_TRANSLATE_NOOP("Losses", "fields written by other programs")
_NO_OFFSETS = QT_TRANSLATE_NOOP("Losses", "offsets: it is for reading, not for other programs")
_NO_LINE_ENDS_IN_FACTS = QT_TRANSLATE_NOOP(
    "Losses", "categories, authors and the like with a line end in them"
)
_NO_PLACES = QT_TRANSLATE_NOOP("Losses", "places without text: where something should stand")
_NO_LINKS = QT_TRANSLATE_NOOP("Losses", "links between the texts")
_NO_NOTES = QT_TRANSLATE_NOOP("Losses", "notes, statuses and times")
_NO_TIMES = QT_TRANSLATE_NOOP("Losses", "times of making and changing")
_NO_SPACES = QT_TRANSLATE_NOOP("Losses", "white space between words and lines")
_ONLY_MATCHES = QT_TRANSLATE_NOOP("Losses", "anything but matches")
_ONLY_ERRORS = QT_TRANSLATE_NOOP("Losses", "matches, and what is rejected or only suggested")

EXPORTERS: tuple[Exporter, ...] = (
    Exporter(
        id="html",
        title=QT_TRANSLATE_NOOP("Exporters", "Report to read and print (HTML)"),
        suffix=".html",
        media="text/html; charset=utf-8",
        cannot_carry=(_NO_EXTRA, _NO_OFFSETS),
        write=_html_report,
    ),
    Exporter(
        id="jsonl",
        title=QT_TRANSLATE_NOOP("Exporters", "One annotation a line (JSON Lines)"),
        suffix=".jsonl",
        media="application/jsonl; charset=utf-8",
        cannot_carry=(_NO_TEXTS, _NO_IGNORED),
        write=_json_lines,
    ),
    Exporter(
        id="tsv",
        title=QT_TRANSLATE_NOOP("Exporters", "Table for programs (TSV)"),
        suffix=".tsv",
        media="text/tab-separated-values; charset=utf-8",
        cannot_carry=(_NO_TEXTS, _NO_IGNORED, _NO_EXTRA),
        write=_tsv,
    ),
    Exporter(
        id="csv",
        title=QT_TRANSLATE_NOOP("Exporters", "Table for spreadsheets (CSV)"),
        suffix=".csv",
        media="text/csv; charset=utf-8",
        cannot_carry=(_NO_TEXTS, _NO_IGNORED, _NO_EXTRA),
        write=_csv,
    ),
    Exporter(
        id="xlsx",
        title=QT_TRANSLATE_NOOP("Exporters", "List for a reviewer's decisions (Excel)"),
        suffix=".xlsx",
        media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        cannot_carry=(_NO_TEXTS, _NO_IGNORED, _NO_EXTRA),
        write=_xlsx,
    ),
    Exporter(
        id="docx",
        title=QT_TRANSLATE_NOOP("Exporters", "Texts with comments (Word)"),
        suffix=".docx",
        media="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        cannot_carry=(_NO_IGNORED, _NO_EXTRA, _NO_OFFSETS),
        write=_docx,
    ),
    Exporter(
        id="xliff",
        title=QT_TRANSLATE_NOOP("Exporters", "Texts with quality issues (XLIFF 2.1, ITS)"),
        suffix=".xlf",
        media="application/xliff+xml; charset=utf-8",
        cannot_carry=(
            _NO_IGNORED,
            _NO_EXTRA,
            QT_TRANSLATE_NOOP("Losses", "a division into sentences: each pair is one segment"),
        ),
        write=_xliff,
    ),
    Exporter(
        id="tmx",
        title=QT_TRANSLATE_NOOP("Exporters", "Matches as a translation memory (TMX 1.4)"),
        suffix=".tmx",
        media="application/x-tmx+xml; charset=utf-8",
        cannot_carry=(
            _ONLY_MATCHES,
            _NO_TEXTS,
            _NO_IGNORED,
            _NO_EXTRA,
        ),
        write=_tmx,
    ),
    Exporter(
        id="ratings",
        title=QT_TRANSLATE_NOOP("Exporters", "Error ratings for metrics (mt-metrics-eval)"),
        suffix=".ratings.jsonl",
        media="application/jsonl; charset=utf-8",
        cannot_carry=(_ONLY_ERRORS, _NO_PLACES, _NO_LINKS, _NO_NOTES, _NO_IGNORED, _NO_EXTRA),
        write=_ratings,
    ),
    Exporter(
        id="mqm",
        title=QT_TRANSLATE_NOOP("Exporters", "Errors for MQM scorers and Marot (MQM TSV)"),
        suffix=".mqm.tsv",
        media="text/tab-separated-values; charset=utf-8",
        cannot_carry=(
            _ONLY_ERRORS,
            _NO_PLACES,
            QT_TRANSLATE_NOOP("Losses", "tabs and line ends of the texts: they become spaces"),
            _NO_IGNORED,
            _NO_EXTRA,
        ),
        write=_mqm,
    ),
    Exporter(
        id="w3c",
        title=QT_TRANSLATE_NOOP("Exporters", "W3C Web Annotation (JSON-LD)"),
        suffix=".jsonld",
        media="application/ld+json; charset=utf-8",
        cannot_carry=(_NO_TEXTS, _NO_IGNORED, _NO_EXTRA),
        write=_web_annotation,
    ),
    Exporter(
        id="label-studio",
        title=QT_TRANSLATE_NOOP("Exporters", "Tasks for Label Studio (JSON)"),
        suffix=".label-studio.json",
        media="application/json; charset=utf-8",
        cannot_carry=(_NO_PLACES, _NO_LINE_ENDS_IN_FACTS, _NO_IGNORED, _NO_EXTRA),
        write=_label_studio,
    ),
    Exporter(
        id="brat",
        title=QT_TRANSLATE_NOOP("Exporters", "Standoff for brat (zipped)"),
        suffix=".brat.zip",
        media="application/zip",
        cannot_carry=(_NO_PLACES, _NO_IGNORED, _NO_EXTRA, _NO_TIMES),
        write=_brat,
    ),
    Exporter(
        id="webanno",
        title=QT_TRANSLATE_NOOP("Exporters", "WebAnno TSV 3.3 for INCEpTION (zipped)"),
        suffix=".webanno.zip",
        media="application/zip",
        cannot_carry=(_NO_PLACES, _NO_SPACES, _NO_IGNORED, _NO_EXTRA, _NO_TIMES),
        write=_webanno,
    ),
    Exporter(
        id="pharaoh",
        title=QT_TRANSLATE_NOOP("Exporters", "Word links of matches (Pharaoh, zipped)"),
        suffix=".pharaoh.zip",
        media="application/zip",
        cannot_carry=(
            _ONLY_MATCHES,
            QT_TRANSLATE_NOOP("Losses", "spans: only the words they touch"),
            _NO_SPACES,
            _NO_NOTES,
        ),
        write=_pharaoh,
    ),
    Exporter(
        id="visual",
        title=QT_TRANSLATE_NOOP("Exporters", "Text in visual order, for looking at only"),
        suffix=".visual.txt",
        media="text/plain; charset=utf-8",
        cannot_carry=(
            QT_TRANSLATE_NOOP("Losses", "the texts as they are: letters are replaced and moved"),
            _NO_PLACES,
            _NO_IGNORED,
            _NO_EXTRA,
            _NO_OFFSETS,
        ),
        write=_visual_text,
    ),
)


PDF = Exporter(
    id="pdf",
    title=QT_TRANSLATE_NOOP("Exporters", "Report to read and print (PDF)"),
    suffix=".pdf",
    media="application/pdf",
    cannot_carry=(_NO_IGNORED, _NO_EXTRA, _NO_OFFSETS),
    write=_without_qt,
)
"""The exporter that needs Qt: it only says so, and who has Qt takes that of qt/pdf_report.py."""


def with_suffix(name: str, suffix: str) -> str:
    """Return a file name with `suffix` in place of that of a format, or behind it if it has none.

    Some suffixes have two parts, such as ``.mqm.tsv``: all of them is replaced.
    """
    known = sorted((row.suffix for row in (*EXPORTERS, PDF)), key=len, reverse=True)
    for old in known:
        if name.lower().endswith(old) and len(name) > len(old):
            return name[: -len(old)] + suffix
    return name + suffix


def exporter(format_id: str) -> Exporter:
    """Return the exporter with this id. Raises ExportError, naming those there are."""
    for row in (*EXPORTERS, PDF):
        if row.id == format_id:
            return row
    raise ExportError(
        QT_TRANSLATE_NOOP(
            "Errors", "There is no export format “{name}”. The formats are: {known}."
        ),
        name=format_id,
        known=", ".join(row.id for row in (*EXPORTERS, PDF)),
    )
