"""Files made to harm are refused quickly, with a sentence; harmless ones are not."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from desk_annotator.core.errors import TextError
from desk_annotator.formats.safe_xml import DEPTH_LIMIT, MARKUP_LIMIT, parse_xml, root_name
from desk_annotator.formats.safe_zip import MEMBER_LIMIT, SafeZip


def lines_of_laughter(place: str) -> bytes:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE a [<!ENTITY a0 "ha">{lines}]>{place}'.encode()


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
        b'<!DOCTYPE a [<!ENTITY e "x">]><a b="&e;"/>',
        b'<!DOCTYPE a [<!ENTITY e "never used">]><a/>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.invalid/x.dtd"> %p;]><a/>',
        b'<!DOCTYPE a SYSTEM "nowhere.dtd"><a>&e;</a>',
        b"<a>&e;</a>",
        lines_of_laughter("<a>&a11;</a>"),
        lines_of_laughter('<a b="&a11;"/>'),
        b'<!DOCTYPE a [<!ENTITY e "' + b"x" * 100_000 + b'">]><a>' + b"&e;" * 50_000 + b"</a>",
    ],
    ids=[
        *("file", "attribute", "declared", "parameter", "undeclared-dtd", "undeclared"),
        *("laughs", "laughs-in-attribute", "quadratic"),
    ],
)
def test_entities_are_refused(data):
    with pytest.raises(TextError, match=r"“x\.tmx” declares or uses XML entities"):
        parse_xml(data, name="x.tmx")


def test_an_external_entity_is_not_read(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words", encoding="utf-8")
    data = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]><a>&e;</a>'.encode()

    with pytest.raises(TextError) as caught:
        parse_xml(data, name="x.xlf")

    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    "document_type",
    [
        b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
        b'<!DOCTYPE tmx PUBLIC "-//LISA OSCAR:1998//DTD for Translation Memory eXchange//EN" "x">',
        b"<!DOCTYPE tmx>",
        b"<!DOCTYPE tmx [<!ELEMENT tmx ANY>]>",
    ],
)
def test_a_harmless_document_type_is_let_through(document_type):
    root = parse_xml(document_type + b"<tmx><!-- no --><?no no?>\xd8\xb3</tmx>", name="x")

    assert "".join(root.itertext()) == "س"


def test_nesting_is_bounded():
    assert parse_xml(b"<a>" * DEPTH_LIMIT + b"</a>" * DEPTH_LIMIT, name="x").tag == "a"
    for depth in (DEPTH_LIMIT + 1, 100_000):
        with pytest.raises(TextError, match="more than 200 deep"):
            parse_xml(b"<a>" * depth + b"</a>" * depth, name="x")


def test_the_number_of_tags_is_bounded():
    with pytest.raises(TextError, match="too many parts"):
        parse_xml(b"<a>" + b"<b/>" * MARKUP_LIMIT + b"</a>", name="x")


def test_one_giant_piece_of_text_is_refused():
    with pytest.raises(TextError, match="more than 10 MB"):
        parse_xml(b"<a>" + b"x" * 11_000_000 + b"</a>", name="x")


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"<a>\n<b></a>", "line 2"),
        (b"", "line 1"),
        (b"<a>\x01</a>", "line 1"),
        (b"<a/><b/>", "line 1"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "line 1"),
        (b"<a>\xff</a>", "line 1"),
    ],
)
def test_a_fault_is_told_with_its_place(data, place):
    with pytest.raises(TextError, match=place):
        parse_xml(data, name="x")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1256"])
def test_the_encoding_declared_is_used(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><a>سلام</a>'

    assert parse_xml(text.encode(encoding), name="x").text == "سلام"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <b> -->\n<xliff version="1.2">', "xliff"),
        (b'<!DOCTYPE tmx [<!ENTITY a "<b>">]>\n<tmx>', "tmx"),
        (b"\n<!doctype html>\n<HTML>", "html"),
        (b"<x:xliff xmlns:x='y'>", "xliff"),
        ("\ufeff<tmx>".encode("utf-16-le"), "tmx"),
        ("<tmx>".encode("utf-16-be"), "tmx"),
        (b"a < b", ""),
        (b"<!-- -->" * 5_000 + b"!", ""),
        (b"", ""),
        (b"PK\x03\x04", ""),
    ],
)
def test_the_first_element_is_told_without_parsing(data, expected):
    assert root_name(data) == expected


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return stream.getvalue()


def test_members_are_read_by_exact_name():
    made = SafeZip(archive({"word/document.xml": b"<a/>", "../../x": b"1"}), name="x.docx")

    assert made.members == ("word/document.xml", "../../x")
    assert made.read("word/document.xml") == b"<a/>"
    assert "word/document.xml" in made
    assert "WORD/document.xml" not in made
    with pytest.raises(KeyError):
        made.read("x")


@pytest.mark.parametrize(
    "members",
    [
        {"bomb": b"\0" * 20_000_000},
        {"big": bytes(range(256)) * 250_001},
        {f"part{n}": bytes(range(256)) * 200_000 for n in range(6)},
        {str(n): b"" for n in range(MEMBER_LIMIT + 1)},
    ],
    ids=["ratio", "member", "total", "members"],
)
def test_what_would_be_too_large_is_refused_before_it_is_unpacked(members):
    with pytest.raises(TextError, match="too large unpacked"):
        SafeZip(archive(members), name="x.docx")


def test_a_bomb_beside_ballast_is_refused_when_it_is_read():
    noise = bytes((n * n * 31 + n // 7) % 251 for n in range(400_000))
    members = {"bomb": b"\0" * 20_000_000}
    stream = io.BytesIO(archive(members))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_STORED) as made:
        made.writestr("ballast", noise)
    opened = SafeZip(stream.getvalue(), name="x.docx")

    assert opened.read("ballast") == noise
    with pytest.raises(TextError, match="too large unpacked"):
        opened.read("bomb")


@pytest.mark.parametrize("said", [10, 90_000])
def test_a_directory_that_lies_about_a_size_is_found_out(said):
    data = bytearray(archive({"a": bytes(range(250)) * 200}))
    entry = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, said)

    with pytest.raises(TextError, match="damaged"):
        SafeZip(bytes(data), name="x.docx").read("a")


def test_names_that_stand_twice_are_refused():
    data = archive({"word/a.xml": b"1", "word/b.xml": b"2"})

    for other in (b"word/a.xml", b"WORD/A.XML"):
        with pytest.raises(TextError, match="damaged"):
            SafeZip(data.replace(b"word/b.xml", other), name="x.docx")


def test_an_encrypted_archive_says_so():
    data = bytearray(archive({"a": b"1"}))
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 8, 1)

    with pytest.raises(TextError, match="password"):
        SafeZip(bytes(data), name="x.docx")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        archive({"a": b"1" * 999})[:-30],
        archive({"a": b"1" * 999}, zipfile.ZIP_LZMA),
    ],
    ids=["empty", "beginning", "cut", "other-method"],
)
def test_a_damaged_archive_says_so(data):
    with pytest.raises(TextError, match="damaged"):
        SafeZip(data, name="x.docx")


def test_a_damaged_member_says_so():
    data = bytearray(archive({"a": b"words " * 50}, zipfile.ZIP_STORED))
    data[60] ^= 0xFF

    with pytest.raises(TextError, match="damaged"):
        SafeZip(bytes(data), name="x.docx").read("a")
