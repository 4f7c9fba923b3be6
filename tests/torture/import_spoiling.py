"""Spoils the files of importers with a knowledge of what they are made of.

Bytes are changed in every file; in XML and HTML also elements, attributes and nesting; in zip
archives the members, their order and what the directory says of them; in tables and JSON Lines
the cells, rows and values.
"""

from __future__ import annotations

import copy
import io
import json
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

from lxml import etree, html

from tests.torture.import_samples import samples
from tests.torture.spoiling import cut_and_pasted, exchanged, flipped, raw

Spoil = Callable[[bytes, random.Random], bytes]

VALUES = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "999999999",
    "9" * 5_000,
    "1e999",
    "NaN",
    "true",
    "\u202e",
    "😀",
    "\ufdd0",
    "D800",
    "10FFFF",
    "110000",
    "x" * 20_000,
    "../../etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1:9/x",
    "en",
    "ar",
    "*all*",
    "zz-" * 200,
    "XFD1048576",
    "A0",
    "begin",
    "seg",
    "preserve",
)
TEXTS = (
    "",
    "\n",
    "\r\n\u2028\u2029",
    "\ufeff",
    "\ufffe",
    "\x85",
    "\u0301" * 3_000,
    "\u202b" * 500,
    "x" * 100_000,
    "_x0000__xD800__x000A_" * 20,
    "=1+1",
    "<b>&lt;</b>",
)
PROLOGUES = (
    b'<?xml version="1.1"?>',
    b'<?xml version="1.0" encoding="utf-7"?>',
    b'<?xml version="1.0" encoding="utf-16"?>',
    b'<?xml version="1.0" encoding="ebcdic-cp-us"?>',
    b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
    b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
    b'<!DOCTYPE a [<!ATTLIST a b CDATA "x">]>',
    b'<!DOCTYPE a SYSTEM "\\\\host\\share\\x.dtd">',
    b"<!-- " + b"-" * 3_000 + b"-->",
    b"<?php ?>" * 200,
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"PK\x03\x04",
    b"\0",
)


def any_bytes(data: bytes, chance: random.Random) -> bytes:
    """Change bytes, or move, repeat or drop a stretch, or cut the end off."""
    if not data:
        return data
    match chance.randrange(3):
        case 0:
            return flipped(data, chance)
        case 1:
            return cut_and_pasted(data, chance)
        case _:
            return data[: chance.randrange(len(data))]


# XML and HTML


def xml(data: bytes, chance: random.Random) -> bytes:
    """Change the elements of a document of XML."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return any_bytes(data, chance)
    return _spoiled_tree(root, chance, etree.tostring)


def page(data: bytes, chance: random.Random) -> bytes:
    """Change the elements of a web page."""
    try:
        root = html.document_fromstring(data)
    except (etree.LxmlError, ValueError):
        return any_bytes(data, chance)
    return _spoiled_tree(root, chance, html.tostring)


def _spoiled_tree(
    root: etree._Element, chance: random.Random, written: Callable[..., bytes]
) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4))):
        _change_element(root, chance)
    data = bytes(written(root, encoding="utf-8"))
    match chance.randrange(12):
        case 0:
            return chance.choice(PROLOGUES) + data
        case 1:
            return _nested(data, chance)
        case 2:
            return _repeated_tags(data, chance)
        case 3:
            return _many_attributes(data, chance)
        case 4:
            return any_bytes(data, chance)
        case 5:
            return data.decode().encode(chance.choice(("utf-16", "utf-16-be", "utf-32")))
        case _:
            return data


def _change_element(root: etree._Element, chance: random.Random) -> None:
    every = list(root.iter(etree.Element))
    one, other = chance.choice(every), chance.choice(every)
    parent = one.getparent()
    match chance.randrange(9):
        case 0 if one.attrib:
            one.set(chance.choice(list(one.attrib)), chance.choice(VALUES))
        case 1 if one.attrib:
            del one.attrib[chance.choice(list(one.attrib))]
        case 2 if one.attrib and other.attrib:
            one.set(chance.choice(list(one.attrib)), chance.choice(list(other.attrib.values())))
        case 3:
            one.text = _allowed(chance.choice(TEXTS))
        case 4:
            one.tail = _allowed(chance.choice(TEXTS))
        case 5 if isinstance(other.tag, str):
            one.tag = other.tag
        case 6:
            one.insert(chance.randrange(len(one) + 1), copy.deepcopy(other))
        case 7 if parent is not None:
            parent.remove(one)
        case _ if parent is not None:
            size = sum(1 for _ in one.iter())
            copies = min(chance.choice((1, 2, 30, 400)), 2_000 // size + 1)
            parent.extend([copy.deepcopy(one) for _ in range(copies)])
        case _:
            one.append(etree.Element(one.tag))


def _allowed(text: str) -> str:
    """Return what the library lets into an element; the rest is put in by changing bytes."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def _tag(data: bytes, chance: random.Random) -> re.Match[bytes] | None:
    found = list(re.finditer(rb"<([A-Za-z][\w:.-]*)([^<>]*)>", data))
    return chance.choice(found) if found else None


