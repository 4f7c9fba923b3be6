"""XLIFF and TMX give both texts and the segments that correspond."""

from __future__ import annotations

import pytest

from desk_annotator.core.errors import TextError
from desk_annotator.core.text import Direction
from desk_annotator.formats import import_segments, import_tmx, import_xliff
from desk_annotator.formats.import_result import ImportedPair, ImportedText, ImportOptions
from desk_annotator.formats.import_segments import matching_tag, tidy_tag

FIRST = "urn:oasis:names:tc:xliff:document:1.2"
SECOND = "urn:oasis:names:tc:xliff:document:2.0"
SDL = 'xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"'


def first(*units: str, namespace: str = FIRST, version: str = "1.2", files: str = "") -> bytes:
    body = f"<body><group>{''.join(units)}</group></body>"
    file = f'<file source-language="en-us" target-language="ar">{body}</file>'
    space = f' xmlns="{namespace}"' if namespace else ""
    return f'<xliff version="{version}"{space} {SDL}>{file}{files}</xliff>'.encode()


def unit(source: str, target: str | None = None, more: str = "") -> str:
    translated = "" if target is None else f"<target>{target}</target>"
    return f'<trans-unit id="1"><source>{source}</source>{translated}{more}</trans-unit>'


def second(*units: str, version: str = "2.1", languages: str = "") -> bytes:
    languages = languages or 'srcLang="en" trgLang="ar"'
    inside = f'<file id="f"><group id="g">{"".join(units)}</group></file>'
    return f'<xliff xmlns="{SECOND}" version="{version}" {languages}>{inside}</xliff>'.encode()


def paragraph(*parts: str) -> str:
    return f'<unit id="u">{"".join(parts)}</unit>'


def segment(source: str, target: str | None = None, order: int | None = None) -> str:
    placed = f' order="{order}"' if order is not None else ""
    translated = "" if target is None else f"<target{placed}>{target}</target>"
    return f"<segment><source>{source}</source>{translated}</segment>"


def tmx(*units: str, header: str = 'srclang="en"', document_type: bool = True) -> bytes:
    kind = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">' if document_type else ""
    return (
        f'{kind}<tmx version="1.4"><header {header}/><body>{"".join(units)}</body></tmx>'.encode()
    )


def tu(more: str = "", **versions: str) -> str:
    inside = "".join(
        f'<tuv xml:lang="{tag.replace("_", "-")}"><seg>{text}</seg></tuv>'
        for tag, text in versions.items()
    )
    return f"<tu>{more}{inside}</tu>"


def xliff_pair(data: bytes, **options: str) -> ImportedPair:
    return import_xliff.read(data, "x.xlf", ImportOptions(**options))


def tmx_pair(data: bytes, **options: str) -> ImportedPair:
    return import_tmx.read(data, "x.tmx", ImportOptions(**options))


def quotes(pair: ImportedPair) -> list[tuple[str | None, str | None]]:
    def quote(text: ImportedText, span: object) -> str | None:
        return None if span is None else text.characters[span.start : span.end]

    return [(quote(pair.source, s.source), quote(pair.target, s.target)) for s in pair.segments]


def changes(text: ImportedText) -> dict[str, int]:
    return {change.kind: change.count for change in text.changes}


# XLIFF 1


@pytest.mark.parametrize(
    ("namespace", "version"), [(FIRST, "1.2"), (f"{FIRST[:-1]}1", "1.1"), ("", "1.0")]
)
def test_units_of_the_first_version_are_lines(namespace, version):
    data = first(
        unit("One", "واحد"), unit(" Two ", "اثنان 😀"), namespace=namespace, version=version
    )
    pair = xliff_pair(data)

    assert pair.source == ImportedText("One\n Two ", "xliff", "en-US", Direction.LTR)
    assert pair.target == ImportedText("واحد\nاثنان 😀", "xliff", "ar", Direction.RTL)
    assert quotes(pair) == [("One", "واحد"), ("Two", "اثنان 😀")]


def test_inline_tags_go_and_the_text_inside_them_stays():
    source = 'a <g id="1">b <x id="2"/>c</g><bpt id="3">{\\b </bpt>d<ept id="3">}</ept>'
    source += '<ph id="4">&lt;br&gt;<sub>alt</sub></ph><x id="5" ctype="lb"/>e'
    pair = xliff_pair(first(unit(source, 'ا<mrk mtype="term">ب</mrk>')))

    assert pair.source.characters == "a b cd\ne"
    assert changes(pair.source) == {"inline-tag-left-out": 5}
    assert pair.target.characters == "اب"
    assert quotes(pair) == [("a b cd\ne", "اب")]


