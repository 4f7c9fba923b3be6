"""Files in every encoding come in whole, and what is no text is named and refused."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_annotator.core.errors import Cancelled, TextError
from desk_annotator.text import binary, encoding
from desk_annotator.text.encoding import ENCODINGS, decode, detect, text_from_bytes

ENGLISH = (
    "The committee published its yearly report on Monday. It praises the schools of the north, "
    "asks for three more teachers in each village, and says nothing of the roads."
)
ARABIC = (
    "نشرت اللجنة تقريرها السنوي يوم الاثنين، وأشادت فيه بمدارس الشمال، وطلبت ثلاثة معلمين آخرين "
    "في كل قرية، ولم تقل شيئا عن الطرق التي وعدت الحكومة بإصلاحها قبل عامين."
)
MIXED = (
    "أعلنت شركة Apple في 2024 أن نظام iOS الجديد سيصل قريبا إلى المستخدمين، وقال John Smith إن "
    "الشركة تعمل مع Microsoft على المشروع."
)
FRENCH = (
    "Près de l'école, les élèves étaient déjà là : ça commençait à l'été, où l'on goûtait des "
    "gâteaux à la crème brûlée."
)
VOCALISED = "كِتَابٌ جَدِيدٌ فِي الْمَكْتَبَةِ الْكَبِيرَةِ"
TEXTS = {"en": ENGLISH, "ar": ARABIC, "mixed": MIXED, "fr": FRENCH, "vocalised": VOCALISED}
CODECS = {encoding.id: encoding.codec for encoding in ENCODINGS}
CASES = [
    (language, encoding)
    for language in TEXTS
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "windows-1256", "iso-8859-6")
    if (language, encoding) != ("fr", "iso-8859-6")
]


@pytest.mark.parametrize("size", [None, 100, 40])
@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_detects_the_encoding_of_whole_and_short_texts(language, encoding, size):
    whole = TEXTS[language]
    starts = [0] if size is None else range(0, max(1, len(whole) - size), 17)
    for start in starts:
        piece = whole[start:][:size].encode(CODECS[encoding], errors="ignore")
        guess = detect(piece)
        # French and English are the same characters in several code pages: either is right.
        assert piece.decode(CODECS[guess.encoding]) == piece.decode(CODECS[encoding])
        assert guess.candidates[0] == guess.encoding
        assert set(guess.candidates) == set(CODECS)
        assert 0 < guess.confidence <= 1


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")],
)
def test_a_byte_order_mark_decides_and_its_removal_is_recorded(mark, encoding):
    data = mark + ARABIC.encode(CODECS[encoding])
    assert detect(data).confidence == 1.0
    text = text_from_bytes(data, name="a.txt")
    assert (text.characters, text.encoding) == (ARABIC, encoding)
    assert [(change.kind, change.count) for change in text.changes] == [("bom-removed", 1)]


def test_german_in_windows_1252_is_not_read_as_arabic():
    words = "Größere Mädchen hören über schöne Straßen: Äpfel, Öl und Übermut für jeden."
    assert text_from_bytes(words.encode("cp1252"), name="a.txt").characters == words


def test_the_choice_of_the_user_wins_over_the_guess():
    data = ARABIC.encode("cp1256")
    assert text_from_bytes(data, "windows-1252", name="a.txt").characters == data.decode("cp1252")


def test_row_17_line_ends_change_once_at_import_and_are_counted():
    text = text_from_bytes(b"one\r\ntwo\rthree\\r\\n  \n", name="a.txt")
    assert text.characters == "one\ntwo\nthree\\r\\n  \n"
    assert {change.kind: change.count for change in text.changes} == {
        "crlf-to-lf": 1,
        "cr-to-lf": 1,
    }
    again = text_from_bytes(text.characters.encode(), name="a.txt")
    assert again.characters == text.characters
    assert again.changes == ()


def _zip(*members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


REFUSED = {
    "empty": (b"", "is empty (0 bytes)"),
    "white": (b" \n\t \r\n", "only white space"),
    "only a mark": (b"\xef\xbb\xbf", "only white space"),
    "word": (_zip(("[Content_Types].xml", "x"), ("word/document.xml", "x")), "Word document"),
    "excel": (_zip(("xl/workbook.xml", "x")), "Excel workbook"),
    "slides": (_zip(("ppt/presentation.xml", "x")), "PowerPoint"),
    "odt": (
        _zip(("mimetype", "application/vnd.oasis.opendocument.text")),
        "OpenDocument",
    ),
    "epub": (_zip(("mimetype", "application/epub+zip")), "EPUB"),
    "zip": (_zip(("a.txt", "x")), "compressed archive"),
    "pdf": (b"%PDF-1.7\n1 0 obj", "PDF document"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office file"),
    "rtf": (b"{\\rtf1\\ansi text}", "rich text"),
    "utf-32": ("سلام".encode("utf-32"), "UTF-32"),
    "nul": (b"some text\0and more text", "binary"),
    "controls": (bytes(range(1, 9)) * 4 + b"abc", "binary"),
    "utf-8 cut": ("سلام عليكم".encode()[:-1], "middle of a character"),
    "utf-16 odd": (b"\xff\xfe" + "سلام".encode("utf-16-le") + b"x", "middle of a character"),
    "utf-16 odd, no mark": ("سلام عليكم".encode("utf-16-be")[:-1], "middle of a character"),
    "utf-16 half a pair": ("سلام 😀".encode("utf-16-le")[:-2], "middle of a character"),
    "utf-8 damaged": ("سلام عليكم ".encode() * 3 + b"\xff" + ARABIC.encode(), "does not fit"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_text_is_refused_with_a_sentence_that_names_the_file(case):
    data, part = REFUSED[case]
    with pytest.raises(TextError) as caught:
        text_from_bytes(data, name="رسالة.txt")
    assert part in str(caught.value)
    assert "رسالة.txt" in str(caught.value)


def test_a_wrong_choice_says_where_the_bytes_do_not_fit():
    with pytest.raises(TextError, match=r"not in the encoding UTF-8: byte 3 "):
        decode(b"ab\xe9cd", "utf-8", name="a.txt")
    with pytest.raises(TextError, match="ISO-8859-6"):
        decode(b"ab\xa1cd", "iso-8859-6", name="a.txt")


def test_an_unpaired_surrogate_in_utf_16_is_refused():
    with pytest.raises(TextError, match="does not fit"):
        decode(b"a\0\x00\xdcb\0", "utf-16-le", name="a.txt")


AWKWARD = (
    *("سلام \U0001f600 é\r\n".encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be")),
    *("سلام".encode(codec) for codec in ("cp1256", "iso8859-6")),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbf\xbd", b"\r\n", b" ", b"a", b"\0"),
    *(b"\xd8\x3d", b"\x3d\xd8", b"\x00\xdc", b"\xdc\x00"),  # halves of surrogate pairs
    *(b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80", b"\xf0\x9f\x98", b"\x80"),
)
BYTES = st.lists(
    st.one_of(st.sampled_from(AWKWARD), st.binary(max_size=3)), min_size=1, max_size=12
).map(b"".join)


def decoded_whole(data: bytes, codec: str) -> str | tuple[int, int, str]:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start, error.end, error.reason


def decoded_in_pieces(data: bytes, codec: str) -> str | tuple[int, int, str]:
    try:
        return "".join(encoding._pieces(data, codec, lambda: None))
    except UnicodeDecodeError as error:
        return error.start, error.end, error.reason


@settings(max_examples=400)
@given(BYTES, st.sampled_from(ENCODINGS), st.integers(1, 9))
def test_a_text_in_pieces_is_the_same_as_whole(data, chosen, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "_PIECE", size)
        patch.setattr(binary, "_PIECE", size)

        assert decoded_in_pieces(data, chosen.codec) == decoded_whole(data, chosen.codec)
        tolerant = encoding._pieces(data, chosen.codec, lambda: None, errors="replace")
        assert "".join(tolerant) == data.decode(chosen.codec, errors="replace")
        in_pieces = read_or_refused(data, chosen.id), detect(data)
    assert in_pieces == (read_or_refused(data, chosen.id), detect(data))


def read_or_refused(data: bytes, encoding_id: str) -> str:
    try:
        return f"{decode(data, encoding_id, name='x')!r} is read"
    except TextError as error:
        return str(error)


@pytest.mark.parametrize("chosen", ENCODINGS, ids=lambda one: one.id)
def test_no_call_decodes_more_than_a_piece_and_between_them_it_can_be_stopped(chosen, monkeypatch):
    data = ("سلام \r\n" * 1000).encode(chosen.codec, errors="replace")
    monkeypatch.setattr(encoding, "_PIECE", 1000)
    monkeypatch.setattr(binary, "_PIECE", 1000)
    lengths = [len(piece) for piece in encoding._pieces(data, chosen.codec, lambda: None)]
    assert max(lengths) <= 1000
    for stopped in range(len(data) // 1000):
        looks = iter(range(stopped + 1))

        def check(looks=looks) -> None:
            if next(looks, None) is None:
                raise Cancelled

        with pytest.raises(Cancelled):
            text_from_bytes(data, chosen.id, name="x", check=check)


@pytest.mark.parametrize("data", [b" \n", b"\xef\xbb\xbf \t", b" " * 100])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_white_space_in_pieces_is_no_text(data, size, monkeypatch):
    monkeypatch.setattr(encoding, "_PIECE", size)
    with pytest.raises(TextError, match="white space"):
        decode(data, "utf-8", name="x")
