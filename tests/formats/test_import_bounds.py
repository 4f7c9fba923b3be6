"""What would take minutes or all memory to import is refused, or takes no longer than it must.

How long the worst of what is accepted takes is measured by `python3 dev.py torture --bounds`.
"""

from __future__ import annotations

import json
import sys

import pytest
from torture.import_samples import ARABIC, ENGLISH, SHEET, WORD, export, relations, zipped

from desk_annotator.app.glossary_file import glossary_of
from desk_annotator.core.errors import TextError
from desk_annotator.formats import (
    import_columns,
    import_docx,
    import_html,
    import_json,
    import_json_lines,
    import_segments,
    import_table_text,
    import_tmx,
    import_xliff,
    import_xlsx,
    patience,
    safe_xml,
    safe_zip,
)
from desk_annotator.formats.import_result import ImportOptions

PLAIN = ImportOptions()


def document(body: str, **parts: str) -> bytes:
    def part(element: str, inside: str) -> str:
        return f'<w:{element} xmlns:w="{WORD}">{inside}</w:{element}>'

    names = [(name.rstrip("0123456789"), f"{name}.xml") for name in parts]
    return zipped(
        {
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relations(*names),
            **{f"word/{name}.xml": part(name, inside) for name, inside in parts.items()},
        }
    )


def paragraph(text: str, more: str = "") -> str:
    return f"<w:p>{more}<w:r><w:t>{text}</w:t></w:r></w:p>"


def note(number: int, *others: int) -> str:
    inside = "".join(f'<w:r><w:footnoteReference w:id="{other}"/></w:r>' for other in others)
    return f'<w:footnote w:id="{number}">{paragraph(f"note {number}", inside)}</w:footnote>'


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (note(1, 1), "note 1"),
        (note(1, 2) + note(2, 1), "note 1\nnote 2"),
        ("".join(note(n, n + 1, n + 1) for n in range(1, 41)), None),
    ],
    ids=["itself", "each other", "twice as many each time"],
)
def test_notes_that_refer_to_notes_come_once(notes, expected):
    if expected is None:
        expected = "\n".join(f"note {n}" for n in range(1, 41))
    body = '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>' + paragraph("text")
    found = import_docx.read(document(body, footnotes=notes), "x.docx", PLAIN)
    assert found.characters == f"\ntext\n{expected}"


def test_fields_may_be_opened_and_never_closed():
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    opened = field.format("begin") + field.format("separate")
    body = paragraph("a", opened * 500 + field.format("end") * 3 + field.format("begin"))
    found = import_docx.read(document(body + paragraph("b")), "x.docx", PLAIN)
    assert found.characters == "\nb"


def test_paragraphs_without_their_marks_run_on():
    deleted = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    body = "".join(paragraph("x", deleted) for _ in range(500))
    found = import_docx.read(
        document(body + paragraph("end") + paragraph("y", deleted)), "x", PLAIN
    )
    assert found.characters == "x" * 500 + "end\ny"


def test_one_part_named_many_times_is_read_once():
    header = document(paragraph("a"), header=paragraph("h"))
    archive = safe_zip.SafeZip(header, name="x")
    parts = {name: archive.read(name) for name in archive.members}
    parts["word/_rels/document.xml.rels"] = relations(*[("header", "header.xml")] * 50).encode()
    found = import_docx.read(zipped(dict(parts)), "x.docx", PLAIN)
    assert {change.kind: change.count for change in found.changes} == {"header-left-out": 1}


def test_all_parts_of_an_archive_together_are_bounded(monkeypatch):
    monkeypatch.setattr(safe_zip, "MARKUP_LIMIT", 400)
    headers = {f"header{number}": paragraph("h") * 10 for number in range(30)}
    with pytest.raises(TextError, match=r"“x.docx” has too many parts"):
        import_docx.read(document(paragraph("a"), **headers), "x.docx", PLAIN)
    monkeypatch.setattr(safe_zip, "TOTAL_LIMIT", 10_000)
    archive = safe_zip.SafeZip(zipped({"a": b"x" * 3_000}), name="x.docx")
    with pytest.raises(TextError, match=r"too large unpacked"):
        [archive.read("a") for _ in range(4)]


def test_attributes_are_bounded_as_tags_are(monkeypatch):
    monkeypatch.setattr(safe_xml, "MARKUP_LIMIT", 100)
    assert safe_xml.parse_xml(b"<a>" + b"<b c='1'/>" * 40 + b"</a>", name="x") is not None
    with pytest.raises(TextError, match=r"more than 100 tags and attributes"):
        safe_xml.parse_xml(b"<a>" + b"<b c='1' d='2'/>" * 40 + b"</a>", name="x")


