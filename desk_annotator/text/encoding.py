"""From the bytes of a file to the canonical characters of a text, strictly or not at all."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.text import TextChange, canonical
from desk_annotator.text.binary import holds_only_binary, refuse_binary
from desk_annotator.text.plausibility import best_code_page


@frozen
class Encoding:
    """An encoding a text file may be in: its id, as stored in projects, and its title."""

    id: str
    title: str
    codec: str


ENCODINGS: tuple[Encoding, ...] = (
    Encoding("utf-8", "UTF-8", "utf-8"),
    # Decoded as plain UTF-8: the mark is then taken off, and recorded, by `canonical`.
    Encoding("utf-8-sig", "UTF-8 (BOM)", "utf-8"),
    Encoding("utf-16-le", "UTF-16 LE", "utf-16-le"),
    Encoding("utf-16-be", "UTF-16 BE", "utf-16-be"),
    Encoding("windows-1256", "Windows-1256", "cp1256"),
    Encoding("iso-8859-6", "ISO-8859-6", "iso8859-6"),
    Encoding("windows-1252", "Windows-1252", "cp1252"),
)

_BY_ID = {encoding.id: encoding for encoding in ENCODINGS}
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_HIGH = bytes(range(0x80, 0x100))
_SAMPLE = 1 << 16
"""How many bytes the guess between encodings that fit looks at; fitting is checked on all."""

_PIECE = 1 << 20
"""Bytes that are decoded in one call, in which no other thread gets on."""


@frozen
class Detection:
    """The likeliest encoding of some bytes, how sure that is (0 to 1), and all, best first."""

    encoding: str
    confidence: float
    candidates: tuple[str, ...]


@frozen
class DecodedText:
    """Canonical characters, the id of the encoding they were in, and what import changed."""

    characters: str
    encoding: str
    changes: tuple[TextChange, ...]


def _found(encoding: str, confidence: float, others: tuple[str, ...] = ()) -> Detection:
    order = dict.fromkeys((encoding, *others, *_BY_ID))
    return Detection(encoding, confidence, tuple(order))


def _on_and_on() -> None:
    pass


def detect(data: bytes, check: Callable[[], None] = _on_and_on) -> Detection:
    """Return the likeliest encoding of `data`; never fails.

    Only what `check` raises goes through, which is called between the pieces of a long file.

    A byte order mark decides. Then strict UTF-8 (also when only the last character is cut, or
    a few bytes are damaged: `decode` says so), then UTF-16 by which bytes look like text, then
    the 8-bit code pages by how plausible their letters are.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _found(encoding, 1.0)
    wide = _wide(data[:_SAMPLE])
    if wide is not None:
        return wide
    utf_8 = _utf_8(data, check)
    if utf_8 is not None:
        return utf_8
    order, confidence = best_code_page(
        data[:_SAMPLE], tuple((one.id, one.codec) for one in ENCODINGS[4:])
    )
    return _found(order[0], confidence, order[1:])


def _utf_8(data: bytes, check: Callable[[], None]) -> Detection | None:
    if data.isascii():
        return _found("utf-8", 1.0)
    try:
        for _ in _pieces(data, "utf-8", check):
            pass
    except UnicodeDecodeError as error:
        cut = _is_cut(error, data)
    else:
        return _found("utf-8", 0.99)
    sound = broken = 0
    for piece in _pieces(data, "utf-8", check, errors="replace"):
        damaged = piece.count("\ufffd")
        broken += damaged
        sound += len(piece) - damaged
    for start in range(0, len(data), _PIECE):
        check()
        # Each byte of ASCII is a character.
        sound -= len(data[start : start + _PIECE].translate(None, delete=_HIGH))
    # In a code page, bytes that look like UTF-8 sequences are rare accidents; so a text with
    # many sound sequences and hardly any broken one is UTF-8 that was cut or damaged.
    if sound >= 4 and (cut or sound >= 10 * broken):
        return _found("utf-8", 0.8)
    return None


def fits(data: bytes, encoding: str, check: Callable[[], None] = _on_and_on) -> bool:
    """Tell whether all of `data` can be decoded; raises only KeyError and what `check` does."""
    try:
        for _ in _pieces(data, _BY_ID[encoding].codec, check):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _pieces(
    data: bytes, codec: str, check: Callable[[], None], errors: str = "strict"
) -> Iterator[str]:
    """Yield the characters that decoding the whole gives, a piece at a time.

    Raises UnicodeDecodeError as decoding the whole does, with places in all of `data`.
    """
    decoder = codecs.getincrementaldecoder(codec)(errors)
    for start in range(0, len(data), _PIECE):
        check()
        piece = data[start : start + _PIECE]
        # It keeps the first bytes of a character whose others are in the next piece.
        first = start - len(decoder.getstate()[0])
        try:
            characters = decoder.decode(piece, final=start + _PIECE >= len(data))
        except UnicodeDecodeError as error:
            raise UnicodeDecodeError(
                error.encoding, data, first + error.start, first + error.end, error.reason
            ) from None
        yield characters


