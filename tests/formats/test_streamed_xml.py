"""The children of one element, read one after the other: the same as in a tree, and as safe."""

from __future__ import annotations

from typing import ClassVar

import pytest
from lxml import etree

from desk_annotator.core.errors import Cancelled, TextError
from desk_annotator.formats import safe_xml, safe_zip, streamed_xml
from desk_annotator.formats.archive import zipped
from desk_annotator.formats.safe_xml import parse_xml
from desk_annotator.formats.streamed_xml import streamed_children

HARD = (
    "<?xml version='1.0' encoding='{encoding}'?><!-- x --><x:all xmlns:x='urn:x'><x:before/>\n"
    "<x:list a='1'>head<x:one>س &amp; 😀<x:list><x:in/></x:list></x:one> tail<?no no?>"
    "<!-- no --><y/>more<x:one b='&#10;'>end</x:one>last</x:list><x:list><x:late/></x:list></x:all>"
)


def texts(children) -> list[bytes]:
    return [etree.tostring(child, with_tail=False) for child in children]


@pytest.mark.parametrize("piece", [1, 2, 7, 64, 1 << 20])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_they_are_those_of_the_tree_wherever_the_document_is_cut(monkeypatch, piece, encoding):
    data = HARD.format(encoding=encoding).encode(encoding)
    root = parse_xml(data, name="x")
    expected = texts(root.find("{urn:x}list"))
    monkeypatch.setattr(streamed_xml, "_PIECE", piece)
    assert texts(streamed_children(data, "list", name="x")) == expected
    assert len(expected) == 3


def test_a_document_without_the_element_has_none():
    assert list(streamed_children(b"<a><b/></a>", "list", name="x")) == []


def test_those_that_were_read_are_forgotten(monkeypatch):
    monkeypatch.setattr(streamed_xml, "_PIECE", 50)
    children = streamed_children(b"<a>" + b"<b><c/></b>" * 500 + b"</a>", "a", name="x")
    held = [len(child.getparent()) for child in children]
    assert len(held) == 500
    assert max(held) < 10


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<a>\n<b></a>", "line 2"),
        (b"<a><b/>", "not well-formed"),
        (b"", "not well-formed"),
        (b"<a/><b/>", "not well-formed"),
        (b"<a>\xff</a>", "line 1"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "not well-formed"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "not well-formed"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "entities"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><b/>', "entities"),
        (b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///x">]><a><b>&e;</b></a>', "entities"),
        (b"<a>&e;<b/></a>", "entities"),
        (b"<a>" * 300 + b"</a>" * 300, "deep"),
        (b"<a><b>" + b"x" * 11_000_000 + b"</b></a>", "more than 10 MB"),
    ],
)
@pytest.mark.parametrize("piece", [3, 1 << 20])
def test_what_is_refused_of_a_tree_is_refused_here(monkeypatch, data, told, piece):
    monkeypatch.setattr(streamed_xml, "_PIECE", max(piece, len(data) // 1000))
    with pytest.raises(TextError, match=told):
        list(streamed_children(data, "a", name="x"))


def test_what_is_held_at_once_is_bounded(monkeypatch):
    monkeypatch.setattr(streamed_xml, "_PIECE", 100)
    monkeypatch.setattr(safe_xml, "MARKUP_LIMIT", 200)
    small = b"<b c='1'/>" * 1_000
    assert len(list(streamed_children(b"<a>" + small + b"</a>", "a", name="x"))) == 1_000
    for data in (b"<a><d>" + small + b"</d></a>", b"<d>" + small + b"</d>"):
        with pytest.raises(TextError, match="more than 200 tags and attributes"):
            list(streamed_children(data, "a", name="x"))


def test_members_read_so_have_a_bound_of_their_own(monkeypatch):
    monkeypatch.setattr(safe_zip, "MARKUP_LIMIT", 100)
    monkeypatch.setattr(safe_zip, "STREAMED_MARKUP_LIMIT", 1_000)
    archive = safe_zip.SafeZip(zipped({"a": b"<a/>" * 400}.items()), name="x.docx")
    list(archive.part("a").pieces())
    list(archive.part("a").pieces())
    with pytest.raises(TextError, match="more than 1000 tags and attributes"):
        list(archive.part("a").pieces())
    with pytest.raises(TextError, match="too many parts"):
        archive.read("a")


def test_it_can_be_stopped(monkeypatch):
    monkeypatch.setattr(streamed_xml, "_PIECE", 10)
    looks = []

    def check():
        looks.append(1)
        if len(looks) > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(streamed_children(b"<a>" + b"<b/>" * 100 + b"</a>", "a", name="x", check=check))


@pytest.mark.parametrize("emptied", [1, 7, 4_096])
def test_one_with_many_children_of_its_own_is_emptied_before_it_is_taken_out(monkeypatch, emptied):
    """With them lxml would take time in the square of their number, in one call."""
    monkeypatch.setattr(streamed_xml, "_EMPTIED", emptied)
    data = b"<a><b x='1'>head" + b"<c/>tail" * 20 + b"</b>tail<d/></a>"
    children = streamed_children(data, "a", name="x")
    first = next(children)
    assert etree.tostring(first) == b'<b x="1">head' + b"<c/>tail" * 20 + b"</b>tail"
    assert next(children).tag == "d"
    assert (len(first), first.text, first.getparent()) == (0, None, None)


def test_of_many_children_the_last_goes_first(monkeypatch):
    """Where the first goes first, the memory of all is given back in one call at last."""
    monkeypatch.setattr(streamed_xml, "_EMPTIED", 3)

    class Parts(list):
        gone: ClassVar[list[int]] = []

        def __delitem__(self, place):
            self.gone.append(self[place])
            super().__delitem__(place)

        def clear(self):
            self.gone.append(list(self))

    asked: list[int] = []
    monkeypatch.setattr(streamed_xml, "bytearray", asked.append, raising=False)
    streamed_xml._empty(Parts(range(10)))
    assert Parts.gone == [9, 8, 7, 6, 5, 4, 3, [0, 1, 2]]
    # So often the allocator is made to join what was freed.
    assert asked == [streamed_xml._JOINS] * 3