def test_segments_inside_a_unit_correspond_by_their_ids():
    segments = '<seg-source><mrk mtype="seg" mid="1">One.</mrk> <g id="g">'
    segments += (
        '<mrk mtype="seg" mid="2">Two. </mrk></g><mrk mtype="seg" mid="3">3</mrk></seg-source>'
    )
    target = '<mrk mtype="seg" mid="2">ب</mrk> <mrk mtype="seg" mid="1">ا</mrk>'
    pair = xliff_pair(first(unit("One. Two. 3", target, segments + "<note>look</note>")))

    assert pair.source.characters == "One. Two. 3"
    assert pair.target.characters == "ب ا"
    assert quotes(pair) == [("One.", "ا"), ("Two.", "ب"), ("3", None)]
    assert [each.note for each in pair.segments] == ["look", "", ""]
    assert changes(pair.source)["segment-without-target"] == 1


def test_proposals_in_a_unit_are_no_text():
    proposal = "<alt-trans><source>old</source><target>قديم</target></alt-trans>"

    assert xliff_pair(first(unit("new", "جديد", proposal))).target.characters == "جديد"


def test_deletions_tracked_by_trados_are_no_text():
    target = 'ا<mrk mtype="x-sdl-deleted">ب</mrk><mrk mtype="x-sdl-added">ت</mrk>'
    pair = xliff_pair(first(unit("a", target)))

    assert pair.target.characters == "ات"
    assert changes(pair.target)["tracked-deletion-left-out"] == 1


def test_units_without_a_translation_are_counted_and_keep_their_source():
    pair = xliff_pair(first(unit("One", "واحد"), unit("Two"), unit("Three", " "), unit(" ", "")))

    assert pair.source.characters == "One\nTwo\nThree"
    assert pair.target.characters == "واحد"
    assert quotes(pair) == [("One", "واحد"), ("Two", None), ("Three", None)]
    assert changes(pair.source) == {"segment-without-target": 2}


def test_one_of_several_languages_is_read():
    other = '<file source-language="en-US" target-language="fr"><body>'
    data = first(unit("One", "واحد"), files=other + unit("One", "un") + "</body></file>")

    assert xliff_pair(data).target.characters == "واحد"
    assert changes(xliff_pair(data).target) == {"other-language-left-out": 1}
    assert xliff_pair(data, target_language="fr-CA").target.characters == "un"


# XLIFF 2


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_units_of_the_second_version_are_lines_of_segments(version):
    data = second(
        paragraph(
            '<notes><note id="n">why</note></notes>',
            segment("One.", "واحد."),
            "<ignorable><source>  </source></ignorable>",
            segment("Two.", "اثنان."),
        ),
        paragraph(segment("Three", "ثلاثة")),
        version=version,
    )
    pair = xliff_pair(data)

    assert pair.source.characters == "One.  Two.\nThree"
    assert pair.target.characters == "واحد.  اثنان.\nثلاثة"
    assert quotes(pair) == [("One.", "واحد."), ("Two.", "اثنان."), ("Three", "ثلاثة")]
    assert [each.note for each in pair.segments] == ["why", "", ""]
    assert pair.source.changes == pair.target.changes == ()


def test_the_order_of_the_target_is_kept():
    pair = xliff_pair(
        second(paragraph(segment("1", "a ", 3), segment("2", "b ", 1), segment("3", "c ", 2)))
    )

    assert pair.target.characters == "b c a "
    assert quotes(pair) == [("1", "a"), ("2", "b"), ("3", "c")]


def test_sentences_that_touch_get_a_space_where_the_language_has_spaces():
    touching = paragraph(segment("One.", "一。"), segment("Two.", "二。"))
    pair = xliff_pair(second(touching, languages='srcLang="en" trgLang="zh-CN"'))

    assert pair.source.characters == "One. Two."
    assert pair.target.characters == "一。二。"
    assert changes(pair.source) == {"space-put-between-segments": 1}
    assert quotes(pair) == [("One.", "一。"), ("Two.", "二。")]


def test_inline_elements_of_the_second_version():
    source = 'a<pc id="1">b</pc><ph id="2"/><sc id="3"/>c<ec startRef="3"/><cp hex="0007"/>'
    source += '<mrk id="m">d</mrk><ph id="4" type="fmt" subType="xlf:lb"/>e<cp hex="D800"/>'
    pair = xliff_pair(second(paragraph(segment(source, "ا"))))

    assert pair.source.characters == "abc\x07d\ne"
    assert changes(pair.source) == {"inline-tag-left-out": 6}


def test_what_stands_between_is_not_taken_for_a_translation():
    data = second(paragraph(segment("One."), "<ignorable><source>-</source></ignorable>"))

    with pytest.raises(TextError, match="holds no translation yet"):
        xliff_pair(data)


# TMX