@pytest.mark.parametrize("encoding", ["utf-7", "ibm037", "UTF-EBCDIC", "no-such", ""])
def test_encodings_in_which_tags_cannot_be_counted_are_refused(encoding):
    data = f'<?xml version="1.0" encoding="{encoding}"?><a>+ADw-b/+AD4-</a>'.encode()
    with pytest.raises(TextError, match=r"not well-formed"):
        safe_xml.parse_xml(data, name="x")
    with pytest.raises(TextError, match=r"not well-formed"):
        safe_xml.parse_xml("<a/>".encode("cp037"), name="x")


@pytest.mark.parametrize(
    "encoding",
    [
        *("UTF-8", "utf-16", "US-ASCII", "ISO-8859-6", "ISO-8859-15", "windows-1256", "cp1252"),
        *("Shift_JIS", "gb18030", "Big5", "koi8-r", "EUC-JP"),
    ],
)
def test_the_usual_encodings_are_not(encoding):
    data = f'<?xml version="1.0" encoding="{encoding}"?><a>x</a>'.encode(encoding)
    assert safe_xml.parse_xml(data, name="x").text == "x"


def workbook(rows: str, *strings: str, sheets: int = 1) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    names = '<sheet name="a" sheetId="1" r:id="r0"/>' * sheets
    shared = "".join(f"<si><t>{string}</t></si>" for string in strings)
    return zipped(
        {
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{office}"><sheets>{names}'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "s.xml"), ("sharedStrings", "t.xml")
            ),
            "xl/s.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>',
            "xl/t.xml": f'<sst xmlns="{SHEET}">{shared}</sst>',
        }
    )


TWO = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'


def test_a_string_shown_in_many_cells_is_counted_in_each(monkeypatch):
    data = workbook(TWO * 50, ENGLISH[0], ARABIC[0])
    assert len(import_xlsx.read(data, "x.xlsx", PLAIN).segments) == 50
    monkeypatch.setattr(import_segments, "LENGTH_LIMIT", 1_000)
    with pytest.raises(TextError, match=r"“x.xlsx” holds more than"):
        import_xlsx.read(data, "x.xlsx", PLAIN)


def test_long_cells_and_empty_ones_between_are_bounded(monkeypatch):
    long = "x" * (import_xlsx.CELL_LENGTH_LIMIT + 1)
    with pytest.raises(TextError, match=r"one cell has more than 131072 characters"):
        import_xlsx.read(workbook(TWO, long, ARABIC[0]), "x.xlsx", PLAIN)
    far = '<row><c r="SF1"><v>1</v></c></row>'
    assert import_xlsx.read(workbook(far + TWO, ENGLISH[0], ARABIC[0]), "x", PLAIN).segments
    monkeypatch.setattr(import_xlsx, "CELL_LIMIT", 10_000)
    with pytest.raises(TextError, match=r"“x.xlsx” has more than"):
        import_xlsx.read(workbook(far * 30 + TWO, ENGLISH[0], ARABIC[0]), "x.xlsx", PLAIN)


@pytest.mark.parametrize("piece", [1 << 20, 300])
def test_rows_in_which_nothing_stands_are_passed_over(monkeypatch, piece):
    """Programs write a million rows if a whole column has a look of its own."""
    monkeypatch.setattr(safe_zip, "_PIECE", piece)
    seen = []
    row = import_xlsx._row
    monkeypatch.setattr(import_xlsx, "_row", lambda *told: seen.append(1) or row(*told))
    empty = "".join(
        f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row><row r="{n + 1}"/>'
        for n in range(11, 2_011, 2)
    )
    behind = TWO.replace("<row>", '<row r="5000">') + TWO
    data = workbook(TWO.replace("<row>", '<row r="9">') + empty + behind, ENGLISH[0], ARABIC[0])
    (sheet,) = import_xlsx.numbered_sheets(data, "x.xlsx")
    texts = [ENGLISH[0], ARABIC[0]]
    assert [(n, row) for n, row in sheet if any(row)] == [(9, texts), (5000, texts), (5001, texts)]
    if piece < 1_000:
        assert len(seen) < 1_000
    assert len(import_xlsx.read(data, "x.xlsx", PLAIN).segments) == 3


def test_a_row_without_a_number_is_counted_from_one_that_was_passed_over(monkeypatch):
    rows = '<row r="7" s="1"/><row s="1"/>' + TWO
    for piece in (1, 7, 1 << 20):
        monkeypatch.setattr(safe_zip, "_PIECE", piece)
        (sheet,) = import_xlsx.numbered_sheets(workbook(rows, ENGLISH[0], ARABIC[0]), "x.xlsx")
        assert [number for number, row in sheet if any(row)] == [9]


