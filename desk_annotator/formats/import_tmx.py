"""Translation memories (TMX 1.1 to 1.4): each unit a line of both texts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from lxml import etree

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.import_result import ImportedPair, ImportOptions
from desk_annotator.formats.import_segments import (
    InlineReader,
    PairAssembly,
    local_name,
    matching_tag,
    tidy_tag,
)
from desk_annotator.formats.safe_xml import letting_go_of_tree, parse_xml

LANGUAGE_LIMIT = 1_000
"""Languages that a memory may hold."""
_TOLD = 20
"""Languages that a sentence names."""
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ANY = "*all*"


def read(data: bytes, name: str, options: ImportOptions) -> ImportedPair:
    """Return the texts of two languages of a translation memory.

    Without a wish in `options` the source is the language the memory names as its own, and the
    target the most frequent other one. Raises TextError if it cannot be read or holds no two
    languages.
    """
    root = parse_xml(data, name=name, check=options.check)
    with letting_go_of_tree(root):
        return _pair(root, name, options)


def _pair(root: etree._Element, name: str, options: ImportOptions) -> ImportedPair:
    if local_name(root) != "tmx":
        raise _no_memory(name)
    assembly = PairAssembly(name, options.check)
    counts: Counter[str] = Counter()
    for unit in root.iter("{*}tu"):
        counts.update(_versions(unit, assembly).keys())
        if len(counts) > LANGUAGE_LIMIT:
            raise _many_languages(name)
    header = root.find("{*}header")
    own = "" if header is None else str(header.get("srclang", "")).strip()
    source, target = _languages(counts, own, options, name)
    readers = [
        InlineReader(frozenset({"hi"}), side.tally, replaced=_line_break)
        for side in (assembly.source, assembly.target)
    ]
    others = 0
    # Found a second time instead of kept: millions of them would not fit in memory.
    for unit in root.iter("{*}tu"):
        versions = _versions(unit, assembly)
        pieces = [
            reader.read(_segment(versions[tag]) if tag in versions else None).characters
            for reader, tag in zip(readers, (source, target), strict=True)
        ]
        if source in versions or target in versions:
            notes = [unit, *(versions[tag] for tag in (source, target) if tag in versions)]
            assembly.add(pieces[0], pieces[1], "\n".join(filter(None, map(_notes, notes))))
        others += sum(1 for tag in versions if tag not in (source, target))
    if others:
        assembly.target.tally["other-language-left-out"] = others
    languages = tuple(counts)
    taken = (languages.index(source), languages.index(target))
    return replace(assembly.pair(name, "tmx", source, target), parts=languages, taken=taken)


def _versions(unit: etree._Element, assembly: PairAssembly) -> dict[str, etree._Element]:
    """Return the versions of a unit by language; of two in one language the first."""
    assembly.step()
    found: dict[str, etree._Element] = {}
    for version in unit:
        if local_name(version) != "tuv":
            continue
        tag = tidy_tag(version.get(_LANGUAGE) or version.get("lang"))
        if tag:
            found.setdefault(tag, version)
    return found


def _languages(
    counts: Counter[str], own: str, options: ImportOptions, name: str
) -> tuple[str, str]:
    by_frequency = [tag for tag, _ in counts.most_common()]
    target_wish = tidy_tag(options.target_language)
    wished = matching_tag(target_wish, by_frequency) if target_wish else None
    candidates = [tag for tag in by_frequency if tag != wished]
    source_wish = tidy_tag(options.source_language)
    if source_wish:
        source = matching_tag(source_wish, candidates)
    elif own and own != _ANY:
        # The header may name a variant of the language that the units are in.
        source = matching_tag(tidy_tag(own), candidates) or next(iter(candidates), None)
    else:
        source = min(
            candidates, key=lambda tag: (-counts[tag], list(counts).index(tag)), default=None
        )
    others = [tag for tag in by_frequency if tag != source]
    target = wished if target_wish else next(iter(others), None)
    if source is None or target is None:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” does not hold the two languages wanted; there are: {languages}. "
                "Nothing was imported.",
            ),
            name=name,
            languages=", ".join(sorted(counts)[:_TOLD]) or "—",
        )
    return source, target


def _segment(version: etree._Element) -> etree._Element | None:
    return next((child for child in version if local_name(child) == "seg"), None)


def _line_break(element: etree._Element) -> str | None:
    return "\n" if element.get("type") == "lb" and local_name(element) in ("ph", "it") else None


def _notes(element: etree._Element) -> str:
    notes = [str(child.text or "").strip() for child in element if local_name(child) == "note"]
    return "\n".join(filter(None, notes))


def _many_languages(name: str) -> TextError:
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” holds texts in more than {limit} languages, which no translation memory "
            "does. Nothing was imported.",
        ),
        name=name,
        limit=LANGUAGE_LIMIT,
    )


def _no_memory(name: str) -> TextError:
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors", "“{name}” is XML, but no translation memory (TMX). Nothing was imported."
        ),
        name=name,
    )
