"""Tables with a text in two columns: which columns those are, and their rows as segments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.text import Direction
from desk_annotator.formats.import_result import ImportedPair, ImportOptions
from desk_annotator.formats.import_segments import PairAssembly, matching_tag, tidy_tag
from desk_annotator.text.language import LANGUAGES, detect_language, direction_of, first_strong

Row = Sequence[str]

_SOURCES = frozenset(
    {"source", "src", "source text", "source segment", "original", "source_text", "النص المصدر"}
    | {"المصدر", "الأصل"}
)
_TARGETS = frozenset(
    {"target", "tgt", "target text", "target segment", "translation", "target_text", "mt"}
    | {"hypothesis", "النص الهدف", "الهدف", "الترجمة"}
)
_NOTES = frozenset({"note", "notes", "comment", "comments", "remark", "remarks", "ملاحظات"})
_LANGUAGE_NAMES = {
    name.casefold(): language.tag
    for language in LANGUAGES
    for name in (language.english, language.native)
}
_TAG = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", re.IGNORECASE)
_KNOWN_TAGS = frozenset(language.tag for language in LANGUAGES)
CELL_LIMIT = 4_000_000
"""Cells that a table may have, with the empty ones between and before others."""
_SAMPLE_ROWS = 300
_SAMPLE_LENGTH = 200
"""Characters of a cell that are looked at to find out what a column holds."""
_LETTER = re.compile(r"[^\W\d_]")
_MOST_COLUMNS = 500
"""Texts are looked for, and offered, in no more columns than that, counted from the first."""
_WORTH = 0.15
"""A column with less than this share of the letters of the fullest one is no text."""


@frozen
class Columns:
    """Which columns hold the texts and the notes, from 0, and what their heading says of them."""

    source: int
    target: int
    note: int | None = None
    has_heading: bool = False
    source_language: str = ""
    target_language: str = ""


def pair_of_rows(rows: list[Row], name: str, encoding: str, options: ImportOptions) -> ImportedPair:
    """Return the two texts a table holds. Raises TextError if it has no two columns of text."""
    rows = [row for row in rows if any(cell and not cell.isspace() for cell in row)]
    columns = find_columns(rows, name, options)
    assembly = PairAssembly(name, options.check)
    if columns.has_heading:
        assembly.source.tally["heading-left-out"] += 1
    for row in rows[columns.has_heading :]:
        note = _cell(row, columns.note).strip() if columns.note is not None else ""
        assembly.add(_cell(row, columns.source), _cell(row, columns.target), note)
    pair = assembly.pair(name, encoding, columns.source_language, columns.target_language)
    widest = max(map(len, rows))
    width = max(widest, columns.source + 1, columns.target + 1)
    return replace(
        pair,
        parts=tuple(_cell(rows[0], place) for place in range(min(width, _MOST_COLUMNS))),
        taken=(columns.source, columns.target),
    )


def many_cells(name: str) -> TextError:
    """Return the error of a table with more cells than fit in memory."""
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” has more than {limit} cells, too many for one pair. Nothing was imported. "
            "Take out the rows and columns that hold no text.",
        ),
        name=name,
        limit=CELL_LIMIT,
    )


def long_cell(name: str, limit: int) -> TextError:
    """Return the error of a table with a cell of more characters than `limit`."""
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” cannot be read as a table: one cell has more than {limit} characters. "
            "Nothing was imported.",
        ),
        name=name,
        limit=limit,
    )


def has_two_texts(rows: list[Row]) -> bool:
    """Tell whether a table has at least two columns with letters in them."""
    return len(_text_columns(rows)) > 1


def find_columns(rows: list[Row], name: str, options: ImportOptions) -> Columns:
    """Return the columns wished for, else those the first row names, else the likeliest.

    Raises TextError if there are no two.
    """
    width = max(map(len, rows), default=0)
    wishes = [options.source_column, options.target_column]
    if any(wish is not None and not 1 <= wish <= width for wish in wishes):
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors", "“{name}” has {count} columns, counted from 1. Nothing was imported."
            ),
            name=name,
            count=width,
        )
    heading = [cell.strip() for cell in rows[0]] if rows else []
    chosen = [wish - 1 if wish is not None else None for wish in wishes]
    if chosen == [None, None]:
        chosen = _named(heading, rows, options)
    source, target = _completed(chosen, rows)
    if source is None or target is None or source == target:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” has no two columns of text, one with the source and one with the "
                "target. Nothing was imported.",
            ),
            name=name,
        )
    notes = [place for place, cell in enumerate(heading) if cell.casefold() in _NOTES]
    languages = [_language(_cell(heading, place)) for place in (source, target)]
    has_heading = _is_heading(heading, rows, source, target)
    return Columns(
        source,
        target,
        notes[0] if notes and notes[0] not in (source, target) else None,
        has_heading,
        tidy_tag(options.source_language) or (languages[0] if has_heading else ""),
        tidy_tag(options.target_language) or (languages[1] if has_heading else ""),
    )


def _cell(row: Row, place: int) -> str:
    return row[place] if place < len(row) else ""


def _start(row: Row, place: int) -> str:
    return _cell(row, place)[:_SAMPLE_LENGTH]


def _language(heading: str) -> str:
    """Return the tag of a heading that is a language's name or tag; empty for any other."""
    name = heading.casefold()
    if name in _LANGUAGE_NAMES:
        return _LANGUAGE_NAMES[name]
    if _TAG.fullmatch(name) and re.split("[-_]", name)[0] in _KNOWN_TAGS:
        return tidy_tag(heading)
    return ""


