"""Tables give the two texts of their rows, from columns that are named, wished for or found."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.errors import TextError
from desk_annotator.formats import import_table_text, import_xlsx
from desk_annotator.formats.import_result import ImportedPair, ImportedText, ImportOptions

ENGLISH = ("The house was sold on Monday.", "He said that nobody was hurt.", "They left.")
ARABIC = ("بيع البيت يوم الاثنين.", "وقال إن أحدا لم يصب بأذى.", "ثم غادروا.")


def table(text: str, encoding: str = "utf-8", **options: object) -> ImportedPair:
    return import_table_text.read(text.encode(encoding), "x.tsv", ImportOptions(**options))


def rows(*columns: tuple[str, ...], delimiter: str = "\t") -> str:
    return "".join(delimiter.join(row) + "\r\n" for row in zip(*columns, strict=True))


def workbook(*sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for sheet in sheets:
        page = made.create_sheet()
        for row in sheet:
            page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def book(*sheets: list[list[object]], **options: object) -> ImportedPair:
    return import_xlsx.read(workbook(*sheets), "x.xlsx", ImportOptions(**options))


def changes(text: ImportedText) -> dict[str, int]:
    return {change.kind: change.count for change in text.changes}


@pytest.mark.parametrize("delimiter", ["\t", ",", ";", "|"])
def test_rows_are_lines_whatever_parts_their_cells(delimiter):
    pair = table(rows(ENGLISH, ARABIC, delimiter=delimiter))

    assert pair.source == ImportedText("\n".join(ENGLISH), "utf-8")
    assert pair.target == ImportedText("\n".join(ARABIC), "utf-8")
    assert len(pair.segments) == 3
    assert pair.segments[1].source.start == len(ENGLISH[0]) + 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1256"])
def test_tables_come_in_every_encoding(encoding):
    assert table(rows(ENGLISH, ARABIC), encoding).target.characters == "\n".join(ARABIC)


def test_the_columns_of_text_are_found_among_others():
    numbers = ("1", "2", "3")
    names = ("a-01", "a-02", "a-03")
    pair = table(rows(numbers, ARABIC, names, ENGLISH, ("ok", "ok", "?")))

    assert pair.source.characters == "\n".join(ARABIC)
    assert pair.target.characters == "\n".join(ENGLISH)


def test_two_languages_are_preferred_to_the_two_fullest_columns():
    longer = tuple(f"{text} And this is a much longer remark on it." for text in ENGLISH)
    pair = table(rows(ENGLISH, longer, ARABIC))

    assert pair.source.characters == "\n".join(longer)
    assert pair.target.characters == "\n".join(ARABIC)


@pytest.mark.parametrize(
    ("heading", "source", "languages"),
    [
        (("Target", "Source", "Comment"), ENGLISH, ("", "")),
        (("Arabic", "English", "Notes"), ARABIC, ("ar", "en")),
        (("ar-EG", "EN_gb", "note"), ARABIC, ("ar-EG", "en-GB")),
        (("العربية", "English", "ملاحظات"), ARABIC, ("ar", "en")),
    ],
)
def test_headings_are_understood_and_left_out(heading, source, languages):
    notes = ("", "why?", "")
    text = "\t".join(heading) + "\n" + rows(ARABIC, ENGLISH, notes)
    pair = table(text)

    assert pair.source.characters == "\n".join(source)
    assert (pair.source.language, pair.target.language) == languages
    assert [segment.note for segment in pair.segments] == list(notes)
    assert changes(pair.source) == {"heading-left-out": 1}


def test_a_heading_in_unknown_words_shows_by_its_direction():
    pair = table("Mensaje\tUebersetzung\n" + rows(ENGLISH, ARABIC))

    assert pair.target.characters == "\n".join(ARABIC)


def test_columns_and_languages_can_be_wished_for():
    text = rows(("one", "two"), ("un", "deux"), ("واحد", "اثنان"))

    pair = table(text, source_column=2, target_column=3, source_language="fr")
    assert (pair.source.characters, pair.source.language) == ("un\ndeux", "fr")
    assert table(text, target_column=1).target.characters == "one\ntwo"
    by_language = table("en\tfr\tar\n" + text, source_language="fr", target_language="en")
    assert (by_language.source.characters, by_language.target.characters) == (
        "un\ndeux",
        "one\ntwo",
    )


def test_quotation_marks_of_a_table_go_and_those_of_speech_stay():
    quoted = table('"a ""big"" house","بيت, كبير"\r\n"two\nlines",سطران\r\n')
    assert quoted.source.characters == 'a "big" house\ntwo\nlines'
    assert quoted.target.characters == "بيت, كبير\nسطران"
    assert quoted.segments[1].source.end == len(quoted.source.characters)

    speech = table('"No," she said.\tقالت: لا\n"Yes."\t"نعم."\n')
    assert speech.source.characters == '"No," she said.\n"Yes."'
    assert table('"Yes."\tنعم\n"No."\tلا\n').source.characters == '"Yes."\n"No."'
    assert table('"Yes."\t"نعم"\n"No."\t"لا"\n').source.characters == "Yes.\nNo."
    assert table('"a\tb"\tج\n').source.characters == "a\tb"


def test_rows_that_lack_a_side_are_counted():
    pair = table("One\tواحد\nTwo\t\n\t\n\tثلاثة\nFour\n")

    assert pair.source.characters == "One\nTwo\nFour"
    assert pair.target.characters == "واحد\nثلاثة"
    assert changes(pair.source) == {"segment-without-target": 2}
    assert changes(pair.target) == {"segment-without-source": 1}


def test_forty_thousand_characters_fit_a_cell():
    assert len(table("a" * 40_000 + "\t" + "ب" * 40_000).target.characters) == 40_000


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("only one column\nof text\n", {}, "no two columns of text"),
        ("1\t2\n3\t4\n", {}, "no two columns of text"),
        ("one\ttwo\n", {"source_column": 3}, "has 2 columns"),
        ("one\ttwo\n", {"source_column": 1, "target_column": 1}, "no two columns"),
        ("one\t" + "x" * 200_000, {}, "one cell has more than"),
        (" ", {}, "only white space"),
    ],
)
def test_tables_that_cannot_be_read_say_why(text, options, expected):
    with pytest.raises(TextError, match=expected):
        table(text, **options)


def test_a_workbook_gives_the_first_sheet_with_two_texts():
    pair = book(
        [["Prices", 1.5], ["of 2009", True]],
        [
            ["Source", "Target", "Comment"],
            *map(list, zip(ENGLISH, ARABIC, ["", "x", None], strict=True)),
        ],
        [["One", "واحد"]],
    )

    assert pair.source.characters == "\n".join(ENGLISH)
    assert pair.target.characters == "\n".join(ARABIC)
    assert pair.source.encoding == "xlsx"
    assert [segment.note for segment in pair.segments] == ["", "x", ""]


def test_rich_escaped_and_shared_strings_of_a_workbook_are_read():
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream)
    sheet = made.add_worksheet()
    bold = made.add_format({"bold": True})
    sheet.write_rich_string(0, 0, "The ", bold, "house", " was sold")
    sheet.write_string(0, 2, "بيع\nالبيت")
    sheet.write_string(3, 0, "a\x07b _x0041_ =1+1 😀")
    sheet.write_string(3, 2, "ا\u202eب")
    sheet.write_formula(4, 0, '="x"&"y"', None, "shown")
    made.add_worksheet("hidden").hide()
    made.close()
    pair = import_xlsx.read(stream.getvalue(), "x.xlsx", ImportOptions())

    assert pair.source.characters == "The house was sold\na\x07b _x0041_ =1+1 😀\nshown"
    assert pair.target.characters == "بيع\nالبيت\nا\u202eب"


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as read,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for member in read.namelist():
            content = read.read(member).decode()
            made.writestr(member, content.replace(old, new) if member == part else content)
    return stream.getvalue()


def test_phonetic_readings_are_no_text():
    reading = '<rPh sb="0" eb="1"><t>reading</t></rPh></si>'
    data = changed(workbook([["one", "واحد"]]), "xl/sharedStrings.xml", "</si>", reading)

    assert import_xlsx.read(data, "x", ImportOptions()).source.characters == "one"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (workbook([[1, 2]]), "no two columns of text"),
        (workbook([["a", "ب"]])[:-50], "damaged"),
        (
            changed(
                workbook([["a", "ب"]]),
                "xl/workbook.xml",
                "<workbook ",
                "<!DOCTYPE w [<!ENTITY e 'x'>]><workbook ",
            ),
            "entities",
        ),
    ],
)
def test_workbooks_that_cannot_be_read_say_why(data, expected):
    with pytest.raises(TextError, match=expected):
        import_xlsx.read(data, "x.xlsx", ImportOptions())


@given(st.lists(st.sampled_from(["a", "ب", "\n", "\r", "\r\n", "\t", "\U0001f600"]), max_size=30))
def test_lines_of_a_table_in_pieces_are_those_of_the_whole(parts):
    characters = "".join(parts)
    whole = list(io.StringIO(characters, newline=""))
    for size in (1, 2, 3, 7):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(import_table_text, "_PIECE", size)
            assert list(import_table_text._lines(characters)) == whole


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
def test_no_call_cuts_more_of_a_table_than_a_piece(line_end, monkeypatch):
    lengths: list[int] = []
    cut = io.StringIO

    def counted(characters: str, newline: str) -> io.StringIO:
        lengths.append(len(characters))
        return cut(characters, newline=newline)

    monkeypatch.setattr(import_table_text, "_PIECE", 100)
    monkeypatch.setattr(import_table_text.io, "StringIO", counted)

    rows = import_table_text.table_rows(f"one\tواحد{line_end}" * 1000, "x")

    assert rows == [["one", "واحد"]] * 1000
    assert max(lengths) <= 110
