"""XLIFF 1.0 to 1.2 and 2.0 to 2.2, with what Trados, memoQ and Phrase make of 1.2.

Each unit becomes a line of both texts; the segments inside it correspond one to one.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.import_result import ImportedPair, ImportOptions
from desk_annotator.formats.import_segments import (
    InlineReader,
    InlineText,
    PairAssembly,
    local_name,
    matching_tag,
    tidy_tag,
)
from desk_annotator.formats.import_xliff_units import second_version_unit
from desk_annotator.formats.safe_xml import letting_go_of_tree, parse_xml

_FIRST_KEPT = frozenset({"g", "mrk"})
_SECOND_KEPT = frozenset({"pc", "mrk"})


def read(data: bytes, name: str, options: ImportOptions) -> ImportedPair:
    """Return the source and target of an XLIFF file.

    Of a file in several languages, those wished for in `options`, or else the first, are read.
    Raises TextError if it cannot be read or is not translated.
    """
    root = parse_xml(data, name=name, check=options.check)
    with letting_go_of_tree(root):
        return _pair(root, name, options)


def _pair(root: etree._Element, name: str, options: ImportOptions) -> ImportedPair:
    version = str(root.get("version", "")).strip()
    if local_name(root) != "xliff" or version[:2] not in ("1.", "2."):
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” is no XLIFF of version 1 or 2. Nothing was imported. Export it again "
                "as XLIFF 1.2 or 2.1 from the program that made it.",
            ),
            name=name,
        )
    namespace = str(root.tag).rpartition("xliff")[0]
    assembly = PairAssembly(name, options.check)
    if version.startswith("2."):
        languages = tidy_tag(root.get("srcLang")), tidy_tag(root.get("trgLang"))
        _second_version(root, namespace, assembly, languages)
    else:
        languages = _first_version(root, namespace, assembly, options)
    return assembly.pair(name, "xliff", *languages)


# Version 1


def _first_version(
    root: etree._Element, namespace: str, assembly: PairAssembly, options: ImportOptions
) -> tuple[str, str]:
    files = list(root.iterfind(f"{namespace}file"))
    languages = [
        (tidy_tag(file.get("source-language")), tidy_tag(file.get("target-language")))
        for file in files
    ]
    chosen = _chosen(languages, options)
    readers = [
        InlineReader(
            _FIRST_KEPT,
            side.tally,
            replaced=_line_break,
            mark=_segment_mark,
            is_deleted=_is_deleted,
        )
        for side in (assembly.source, assembly.target)
    ]
    for file, pair in zip(files, languages, strict=True):
        if pair != chosen:
            assembly.target.tally["other-language-left-out"] += 1
            continue
        for unit in file.iter(f"{namespace}trans-unit"):
            assembly.step()
            source = unit.find(f"{namespace}seg-source")
            if source is None:
                source = unit.find(f"{namespace}source")
            _first_version_unit(
                assembly,
                readers[0].read(source),
                readers[1].read(unit.find(f"{namespace}target")),
                _notes(unit.iterfind(f"{namespace}note")),
            )
    return chosen


def _chosen(languages: list[tuple[str, str]], options: ImportOptions) -> tuple[str, str]:
    """Return the pair of languages to read: the one wished for, or else the first."""
    for pair in languages:
        wishes = (tidy_tag(options.source_language), tidy_tag(options.target_language))
        if all(
            not wish or matching_tag(wish, [tag]) for wish, tag in zip(wishes, pair, strict=True)
        ):
            return pair
    return languages[0] if languages else ("", "")


def _first_version_unit(
    assembly: PairAssembly, source: InlineText, target: InlineText, note: str
) -> None:
    marks = [mark for mark in source.marks if mark in target.marks]
    if not marks:
        assembly.add(source.characters, target.characters, note)
        return
    alone = [mark for mark in source.marks if mark not in target.marks]
    ones = assembly.put(
        assembly.source, source.characters, [source.marks[mark] for mark in marks + alone]
    )
    others = assembly.put(
        assembly.target, target.characters, [target.marks[mark] for mark in marks]
    )
    others += [None for _ in alone]
    for one, other in zip(ones, others, strict=True):
        assembly.join(one, other, note)
        note = ""  # It is the unit's, and told once.


def _segment_mark(element: etree._Element) -> str | None:
    if local_name(element) == "mrk" and element.get("mtype") == "seg":
        return str(element.get("mid", ""))
    return None


def _is_deleted(element: etree._Element) -> bool:
    return element.get("mtype") == "x-sdl-deleted"


def _line_break(element: etree._Element) -> str | None:
    is_break = element.get("ctype") == "lb" and local_name(element) in ("x", "ph")
    return "\n" if is_break else None


# Version 2


def _second_version(
    root: etree._Element, namespace: str, assembly: PairAssembly, languages: tuple[str, str]
) -> None:
    readers = [
        InlineReader(_SECOND_KEPT, side.tally, replaced=_character)
        for side in (assembly.source, assembly.target)
    ]
    for unit in root.iter(f"{namespace}unit"):
        assembly.step()
        notes = _notes(unit.iterfind(f"{namespace}notes/{namespace}note"))
        second_version_unit(unit, namespace, assembly, (readers[0], readers[1]), languages, notes)


def _character(element: etree._Element) -> str | None:
    if element.get("subType") == "xlf:lb":
        return "\n"
    if local_name(element) != "cp":
        return None
    try:
        character = chr(int(str(element.get("hex", "")), 16))
    except (ValueError, OverflowError):
        return None
    return None if character == "\0" or "\ud800" <= character <= "\udfff" else character


def _notes(notes: Iterator[etree._Element]) -> str:
    return "\n".join(filter(None, ("".join(map(str, note.itertext())).strip() for note in notes)))
