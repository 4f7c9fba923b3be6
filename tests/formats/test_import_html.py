"""Saved pages give their article as lines, apart from what stands around it."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from desk_annotator.core.errors import TextError
from desk_annotator.formats import import_html_text
from desk_annotator.formats.import_html import PAGE_LIMIT, is_archive, read
from desk_annotator.formats.import_result import ImportedText, ImportOptions

ENGLISH = (
    "The council of Port Harlow sold the old customs house on Monday, after two years of talks.",
    "“We did not want to lose it,” said the mayor, Ada Quill, who had voted against the sale.",
    "The buyer, a small theatre company, will pay 1.2 million over ten years, officials said.",
    "No.",
    "Work on the roof, which has leaked since the storms of last winter, begins in the spring.",
)
ARABIC = (
    "باع مجلس مدينة بورت هارلو مبنى الجمارك القديم يوم الاثنين، بعد محادثات دامت سنتين.",
    "وقالت رئيسة البلدية آدا كويل، التي صوتت ضد البيع: «لم نرد أن نفقده».",
    "وستدفع الفرقة المسرحية الصغيرة التي اشترته 1.2 مليون على مدى عشر سنوات، كما قال مسؤولون.",
    "لا.",
    "وتبدأ في الربيع أعمال السقف الذي تتسرب منه المياه منذ عواصف الشتاء الماضي.",
)
AROUND = {
    "en": ("Home", "Sport", "Share on Face", "0 Comments", "Read also: a storm", "Rights reserved"),
    "ar": ("الرئيسية", "رياضة", "شارك", "0 تعليقات", "اقرأ أيضا: عاصفة", "الحقوق محفوظة"),
}


def news(language: str, paragraphs: tuple[str, ...], headline: str) -> str:
    home, sport, share, comments, related, rights = AROUND[language]
    body = "".join(f"<p>{each}</p>\n" for each in paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{headline} – The Daily</title>
<style>p {{}}</style><script>document.write("<p>script</p>")</script></head><body>
<header><h1 class="site">The Daily</h1><nav><a href="/">{home}</a> <a href="/s">{sport}</a></nav>
</header><div class="page"><div class="text"><h1>{headline}</h1>
<div class="share-bar"><a href="#">{share}</a></div>{body}
<aside><h3>{related}</h3></aside><p style="display: none">hidden</p></div>
<section id="comments"><h3>{comments}</h3><p>I have much to say, of this and that.</p></section>
</div><footer><p>{rights}</p></footer></body></html>"""


def blog(language: str, paragraphs: tuple[str, ...], headline: str) -> str:
    home, sport, share, comments, related, rights = AROUND[language]
    first, *rest = (f"<p>{each}</p>" for each in paragraphs)
    return f"""<html lang="en-US"><head><title>Blog</title></head><body>
<ul class="menu"><li>{home}</li><li>{sport}</li></ul><article><header>
<h1 class="entry-title">{headline}</h1></header><div class="entry-content">{first}
<div class="jp-relatedposts">{related}</div>{"".join(rest)}<div class="sharedaddy">{share}</div>
</div></article><div id="respond">{comments}</div><div role="contentinfo">{rights}</div></body>"""


def page(markup: str | bytes, **options: object) -> ImportedText:
    data = markup.encode() if isinstance(markup, str) else markup
    return read(data, "x.html", ImportOptions(**options))


def body(inside: str) -> str:
    return page(f"<html><body>{inside}</body></html>").characters


def changes(text: ImportedText) -> dict[str, int]:
    return {change.kind: change.count for change in text.changes}


@pytest.mark.parametrize("made", [news, blog])
@pytest.mark.parametrize(
    ("language", "paragraphs", "headline"),
    [("en", ENGLISH, "The house by the harbour"), ("ar", ARABIC, "البيت الذي عند الميناء")],
)
def test_the_article_stands_apart_from_what_is_around_it(made, language, paragraphs, headline):
    text = page(made(language, paragraphs, headline))

    assert text.characters.split("\n") == [headline, *paragraphs]
    assert text.encoding == "utf-8"
    assert changes(text)["page-line-left-out"] >= 6
    whole = page(made(language, paragraphs, headline), whole_page=True)
    for words in AROUND[language]:
        assert words in whole.characters
        assert words not in text.characters
    assert "script" not in whole.characters
    assert "hidden" not in whole.characters
    assert whole.changes == ()


def test_the_language_a_page_names_counts_if_its_text_agrees():
    assert (
        page(news("ar", ARABIC, "عنوان").replace('lang="ar"', 'lang="ar-eg"')).language == "ar-EG"
    )
    assert page(blog("ar", ARABIC, "عنوان")).language == ""


def test_white_space_is_as_a_browser_shows_it():
    assert body("<p>a\n  <b> b</b> <i>c </i> d</p> <p>\xa0e&nbsp;f&#x2003;</p>") == (
        "a b c d\n\xa0e\xa0f\u2003"
    )
    assert body("one<br>two<br/><br>three<div>four</div>five") == "one\ntwo\nthree\nfour\nfive"
    assert body("<pre>  a\n\n    b\t\n</pre><p>c</p>") == "  a\n    b\t\nc"
    assert body("<ul><li>a<li>b</ul><dl><dt>c<dd>d</dl>") == "a\nb\nc\nd"


def test_cells_of_a_table_are_parted_by_tabs():
    rows = "<tr><th> a </th><th>b</th></tr>\n<tr><td>1</td> <td>2</td></tr>"

    assert body(f"<table>{rows}</table>") == "a\tb\n1\t2"


