"""The worst web pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from tests.torture.bound_filling import ARABIC, LATIN, Case, filled


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


HTML: Mapping[str, Case] = {
    "article": lambda: _page(filled(PROSE, ARTICLE)),
    "large page": lambda: _page(filled(PROSE, PAGE)),
    "large Arabic page": lambda: _page(filled(f"<p>{ARABIC * 8}</p>".encode(), PAGE)),
    "short paragraphs": lambda: _page(filled(b"<p>x", ARTICLE)),
    "tags": lambda: _page(filled(b"<i>", 4_400_000)),
    "empty elements": lambda: _page(filled(b"<b></b>", PAGE // 4) + PROSE * 9),
    "breaks": lambda: _page(PROSE * 5 + filled(b"<br>x", ARTICLE)),
    "cells": lambda: _page(b"<table><tr>%s</table>" % filled(b"<td>x", ARTICLE)),
    "rows": lambda: _page(b"<table>%s</table>" % filled(b"<tr><td>x", ARTICLE)),
    "nested parts": lambda: _page(b"<div>" * 200 + filled(PROSE, ARTICLE)),
    "nested short parts": lambda: _page(filled(b"<div>" * 200 + b"x" + b"</div>" * 200, ARTICLE)),
    "nested tables": lambda: _page(b"<table><tr><td>" * 60 + filled(PROSE, ARTICLE)),
    "nested lists": lambda: _page(filled((b"<ul><li>" * 90 + b"x" + b"</ul>" * 90), ARTICLE)),
    "nested headings": lambda: _page(b"<h1><div>" * 100 + filled(PROSE, PAGE)),
    "headings and a long title": lambda: _page(
        filled(b"<h1>x</h1>", 6_000_000), b"<title>%s</title>" % filled(b"y ", 6_000_000)
    ),
    "hidden parts with text between": lambda: _page(filled(b"<i hidden></i>x", PAGE) + PROSE),
    "scripts with text between": lambda: _page(filled(b"<script></script>x", ARTICLE) + PROSE * 5),
    "furniture with text between": lambda: _page(filled(b"<form></form>x", ARTICLE) + PROSE * 5),
    "nested furniture": lambda: _page(b"<div class=menu>" * 200 + filled(PROSE, PAGE)),
    "attributes": lambda: _page(filled(b"<p a b c d e f g>", PAGE) + PROSE * 5),
    "attributes of one element": lambda: _page(
        b"<p %s>" % b" ".join(b"a%d" % number for number in range(1_500_000)) + PROSE * 5
    ),
    "long class names": lambda: _page(
        b"<div class='%s'>" % filled(b"menu- ", PAGE // 2) + PROSE * 9
    ),
    "articles": lambda: _page(filled(b"<article><p>xxxxxxxxxx yyyyyyyyyy, zzzzzzz", ARTICLE)),
    "asides that lead": lambda: _page(
        b"<article>" + filled(b"<div class=lead>x</div>", ARTICLE // 4) + PROSE * 90
    ),
    "white space": lambda: _page(b"<p>" + b" " * ARTICLE + PROSE * 9),
    "white space of lines": lambda: _page(b"<pre>" + filled(b" \n", ARTICLE) + b"</pre>" + PROSE),
    "links": lambda: _page(filled(b"<a href=x>x, y</a> ", ARTICLE) + PROSE * 9),
    "entities": lambda: _page(filled(b"&nbsp;&#x202e;", PAGE) + PROSE * 9),
    "parts of an archive": partial(_archive, 1_000_000),
    "nested archive": partial(_nested_archive, 5_000),
    "a long header of an archive": lambda: (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related;"
        b' boundary=B\r\n\r\n--B\r\nContent-Type: text/html; x="'
        + b'a\\" (' * 2_000_000
        + b'"\r\n\r\n'
        + PROSE
        + b"\r\n--B--\r\n"
    ),
}