def test_one_sheet_named_many_times_is_read_once():
    sheets = import_xlsx.numbered_sheets(workbook(TWO, *"ab", sheets=500), "x.xlsx")
    assert list(sheets) == [[(1, ["a", "b"])]]


def test_sheets_together_are_bounded(monkeypatch):
    monkeypatch.setattr(safe_zip, "STREAMED_MARKUP_LIMIT", 60)
    with pytest.raises(TextError, match=r"“x.xlsx” has too many parts"):
        import_xlsx.read(workbook("<row/>" * 70, ENGLISH[0]), "x.xlsx", PLAIN)


@pytest.mark.parametrize("piece", ["\n", "\t", "\r", "a\tb\n"])
def test_cells_of_a_table_are_bounded_before_they_are_made(monkeypatch, piece):
    monkeypatch.setattr(import_table_text, "CELL_LIMIT", 500)
    row = f"{ENGLISH[0]}\t{ARABIC[0]}\n"
    assert import_table_text.read((row * 100).encode(), "x.tsv", PLAIN).segments
    with pytest.raises(
        TextError, match=rf"“x.tsv” has more than {import_columns.CELL_LIMIT} cells"
    ):
        import_table_text.read((row + piece * 600).encode(), "x.tsv", PLAIN)


def test_a_table_with_a_zero_in_it_is_refused_by_name():
    data = f"{ENGLISH[0]}\t{ARABIC[0]}\0\n".encode("utf-16")
    with pytest.raises(TextError, match=r"“x.tsv” is not text"):
        import_table_text.read(data, "x.tsv", PLAIN)


def test_languages_of_a_memory_are_bounded():
    versions = "".join(f'<tuv xml:lang="aa-{n}"><seg>a</seg></tuv>' for n in range(1_500))
    for unit in (f"<tu>{versions}</tu>", "".join(f"<tu>{v}></tu>" for v in versions.split(">>"))):
        data = f'<tmx version="1.4"><header srclang="*all*"/><body>{unit}</body></tmx>'.encode()
        with pytest.raises(TextError, match=r"“x.tmx” holds texts in more than 1000 languages"):
            import_tmx.read(data, "x.tmx", PLAIN)


def test_remarks_inside_remarks_are_bounded(monkeypatch):
    monkeypatch.setattr(import_segments, "LENGTH_LIMIT", 10_000)
    inside = "<trans-unit><note>" * 40 + "x" * 1_000 + "</note></trans-unit>" * 40
    data = f'<xliff version="1.2"><file><body>{inside}</body></file></xliff>'.encode()
    with pytest.raises(TextError, match=r"“x.xlf” holds more than"):
        import_xliff.read(data, "x.xlf", PLAIN)


def test_entries_and_terms_of_a_glossary_inside_each_other_are_read_once():
    term = '<langSet xml:lang="{}"><tig><term>{}<term>x</term></term></tig>{}</langSet>'
    inner = f"<termEntry>{term.format('en', 'a', '')}{term.format('ar', 'b', '')}</termEntry>"
    outer = f"<termEntry>{term.format('en', 'c', inner)}{term.format('ar', 'd', '')}</termEntry>"
    data = f"<martif><text><body>{outer}</body></text></martif>".encode()
    assert glossary_of(data, "x.tbx").concepts == (
        (("en", ("cx",)), ("ar", ("dx",))),
        (("en", ("ax",)), ("ar", ("bx",))),
    )


def test_a_mark_inside_a_mark_is_none():
    inside = "".join(f'<mrk mtype="seg" mid="{n}">' for n in range(50)) + "{}" + "</mrk>" * 50
    unit = f"<trans-unit><source>{inside}</source><target>{inside}</target></trans-unit>"
    body = unit.format(ENGLISH[0], ARABIC[0])
    data = f'<xliff version="1.2"><file><body>{body}</body></file></xliff>'.encode()
    found = import_xliff.read(data, "x.xlf", PLAIN)
    assert found.source.characters == ENGLISH[0]
    assert len(found.segments) == 1