def _is_cut(error: UnicodeDecodeError, data: bytes) -> bool:
    return error.end >= len(data) and error.reason in {"unexpected end of data", "truncated data"}


def _wide(sample: bytes) -> Detection | None:
    """Tell UTF-16 without a mark from 8-bit text by its NULs and Arabic high bytes."""
    if len(sample) < 2:
        return None
    telling = sample.count(0) + sum(sample.count(byte) for byte in (0x04, 0x05, 0x06, 0x07))
    if telling * 5 < len(sample):
        return None
    even = sample[: len(sample) // 2 * 2]
    little = _share_of_letters(even.decode("utf-16-le", errors="replace"))
    big = _share_of_letters(even.decode("utf-16-be", errors="replace"))
    if max(little, big) < 0.8 or little == big:
        return None
    if little > big:
        return _found("utf-16-le", round(little, 2), ("utf-16-be",))
    return _found("utf-16-be", round(big, 2), ("utf-16-le",))


def _share_of_letters(characters: str) -> float:
    def usual(code: int) -> bool:
        return (
            0x20 <= code < 0x7F
            or code in {9, 10, 13}
            or 0xA0 <= code < 0x250
            or 0x370 <= code < 0x780
            or 0x1E00 <= code < 0x1F00
            or 0x200B <= code < 0x2070
            or 0xFB50 <= code < 0xFE00
            or 0xFE70 <= code < 0xFF00
        )

    return sum(1 for character in characters if usual(ord(character))) / len(characters)


def decode(data: bytes, encoding: str, *, name: str, check: Callable[[], None] = _on_and_on) -> str:
    """Return the characters of `data`, not yet in canonical form.

    `check` is called between the pieces of a long file; what it raises goes through.

    `encoding` is an id of `ENCODINGS`; `name` is the file's name, for the sentence of the error.
    Raises TextError if the bytes are none, only white space, binary, cut off in the middle of
    a character, or not in this encoding. Raises KeyError for an unknown encoding.
    """
    chosen = _BY_ID[encoding]
    if not data:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” is empty (0 bytes), so nothing was imported. Choose another file.",
            ),
            name=name,
        )
    refuse_binary(data, name=name, wide=encoding.startswith("utf-16"), check=check)
    if encoding.startswith("utf-16") and len(data) % 2:
        raise _cut_off(name)
    try:
        pieces = list(_pieces(data, chosen.codec, check))
    except UnicodeDecodeError as error:
        if _is_cut(error, data):
            raise _cut_off(name) from error
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” is not in the encoding {encoding}: byte {place} does not fit. "
                "Nothing was imported. Choose another encoding, or save the file again as UTF-8 "
                "in the program that made it.",
            ),
            name=name,
            encoding=chosen.title,
            place=error.start + 1,
        ) from error
    # In UTF-16 half of the bytes may be zeros, so only now can those be told that are characters.
    if any("\0" in piece for piece in pieces):
        raise holds_only_binary(name)
    # A piece that holds a character is enough, and mostly the first does; marks alone are none.
    has_text = any(map(_bare, pieces))
    characters = "".join(pieces)
    if not has_text and not _bare(characters):
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” holds only white space, so nothing was imported. Choose another file.",
            ),
            name=name,
        )
    return characters


def _bare(characters: str) -> str:
    return characters.strip().strip("\ufeff").strip()


def _cut_off(name: str) -> TextError:
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” ends in the middle of a character: the file was probably cut off while it "
            "was copied or downloaded. Nothing was imported. Fetch the file again.",
        ),
        name=name,
    )


def text_from_bytes(
    data: bytes,
    encoding: str | None = None,
    *,
    name: str,
    check: Callable[[], None] = _on_and_on,
) -> DecodedText:
    """Return the canonical characters of a file's bytes, with what was changed to reach them.

    `encoding` is an id of `ENCODINGS`, or None to detect it. Raises TextError, with `name` in
    its sentence, as `decode` does and for characters no text may hold. `check` is called
    between the pieces of a long file; what it raises goes through.
    """
    chosen = encoding if encoding is not None else detect(data, check).encoding
    characters = decode(data, chosen, name=name, check=check)
    try:
        characters, changes = canonical(characters, check)
    except TextError as error:
        raise TextError(
            QT_TRANSLATE_NOOP("Errors", "“{name}” was not imported. {reason}"),
            name=name,
            reason=str(error),
        ) from error
    return DecodedText(characters, chosen, changes)
