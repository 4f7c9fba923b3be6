"""How an export would begin, read from a file that is really made, of the first annotations."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO, StringIO
from zipfile import ZipFile

from lxml import etree, html

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import Exporter, ExportOptions
from desk_annotator.formats.import_xlsx import sheets
from desk_annotator.formats.rows import chosen_pairs, is_chosen

PREVIEW_LINES = 40
"""Lines of the file that the preview shows."""
TEXT_LIMIT = 20_000
"""Code points of each text that the file of a preview holds."""
_LINE_LIMIT = 600
_AT_A_TIME = 1024
"""Annotations between two looks at whether the preview is still wanted."""
_PAIRS = 5
"""Pairs that a preview shows."""
_FIGURES = 1
"""The paragraph of a document that counts its annotations: here it would count too few."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ONE_LINE = str.maketrans({"\t": " ", "\n": "⏎", "\r": "␍", "\u2028": "⏎", "\u2029": "⏎"})


@frozen
class ExportCounts:
    """How much would be exported."""

    pairs: int
    annotations: int
    tags: Mapping[str, int]


@frozen
class PreviewText:
    """The first lines, long ones cut; in a table the cells are, and are parted by tabs."""

    lines: tuple[str, ...]
    is_table: bool = False
    texts: tuple[int, int] | None = None
    """The columns of a table with the words of the source and of the target."""


def export_counts(project: Project, options: ExportOptions) -> ExportCounts:
    """Count what the options choose."""
    pairs = chosen_pairs(project, options)
    tags = Counter(annotation.tag for _, pair in pairs for annotation in _chosen(pair, options))
    return ExportCounts(len(pairs), tags.total(), tags)


def _chosen(pair: Pair, options: ExportOptions) -> Iterator[Annotation]:
    """Yield what the options choose, in no order, telling `options.progress` now and then.

    A preview is made anew at every choice: to sort all annotations each time would take longer
    than the preview.
    """
    total = len(pair.annotations)
    for number, annotation in enumerate(pair.annotations):
        if not number % _AT_A_TIME:
            options.progress(number, total)
        if is_chosen(annotation, options):
            yield annotation


def beginning(project: Project, options: ExportOptions) -> Project:
    """Return the project with no more than a preview shows: few pairs, few annotations.

    Texts are cut behind the first `TEXT_LIMIT` code points; what lies beyond is left out.
    """
    room = PREVIEW_LINES
    chosen: list[Pair] = []
    taken = {pair.id for _, pair in chosen_pairs(project, options)}
    seen = 0
    for pair in project.pairs:
        if pair.id not in taken or seen == _PAIRS:
            # It stays, so that the numbers of pairs are what they will be.
            chosen.append(replace(pair, annotations=()))
            continue
        seen += 1
        early = filter(_is_early, _chosen(pair, options))
        fitting = sorted(early, key=lambda annotation: annotation.place)[:room]
        room -= len(fitting)
        chosen.append(_cut(pair, tuple(fitting)))
    return replace(project, pairs=tuple(chosen))


def _is_early(annotation: Annotation) -> bool:
    return all(span.end <= TEXT_LIMIT for side in Side for span in annotation.spans(side))


def _cut(pair: Pair, annotations: tuple[Annotation, ...]) -> Pair:
    texts = {
        side: replace(pair.text(side), characters=pair.text(side).characters[:TEXT_LIMIT])
        for side in Side
    }
    ignored = {
        side: tuple(span for span in pair.ignored(side) if span.end <= TEXT_LIMIT) for side in Side
    }
    return replace(
        pair,
        source=texts[Side.SOURCE],
        target=texts[Side.TARGET],
        ignored_source=ignored[Side.SOURCE],
        ignored_target=ignored[Side.TARGET],
        annotations=annotations,
    )