def test_characters_are_taken_as_they_are():
    inside = "&lt;v&gt; =1+1 &amp;amp; \u202eab\u202c بِيعَ 👩\u200d👧 &shy;&zwj;&#8207; &nosuch;"

    assert body(f"<p>{inside}</p>") == (
        "<v> =1+1 &amp; \u202eab\u202c بِيعَ 👩\u200d👧 \xad\u200d\u200f &nosuch;"
    )


@pytest.mark.parametrize("tag", ["script", "style", "textarea", "select", "noscript", "svg"])
def test_code_and_controls_are_no_text(tag):
    assert body(f"<p>a<{tag}>x</{tag}>b</p>") == "ab"


@pytest.mark.parametrize(
    ("encoding", "meta", "expected"),
    [
        ("utf-8", "", "utf-8"),
        ("utf-8-sig", '<meta charset="windows-1256">', "utf-8-sig"),
        ("windows-1256", '<meta charset="windows-1256">', "windows-1256"),
        ("windows-1256", "<meta content='text/html; charset=CP1256'>", "windows-1256"),
        ("iso-8859-6", '<meta charset="iso-8859-6">', "iso-8859-6"),
        ("windows-1256", "", "windows-1256"),
        ("utf-8", '<meta charset="utf-16">', "utf-8"),
        ("utf-8", '<meta charset="no-such">', "utf-8"),
        ("windows-1256", '<meta charset="utf-8">', "windows-1256"),
        ("utf-16", "", "utf-16-le"),
    ],
)
def test_pages_come_in_every_encoding(encoding, meta, expected):
    text = page(f"<html><head>{meta}</head><body><p>{ARABIC[2]}</p></body>".encode(encoding))

    assert (text.characters, text.encoding) == (ARABIC[2], expected)


def test_latin_1_is_read_as_browsers_read_it():
    data = '<meta charset="iso-8859-1"><p>“Café” – no</p>'.encode("windows-1252")

    assert page(data).characters == "“Café” – no"
    assert page(data).encoding == "windows-1252"


def test_a_page_saved_as_a_single_file_is_read():
    content = base64.encodebytes(news("ar", ARABIC, "البيت").encode()).decode()
    data = (
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n--x\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{content}\r\n--x\r\nContent-Type: image/png\r\n\r\nPNG\r\n--x--\r\n"
    ).encode()

    assert is_archive(data)
    assert page(data).characters.split("\n") == ["البيت", *ARABIC]
    assert not is_archive(b"From: me\n\nA letter.")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "is empty"),
        (b"<html><script>x</script></html>", "There is no text"),
        (b"<!-- only this -->", "There is no text"),
        (b"<div>" * 3000 + b"deep", "too deeply nested"),
        (b"x" * (PAGE_LIMIT + 1), "too large"),
        (b"<p>" * 1_500_001, "too large"),
        (b"From: x\nContent-Type: multipart/related; boundary=x\n\n--x--", "There is no text"),
    ],
)
def test_pages_that_cannot_be_read_say_why(data, expected):
    with pytest.raises(TextError, match=expected):
        page(data)


def test_declared_entities_are_not_expanded():
    data = '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/hostname">]><p>a &e; b</p>'

    assert page(data, whole_page=True).characters.endswith("a &e; b")


_PIECES = (
    "<p>",
    "</p>",
    "<div class='comments'>",
    "</div>",
    "<table><tr><td>",
    "<br>",
    "<a>",
    "<pre>",
)


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from([*_PIECES, *ENGLISH, "&#0;", "&", "<", "\ufdd0", "word"]), max_size=40)
)
def test_whatever_stands_in_a_page_it_is_read_or_refused(pieces):
    try:
        text = page("<html>" + "".join(pieces))
    except TextError:
        return
    assert text.characters.strip()


INSIDE = (
    "a",
    "  ",
    " ",
    "\t",
    "\n",
    "س",
    "\u00a0",
    "<br>",
    "<p>",
    "<pre> x\r\n  y\t</pre>",
    "<b> c </b>",
)
CELLS = "<table><tr><td>1 </td><td> 2</td></tr></table>"


@given(st.lists(st.sampled_from([*INSIDE, CELLS]), max_size=20), st.integers(0, 9))
def test_lines_of_a_page_some_at_a_time_are_those_of_the_whole(inside, size):
    root = html.document_fromstring(f"<html><body><div>{''.join(inside)}</div></body></html>")
    spaced = re.sub(" +", " ", "".join(import_html_text._pieces(root)))
    whole = re.sub(" ?([\n\t]) ?", r"\1", spaced).split("\n")
    mark = import_html_text._MARK
    expected = [line.strip(" ").replace(mark, " ") for line in whole if line.strip(mark).strip()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_html_text, "_AT_A_TIME", size)
        assert import_html_text.lines_of(root) == expected


LONG_PAGE = "".join(f"<p>Paragraph {n} of a page.</p>" for n in range(1000))


def test_no_call_gets_more_of_a_long_page_than_some_lines(monkeypatch):
    lengths = []
    brought = import_html_text._lines

    def counted(characters):
        lengths.append(len(characters))
        return brought(characters)

    monkeypatch.setattr(import_html_text, "_AT_A_TIME", 500)
    monkeypatch.setattr(import_html_text, "_lines", counted)
    found = page(LONG_PAGE, whole_page=True)
    assert found.characters.count("\n") == 999
    assert max(lengths) < 600


def test_a_long_page_can_be_stopped_many_times():
    looks = []
    page(LONG_PAGE, whole_page=True, check=lambda: looks.append(1))
    assert len(looks) > 10
