"""What the cells of the workbook for a reviewer would hold now, to find what she wrote over."""

from __future__ import annotations

from collections.abc import Mapping

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import Row, side_row
from desk_annotator.formats.xlsx_cells import Piece, cut_to_cell, pieces
from desk_annotator.formats.xlsx_strings import cleaned

MODIFIED = "Modified"


def written_over(pair: Pair, annotation: Annotation, cells: Mapping[str, str]) -> bool:
    """Tell whether a row that came back says other things of an annotation than it was sent with.

    `cells` are those of the row, by the titles of their columns in small letters. What the
    titles name that an annotation does not have by itself, such as its number, is passed over,
    and so is a row of an annotation that has changed here since.
    """
    if cells.get(MODIFIED.casefold()) != annotation.modified:
        return False
    return any(
        title.casefold() in cells and _bare(cells[title.casefold()]) != _bare(text)
        for title, text in _present(pair, annotation).items()
    )


def _present(pair: Pair, annotation: Annotation) -> Mapping[str, str]:
    context = ExportOptions().context
    sides = [side_row(pair.text(side).characters, annotation.spans(side), context) for side in Side]
    row = Row(0, pair, annotation, *sides)
    plain = {
        "Tag": annotation.tag,
        "Note": annotation.note,
        "Category": annotation.category,
        "Severity": annotation.severity,
        "Justified": row.justified,
        "Status": annotation.status,
        "Author": annotation.author,
        "Source offsets": row.source.offsets,
        "Source place": "" if row.source.place is None else str(row.source.place),
        "Target offsets": row.target.offsets,
        "Target place": "" if row.target.place is None else str(row.target.place),
        "Created": annotation.created,
    }
    shown = {title: [Piece(text, quoted=False)] for title, text in plain.items()}
    shown |= {side.capitalize(): pieces(row, side) for side in Side}
    return {title: _cell(what) for title, what in shown.items()}


def _cell(what: list[Piece]) -> str:
    """Return what stands in the cell itself; what is too long for one is in another sheet."""
    clean = [Piece(cleaned(piece.characters)[0], piece.quoted) for piece in what]
    return "".join(piece.characters for piece in cut_to_cell(clean)[0])


def _bare(text: str) -> str:
    # Spreadsheets change white space at the ends and at line ends.
    return "".join(text.split())
