"""Reads the children of one element of a long XML document, and forgets each that was read.

The reviews of long projects are such documents: a tree of all their tags would not fit in the
memory that reading a file may take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from desk_annotator.core.errors import TextError
from desk_annotator.formats import safe_xml
from desk_annotator.formats.import_result import go_on, unheard
from desk_annotator.formats.safe_zip import ZipPart

_PIECE = 1 << 20
"""Bytes that are parsed between two looks whether somebody still wants it."""
_EMPTIED = 4_096
"""Elements that may be let go of in one call, which no other thread gets on beside."""
_JOINS = 1 << 14
"""Bytes that are large for the allocator."""
Chosen = Callable[[etree._Element, int], Iterable[etree._Element]]  # noqa: SLF001 - its name
"""Gives those of so many first children of an element that are worth a look, in their order."""
_SNIFFED = 1 << 16
"""Bytes that tell the encoding."""


def streamed_children(
    data: bytes | ZipPart,
    container: str,
    *,
    name: str,
    check: Callable[[], None] = go_on,
    tell: Callable[[float], None] = unheard,
    chosen: Chosen | None = None,
) -> Iterator[etree._Element]:
    """Yield the children of the first element with a local name, in their order.

    A child is emptied once the next one is asked for. No entity is expanded, and nothing but
    `data` is read. `name` is the name of the file, for the sentences; `check` is called several
    times a second, and what it raises goes through. `tell` hears the share read, 0 to 1.
    With `chosen` only those children come that it chooses; it hears of each child once.

    Raises TextError as `parse_xml` does; the tags and attributes of one child, and of what
    stands outside the container, are bounded as there.
    """
    head = data[:_SNIFFED] if isinstance(data, bytes) else data.head(_SNIFFED)
    if safe_xml.has_strange_encoding(head):
        raise safe_xml.malformed(name)
    parser = etree.XMLPullParser(
        events=("start",), tag=f"{{*}}{container}", **safe_xml.PARSER_OPTIONS
    )
    found: etree._Element | None = None
    held = 0
    size = len(data) if isinstance(data, bytes) else data.size
    done = 0
    for piece in _pieces(data):
        check()
        tell(done / size)
        done += len(piece)
        held += safe_xml.markup_of(piece)
        if held > safe_xml.MARKUP_LIMIT:
            raise safe_xml.too_much_markup(name)
        _feed(parser, piece, data, name)
        found = _found(parser, found, name)
        # The last one may not be whole yet.
        if found is not None and len(found) > 1:
            yield from _forgotten(found, len(found) - 1, name, chosen)
            held = safe_xml.markup_of(piece)
    try:
        root: Any = parser.close()
    except etree.XMLSyntaxError as error:
        raise _fault(data, name, error) from None
    if safe_xml.declares_entities(root):
        raise safe_xml.entities(name)
    found = _found(parser, found, name)
    if found is not None:
        yield from _forgotten(found, len(found), name, chosen)


def _pieces(data: bytes | ZipPart, *, is_counted: bool = True) -> Iterator[bytes]:
    if isinstance(data, bytes):
        for start in range(0, len(data), _PIECE):
            yield data[start : start + _PIECE]
    else:
        yield from data.pieces(is_counted=is_counted)


def _feed(parser: etree.XMLPullParser, piece: bytes, data: bytes | ZipPart, name: str) -> None:
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


def _forgotten(
    container: etree._Element, count: int, name: str, chosen: Chosen | None
) -> Iterator[etree._Element]:
    """Yield the first children, or those chosen of them, and take all out of the tree."""
    # Without a document type the parser itself refuses every entity.
    may_use_entities = container.getroottree().docinfo.internalDTD is not None
    if chosen is not None:
        if may_use_entities and next(container.iter(etree.Entity), None) is not None:
            raise safe_xml.entities(name)
        for child in chosen(container, count):
            yield child
            _empty(child)
        while count > 0:
            del container[: min(count, _EMPTIED)]
            count -= _EMPTIED
        return
    for _ in range(count):
        child = container[0]
        if may_use_entities and next(child.iter(etree.Entity), None) is not None:
            raise safe_xml.entities(name)
        yield child
        _empty(child)
        del container[0]


def _empty(child: etree._Element) -> None:
    """Make ready to be taken out of the tree.

    To take out an element that something still refers to, lxml takes time in the square of how
    many children it has; a text may be one paragraph of 100,000.
    """
    # One by one: a slice takes time in the number of all, and clearing is one long call. And from
    # the end: where the first goes first, the memory of all is given back in one call at last.
    for place in range(len(child) - _EMPTIED):
        del child[-1]
        if place % _EMPTIED == 0:
            # The allocator of Linux joins small pieces that were freed when it is next asked for a
            # large one: of millions of them that is one call of a third of a second.
            bytearray(_JOINS)
    child.clear()


def _fault(data: bytes | ZipPart, name: str, told: Exception) -> TextError:
    """Return what is wrong with a document: of a piece the parser does not always tell it."""
    try:
        target: Any = _Nothing()
        parser = etree.XMLParser(target=target, **safe_xml.PARSER_OPTIONS)
        if isinstance(data, bytes):
            etree.fromstring(data, parser)
        else:
            whole = BytesIO()
            whole.writelines(data.pieces(is_counted=False))
            etree.fromstring(whole.getvalue(), parser)
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
