"""The one parser of XML: it reads what it is given and nothing else, and not without bounds.

No entity is expanded, no file or address is looked at, no document type is loaded. A document
type that only names itself, as in every TMX file, is let through.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lxml import etree

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.import_result import go_on

DEPTH_LIMIT = 200
"""How deep elements may be nested."""
MARKUP_LIMIT = 3_000_000
"""How many tags and attributes a document may have: each takes some 200 bytes of memory."""

PARSER_OPTIONS: Mapping[str, Any] = {
    "attribute_defaults": False,
    "dtd_validation": False,
    "load_dtd": False,
    "no_network": True,
    "resolve_entities": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "recover": False,
}
"""What every parser of ours is told."""

_TOO_DEEP = "boolean(" + "/*" * (DEPTH_LIMIT + 1) + ")"
_ROOT = re.compile(
    # Atomic, since each comment could else be tried to end at the end of every later one.
    r"\s*(?>(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*)"
    r"<(?:([\w.-]+):)?([A-Za-z_][\w.-]*)",
    re.DOTALL | re.IGNORECASE,
)
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"'>]*)[\"']")
# Those in which a byte that is "<" in ASCII is nothing else, and no other byte is one.
_USUAL_ENCODING = re.compile(
    rb"(?:us-)?ascii|utf-?(?:8|16|32)(?:-?[lb]e)?|(?:iso-?)?(?:8859|latin)[-_]?\d+|iso_8859-\d+"
    rb"(?::\d+)?|(?:windows|cp|ibm)-?(?:125\d|437|85\d|86\d|720)|koi8-[ru]|mac\w*|x-mac-\w+"
    rb"|gb\w+|big5[-\w]*|shift[-_]jis|euc-\w+|tis-620",
    re.IGNORECASE,
)
_SNIFFED = 1 << 16
_PIECE = 1 << 20
"""Bytes that are parsed between two looks whether somebody still wants it."""
_NARROW = 64
"""Children below which an element is let go of in one call, if it stands among many."""
_WIDE = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


def root_name(data: bytes) -> str:
    """Return the local name of the first element, in lower case; empty if this is no markup.

    Nothing is parsed: this only looks at the beginning, as HTML has one too.
    """
    head = data[:_SNIFFED]
    codec = next((codec for mark, codec in _WIDE if head.startswith(mark)), "utf-8")
    found = _ROOT.match(head.decode(codec, errors="replace").lstrip("\ufeff"))
    return found[2].lower() if found is not None else ""


def parse_xml(data: bytes, *, name: str, check: Callable[[], None] = go_on) -> etree._Element:
    """Return the root element of a document without its comments and instructions.

    `name` is the name of the file, for the sentences. `check` is called several times a second;
    what it raises goes through. Raises TextError if it is not well
    formed, declares or uses entities of its own, is nested more than 200 deep, or has more
    tags and attributes than fit in memory.
    """
    if markup_of(data) > MARKUP_LIMIT:
        raise too_much_markup(name)
    if has_strange_encoding(data):
        raise malformed(name)
    try:
        root = _parsed(data, check)
    except etree.XMLSyntaxError as error:
        raise not_parsed(error, name) from error
    except ValueError as error:  # an encoding nobody knows
        raise malformed(name) from error
    if declares_entities(root):
        raise entities(name)
    # Without a document type the parser itself refuses every entity, and to look through all
    # elements for one is a single call that stops every other thread.
    has_type = root.getroottree().docinfo.internalDTD is not None
    if has_type and next(root.iter(etree.Entity), None) is not None:
        raise entities(name)
    if root.xpath(_TOO_DEEP):
        raise _too_deep(name)
    return root


@contextmanager
def letting_go_of_tree(root: etree._Element) -> Iterator[None]:
    """Take a tree apart when the work with it has ended, however it did.

    Else whoever refers to it last lets go of it in one call, and no other thread gets on
    meanwhile: that is a tenth of a second for 120,000 units.
    """
    try:
        yield
    finally:
        _take_apart(root)


def _take_apart(element: etree._Element) -> None:
    _take_parts_apart(element)
    # One by one: a slice takes time in the number of all. And from the end: where the first goes
    # first, all memory is given back with the last.
    for _ in range(len(element)):
        del element[-1]


def _take_parts_apart(element: etree._Element) -> None:
    # In a function of its own, so that behind it nothing refers to the last child any more: that
    # would keep the memory of all from being given back, until it is, in one call.
    is_narrow = len(element) < _NARROW
    for child in element:
        # Of many elements with few parts each, a good number goes at once.
        if is_narrow or len(child) >= _NARROW:
            _take_apart(child)


def markup_of(data: bytes) -> int:
    """Return no less than the number of tags and attributes in the bytes of a document."""
    return data.count(b"<") + data.count(b"=")


def too_much_markup(name: str, limit: int | None = None) -> TextError:
    """Return the error of a file that would not fit in memory once parsed, or take too long."""
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” has too many parts: more than {limit} tags and attributes of XML. Nothing "
            "was imported. Split it in the program that made it.",
        ),
        name=name,
        limit=MARKUP_LIMIT if limit is None else limit,
    )


def declares_entities(element: etree._Element) -> bool:
    """Tell whether the document of an element declares entities of its own."""
    document_type: Any = element.getroottree().docinfo.internalDTD
    return document_type is not None and any(True for _ in document_type.iterentities())


def has_strange_encoding(data: bytes) -> bool:
    """Tell whether a document is in an encoding in which its tags could not be counted."""
    head = data[:_SNIFFED]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head[:4]:
        return False
    begins = head.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    declared = _DECLARED.match(begins)
    is_usual = declared is None or _USUAL_ENCODING.fullmatch(declared[1]) is not None
    return not is_usual or (bool(begins) and not begins.startswith(b"<"))


def _parsed(data: bytes, check: Callable[[], None]) -> etree._Element:
    """Parse in pieces, if it takes long enough for somebody to lose patience."""
    if len(data) <= _PIECE:
        return etree.fromstring(data, _parser())
    parser = _parser()
    try:
        for start in range(0, len(data), _PIECE):
            check()
            parser.feed(data[start : start + _PIECE])
        check()
        root: etree._Element = parser.close()
    except etree.XMLSyntaxError:
        # Of a piece it cannot tell what is wrong, nor where; of the whole it can.
        return etree.fromstring(data, _parser())
    return root


def _parser() -> etree.XMLParser:
    # A parser of its own for each document: they are read in several threads.
    return etree.XMLParser(**PARSER_OPTIONS)


def not_parsed(error: etree.XMLSyntaxError, name: str) -> TextError:
    """Return what is told of a document that the parser refused."""
    told = str(error)
    if "Excessive depth" in told:
        return _too_deep(name)
    if "entity" in told.lower():
        return entities(name)
    if "too long" in told or "Resource limit" in told:
        return TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” holds a single piece of text of more than 10 MB, which no program for "
                "translators writes. Nothing was imported.",
            ),
            name=name,
        )
    line, column = error.position
    return malformed(name, line or 1, column or 1)


def malformed(name: str, line: int = 1, column: int = 1) -> TextError:
    """Return the error of a file that is no well-formed XML."""
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” is not well-formed XML (the fault is in line {line}, column {column}): it "
            "was probably cut off or changed by hand. Nothing was imported. Fetch it again.",
        ),
        name=name,
        line=line,
        column=column,
    )


def entities(name: str) -> TextError:
    """Return the error of a file that declares or uses entities."""
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” declares or uses XML entities, which can read other files or grow without "
            "end. Files of translators do not need them. Nothing was imported.",
        ),
        name=name,
    )


def _too_deep(name: str) -> TextError:
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” nests its XML elements more than {limit} deep. Nothing was imported.",
        ),
        name=name,
        limit=DEPTH_LIMIT,
    )