def _nested(data: bytes, chance: random.Random) -> bytes:
    """Put an element into itself, many times."""
    found = _tag(data, chance)
    if found is None:
        return data
    depth = chance.choice((60, 150, 199, 250, 400, 3_000))
    opening = b"<" + found[1] + b">"
    closing = b"</" + found[1] + b">" if chance.random() < 0.8 else b""
    return data[: found.end()] + opening * depth + closing * depth + data[found.end() :]


def _repeated_tags(data: bytes, chance: random.Random) -> bytes:
    found = _tag(data, chance)
    if found is None:
        return data
    many = (b"<" + found[1] + b"/>") * chance.choice((100, 5_000))
    return data[: found.end()] + many + data[found.end() :]


def _many_attributes(data: bytes, chance: random.Random) -> bytes:
    found = _tag(data, chance)
    if found is None:
        return data
    count = chance.choice((10, 1_000))
    many = b"".join(b' a%d="%d"' % (number, number) for number in range(count))
    place = found.start() + 1 + len(found[1])
    return data[:place] + many + data[place:]


# Zip archives


def _members(data: bytes) -> list[tuple[str, bytes]] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(info.filename, archive.read(info)) for info in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError):
        return None


def archive(data: bytes, chance: random.Random) -> bytes:
    """Change the members of an archive, or what its directory says."""
    members = _members(data)
    if not members:
        return any_bytes(data, chance)
    if chance.random() < 0.35:
        return _spoiled_directory(data, chance)
    at = chance.randrange(len(members))
    name, inside = members[at]
    other_name, other = chance.choice(members)
    match chance.randrange(8):
        case 0:
            members[at] = (name, other)
        case 1:
            members[at] = (name, inside[: chance.randrange(len(inside) + 1)])
        case 2:
            members.append((name, inside))
        case 3:
            del members[at]
        case 4:
            members[at] = (chance.choice((other_name, "../" + name, name.upper(), "")), inside)
        case _:
            members[at] = (name, xml(inside, chance))
    return _packed(members, chance)


