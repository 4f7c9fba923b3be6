"""Fits a table into the preview of an export: both texts of a row are in view at once.

A table has up to two dozen columns, and the texts are often not the first of them. What stands
beside them gives way: its cells are cut, and where that is not enough columns are folded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

from desk_annotator.core.frozen import frozen

FOLD = "⋯"
"""Stands in the headings for columns that are not shown."""
_GAP = 12.0
"""Pixels between two columns."""
_WIDEST = 320.0
"""Pixels of the widest column."""
_NARROWEST = 44.0
"""Pixels to which a column is cut before others are folded."""
_TIGHTEST = 20.0
"""The same where only small columns are left."""
_SMALL = 64.0
"""Pixels of columns that are shown whole as long as others can give way: numbers, and the tag."""
_SHARE_OF_TEXT = 3
"""How much wider a text may be than any other column that is cut."""

Measure = Callable[[str], float]
"""Returns the width of words in pixels."""
Cut = Callable[[str, float], str]
"""Returns words cut to a width, with a mark where they were cut."""


@frozen
class FittedTable:
    """Rows to show, where their columns begin behind the first, and what is not shown."""

    rows: tuple[tuple[str, ...], ...]
    places: tuple[float, ...]
    folded: tuple[str, ...] = ()
    """The headings of the columns that are not shown."""


def fitted(
    rows: Sequence[Sequence[str]],
    texts: tuple[int, int] | None,
    room: float,
    measure: Measure,
    cut: Cut,
) -> FittedTable:
    """Fit a table, of which the first row has the headings, into a room (pixels).

    `texts` are the columns of the texts; without them nothing but the widest columns is cut.
    Columns behind the last of them are as wide as they need: they are scrolled to.
    """
    count = max(map(len, rows), default=0)
    widths = [0.0] * count
    for row in rows:
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], min(measure(cell), _WIDEST))
    folded: set[int] = set()
    if texts is not None and max(texts) < count:
        folded = _narrow(widths, texts, room, measure(FOLD))
    headings = rows[0] if rows else ()
    shown = [column for column in range(count) if column not in folded or column - 1 not in folded]
    return FittedTable(
        tuple(_row(row, headings, shown, folded, widths, cut) for row in rows),
        tuple(accumulate(widths[column] + _GAP for column in shown)),
        tuple(headings[column] for column in sorted(folded) if column < len(headings)),
    )


def folded_words(words: str, folded: Sequence[str], room: float, measure: Measure) -> list[str]:
    """Return lines that name the columns not shown, `words` before them, each within the room."""
    lines = [words]
    for number, name in enumerate(folded):
        piece = f" {name}" + ("," if number < len(folded) - 1 else "")
        if measure(lines[-1] + piece) > room and number:
            lines.append(piece.strip())
        else:
            lines[-1] += piece
    return lines


def _row(
    row: Sequence[str],
    headings: Sequence[str],
    shown: Sequence[int],
    folded: set[int],
    widths: Sequence[float],
    cut: Cut,
) -> tuple[str, ...]:
    cells: list[str] = []
    for column in shown:
        if column >= len(row):
            break
        if column in folded:
            is_heading = list(row[column : column + 1]) == list(headings[column : column + 1])
            cells.append(FOLD if is_heading else "")
        else:
            # A pixel more: what just fits is not to be cut for a rounding.
            cells.append(cut(row[column], widths[column] + 1))
    return tuple(cells)


def _narrow(widths: list[float], texts: tuple[int, int], room: float, fold: float) -> set[int]:
    """Make columns narrower until those up to the last text fit, and return which to fold."""
    end = max(texts) + 1
    if sum(widths[:end]) + _GAP * end <= room:
        return set()
    others = [column for column in range(end) if column not in texts]
    small = [column for column in others if widths[column] <= _SMALL]
    folded: set[int] = set()
    while True:
        wide = [each for each in others if each not in folded and each not in small]
        folds = sum(1 for each in folded if each - 1 not in folded)
        left = room - _GAP * (len(small) + len(wide) + len(texts) + folds)
        left -= sum(widths[each] for each in small) + folds * fold
        limit = _limit([widths[each] for each in wide], [widths[each] for each in texts], left)
        if limit >= (_NARROWEST if wide else _TIGHTEST) or not (wide or small):
            break
        # What is nearest to the texts says least without them: places and surroundings.
        folded.add((wide or small)[-1])
        small = [each for each in small if each not in folded]
    for column in wide:
        widths[column] = min(widths[column], limit)
    for column in texts:
        widths[column] = min(widths[column], _SHARE_OF_TEXT * limit)
    for column in folded:
        widths[column] = fold
    return folded


def _limit(others: Sequence[float], texts: Sequence[float], room: float) -> float:
    """Return the width to which columns must be cut to fit, that of a text by its share."""
    needs = sorted(
        [(width, 1) for width in others] + [(w / _SHARE_OF_TEXT, _SHARE_OF_TEXT) for w in texts]
    )
    weight = sum(share for _, share in needs)
    limit = 0.0
    for need, share in needs:
        limit = room / weight
        if need > limit:
            return max(limit, 0.0)
        room -= need * share
        weight -= share
    return max(need for need, _ in needs) if needs else 0.0
