"""The table of importers: a new format is a module and a row here.

A file is recognised by what is in it, and only where that says nothing by its name. A format's
module is loaded when it first reads.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.import_result import Imported, ImportOptions, go_on
from desk_annotator.formats.review_room import NO_ROOM, ReviewRoom

# ruff: noqa: PLC0415 - each format is loaded on its first use


class ImportKind(StrEnum):
    """What a file gives: the text of one side, those of both, or annotations on open texts."""

    TEXT = "text"
    PAIR = "pair"
    ANNOTATIONS = "annotations"


@frozen
class Importer:
    """A row of the table; `suffixes` have their dots and are in lower case.

    `read` takes the bytes of a file, its name for sentences, and options. It raises TextError.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    kind: ImportKind
    read: Callable[[bytes, str, ImportOptions], Imported]


def _text(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_text import read

    return read(data, name, options)


def _docx(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_docx import read

    return read(data, name, options)


def _docx_review(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_docx_review import read

    return read(data, name, options)


def _html(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_html import read

    return read(data, name, options)


def _xliff(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_xliff import read

    return read(data, name, options)


def _tmx(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_tmx import read

    return read(data, name, options)


def _table(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_table_text import read

    return read(data, name, options)


def _xlsx(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_xlsx import read

    return read(data, name, options)


def _xlsx_review(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_xlsx_review import read

    return read(data, name, options)


def _json_lines(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_json_lines import read

    return read(data, name, options)


def _label_studio(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_label_studio import read

    return read(data, name, options)


def _web_annotation(data: bytes, name: str, options: ImportOptions) -> Imported:
    from desk_annotator.formats.import_web_annotation import read

    return read(data, name, options)


IMPORTERS: tuple[Importer, ...] = (
    Importer(
        "text",
        QT_TRANSLATE_NOOP("Importers", "Plain text"),
        (".txt", ".text", ".md"),
        ImportKind.TEXT,
        _text,
    ),
    Importer(
        "docx",
        QT_TRANSLATE_NOOP("Importers", "Word document (DOCX)"),
        (".docx", ".docm", ".dotx"),
        ImportKind.TEXT,
        _docx,
    ),
    Importer(
        "html",
        QT_TRANSLATE_NOOP("Importers", "Saved web page (HTML, MHTML)"),
        (".html", ".htm", ".xhtml", ".mht", ".mhtml"),
        ImportKind.TEXT,
        _html,
    ),
    Importer(
        "xliff",
        QT_TRANSLATE_NOOP("Importers", "Bilingual file (XLIFF 1.2, 2.0, 2.1)"),
        (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff"),
        ImportKind.PAIR,
        _xliff,
    ),
    Importer(
        "tmx",
        QT_TRANSLATE_NOOP("Importers", "Translation memory (TMX)"),
        (".tmx",),
        ImportKind.PAIR,
        _tmx,
    ),
    Importer(
        "table",
        QT_TRANSLATE_NOOP("Importers", "Table with two columns of text (TSV, CSV)"),
        (".tsv", ".tab", ".csv"),
        ImportKind.PAIR,
        _table,
    ),
    Importer(
        "xlsx",
        QT_TRANSLATE_NOOP("Importers", "Excel workbook with two columns of text (XLSX)"),
        (".xlsx", ".xlsm"),
        ImportKind.PAIR,
        _xlsx,
    ),
    Importer(
        "xlsx-review",
        QT_TRANSLATE_NOOP("Importers", "Reviewer’s decisions that come back (XLSX)"),
        (".xlsx",),
        ImportKind.ANNOTATIONS,
        _xlsx_review,
    ),
    Importer(
        "jsonl",
        QT_TRANSLATE_NOOP("Importers", "Annotations that come back (JSON Lines)"),
        (".jsonl", ".ndjson"),
        ImportKind.ANNOTATIONS,
        _json_lines,
    ),
    Importer(
        "docx-review",
        QT_TRANSLATE_NOOP("Importers", "Reviewer’s answers to comments that come back (DOCX)"),
        (".docx", ".docm"),
        ImportKind.ANNOTATIONS,
        _docx_review,
    ),
    Importer(
        "label-studio",
        QT_TRANSLATE_NOOP("Importers", "Annotations that come back from Label Studio (JSON)"),
        (".json",),
        ImportKind.ANNOTATIONS,
        _label_studio,
    ),
    Importer(
        "w3c",
        QT_TRANSLATE_NOOP("Importers", "Annotations that come back as W3C Web Annotation"),
        (".jsonld", ".json"),
        ImportKind.ANNOTATIONS,
        _web_annotation,
    ),
)

_BY_ID = {row.id: row for row in IMPORTERS}
_ZIP = b"PK\x03\x04"
_IN_ZIP = ((b"word/", "docx"), (b"xl/", "xlsx"))
_ROOTS = {"xliff": "xliff", "tmx": "tmx", "html": "html"}
_SNIFFED = 1 << 16


def importer(format_id: str) -> Importer:
    """Return the importer with this id. Raises TextError, naming those there are."""
    if format_id in _BY_ID:
        return _BY_ID[format_id]
    raise TextError(
        QT_TRANSLATE_NOOP(
            "Errors", "There is no import format “{name}”. The formats are: {known}."
        ),
        name=format_id,
        known=", ".join(_BY_ID),
    )


def recognised(
    data: bytes, name: str, check: Callable[[], None] = go_on, room: ReviewRoom = NO_ROOM
) -> Importer:
    """Return the importer for a file, by its content first and its name second.

    Anything unknown is for the importer of plain text, which says what is wrong with it.
    `check` is called now and then; what it raises goes through. `room` is what a review may hold
    beyond the bounds of any file.
    """
    found = _by_content(data, name, check, room)
    if found is None:
        suffix = name[name.rfind(".") :].lower() if "." in name else ""
        named = [row.id for row in IMPORTERS if suffix in row.suffixes]
        # A name alone makes no Office file, XLIFF or review of something else.
        found = named[0] if named and named[0] in ("html", "table") else "text"
    return _BY_ID[found]


def begins_as_review(head: bytes) -> bool:
    """Tell whether JSON that begins so is what comes back from elsewhere, and no project of ours.

    A project is an object; lists are what annotation tools write.
    """
    from desk_annotator.formats.import_json import as_utf_8
    from desk_annotator.formats.import_web_annotation import is_ours

    head = as_utf_8(head)
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[") or is_ours(head)


def _by_content(data: bytes, name: str, check: Callable[[], None], room: ReviewRoom) -> str | None:
    from desk_annotator.formats import (
        import_docx_review,
        import_json_lines,
        import_label_studio,
        import_web_annotation,
        import_xlsx_review,
    )
    from desk_annotator.formats.import_html import is_archive
    from desk_annotator.formats.import_json import as_utf_8
    from desk_annotator.formats.safe_xml import root_name

    if data.startswith(_ZIP):
        # The names of the members stand uncompressed in the archive, at both ends.
        ends = data[:_SNIFFED] + data[-_SNIFFED:]
        if b"mimetype" in data[: _SNIFFED // 512]:
            return None  # OpenDocument and e-books begin so; the text importer names them
        found = next((found for mark, found in _IN_ZIP if mark in ends), None)
        if found == "xlsx" and import_xlsx_review.is_review(data, name, check, room):
            return "xlsx-review"
        if found == "docx" and import_docx_review.is_review(data, name, check, room):
            return "docx-review"
        return found
    narrow = as_utf_8(data)
    if import_json_lines.is_ours(narrow):
        return "jsonl"
    if import_web_annotation.is_ours(narrow):
        return "w3c"
    if import_label_studio.is_ours(narrow):
        return "label-studio"
    if is_archive(data):
        return "html"
    return _ROOTS.get(root_name(data))