def test_units_of_a_memory_are_lines():
    pair = tmx_pair(
        tmx(
            tu("<note>why</note>", EN_us="One <hi>two</hi>", ar="واحد"),
            tu(ar="ب<ph type='lb'/>ج", en_US="<bpt i='1'>&lt;b></bpt>Three<ept i='1'/>"),
        )
    )

    assert pair.source == ImportedText(
        "One two\nThree", "tmx", "en-US", Direction.LTR, pair.source.changes
    )
    assert changes(pair.source) == {"inline-tag-left-out": 3}
    assert pair.target.characters == "واحد\nب\nج"
    assert quotes(pair) == [("One two", "واحد"), ("Three", "ب\nج")]
    assert [each.note for each in pair.segments] == ["why", ""]


def test_languages_of_a_memory_can_be_chosen():
    data = tmx(tu(en="a", ar="ا", fr="à"), tu(fr="b", ar="ب"), header='srclang="*all*"')

    assert (tmx_pair(data).source.language, tmx_pair(data).target.language) == ("ar", "fr")
    wished = tmx_pair(data, source_language="fr-FR", target_language="ar")
    assert quotes(wished) == [("à", "ا"), ("b", "ب")]
    assert changes(wished.target) == {"other-language-left-out": 1}
    only_target = tmx_pair(data, target_language="en")
    assert (only_target.source.characters, only_target.target.characters) == ("ا\nب", "a")


def test_two_variants_of_one_language_are_two_languages():
    pair = tmx_pair(tmx(tu(en_US="color", en_GB="colour"), header='srclang="en"'))

    assert {pair.source.characters, pair.target.characters} == {"color", "colour"}
    assert (
        tmx_pair(tmx(tu(en_US="color", en_GB="colour")), source_language="en-GB").source.characters
        == "colour"
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (tmx(tu(en="a")), "does not hold the two languages wanted; there are: en"),
        (tmx(), "there are: —"),
        (tmx(tu(en="a", ar="")), "holds no translation yet"),
        (tmx(tu(en=" ", ar="ا")), "only translations"),
        (tmx(tu(en=" ", ar=" ")), "There is no text"),
        (b"<other/>", "no translation memory"),
        (tmx(tu(en="a", ar="b"))[:-9], "not well-formed"),
        (b'<!DOCTYPE tmx [<!ENTITY e "x">]><tmx/>', "entities"),
    ],
)
def test_memories_that_cannot_be_read_say_why(data, expected):
    with pytest.raises(TextError, match=expected):
        tmx_pair(data)


def test_a_language_that_is_not_there_is_told():
    with pytest.raises(TextError, match="there are: ar, en"):
        tmx_pair(tmx(tu(en="a", ar="ا")), target_language="he")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<other/>", "no XLIFF of version 1 or 2"),
        (f'<xliff xmlns="{SECOND}" version="3.0"/>'.encode(), "no XLIFF of version 1 or 2"),
        (first(), "There is no text"),
        (second(), "There is no text"),
        (first(unit("a")), "holds no translation yet"),
        (first("<trans-unit>" * 300), "200 deep"),
        (b'<!DOCTYPE xliff [<!ENTITY e SYSTEM "file:///etc/passwd">]><xliff/>', "entities"),
    ],
)
def test_xliff_that_cannot_be_read_says_why(data, expected):
    with pytest.raises(TextError, match=expected):
        xliff_pair(data)


def test_odd_characters_keep_spans_true():
    source = "&#xFEFF;One&#13;&#10;x&#x2028;y"
    pair = xliff_pair(first(unit(source, "ا"), unit("&#xFEFF;Two", "ب")))

    assert pair.source.characters == "One\nx\ny\n\ufeffTwo"
    assert quotes(pair) == [("One\nx\ny", "ا"), ("\ufeffTwo", "ب")]
    assert changes(pair.source) == {
        "crlf-to-lf": 1,
        "line-separator-to-lf": 1,
        "bom-removed": 1,
    }


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("EN_us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        (" ar ", "ar"),
        ("x-none", ""),
        ("", ""),
        (None, ""),
        ("es-419", "es-419"),
        ("en-x-us", "en-x-us"),
    ],
)
def test_tags_are_written_as_the_standard_does(tag, expected):
    assert tidy_tag(tag) == expected


def test_a_wish_finds_the_exact_tag_before_another_of_its_language():
    assert matching_tag("en", ["en-GB", "en"]) == "en"
    assert matching_tag("EN-US", ["ar", "en-GB"]) == "en-GB"
    assert matching_tag("he", ["ar"]) is None


def test_the_number_of_segments_is_bounded(monkeypatch):
    monkeypatch.setattr(import_segments, "SEGMENT_LIMIT", 2)
    units = [tu(en=str(number), ar="ا") for number in range(3)]

    assert len(tmx_pair(tmx(*units[:2])).segments) == 2
    with pytest.raises(TextError, match="has more than 2 segments"):
        tmx_pair(tmx(*units))
