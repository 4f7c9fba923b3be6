"""Recognises files that are not plain text, and says what they are."""

from __future__ import annotations

from collections.abc import Callable

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP

_WORD = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is a Word document, not plain text. Nothing was imported. "
    "In Word, save it as “Plain text” with the encoding UTF-8, and import that file.",
)
_EXCEL = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is an Excel workbook, not plain text. Nothing was imported. "
    "Save the texts as plain text files in UTF-8, and import those.",
)
_SLIDES = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is a PowerPoint presentation, not plain text. Nothing was imported. "
    "Save the texts as plain text files in UTF-8, and import those.",
)
_OPEN_DOCUMENT = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is an OpenDocument file, not plain text. Nothing was imported. "
    "Save it as text in UTF-8, and import that file.",
)
_OLD_OFFICE = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is an old Office file (such as .doc or .xls), not plain text. Nothing was "
    "imported. Save it as plain text in UTF-8, and import that file.",
)
_RTF = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is a rich text (RTF) document, not plain text. Nothing was imported. "
    "Save it as plain text in UTF-8, and import that file.",
)
_PDF = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is a PDF document, not plain text. Nothing was imported. "
    "Save its text as a plain text file in UTF-8, and import that file.",
)
_EPUB = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is an e-book (EPUB), not plain text. Nothing was imported. "
    "Save its text as a plain text file in UTF-8, and import that file.",
)
_ARCHIVE = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is a compressed archive, not plain text. Nothing was imported. "
    "Unpack it, and import the text files in it.",
)
_PICTURE = QT_TRANSLATE_NOOP(
    "Errors", "“{name}” is a picture, not plain text. Nothing was imported."
)
_UTF_32 = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is text in UTF-32, which cannot be read. Nothing was imported. "
    "Save it again as UTF-8 in the program that made it.",
)
_BINARY = QT_TRANSLATE_NOOP(
    "Errors",
    "“{name}” is not text: it holds characters that only binary files hold. "
    "Nothing was imported. Choose another file, or save this one as text in UTF-8.",
)

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", _PDF),
    (b"{\\rtf", _RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF87a", _PICTURE),
    (b"GIF89a", _PICTURE),
    (b"\x1f\x8b\x08", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"\xff\xfe\0\0", _UTF_32),
    (b"\0\0\xfe\xff", _UTF_32),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"mimetypeapplication/epub+zip", _EPUB),
    (b"mimetypeapplication/vnd.oasis.opendocument", _OPEN_DOCUMENT),
    (b"word/", _WORD),
    (b"xl/", _EXCEL),
    (b"ppt/", _SLIDES),
)
_PIECE = 1 << 20
"""Bytes that are looked through in one call."""
_CONTROLS = bytes(
    code for code in range(0x20) if code not in {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B}
)


def refuse_binary(
    data: bytes, *, name: str, wide: bool, check: Callable[[], None] = lambda: None
) -> None:
    """Raise TextError, saying what the file is, if `data` is known not to be plain text.

    `wide` says that the bytes are to be read as UTF-16, where NULs are no sign of anything.
    `check` is called between the pieces of a long file; what it raises goes through.
    """
    for beginning, template in _BEGINNINGS:
        if data.startswith(beginning):
            raise TextError(template, name=name)
    if data.startswith(_ZIP):
        # The names of the members stand uncompressed in the archive, at both ends.
        ends = data[: 1 << 16] + data[-(1 << 16) :]
        for mark, template in _IN_ZIP:
            if mark in ends:
                raise TextError(template, name=name)
        raise TextError(_ARCHIVE, name=name)
    if wide:
        return
    controls = 0
    has_nul = False
    # A piece at a time: of a long file this is a call in which no other thread gets on.
    for start in range(0, len(data), _PIECE):
        check()
        piece = data[start : start + _PIECE]
        controls += len(piece) - len(piece.translate(None, _CONTROLS))
        has_nul = has_nul or b"\0" in piece
    if has_nul or controls * 10 > len(data):
        raise holds_only_binary(name)


def holds_only_binary(name: str) -> TextError:
    """Return the error of a file with characters that no text holds."""
    return TextError(_BINARY, name=name)
