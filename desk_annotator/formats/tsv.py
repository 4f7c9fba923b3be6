r"""Tab-separated values: a header row and one row an annotation.

UTF-8 without a byte order mark, rows end in LF. Inside a cell a tab is written ``\t``, a line
feed ``\n``, a carriage return ``\r`` and a backslash ``\\``, so that every line is a row and
every row has the same number of cells; nothing is ever put in quotation marks. Offsets count
code points, ends excluded; those of a discontinuous annotation are parted by ``;`` and its
quotes by `` … ``.

With `spreadsheet_safe` a cell that a spreadsheet would run as a formula (it begins with
``=``, ``+``, ``-``, ``@``, a tab or a carriage return) gets an apostrophe in front.
"""

from __future__ import annotations

from collections.abc import Iterator

from desk_annotator.core.project import Project
from desk_annotator.formats.export import Export, ExportOptions
from desk_annotator.formats.loss_tally import GUARDED, LossTally
from desk_annotator.formats.rows import Row, SideRow, rows

_SIDE_COLUMNS = ("offsets", "quote", "before", "after", "place")
COLUMNS = (
    "pair",
    "pair_title",
    "pair_id",
    "annotation_id",
    "tag",
    *(f"source_{name}" for name in _SIDE_COLUMNS),
    *(f"target_{name}" for name in _SIDE_COLUMNS),
    "note",
    "category",
    "severity",
    "justified",
    "status",
    "author",
    "created",
    "modified",
)
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write(project: Project, options: ExportOptions) -> Export:
    """Return the annotations chosen as a table."""
    tally = LossTally()
    return tally.export(_lines(project, options, tally), project, options)


def _lines(project: Project, options: ExportOptions, tally: LossTally) -> Iterator[str]:
    yield "\t".join(COLUMNS) + "\n"
    for row in rows(project, options):
        cells = []
        for value in row_cells(row):
            cell = value.translate(_ESCAPES)
            if options.spreadsheet_safe and is_formula(value):
                cell = "'" + cell
                tally.add(GUARDED)
            cells.append(cell)
        tally.add_extra(row)
        yield "\t".join(cells) + "\n"


def is_formula(cell: str) -> bool:
    """True for what a spreadsheet would run instead of showing it."""
    return cell.startswith(_FORMULA_STARTS)


def row_cells(row: Row) -> tuple[str, ...]:
    """Return what stands in the columns for one annotation, as it is."""
    annotation = row.annotation
    return (
        str(row.pair_number),
        row.pair.title,
        row.pair.id,
        annotation.id,
        annotation.tag,
        *_side_cells(row.source),
        *_side_cells(row.target),
        annotation.note,
        annotation.category,
        annotation.severity,
        row.justified,
        annotation.status,
        annotation.author,
        annotation.created,
        annotation.modified,
    )


def _side_cells(side: SideRow) -> tuple[str, ...]:
    return (
        side.offsets,
        side.quote,
        side.before,
        side.after,
        "" if side.place is None else str(side.place),
    )