def _packed(members: list[tuple[str, bytes]], chance: random.Random) -> bytes:
    stream = io.BytesIO()
    method = chance.choice(
        (zipfile.ZIP_DEFLATED,) * 6 + (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    )
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, inside in members:
            # As ZipFile warns of a name twice, the second is written by its ZipInfo.
            made.NameToInfo.pop(name, None)
            made.writestr(zipfile.ZipInfo(name), inside, method)
    return stream.getvalue()


def _spoiled_directory(data: bytes, chance: random.Random) -> bytes:
    """Change a field of an entry of the directory, of a member's own head, or of the end."""
    signature, fields = chance.choice(
        (
            (
                b"PK\x01\x02",
                ((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (42, 4)),
            ),
            (b"PK\x03\x04", ((6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2))),
            (b"PK\x05\x06", ((8, 2), (10, 2), (12, 4), (16, 4), (20, 2))),
        )
    )
    places = [found.start() for found in re.finditer(re.escape(signature), data)]
    if not places:
        return any_bytes(data, chance)
    offset, size = chance.choice(fields)
    place = chance.choice(places) + offset
    if place + size > len(data):
        return data
    spoiled = bytearray(data)
    value = chance.choice((0, 1, 8, 9, 99, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF))
    struct.pack_into("<H" if size == 2 else "<I", spoiled, place, value % (1 << 8 * size))
    return bytes(spoiled)


# Tables, lines and plain text


def table(data: bytes, chance: random.Random) -> bytes:
    """Change the cells, the marks between them, and the rows of a table of characters."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    codec = "utf-16" if wide else "latin-1"
    try:
        characters = data.decode(codec)
    except UnicodeDecodeError:
        return any_bytes(data, chance)
    for _ in range(chance.choice((1, 2, 4))):
        place = chance.randrange(len(characters) + 1)
        put = chance.choice(
            (
                *('"', '""', '"x', "\t", ";", ",", "|", "\n", "\r", "\0", "'"),
                *("\t" * 600, "\n" * 3_000, '"' * 999, "x" * 140_000, ",\n" * 2_000, "é" * 50),
            )
        )
        match chance.randrange(3):
            case 0:
                characters = characters[:place] + put + characters[place:]
            case 1:
                characters = characters[:place] + put + characters[place + 1 :]
            case _:
                old, new = chance.sample(('"', "\t", ";", ",", "\n", " ", "\r\n"), 2)
                characters = characters.replace(old, new)
    return characters.encode(codec, "replace")


def lines(data: bytes, chance: random.Random) -> bytes:
    """Change the values of some lines of JSON."""
    every = data.split(b"\n")
    for _ in range(chance.choice((1, 2, 5))):
        at = chance.randrange(len(every))
        try:
            document = json.loads(every[at])
        except (ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            change = chance.choice((exchanged, exchanged, raw))
            with suppress(RecursionError):  # nested without end by the change before
                every[at] = change(document, chance)
    if chance.random() < 0.2:
        every.insert(chance.randrange(len(every)), chance.choice(every) * chance.choice((1, 2)))
    return b"\n".join(every)


def text(data: bytes, chance: random.Random) -> bytes:
    """Put strange bytes and characters into a text."""
    put = chance.choice(TEXTS).encode(chance.choice(("utf-8", "utf-16-le")), "surrogatepass")
    place = chance.randrange(len(data) + 1)
    return data[:place] + put + data[place:]


_OWN: dict[str, Spoil] = {"text": text, "table": table}


def shape_of(kind: str, data: bytes) -> Spoil:
    """Return what knows the make-up of a valid file of an importer."""
    if data.startswith(b"PK"):
        return archive
    if kind == "html":
        return page
    if kind in _OWN:
        return _OWN[kind]
    head = data.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if head.startswith((b"<", b"<\0")):
        return xml
    return lines if head.startswith(b"{") else table


def spoiled_imports(kind: str, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` spoiled files of an importer, each with how it was spoiled.

    A third of them are beginnings of valid files, as evenly spread as there is room.
    """
    bases = samples(kind)
    chance = random.Random(f"{kind} {seed}")
    share = max(1, count // 3 // len(bases))
    done = 0
    for data in bases:
        step = max(1, len(data) // share)
        for length in range(0, len(data), step):
            if done == count // 3:
                break
            done += 1
            yield "beginnings", data[:length]
    while done < count:
        done += 1
        data = chance.choice(bases)
        if chance.random() < 0.3:
            yield "bytes changed", any_bytes(data, chance)
        else:
            shape = shape_of(kind, data)
            yield f"{shape.__name__} changed", shape(data, chance)
