"""The user's glossary from a file: TBX, or a table (CSV, TSV) with a column for each language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.text import Direction
from desk_annotator.storage.text_file import read_bytes
from desk_annotator.text.language import detect_language, direction_of

if TYPE_CHECKING:
    from lxml.etree import _Element

# ruff: noqa: PLC0415 - the window knows of glossaries, but few users have one to read

GLOSSARY_SIZE_LIMIT = 32_000_000
"""Bytes of the largest glossary that is read."""

_TBX_ROOTS = frozenset({"martif", "tbx"})
_CONCEPTS = frozenset({"termentry", "conceptentry"})
_LANGUAGES = frozenset({"langset", "langsec"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SEVERAL = ("|", ";", "؛")
"""What parts several terms in one cell."""
_SAMPLE = 300
"""Rows from which the language of a column is told."""
_TELLING = 600
"""Characters from which on the words of a column tell its language."""

Concept = tuple[tuple[str, tuple[str, ...]], ...]
"""The terms of one concept: language (its first subtag, small; empty if unknown) and terms."""


@frozen
class GlossaryFile:
    """A glossary as read: the name of its file, and its concepts."""

    name: str
    concepts: tuple[Concept, ...]

    def between(self, source_language: str, target_language: str) -> dict[str, tuple[str, ...]]:
        """Return source term -> target terms for a pair of languages (BCP 47).

        A column whose language is not known stands for the one that is wanted and not there;
        where neither is known the first column is the source.
        """
        here, there = _primary(source_language), _primary(target_language)
        found: dict[str, list[str]] = {}
        for concept in self.concepts:
            sources, targets = _chosen(concept, here, there)
            for source in sources:
                known = found.setdefault(source, [])
                known += [target for target in targets if target not in known]
        return {source: tuple(targets) for source, targets in found.items() if targets}


def _chosen(concept: Concept, here: str, there: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    terms = dict(concept)
    if len(terms) < len(concept):  # two columns, and of neither is the language known
        return concept[0][1], concept[-1][1]
    unknown = terms.get("", ())
    sources = terms.get(here, unknown if there in terms else ())
    return sources, terms.get(there, unknown if here in terms else ())


def read_glossary(path: str | Path) -> GlossaryFile:
    """Read a glossary; its kind is told by what it holds.

    Raises TextError if it cannot be read, or holds no terms in two languages.
    """
    name = Path(path).name
    return glossary_of(read_bytes(path, GLOSSARY_SIZE_LIMIT), name)


def glossary_of(data: bytes, name: str) -> GlossaryFile:
    """Return the glossary that the bytes of a file hold. Raises TextError as `read_glossary`."""
    from desk_annotator.formats.safe_xml import root_name

    is_tbx = root_name(data) in _TBX_ROOTS
    concepts = tuple(_of_tbx(data, name) if is_tbx else _of_table(data, name))
    if not concepts:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” holds no terms in two languages. A glossary is a TBX file, or a table "
                "(CSV, TSV) with one column for each language. The glossary in use was kept.",
            ),
            name=name,
        )
    return GlossaryFile(name, concepts)


def _of_tbx(data: bytes, name: str) -> Iterator[Concept]:
    from lxml import etree

    from desk_annotator.formats.safe_xml import parse_xml

    root = parse_xml(data, name=name)
    for entry in root.iter(etree.Element):
        if _local(entry) not in _CONCEPTS:
            continue
        terms: dict[str, list[str]] = {}
        for part in entry:
            if _local(part) not in _LANGUAGES:
                continue
            language = _primary(part.get(_LANG) or part.get("lang") or "")
            for each in _term_elements(part):
                term = " ".join("".join(map(str, each.itertext())).split())
                if term:
                    terms.setdefault(language, []).append(term)
        if len(terms) > 1:
            yield tuple((language, tuple(found)) for language, found in terms.items())


def _term_elements(part: _Element) -> Iterator[_Element]:
    """Yield the terms inside an element, but none inside another term or another concept."""
    levels = [iter(part)]
    while levels:
        element = next(levels[-1], None)
        if element is None:
            levels.pop()
        elif _local(element) == "term":
            yield element
        elif _local(element) not in _CONCEPTS:
            levels.append(iter(element))


def _local(element: _Element) -> str:
    from lxml import etree

    return etree.QName(element).localname.lower()


def _of_table(data: bytes, name: str) -> Iterator[Concept]:
    from desk_annotator.formats.import_columns import find_columns
    from desk_annotator.formats.import_result import ImportOptions
    from desk_annotator.formats.import_table_text import table_rows
    from desk_annotator.text.encoding import decode, detect

    characters = decode(data, detect(data).encoding, name=name).lstrip("\ufeff")
    rows = [row for row in table_rows(characters, name) if any(cell.strip() for cell in row)]
    columns = find_columns(rows, name, ImportOptions())
    places = columns.source, columns.target
    body = rows[columns.has_heading :]
    languages = [
        _primary(told) or _spoken([row[place] for row in body[:_SAMPLE] if place < len(row)])
        for told, place in zip(
            (columns.source_language, columns.target_language), places, strict=True
        )
    ]
    if languages[0] == languages[1]:
        languages = ["", ""]
    for row in body:
        cells = [_terms(row[place]) if place < len(row) else () for place in places]
        if all(cells):
            yield tuple(zip(languages, cells, strict=True))


def _spoken(cells: Sequence[str]) -> str:
    """Return the language of a column; of a short one only if its script tells."""
    sample = "\n".join(cells)
    language = _primary(detect_language(sample))
    is_told = len(sample) >= _TELLING or direction_of(language) is Direction.RTL
    return language if is_told else ""


def _terms(cell: str) -> tuple[str, ...]:
    for sign in _SEVERAL[1:]:
        cell = cell.replace(sign, _SEVERAL[0])
    terms = (" ".join(term.split()) for term in cell.split(_SEVERAL[0]))
    return tuple(dict.fromkeys(term for term in terms if term))


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].casefold()