def test_lines_and_values_of_reviews_are_bounded(monkeypatch):
    data = export("jsonl")
    whole = import_json_lines.read(data, "x.jsonl", PLAIN)
    heavy = json.dumps([{}] * 200).encode() + b"\n"
    monkeypatch.setattr(import_json, "VALUE_LIMIT", 150)
    found = import_json_lines.read(data + heavy, "x.jsonl", PLAIN)
    assert found.annotations == whole.annotations
    assert found.unread == 1
    with pytest.raises(TextError, match=r"“x.json” .* too many values"):
        import_json.parsed(heavy, "x.json", lambda: None)
    monkeypatch.setattr(import_json_lines, "LINE_LIMIT", 20)
    with pytest.raises(TextError, match=r"“x.jsonl” has more than 20 lines"):
        import_json_lines.read(data + b"\n" * 20, "x.jsonl", PLAIN)


PROSE = "".join(f"<p>{ENGLISH[0]} {ENGLISH[1]} {n}.</p>" for n in range(9))


def test_a_page_with_control_characters_is_read():
    page = f"<article>\x01{PROSE}<nav>x</nav>\x02 behind<form>y</form> it</article>".encode()
    found = import_html.read(page, "x.html", PLAIN)
    assert found.characters.endswith("\x02 behind it")
    assert ENGLISH[1] in found.characters


def test_a_heading_with_all_of_the_page_in_it_is_no_headline():
    page = f"<h1 class=headline><div>{PROSE * 9}<h1>Real</h1></div></h1>".encode()
    found = import_html.read(page, "x.html", PLAIN)
    assert found.characters.count(ENGLISH[1]) == 81


def test_a_page_in_which_the_article_is_not_found_in_time_is_taken_whole(monkeypatch):
    page = (
        f"<div class=menu>Home</div><div>{PROSE}</div><ul><li><a href=x>Beside it</a></ul>".encode()
    )
    assert "Beside" not in import_html.read(page, "x.html", PLAIN).characters
    monkeypatch.setattr(import_html, "ARTICLE_SECONDS", -1.0)
    monkeypatch.setattr(patience, "_STEPS", 1)
    found = import_html.read(page, "x.html", PLAIN).characters
    assert found.endswith("Beside it")
    assert "Home" not in found
    assert sys.getprofile() is None


def test_attributes_of_one_element_of_a_page_are_bounded():
    names = " ".join(f"a{number}" for number in range(60_000))
    for tag in (f"<p {names}>", f"<p y\" x='>' {names.replace('a1', 'a<1')}>", f"<p {names}"):
        with pytest.raises(TextError, match=r"“x.html” is too large"):
            import_html.read(f"{tag}x</p>{PROSE}".encode(), "x.html", PLAIN)
    harmless = f"<pre>{'word and ' * 60_000}</pre><script>{'a < b ' * 60_000}</script>"
    harmless += f"<img src='data:{'A' * 90_000}'><!-- {'x ' * 9_000} -->"
    assert import_html.read((harmless + PROSE).encode(), "x.html", PLAIN)


def saved_page(*headers: str) -> bytes:
    parts = "".join(f"--B\r\n{header}\r\n\r\n" for header in headers)
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
    return f"{head}{parts}{PROSE}\r\n--B--\r\n".encode()


def test_parts_and_headers_of_a_saved_page_are_bounded():
    page = "Content-Type: text/html; charset=utf-8"
    assert import_html.read(saved_page(page), "x.mhtml", PLAIN).encoding == "utf-8"
    long = page + '; x="' + 'a\\" (' * 100_000 + '"'
    assert import_html.read(saved_page(long), "x.mhtml", PLAIN).encoding == "utf-8"
    for headers in (
        ["Content-Type: text/plain"] * 3_000 + [page],
        [f"Content-Type: multipart/related; boundary=C{n}\r\n\r\n--C{n}" for n in range(900)],
    ):
        with pytest.raises(TextError, match=r"“x.mhtml” is too large"):
            import_html.read(saved_page(*headers), "x.mhtml", PLAIN)


class UnwantedError(Exception):
    pass


def test_an_import_nobody_wants_ends_in_the_middle_of_the_search(monkeypatch):
    monkeypatch.setattr(patience, "_STEPS", 1)

    def check() -> None:
        raise UnwantedError

    with pytest.raises(UnwantedError):
        import_html.read(PROSE.encode(), "x.html", ImportOptions(check=check))
    assert sys.getprofile() is None


def test_where_a_profiler_runs_nothing_is_ended(monkeypatch):
    monkeypatch.setattr(patience, "_STEPS", 1)
    with pytest.raises(patience.OutOfPatienceError), patience.patience(-1.0, lambda: None):
        len("")
    seen = []
    sys.setprofile(lambda *_: seen.append(1))
    try:
        with patience.patience(-1.0, lambda: None):
            assert sys.getprofile() is not None
    finally:
        sys.setprofile(None)
    assert seen
