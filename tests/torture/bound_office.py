"""The worst Word documents and Excel workbooks."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping

from tests.torture.bound_filling import ARABIC, DEEP, LATIN, LIMIT, Case, nested, packed
from tests.torture.import_samples import SHEET, WORD, relations


def _office(parts: Mapping[str, bytes], *, ballast: int = 0) -> bytes:
    """Return a zip archive; `ballast` bytes that do not compress let the others be larger."""
    stream = io.BytesIO()
    # What compresses too well is refused; so it is stored where that fits in a file.
    fits = sum(map(len, parts.values())) < LIMIT - 100_000
    method = zipfile.ZIP_STORED if fits else zipfile.ZIP_DEFLATED
    ballast = 0 if fits else ballast
    with zipfile.ZipFile(stream, "w", method, compresslevel=1) as made:
        for name, inside in parts.items():
            made.writestr(name, inside)
        if ballast:
            made.writestr("ballast", random.Random(2).randbytes(ballast))
    return stream.getvalue()


SPACES = f'xmlns:w="{WORD}"'.encode()
MEMBER = 63_800_000


def _docx(body: bytes, related: Mapping[str, bytes] | None = None, more: str = "") -> bytes:
    related = related or {}
    kinds = [(name.rstrip("0123456789"), f"{name}.xml") for name in related]
    parts = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")).encode(),
        "word/document.xml": b"<w:document %s><w:body>%s</w:body></w:document>" % (SPACES, body),
        "word/_rels/document.xml.rels": (more or relations(*kinds)).encode(),
        **{f"word/{name}.xml": inside for name, inside in related.items()},
    }
    return _office(parts, ballast=1_500_000)


def _p(inside: bytes, properties: bytes = b"") -> bytes:
    return b"<w:p>%s<w:r><w:t>%s</w:t></w:r></w:p>" % (properties, inside)


BIG = MEMBER - 20_000
DELETED = b"<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"


def _note(number: int, *references: int) -> bytes:
    inside = b"".join(
        b'<w:r><w:footnoteReference w:id="%d"/></w:r>' % other for other in references
    )
    return b'<w:footnote w:id="%d"><w:p>%s<w:r><w:t>n</w:t></w:r></w:p></w:footnote>' % (
        number,
        inside,
    )


def _notes(*notes: bytes) -> bytes:
    reference = b'<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    inside = b"<w:footnotes %s>%s</w:footnotes>" % (SPACES, b"".join(notes))
    return _docx(reference + _p(b"x"), {"footnotes": inside})


def _many_headers(same: bool) -> bytes:
    part = b"<w:hdr %s>%s</w:hdr>" % (SPACES, packed(_p(b""), 9_000_000))
    if same:
        more = relations(*[("header", "header1.xml")] * 2_000)
        return _docx(_p(b"x"), {"header1": part}, more)
    return _docx(_p(b"x"), {f"header{number}": part for number in range(24)})


DOCX: Mapping[str, Case] = {
    "text": lambda: _docx(packed(_p(ARABIC.encode() * 50), BIG)),
    "short paragraphs": lambda: _docx(packed(_p(b"x"), BIG)),
    "empty elements": lambda: _docx(packed(b"<w:p/>", 15_000_000) + _p(b"x")),
    "attributes": lambda: _docx(packed(b'<w:p a="" b="" c="" d="" e=""/>', BIG) + _p(b"x")),
    "nested controls": lambda: _docx(
        nested((b"w:sdt", b"w:sdtContent"), DEEP - 6, packed(_p(b"x"), BIG - 4_000))
    ),
    "nested links": lambda: _docx(
        b"<w:p>%s</w:p>"
        % nested((b"w:hyperlink",), DEEP - 6, packed(b"<w:r><w:t>x</w:t></w:r>", BIG - 6_000))
    ),
    "nested tables": lambda: _docx(
        nested((b"w:tbl", b"w:tr", b"w:tc"), DEEP - 10, packed(_p(b"x" * 400), BIG - 6_000))
    ),
    "deleted paragraph marks": lambda: _docx(packed(_p(b"x" * 60, DELETED), BIG)),
    "a note that refers to itself": lambda: _notes(_note(1, 1)),
    "notes that double": lambda: _notes(*(_note(n, n + 1, n + 1) for n in range(1, 40))),
    "many notes": lambda: _notes(
        _note(1, *range(2, 200_000)), *(_note(n) for n in range(2, 200_000))
    ),
    "many headers": lambda: _many_headers(same=False),
    "one header many times": lambda: _many_headers(same=True),
    "open fields": lambda: _docx(
        b"<w:p>%s</w:p>" % packed(b'<w:r><w:fldChar w:fldCharType="begin"/></w:r>', BIG) + _p(b"x")
    ),
}


def _xlsx(
    rows: bytes,
    strings: bytes = b"",
    sheets: int = 1,
    parts: int = 1,
    more: str = "",
) -> bytes:
    names = "".join(
        f'<sheet name="s{n}" sheetId="{n}" r:id="r{n % parts}"/>' for n in range(sheets)
    )
    sheet = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (SHEET.encode(), rows)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = [("worksheet", f"worksheets/s{n}.xml") for n in range(parts)]
    related.append(("sharedStrings", "sharedStrings.xml"))
    return _office(
        {
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")).encode(),
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{office}"><sheets>{names}'
            "</sheets></workbook>".encode(),
            "xl/_rels/workbook.xml.rels": (more or relations(*related)).encode(),
            "xl/sharedStrings.xml": b'<sst xmlns="%s">%s</sst>' % (SHEET.encode(), strings),
            **{f"xl/worksheets/s{n}.xml": sheet for n in range(parts)},
        },
        ballast=2_000_000,
    )


def _string(text: str) -> bytes:
    return b"<si><t>%s</t></si>" % text.encode()


TWO = b'<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
PAIR = _string(LATIN) + _string(ARABIC)

XLSX: Mapping[str, Case] = {
    "rows": lambda: _xlsx(packed(TWO, BIG), PAIR),
    "rows that fit": lambda: _xlsx(TWO * 200_000, PAIR),
    "long strings many times": lambda: _xlsx(
        TWO * 100_000, _string(LATIN * 20_000) + _string(ARABIC * 20_000)
    ),
    "cells far to the right": lambda: _xlsx(
        packed(b'<row><c r="SF1"><v>1</v></c></row>', 25_000_000) + TWO, PAIR
    ),
    "wide sample": lambda: _xlsx(
        (b"<row>" + b'<c t="s"><v>0</v></c>' * 500 + b"</row>") * 300, _string(LATIN * 20_000)
    ),
    "one sheet many times": lambda: _xlsx(
        packed(b"<row/>", 8_000_000), PAIR, sheets=200_000, parts=1
    ),
    "many sheets": lambda: _xlsx(packed(b"<row/>", 8_000_000), PAIR, sheets=28, parts=28),
    "strings many times": lambda: _xlsx(
        TWO,
        packed(_string("x"), 8_000_000),
        more=relations(
            ("worksheet", "worksheets/s0.xml"), *[("sharedStrings", "sharedStrings.xml")] * 50_000
        ),
    ),
    "attributes": lambda: _xlsx(packed(b'<c a="" b="" d="" e="" f=""/>', BIG)),
    "runs": lambda: _xlsx(TWO, packed(b"<si><r><t>x</t></r></si>", BIG)),
    "runs in one string": lambda: _xlsx(
        TWO, b"<si>%s</si>" % packed(b"<r><t>x</t></r>", BIG) + PAIR
    ),
    "escapes": lambda: _xlsx(TWO, _string("_x000A_" * 1_300_000) + PAIR),
}
