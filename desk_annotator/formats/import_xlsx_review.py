"""The workbook for a reviewer, come back with decisions and comments beside the annotations.

Only these two columns are taken over: what else was changed in the workbook changes nothing, and
is handed on to be told.
"""

from __future__ import annotations

from collections.abc import Callable

from desk_annotator.core.annotation import Status
from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.import_columns import Row
from desk_annotator.formats.import_result import (
    ImportedAnnotations,
    ImportOptions,
    ReviewDecision,
    ReviewedRow,
    UnreadParts,
    checked,
    go_on,
)
from desk_annotator.formats.import_xlsx import numbered_sheets
from desk_annotator.formats.safe_zip import SafeZip
from desk_annotator.formats.xlsx import ANNOTATION_ID, COMMENT, DECISION

_PAIR_ID = "pair id"
_ID, _WORD, _REMARK = (title.casefold() for title in (ANNOTATION_ID, DECISION, COMMENT))
_STATUSES = {"accept": Status.ACCEPTED, "reject": Status.REJECTED, "discuss": Status.OPEN}


def is_review(data: bytes, name: str, check: Callable[[], None] = go_on) -> bool:
    """Tell whether a workbook has our list of annotations in it."""
    try:
        # Most workbooks are told apart by their strings alone, without reading their sheets.
        archive = SafeZip(data, name=name, check=check)
        strings = "xl/sharedStrings.xml"
        if strings in archive and ANNOTATION_ID.encode() not in archive.read(strings):
            return False
        return _list(data, name, check) is not None
    except TextError:
        return False  # Whoever reads it will be told.


def read(data: bytes, name: str, options: ImportOptions) -> ImportedAnnotations:
    """Return the decisions of a reviewer. Raises TextError if there are none in the workbook."""
    rows = _list(data, name, options.check) or []
    decisions: list[ReviewDecision] = []
    reviewed: list[ReviewedRow] = []
    unread = UnreadParts()
    titles = _titles(rows)
    for number, row in checked(rows[1:], options.check):
        cells = {title: row[place].strip() for title, place in titles.items() if place < len(row)}
        if cells.get(_ID):
            # A row ends with its last cell that holds something.
            whole = dict.fromkeys(titles, "") | cells
            reviewed.append(ReviewedRow(cells[_ID], cells.get(_PAIR_ID, ""), whole))
        word = cells.get(_WORD, "")
        comment = cells.get(_REMARK, "")
        if not word and not comment:
            continue
        identifier = cells.get(_ID, "")
        status = _STATUSES.get(word.casefold())
        if not identifier or (word and status is None):
            unread.add("row", number, word or comment)
            continue
        decisions.append(ReviewDecision(identifier, cells.get(_PAIR_ID, ""), status, comment))
    if not decisions:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There are no decisions and no comments in “{name}”. Nothing was imported; other "
                "columns are not read.",
            ),
            name=name,
        )
    return ImportedAnnotations(
        decisions=tuple(decisions),
        unread=unread.count,
        rows=tuple(reviewed),
        unread_parts=unread.first,
    )


def _list(data: bytes, name: str, check: Callable[[], None]) -> list[tuple[int, Row]] | None:
    for rows in numbered_sheets(data, name, check):
        titles = _titles(rows)
        if _ID in titles and _WORD in titles:
            return rows
    return None


def _titles(rows: list[tuple[int, Row]]) -> dict[str, int]:
    """Return the place of each column by its title; the order may have been changed."""
    return {cell.strip().casefold(): place for place, cell in enumerate(rows[0][1] if rows else ())}
