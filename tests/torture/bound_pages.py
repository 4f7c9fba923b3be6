"""The worst web pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from desk_annotator.formats.import_html import TAG_LIMIT
from tests.torture.bound_filling import ARABIC, LATIN, Case


def tagged(piece: bytes, size: int) -> bytes:
    """Return as many copies of a piece as a page may have, with some room for what is around."""
    return piece * min(size // len(piece), (TAG_LIMIT - 3_000) // max(piece.count(b"<"), 1))


def _page(body: bytes, head: bytes = b"") -> bytes:
    return b"<html><head><meta charset=utf-8>%s</head><body>%s</body></html>" % (head, body)


PROSE = f"<p>{LATIN * 8}</p>\n".encode()
ARTICLE = 3_900_000
PAGE = 15_900_000


def _archive(parts: int) -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
    part = b"--B\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    return head + part * parts + b"--B\r\nContent-Type: text/html\r\n\r\n" + PROSE + b"--B--\r\n"


def _nested_archive(depth: int) -> bytes:
    inside = b"".join(
        b"Content-Type: multipart/related; boundary=B%d\r\n\r\n--B%d\r\n" % (n, n)
        for n in range(depth)
    )
    return b"MIME-Version: 1.0\r\n" + inside + b"Content-Type: text/html\r\n\r\n" + PROSE


_NAMES = b" ".join(b"%c%c" % (one, other) for one in b"abcdefghij" for other in b"abcdefghijkl")

HTML: Mapping[str, Case] = {
    "article": lambda: _page(tagged(PROSE, ARTICLE)),
    "large page": lambda: _page(tagged(PROSE, PAGE)),
    "large Arabic page": lambda: _page(tagged(f"<p>{ARABIC * 8}</p>".encode(), PAGE)),
    "short paragraphs": lambda: _page(tagged(b"<p>x", ARTICLE)),
    "tags": lambda: _page(tagged(b"<i>", 4_400_000)),
    "empty elements": lambda: _page(tagged(b"<b></b>", PAGE // 4) + PROSE * 9),
    "breaks": lambda: _page(PROSE * 5 + tagged(b"<br>x", ARTICLE)),
    "cells": lambda: _page(b"<table><tr>%s</table>" % tagged(b"<td>x", ARTICLE)),
    "rows": lambda: _page(b"<table>%s</table>" % tagged(b"<tr><td>x", ARTICLE)),
    "nested parts": lambda: _page(b"<div>" * 200 + tagged(PROSE, ARTICLE)),
    "nested short parts": lambda: _page(tagged(b"<div>" * 200 + b"x" + b"</div>" * 200, ARTICLE)),
    "nested tables": lambda: _page(b"<table><tr><td>" * 60 + tagged(PROSE, ARTICLE)),
    "nested lists": lambda: _page(tagged((b"<ul><li>" * 90 + b"x" + b"</ul>" * 90), ARTICLE)),
    "nested headings": lambda: _page(b"<h1><div>" * 100 + tagged(PROSE, PAGE)),
    "headings and a long title": lambda: _page(
        tagged(b"<h1>x</h1>", 6_000_000), b"<title>%s</title>" % tagged(b"y ", 6_000_000)
    ),
    "hidden parts with text between": lambda: _page(tagged(b"<i hidden></i>x", PAGE) + PROSE),
    "scripts with text between": lambda: _page(tagged(b"<script></script>x", ARTICLE) + PROSE * 5),
    "furniture with text between": lambda: _page(tagged(b"<form></form>x", ARTICLE) + PROSE * 5),
    "nested furniture": lambda: _page(b"<div class=menu>" * 200 + tagged(PROSE, PAGE)),
    "attributes": lambda: _page(tagged(b"<p %s>" % _NAMES, PAGE) + PROSE * 5),
    "attributes of one element": lambda: _page(
        b"<p %s>" % b" ".join(b"a%d" % number for number in range(1_500_000)) + PROSE * 5
    ),
    "long class names": lambda: _page(
        b"<div class='%s'>" % tagged(b"menu- ", PAGE // 2) + PROSE * 9
    ),
    "articles": lambda: _page(tagged(b"<article><p>xxxxxxxxxx yyyyyyyyyy, zzzzzzz", ARTICLE)),
    "asides that lead": lambda: _page(
        b"<article>" + tagged(b"<div class=lead>x</div>", ARTICLE // 4) + PROSE * 90
    ),
    "white space": lambda: _page(b"<p>" + b" " * ARTICLE + PROSE * 9),
    "white space of lines": lambda: _page(b"<pre>" + tagged(b" \n", ARTICLE) + b"</pre>" + PROSE),
    "links": lambda: _page(tagged(b"<a href=x>x, y</a> ", ARTICLE) + PROSE * 9),
    "entities": lambda: _page(tagged(b"&nbsp;&#x202e;", PAGE) + PROSE * 9),
    "parts of an archive": partial(_archive, 1_990),
    "nested archive": partial(_nested_archive, 19),
    "a long header of an archive": lambda: (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related;"
        b' boundary=B\r\n\r\n--B\r\nContent-Type: text/html; x="'
        + b'a\\" (' * 2_000_000
        + b'"\r\n\r\n'
        + PROSE
        + b"\r\n--B--\r\n"
    ),
}
