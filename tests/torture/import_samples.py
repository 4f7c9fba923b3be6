"""Valid files of every importer, small ones, for the tests that spoil, breed and watch them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl

from desk_annotator.core.project import Project
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.formats.import_table import IMPORTERS
from desk_annotator.formats.xlsx import COMMENT, DECISION
from desk_annotator.storage.project_codec import decode

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = "glossary"
"""The glossary is no row of the import table, but comes from others all the same."""

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ENGLISH = ("The house was sold on Monday.", "Nobody was hurt, he said.", "They left.")
ARABIC = ("بيع البيت يوم الاثنين.", "وقال إن أحدا لم يصب بأذى.", "ثم غادروا.")


def samples(kind: str) -> tuple[bytes, ...]:
    """Return valid files for an importer, by its id, or for the glossary."""
    return _MADE[kind]() if kind in _MADE else _exported(kind)


def kinds() -> tuple[str, ...]:
    """Return the ids of all importers, and `GLOSSARY`."""
    return (*(row.id for row in IMPORTERS), GLOSSARY)


def suffix(kind: str) -> str:
    """Return the usual end of the names of such files."""
    if kind == GLOSSARY:
        return ".tbx"
    return next(row.suffixes[0] for row in IMPORTERS if row.id == kind)


@cache
def project() -> Project:
    """Return a project of two of the sample pairs; what comes back from a review fits it."""
    whole = decode((ROOT / "seeds" / "samples.json").read_bytes(), name="samples.json").project
    few = tuple(replace(pair, annotations=pair.annotations[:6]) for pair in whole.pairs[:2])
    return replace(whole, pairs=few)


def export(format_id: str) -> bytes:
    """Return an export of `project`."""
    return exporter(format_id).write(project(), ExportOptions(generator="test")).data


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, inside in parts.items():
            made.writestr(name, inside)
    return stream.getvalue()


def relations(*targets: tuple[str, str]) -> str:
    """Return the part of an Office file that names others: their kind and place."""
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


@cache
def _exported(kind: str) -> tuple[bytes, ...]:
    """Return the golden exports whose names end as the files of an importer do."""
    ends = next(row.suffixes for row in IMPORTERS if row.id == kind)
    golden = sorted((ROOT / "tests" / "golden").glob("export_*"))
    found = tuple(path.read_bytes() for path in golden if path.name.endswith(ends))
    if not found:
        message = f"no valid file is known for the importer {kind}: make one in this module"
        raise LookupError(message)
    return found


@cache
def _texts() -> tuple[bytes, ...]:
    plain = "\n".join((*ENGLISH, *ARABIC, "A 😀\u200f \u202bعلى\u202c\tend"))
    return (
        plain.encode(),
        plain.replace("\n", "\r\n").encode("utf-8-sig"),
        plain.encode("utf-16"),
        "\n".join(ARABIC).encode("cp1256"),
        "ﺍﻟﺴﻼﻡ ﻋﻠﻴﻜﻢ".encode(),
        ARABIC[0].encode().decode("cp1252", "replace").encode(),
    )


def _run(text: str) -> str:
    return f'<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@cache
def _docx() -> tuple[bytes, ...]:
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/>{more}</w:r>'
        for kind, more in (("begin", "<w:instrText>PAGE</w:instrText>"), ("separate", ""))
    )
    body = (
        f'<w:p><w:pPr><w:pStyle w:val="A"/><w:bidi/></w:pPr>{_run(ARABIC[0])}'
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:ins>{_run(ENGLISH[0])}</w:ins>"
        f"<w:del>{_run('gone')}</w:del>{field}{_run('7')}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:sdt><w:sdtContent><w:tc>"
        f"<w:p><w:hyperlink>{_run('cell')}</w:hyperlink><w:r><w:tab/><w:br/></w:r></w:p>"
        "</w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>"
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent/></w:drawing>"
        "</mc:Choice></mc:AlternateContent><w:ruby><w:rubyBase><w:r><w:t>base</w:t></w:r>"
        '</w:rubyBase></w:ruby></w:r><m:oMath/><w:r><w:br w:type="page"/></w:r></w:p>'
    )
    spaces = (
        f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    made = zipped(
        {
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(
                ("footnotes", "footnotes.xml"), ("styles", "styles.xml"), ("header", "header.xml")
            ),
            "word/footnotes.xml": f'<w:footnotes {spaces}><w:footnote w:id="2"><w:p>'
            f"{_run('note')}</w:p></w:footnote></w:footnotes>",
            "word/styles.xml": f'<w:styles {spaces}><w:style w:type="paragraph" w:default="1" '
            'w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:type="paragraph" '
            'w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>',
            "word/header.xml": f"<w:hdr {spaces}><w:p>{_run('head')}</w:p></w:hdr>",
        }
    )
    return made, export("docx")


@cache
def _xliff() -> tuple[bytes, ...]:
    first = "".join(
        f'<trans-unit id="{number}"><source>{source}</source><seg-source>'
        f'<mrk mtype="seg" mid="0">{source}</mrk></seg-source><target><mrk mtype="seg" mid="0">'
        f'{target}<g id="1">x<x id="2" ctype="lb"/></g></mrk></target><note>n</note></trans-unit>'
        for number, (source, target) in enumerate(zip(ENGLISH, ARABIC, strict=True))
    )
    second = "".join(
        f'<unit id="{number}"><notes><note>n</note></notes><segment><source>{source}</source>'
        f'<target order="1">{target}<ph id="1" subType="xlf:lb"/><cp hex="001A"/></target>'
        "</segment><ignorable><source> </source></ignorable></unit>"
        for number, (source, target) in enumerate(zip(ENGLISH, ARABIC, strict=True))
    )
    return (
        '<?xml version="1.0"?><xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">'
        '<file source-language="en" target-language="ar-SA"><body><group>'
        f"{first}</group></body></file></xliff>".encode(),
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" '
        f'trgLang="ar"><file id="f">{second}</file></xliff>'.encode(),
        export("xliff"),
    )


@cache
def _tmx() -> tuple[bytes, ...]:
    units = "".join(
        f'<tu><note>n</note><tuv xml:lang="en"><seg>{source}<ph type="lb"/></seg></tuv>'
        f'<tuv xml:lang="ar"><seg><bpt i="1">c</bpt><hi>{target}</hi></seg></tuv></tu>'
        for source, target in zip(ENGLISH, ARABIC, strict=True)
    )
    made = f'<tmx version="1.4"><header srclang="en"/><body>{units}</body></tmx>'
    typed = f'<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">{made}'
    return typed.encode(), made.encode("utf-16"), export("tmx")


def _rows(delimiter: str, end: str = "\r\n") -> str:
    rows = zip(("en", *ENGLISH), ("ar", *ARABIC), ("note", "a", "b", "c"), strict=True)
    return "".join(delimiter.join(row) + end for row in rows)


@cache
def _tables() -> tuple[bytes, ...]:
    quoted = "".join(
        f'"{source}","{target} ""so"" \n"\n' for source, target in zip(ENGLISH, ARABIC, strict=True)
    )
    return (
        _rows("\t").encode(),
        _rows(";").encode("utf-16"),
        _rows("\t").encode("cp1256"),
        quoted.encode(),
        export("csv"),
        export("tsv"),
    )


@cache
def _xlsx() -> tuple[bytes, ...]:
    strings = "".join(
        f"<si><t>{text}</t></si>" if number % 2 else f"<si><r><t>{text}_x000A_</t></r></si>"
        for number, text in enumerate((*ENGLISH, *ARABIC))
    )
    rows = "".join(
        f'<row r="{n + 1}"><c r="A{n + 1}" t="s"><v>{n}</v></c>'
        f'<c r="B{n + 1}" t="s"><v>{n + 3}</v></c><c t="inlineStr"><is><t>note</t></is></c>'
        f'<c t="str"><v>f</v></c><c r="ZZ{n + 1}"><v>1</v></c></row>'
        for n in range(3)
    )
    made = zipped(
        {
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r0"/><sheet name="b" state="hidden" r:id="r0"/>'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
            ),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{rows}'
            "</sheetData></worksheet>",
            "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{strings}</sst>',
        }
    )
    return (made, _workbook([list(row) for row in zip(ENGLISH, ARABIC, strict=True)]))


def _workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def _reviews() -> tuple[bytes, ...]:
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx")))
    words = ("accept", "Reject", "discuss", "other")
    for sheet in book.worksheets:
        titles = {str(cell.value): cell.column for cell in sheet[1]}
        if DECISION not in titles:
            continue
        for number, row in enumerate(range(2, sheet.max_row + 1)):
            sheet.cell(row, titles[DECISION]).value = words[number % 4]
            sheet.cell(row, titles[COMMENT]).value = "نعم"
    stream = io.BytesIO()
    book.save(stream)
    return (stream.getvalue(),)


@cache
def _answers() -> tuple[bytes, ...]:
    """Return the Word export with replies and a new comment, and one comment resolved."""
    with zipfile.ZipFile(io.BytesIO(export("docx"))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    comments = parts["word/comments.xml"]
    reply = '<w:comment w:id="90{0}" w:author="L"><w:p><w:r><w:t>{1}</w:t></w:r></w:p></w:comment>'
    new = "".join(reply.format(number, word) for number, word in enumerate(("accept", "لا")))
    parts["word/comments.xml"] = comments.replace(
        b"</w:comments>", new.encode() + b"</w:comments>"
    ).replace(
        b"</w:p></w:comment>", b"</w:p><w:p><w:r><w:t>reject: no</w:t></w:r></w:p></w:comment>", 2
    )
    return zipped(dict(parts)), export("docx")


@cache
def _pages() -> tuple[bytes, ...]:
    paragraphs = "".join(f"<p>{ENGLISH[0]} {ENGLISH[1]} {n}</p>\n" for n in range(6))
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>T – Daily</title>'
        "<style>p {}</style></head><body><header><h1>Daily</h1><nav><a href='/'>Home</a></nav>"
        f'</header><article><h1>T</h1><div class="share">s</div>{paragraphs}<table><tr><th>a</th>'
        "<td>b</td></tr></table><pre> x\n  y </pre><!-- no --><p hidden>h</p><br>end</article>"
        '<footer style="display:none">f</footer></body></html>'
    )
    arabic = page.replace("utf-8", "windows-1256").replace(ENGLISH[0], ARABIC[0])
    archive = (
        "From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n"
        "\r\n--B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64"
        "\r\n\r\nPHA+2LPZhNin2YUgYmlnIHdvcmxkPC9wPg==\r\n--B--\r\n"
    )
    return page.encode(), arabic.encode("cp1256", "replace"), archive.encode()


@cache
def _glossaries() -> tuple[bytes, ...]:
    entries = "".join(
        f'<termEntry><langSet xml:lang="en"><tig><term>{source}</term></tig></langSet>'
        f'<langSet xml:lang="ar"><ntig><termGrp><term>{target}</term></termGrp></ntig></langSet>'
        "</termEntry>"
        for source, target in zip(ENGLISH, ARABIC, strict=True)
    )
    newer = entries.replace("termEntry", "conceptEntry").replace("langSet", "langSec")
    return (
        f'<martif type="TBX"><text><body>{entries}</body></text></martif>'.encode(),
        f'<tbx xmlns="urn:iso:std:iso:30042:ed-2"><text><body>{newer}</body></text></tbx>'.encode(),
        _rows(",").encode(),
    )


_MADE: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "text": _texts,
    "docx": _docx,
    "html": _pages,
    "xliff": _xliff,
    "tmx": _tmx,
    "table": _tables,
    "xlsx": _xlsx,
    "xlsx-review": _reviews,
    "jsonl": lambda: (export("jsonl"),),
    "docx-review": _answers,
    "label-studio": lambda: (export("label-studio"),),
    "w3c": lambda: (export("w3c"),),
    GLOSSARY: _glossaries,
}
