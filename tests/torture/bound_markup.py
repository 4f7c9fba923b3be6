"""The worst files of XML: XLIFF, TMX and TBX."""

from __future__ import annotations

from collections.abc import Mapping

from tests.torture.bound_filling import ARABIC, DEEP, LATIN, LIMIT, Case, filled, nested, packed


def _xliff(body: bytes, attributes: bytes = b'source-language="en" target-language="ar"') -> bytes:
    return (
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file %s><body>'
        b"%s</body></file></xliff>" % (attributes, body)
    )


def _unit(source: bytes, target: bytes, more: bytes = b"") -> bytes:
    return b"<trans-unit><source>%s</source><target>%s</target>%s</trans-unit>" % (
        source,
        target,
        more,
    )


LINE = _unit(LATIN.encode(), ARABIC.encode())
XLIFF_ROOM = LIMIT - 1_000
NESTED_NOTES = b"<trans-unit><note>"
SECOND = b'<segment><source>%s</source><target order="%d">%s</target></segment>'


def _second(body: bytes) -> bytes:
    return (
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" '
        b'trgLang="ar"><file>%s</file></xliff>' % body
    )


def _nested_marks(count: int, inside: bytes) -> bytes:
    opening = b"".join(b'<mrk mtype="seg" mid="%d">' % number for number in range(count))
    return opening + inside + b"</mrk>" * count


XLIFF: Mapping[str, Case] = {
    "units": lambda: _xliff(packed(LINE, XLIFF_ROOM)),
    "short units": lambda: _xliff(_unit(b"a", b"b") * 199_000),
    "empty elements": lambda: _xliff(packed(b"<a/>", 9_990_000) + LINE),
    "attributes": lambda: _xliff(packed(b'<a a="" b="" c="" d="" e=""/>', XLIFF_ROOM)),
    "attributes of one element": lambda: _xliff(
        b"<a %s/>" % b" ".join(b'a%d=""' % number for number in range(1_000_000)) + LINE
    ),
    "inline tags": lambda: _xliff(_unit(packed(b"<x/>", 9_000_000) + b"a", b"b")),
    "nested inline": lambda: _xliff(
        _unit(nested((b"g",), DEEP - 10, packed(b"<x/>a", 12_000_000)), b"b")
    ),
    "nested marks": lambda: _xliff(
        _unit(
            _nested_marks(DEEP - 10, packed(LATIN.encode(), 9_000_000)),
            _nested_marks(DEEP - 10, packed(ARABIC.encode(), 9_000_000)),
        )
    ),
    "nested marks in many units": lambda: _xliff(
        _unit(
            _nested_marks(DEEP - 10, packed(LATIN.encode(), 1_000_000)),
            _nested_marks(DEEP - 10, packed(ARABIC.encode(), 1_000_000)),
        )
        * 30
    ),
    "marks of white space": lambda: _xliff(
        _unit(
            _nested_marks(DEEP - 10, b"a" + b" " * 9_000_000),
            _nested_marks(DEEP - 10, b"a" + b" " * 9_000_000),
        )
    ),
    "many marks": lambda: _xliff(
        _unit(
            b"".join(b'<mrk mtype="seg" mid="%d">a</mrk>' % n for n in range(195_000)),
            b"".join(b'<mrk mtype="seg" mid="%d">b</mrk>' % n for n in range(195_000)),
        )
    ),
    "nested notes": lambda: _xliff(
        NESTED_NOTES * (DEEP // 2 - 4)
        + packed(b"<x/>" + b"x" * 40, 50_000_000)
        + b"</note></trans-unit>" * (DEEP // 2 - 4)
        + LINE
    ),
    "files": lambda: (
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">'
        + b"".join(b'<file source-language="l%d"/>' % n for n in range(1_000_000))
        + b"</xliff>"
    ),
    "segments of one unit": lambda: _second(
        b"<unit>%s</unit>" % b"".join(SECOND % (b"a", 195_000 - n, b"b") for n in range(195_000))
    ),
    "ASCII-like UTF-16": lambda: _xliff(packed(LINE, LIMIT // 3)).decode().encode("utf-16"),
    "UTF-7": lambda: (
        b'<?xml version="1.0" encoding="UTF-7"?><xliff version="1.2"><file>'
        + b"+ADw-a+AC8APg-" * 4_000_000
        + b"</file></xliff>"
    ),
}


def _tmx(body: bytes) -> bytes:
    return b'<tmx version="1.4"><header srclang="*all*"/><body>%s</body></tmx>' % body


def _tu(source: bytes, target: bytes) -> bytes:
    return (
        b'<tu><tuv xml:lang="en"><seg>%s</seg></tuv><tuv xml:lang="ar"><seg>%s</seg></tuv></tu>'
        % (source, target)
    )


TMX: Mapping[str, Case] = {
    "units": lambda: _tmx(packed(_tu(LATIN.encode(), ARABIC.encode()), LIMIT - 200)),
    "short units": lambda: _tmx(_tu(b"a", b"b") * 199_000),
    "languages": lambda: _tmx(
        b"<tu>%s</tu>"
        % b"".join(
            b'<tuv xml:lang="aa-%d"><seg>a</seg></tuv>' % number for number in range(500_000)
        )
    ),
    "attributes": lambda: _tmx(packed(b'<tu a="" b="" c="" d="" e=""/>', LIMIT - 200)),
    "empty units": lambda: _tmx(packed(b"<tu/>", 12_400_000)),
    "nested inline": lambda: _tmx(
        _tu(nested((b"hi",), DEEP - 10, packed(b"<x/>a", 12_000_000)), b"b")
    ),
}


def _tbx(body: bytes) -> bytes:
    return b"<martif><text><body>%s</body></text></martif>" % body


def _entry(source: bytes, target: bytes) -> bytes:
    term = b'<langSet xml:lang="%s"><tig><term>%s</term></tig></langSet>'
    return b"<termEntry>%s%s</termEntry>" % (term % (b"en", source), term % (b"ar", target))


GLOSSARY_LIMIT = 31_990_000
GLOSSARIES: Mapping[str, Case] = {
    "entries": lambda: _tbx(packed(_entry(b"house", "بيت".encode()), GLOSSARY_LIMIT)),
    "nested entries": lambda: _tbx(
        nested((b"termEntry", b"langSet"), DEEP - 10, packed(_entry(b"a", b"b"), 28_000_000))
    ),
    "nested terms": lambda: _tbx(
        b"<termEntry><langSet>"
        + nested((b"term",), DEEP - 10, packed(b"<x/>" + b"a " * 30, 28_000_000))
        + b"</langSet></termEntry>"
    ),
    "one source": lambda: _tbx(
        b"".join(_entry(b"a", b"t%d" % number) for number in range(200_000))
    ),
    "table": lambda: filled("house,بيت\n".encode(), GLOSSARY_LIMIT),
    "terms of a cell": lambda: "en,ar\nhouse,بيت\n".encode() + b"a|" * 60_000 + b",b\n",
}
