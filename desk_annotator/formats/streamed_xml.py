"""Reads the children of one element of a long XML document, and forgets each that was read.

The reviews of long projects are such documents: a tree of all their tags would not fit in the
memory that reading a file may take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from desk_annotator.core.errors import TextError
from desk_annotator.formats import safe_xml
from desk_annotator.formats.import_result import go_on, unheard

_PIECE = 1 << 20
"""Bytes that are parsed between two looks whether somebody still wants it."""
_EMPTIED = 4_096
"""Elements that are let go of in one call, which no other thread gets on beside."""


def streamed_children(
    data: bytes,
    container: str,
    *,
    name: str,
    check: Callable[[], None] = go_on,
    tell: Callable[[float], None] = unheard,
) -> Iterator[etree._Element]:
    """Yield the children of the first element with a local name, in their order.

    A child is emptied once the next one is asked for. No entity is expanded, and nothing but
    `data` is read. `name` is the name of the file, for the sentences; `check` is called several
    times a second, and what it raises goes through. `tell` hears the share read, 0 to 1.

    Raises TextError as `parse_xml` does; the tags and attributes of one child, and of what
    stands outside the container, are bounded as there.
    """
    if safe_xml.has_strange_encoding(data):
        raise safe_xml.malformed(name)
    parser = etree.XMLPullParser(
        events=("start",), tag=f"{{*}}{container}", **safe_xml.PARSER_OPTIONS
    )
    found: etree._Element | None = None
    held = 0
    for start in range(0, len(data), _PIECE):
        check()
        tell(start / len(data))
        piece = data[start : start + _PIECE]
        held += safe_xml.markup_of(piece)
        if held > safe_xml.MARKUP_LIMIT:
            raise safe_xml.too_much_markup(name)
        _feed(parser, piece, data, name)
        found = _found(parser, found, name)
        # The last one may not be whole yet.
        if found is not None and len(found) > 1:
            yield from _forgotten(found, len(found) - 1, name)
            held = safe_xml.markup_of(piece)
    try:
        root: Any = parser.close()
    except etree.XMLSyntaxError as error:
        raise _fault(data, name, error) from None
    if safe_xml.declares_entities(root):
        raise safe_xml.entities(name)
    found = _found(parser, found, name)
    if found is not None:
        yield from _forgotten(found, len(found), name)


def _feed(parser: etree.XMLPullParser, piece: bytes, data: bytes, name: str) -> None:
    try:
        parser.feed(piece)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _fault(data, name, error) from None


def _found(
    parser: etree.XMLPullParser, found: etree._Element | None, name: str
) -> etree._Element | None:
    """Return the container, if it has begun."""
    for _, element in parser.read_events():
        if found is None and isinstance(element, etree._Element):  # noqa: SLF001 - its name
            found = element
            if safe_xml.declares_entities(element):
                raise safe_xml.entities(name)
    return found


def _forgotten(container: etree._Element, count: int, name: str) -> Iterator[etree._Element]:
    """Yield the first children, and take them out of the tree behind that."""
    # Without a document type the parser itself refuses every entity.
    may_use_entities = container.getroottree().docinfo.internalDTD is not None
    for _ in range(count):
        child = container[0]
        if may_use_entities and next(child.iter(etree.Entity), None) is not None:
            raise safe_xml.entities(name)
        yield child
        # First its own children: to take out an element that something still refers to, lxml
        # takes time in the square of how many it has; a text may be one paragraph of 100,000.
        while len(child) > _EMPTIED:
            del child[:_EMPTIED]
        child.clear()
        del container[0]


def _fault(data: bytes, name: str, told: Exception) -> TextError:
    """Return what is wrong with a document: of a piece the parser does not always tell it."""
    try:
        target: Any = _Nothing()
        etree.fromstring(data, etree.XMLParser(target=target, **safe_xml.PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        told = error
    if isinstance(told, etree.XMLSyntaxError):
        return safe_xml.not_parsed(told, name)
    return safe_xml.malformed(name)  # an encoding nobody knows


class _Nothing:
    """What a parser makes of a document of which it is only to say where its fault is.

    Of the methods a target may have it has only the one it must: no tag reaches Python.
    """

    def close(self) -> None:
        """Give nothing."""