def preview_text(project: Project, exporter: Exporter, options: ExportOptions) -> PreviewText:
    """Return how a file would begin, in the way it is read. May raise ExportError."""
    few = beginning(project, options)
    kept = [pair.id for _, pair in chosen_pairs(project, options)][:_PAIRS]
    data = exporter.write(few, replace(options, pair_ids=frozenset(kept))).data
    reader = _READERS.get(exporter.id, _lines)
    if exporter.media == "application/zip":
        reader = _archive
    found = reader(bytes(data))
    lines = [line for _, line in zip(range(PREVIEW_LINES), found, strict=False)]
    is_table = exporter.id in _TABLES
    if not is_table:
        return PreviewText(tuple(map(_shortened, lines)))
    # Of a row each cell is cut: behind a long text stands the other.
    rows = ("\t".join(map(_shortened, line.split("\t"))) for line in lines)
    return PreviewText(tuple(rows), is_table=True, texts=_text_columns(lines))


def _text_columns(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return which columns have the texts, by the headings; None if there are none such."""
    headings = next((line.split("\t") for line in lines if "\t" in line), [])
    found = {name.casefold().removesuffix("_quote"): at for at, name in enumerate(headings)}
    source, target = (found.get(str(side)) for side in Side)
    return None if source is None or target is None else (source, target)


def _shortened(line: str) -> str:
    return line if len(line) <= _LINE_LIMIT else line[:_LINE_LIMIT] + "…"


def _lines(data: bytes) -> Iterator[str]:
    """Yield the lines of a text as they stand in the file."""
    yield from data.decode("utf-8", errors="replace").split("\n")


def _cells(cells: Iterable[str]) -> str:
    return "\t".join(cell.translate(_ONE_LINE) for cell in cells)


def _csv_rows(data: bytes) -> Iterator[str]:
    for row in csv.reader(StringIO(data.decode("utf-8-sig"), newline="")):
        yield _cells(row)


def _workbook_rows(data: bytes) -> Iterator[str]:
    for row in next(sheets(data, "preview"), []):
        yield _cells(row)


def _archive(data: bytes) -> Iterator[str]:
    """Yield each file of an archive: its name and how it begins."""
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        room = max(PREVIEW_LINES // max(len(names), 1) - 2, 4)
        for name in names:
            yield f"— {name} —"
            yield from archive.read(name).decode("utf-8", errors="replace").split("\n")[:room]
            yield ""


def _document(data: bytes) -> Iterator[str]:
    """Yield the first paragraphs of a document, and then the comments beside them."""
    with ZipFile(BytesIO(data)) as archive:
        body, comments = (
            etree.fromstring(archive.read(f"word/{name}.xml")) for name in ("document", "comments")
        )
    for number, paragraph in zip(range(PREVIEW_LINES // 2), body.iter(f"{_WORD}p"), strict=False):
        if number != _FIGURES:
            yield _paragraph(paragraph)
    for comment in comments.iter(f"{_WORD}comment"):
        yield ""
        yield f"[{comment.get(f'{_WORD}author')}]"
        yield from map(_paragraph, comment.iter(f"{_WORD}p"))


def _paragraph(paragraph: etree._Element) -> str:
    pieces = (
        "\t" if part.tag == f"{_WORD}tab" else part.text or ""
        for part in paragraph.iter(f"{_WORD}t", f"{_WORD}tab")
    )
    return "".join(pieces)


def _report_rows(data: bytes) -> Iterator[str]:
    """Yield the lists of a report as a table: below each pair's title its annotations."""
    document = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    for section in document.iterfind(".//section"):
        title = section.find("./h2")
        if title is not None:
            yield ". ".join(map(_flat, title.itertext()))
        for row in section.iter("tr"):
            yield _cells([_flat("".join(map(str, cell.itertext()))) for cell in row])
        yield ""


def _flat(text: object) -> str:
    return " ".join(str(text).split())


_READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "csv": _csv_rows,
    "xlsx": _workbook_rows,
    "docx": _document,
    "html": _report_rows,
}
_TABLES = frozenset({"tsv", "csv", "xlsx", "html", "mqm"})
