"""Word documents give the text as it reads with all changes accepted, and say what they lose."""

from __future__ import annotations

import io
import zipfile

import pytest

from desk_annotator.core.errors import TextError
from desk_annotator.core.text import Direction
from desk_annotator.formats.import_docx import read
from desk_annotator.formats.import_result import ImportedText, ImportOptions

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OTHERS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def part(element: str, inside: str, namespace: str = TRANSITIONAL) -> str:
    return f'<w:{element} xmlns:w="{namespace}" {OTHERS}>{inside}</w:{element}>'


def relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def docx(
    body: str, *, namespace: str = TRANSITIONAL, main: str = "word/document.xml", **parts: str
) -> bytes:
    stream = io.BytesIO()
    folder, _, file = main.rpartition("/")
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("_rels/.rels", relations(("officeDocument", main)))
        made.writestr(main, part("document", f"<w:body>{body}</w:body>", namespace))
        made.writestr(
            f"{folder}/_rels/{file}.rels",
            relations(*((name.rstrip("0123456789"), f"{name}.xml") for name in parts)),
        )
        for name, inside in parts.items():
            made.writestr(f"{folder}/{name}.xml", inside)
    return stream.getvalue()


def t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(inside: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def imported(data: bytes) -> ImportedText:
    return read(data, "x.docx", ImportOptions())


def changes(text: ImportedText) -> dict[str, int]:
    return {change.kind: change.count for change in text.changes}


def test_paragraphs_become_lines_and_nothing_else_is_touched():
    text = imported(docx(p(t(" a ") + t("b\xa0")) + p("") + p(t("بِيعَ 😀 &lt;v&gt;"))))

    assert text == ImportedText(" a b\xa0\n\nبِيعَ 😀 <v>", "docx")


def test_white_space_that_is_not_preserved_goes_as_in_word():
    assert imported(docx("<w:p><w:r><w:t>\n  a\n  b </w:t></w:r></w:p>")).characters == "a   b"


def test_tabs_breaks_and_special_hyphens_are_characters():
    inside = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/>"
    inside += '<w:t>d</w:t><w:br w:type="page"/><w:softHyphen/><w:cr/><w:t>e</w:t></w:r>'

    assert imported(docx(p(inside))).characters == "a\tb\nc\u2011d\xad\ne"


def test_deletions_are_no_text_and_insertions_are():
    removed = '<w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    moved = f"<w:moveFrom>{t('away')}</w:moveFrom><w:moveTo>{t('here')}</w:moveTo>"
    text = imported(docx(p(t("a ") + removed + f"<w:ins>{t('new ')}</w:ins>" + moved)))

    assert text.characters == "a new here"
    assert changes(text) == {"tracked-deletion-left-out": 2}


def test_a_deleted_paragraph_mark_joins_paragraphs():
    mark = "<w:rPr><w:del/></w:rPr>"
    text = imported(docx(p(t("one, "), mark) + p(t("two")) + p(t("end"), mark)))

    assert text.characters == "one, two\nend"


def test_an_inserted_paragraph_mark_parts_paragraphs():
    text = imported(docx(p(t("one"), "<w:rPr><w:ins/></w:rPr>") + p(t("two"))))

    assert text.characters == "one\ntwo"


def cells(*texts: str) -> str:
    return "".join(f"<w:tc>{p(t(text))}</w:tc>" for text in texts)


def test_tables_are_lines_of_cells():
    inner = f"<w:tbl><w:tr>{cells('x', 'y')}</w:tr></w:tbl>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cells('gone')}</w:tr>"
    control = f"<w:sdt><w:sdtContent><w:tc>{p(t('d'))}</w:tc></w:sdtContent></w:sdt>"
    rows = f"<w:tr>{cells('a', 'b')}</w:tr>{gone}<w:tr>{cells('c')}{control}</w:tr>"
    rows += f"<w:tr><w:tc>{p(t('e'))}{inner}</w:tc></w:tr>"
    text = imported(docx(p(t("before")) + f"<w:tbl>{rows}</w:tbl>" + p(t("after"))))

    assert text.characters == "before\na\tb\nc\td\ne\nx\ty\nafter"


def test_notes_stand_at_the_end_in_the_order_they_are_referred_to():
    def note(number: int, text: str, kind: str = "footnote") -> str:
        return f'<w:{kind} w:id="{number}">{p("<w:r><w:footnoteRef/></w:r>" + t(text))}</w:{kind}>'

    body = p(t("a") + '<w:r><w:endnoteReference w:id="1"/></w:r>')
    body += p('<w:r><w:footnoteReference w:id="3"/></w:r>' + t("b"))
    body += p(t("c") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    text = imported(
        docx(
            body,
            footnotes=part("footnotes", note(0, "rule") + note(2, "second") + note(3, "first")),
            endnotes=part("endnotes", note(1, "last", "endnote")),
        )
    )

    assert text.characters == "a\nb\nc\nfirst\nsecond\nlast"
    assert changes(text) == {"note-moved-to-end": 3}


def test_links_controls_and_what_fields_show_are_text():
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText>'
    field += '<w:t>never</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    field += t("7") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    control = f"<w:sdt><w:sdtPr><w:t>no</w:t></w:sdtPr><w:sdtContent>{p(t('in'))}</w:sdtContent>"
    body = p(f"<w:hyperlink>{t('link ')}</w:hyperlink><w:smartTag>{t('tag ')}</w:smartTag>" + field)

    assert imported(docx(body + control + "</w:sdt>")).characters == "link tag 7\nin"


def test_a_field_that_is_never_ended_does_not_swallow_the_rest():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'

    assert imported(docx(p(begin + t("x")) + p(t("rest")))).characters == "\nrest"


def test_what_is_left_out_is_counted():
    box = f"<w:txbxContent>{p(t('boxed'))}</w:txbxContent>"
    versions = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{box}"
    body = p(
        t("seen")
        + f"<w:r>{versions}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        + '<w:r><w:drawing/></w:r><w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>'
        + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        + '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r>'
        + "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
        "<w:numPr/>",
    )
    text = imported(
        docx(
            body + "<w:altChunk/>",
            header1=part("hdr", p(t("Chapter"))),
            header2=part("hdr", p(t(" "))),
            footer1=part("ftr", p(t("12"))),
            comments=part("comments", f"<w:comment>{p(t('why?'))}</w:comment>"),
        )
    )

    assert text.characters == "seenshown"
    assert changes(text) == {
        "text-box-left-out": 1,
        "picture-left-out": 1,
        "symbol-left-out": 1,
        "hidden-text-left-out": 1,
        "equation-left-out": 1,
        "list-number-left-out": 1,
        "embedded-file-left-out": 1,
        "header-left-out": 2,
        "comment-left-out": 1,
    }


@pytest.mark.parametrize(
    ("body", "styles", "expected"),
    [
        (p(t("سلام"), "<w:bidi/>"), "", Direction.RTL),
        (p(t("سلام"), '<w:bidi w:val="0"/>'), "", None),
        (p(t("a")) + p(t("b")) + p(t("سلام"), "<w:bidi/>"), "", None),
        (p(t("سلام"), '<w:pStyle w:val="Child"/>') + p("") + p(""), "child", Direction.RTL),
        (p(t("سلام")), "child", None),
        (p(t("سلام")), "default", Direction.RTL),
    ],
)
def test_right_to_left_paragraphs_are_told(body, styles, expected):
    default = ' w:default="1"' if styles == "default" else ""
    inside = f'<w:style w:type="paragraph" w:styleId="Base"{default}><w:pPr><w:bidi/></w:pPr>'
    inside += '</w:style><w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Base"/>'
    parts = {"styles": part("styles", inside + "</w:style>")} if styles else {}

    assert imported(docx(body, **parts)).direction is expected


def test_styles_that_inherit_from_each_other_end():
    inside = '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>'
    inside += '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'

    assert imported(docx(p(t("x")), styles=part("styles", inside))).characters == "x"


def test_other_kinds_of_the_same_document_are_read():
    strict = docx(p(t("strict")), namespace=STRICT)
    renamed = docx(p(t("elsewhere")), main="word/document2.xml")

    assert imported(strict).characters == "strict"
    assert imported(renamed).characters == "elsewhere"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (docx(p(t(" "))), "There is no text in “x.docx”"),
        (docx("").replace(b"word/document.xml", b"word/documenx.xml"), "holds no text of one"),
        (docx(p(t("a")))[:-40], "is damaged"),
        (docx("<w:p>" * 1000 + "</w:p>" * 1000), "more than 200 deep"),
        (docx("<w:p>"), "not well-formed"),
    ],
)
def test_what_cannot_be_read_is_told(data, expected):
    with pytest.raises(TextError, match=expected):
        imported(data)


def test_an_entity_in_a_part_is_refused():
    body = docx(
        p(t("x")), styles='<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
    )

    with pytest.raises(TextError, match="entities"):
        imported(body)