def _named(heading: list[str], rows: list[Row], options: ImportOptions) -> list[int | None]:
    names = [cell.casefold() for cell in heading]
    source = next((place for place, cell in enumerate(names) if cell in _SOURCES), None)
    target = next((place for place, cell in enumerate(names) if cell in _TARGETS), None)
    if source is not None or target is not None:
        return [source, target]
    # A column of numbers may be called “id”, but holds no Indonesian.
    worded = {
        place
        for place in range(len(heading))
        if any(_LETTER.search(_start(row, place)) for row in rows[1:_SAMPLE_ROWS])
    }
    tags = {tag: place for place in sorted(worded) if (tag := _language(heading[place]))}
    if len(tags) < 2:
        return [None, None]
    found: list[int | None] = []
    for wish in (options.source_language, options.target_language):
        fitting = matching_tag(tidy_tag(wish), tags) if wish else None
        found.append(tags.pop(fitting) if fitting else None)
    rest = iter(sorted(tags.values()))
    return [place if place is not None else next(rest, None) for place in found]


def _text_columns(rows: list[Row]) -> dict[int, str]:
    """Return the columns with a fair share of letters, fullest first, with a sample of each."""
    width = max(map(len, rows), default=0)
    samples = {
        place: "\n".join(_start(row, place) for row in rows[:_SAMPLE_ROWS])
        for place in range(min(width, _MOST_COLUMNS))
    }
    letters = {place: len(_LETTER.findall(sample)) for place, sample in samples.items()}
    most = max(letters.values(), default=0)
    kept = [place for place, count in letters.items() if count and count >= _WORTH * most]
    return {place: samples[place] for place in sorted(kept, key=lambda each: -letters[each])}


def _completed(chosen: list[int | None], rows: list[Row]) -> tuple[int | None, int | None]:
    """Fill in what is not chosen yet with the fullest columns, by preference of two languages."""
    source, target = chosen
    if source is not None and target is not None:
        return source, target
    texts = _text_columns(rows)
    known = source if source is not None else target
    candidates = [place for place in texts if place != known]
    if known is None:
        if not candidates:
            return None, None
        known = candidates.pop(0)
    if not candidates:
        return None, None
    language = detect_language("\n".join(_start(row, known) for row in rows[:_SAMPLE_ROWS]))
    others = [place for place in candidates if detect_language(texts[place]) != language]
    other = (others or candidates)[0]
    if source is not None:
        return source, other
    if target is not None:
        return other, target
    return min(known, other), max(known, other)


def _is_heading(heading: list[str], rows: list[Row], source: int, target: int) -> bool:
    """Tell whether the first row says what the columns are instead of being one of their rows."""
    if len(rows) < 2:
        return False
    known = _SOURCES | _TARGETS | _NOTES
    cells = [_cell(heading, place) for place in (source, target)]
    if any(cell.casefold() in known or _language(cell) for cell in cells):
        return True
    # Over a column that runs right to left, a cell that does not is a heading.
    for place, cell in zip((source, target), cells, strict=True):
        sample = "\n".join(_start(row, place) for row in rows[1:_SAMPLE_ROWS])
        runs = direction_of(detect_language(sample))
        if runs is Direction.RTL and first_strong(cell) is Direction.LTR:
            return all(first_strong(each) is Direction.LTR and len(each) < 40 for each in cells)
    return False
