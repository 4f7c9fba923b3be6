"""The workbook for a reviewer, come back with decisions and comments beside the annotations.

Only these two columns are taken over: what else was changed in the workbook changes nothing, and
is handed on to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

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
    go_on,
)
from desk_annotator.formats.import_xlsx import first_of, first_rows, streamed_sheets
from desk_annotator.formats.review_room import NO_ROOM, ReviewRoom
from desk_annotator.formats.safe_zip import SafeZip
from desk_annotator.formats.xlsx import ANNOTATION_ID, COMMENT, DECISION

_PAIR_ID = "pair id"
_ID, _WORD, _REMARK = (title.casefold() for title in (ANNOTATION_ID, DECISION, COMMENT))
_STATUSES = {"accept": Status.ACCEPTED, "reject": Status.REJECTED, "discuss": Status.OPEN}


class _Cells(Mapping[str, str]):
    """The cells of a row by the titles of their columns, in small letters; the last may be empty.

    A dictionary for each of many rows would take four times the memory.
    """

    __slots__ = ("_row", "_titles")

    def __init__(self, titles: Mapping[str, int], row: Sequence[str]) -> None:
        self._titles = titles
        self._row = row

    def __getitem__(self, title: str) -> str:
        place = self._titles[title]
        # A row ends with its last cell that holds something.
        return self._row[place].strip() if place < len(self._row) else ""

    def __iter__(self) -> Iterator[str]:
        return iter(self._titles)

    def __len__(self) -> int:
        return len(self._titles)


def is_review(
    data: bytes, name: str, check: Callable[[], None] = go_on, room: ReviewRoom = NO_ROOM
) -> bool:
    """Tell whether a workbook has our list of annotations in it."""
    try:
        # Most workbooks are told apart by their strings alone, without reading their sheets.
        archive = SafeZip(data, name=name, check=check, room=room)
        strings = "xl/sharedStrings.xml"
        if strings in archive and not archive.part(strings).holds(ANNOTATION_ID.encode()):
            return False
        rows = first_rows(data, name, ImportOptions(check=check, room=room))
        return any(_is_ours(_titles(row)) for row in rows)
    except TextError:
        return False  # Whoever reads it will be told.


def read(data: bytes, name: str, options: ImportOptions) -> ImportedAnnotations:
    """Return the decisions of a reviewer. Raises TextError if there are none in the workbook."""
    titles, rows = _list(data, name, options) or ({}, iter(()))
    decisions: list[ReviewDecision] = []
    reviewed: list[ReviewedRow] = []
    unread = UnreadParts()
    for number, row in rows:
        cells = _Cells(titles, row)
        if cells.get(_ID):
            reviewed.append(ReviewedRow(cells[_ID], cells.get(_PAIR_ID, ""), cells))
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


def _list(
    data: bytes, name: str, options: ImportOptions
) -> tuple[dict[str, int], Iterator[tuple[int, Row]]] | None:
    """Return the places of the columns by their titles, and the rows below these."""
    for rows in streamed_sheets(data, name, options):
        titles = _titles(first_of(rows))
        if _is_ours(titles):
            return titles, rows
    return None


def _titles(first: Row) -> dict[str, int]:
    """Return the places of columns by their titles: their order may have been changed."""
    return {cell.strip().casefold(): place for place, cell in enumerate(first)}


def _is_ours(titles: Mapping[str, int]) -> bool:
    return _ID in titles and _WORD in titles
