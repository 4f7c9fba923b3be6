"""Text that was read in a wrong encoding, and its bytes read once more in the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk_annotator.core.errors import TextError
from desk_annotator.core.text import canonical

# What bytes 80 to BF of UTF-8 become when they are read as Windows-1252, Latin-1 or -1256.
_TAIL_1252 = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_TAIL_1256 = "\xa0-\xbf€پ‚ƒ„…†‡ˆ‰ٹ‹Œچژڈگ‘’“”•–—ک™ڑ›œ\u200c\u200dں،ھ؛؟"
_LATIN_WORD = "(?<![A-Za-z])[À-ÖØ-öø-ÿ]{4,}(?![A-Za-z])"
MOJIBAKE = re.compile(
    f"(?:[ØÙÚÛ][{_TAIL_1252}]){{2,}}"  # Arabic in UTF-8, read as Windows-1252
    f"|(?:[طظعغ][{_TAIL_1256}]){{3,}}"  # the same, read as Windows-1256
    f"|â€[{_TAIL_1252}]|Ã[{_TAIL_1252}]|ï»¿"  # Western UTF-8, read as Windows-1252
    f"|{_LATIN_WORD}"  # Arabic in Windows-1256, read as Windows-1252
)
"""Groups of characters that hardly any text holds but one read in a wrong encoding."""
_WORD = re.compile(_LATIN_WORD)
_ARABIC = re.compile("[\u0621-\u063a\u0640-\u0652]+")


def _table(codec: str) -> dict[str, int]:
    """Return the byte of each character; one the code page lacks stands for itself."""
    table: dict[str, int] = {}
    for byte in range(256):
        try:
            table[bytes([byte]).decode(codec)] = byte
        except UnicodeDecodeError:
            table[chr(byte)] = byte
    if codec == "cp1252":
        # Latin-1 has controls in these places, and both are often mixed up.
        for byte in range(0x80, 0xA0):
            table.setdefault(chr(byte), byte)
    return table


_TABLES = {codec: _table(codec) for codec in ("cp1252", "cp1256")}


def decoded_again(characters: str) -> tuple[str, int]:
    """Return the text as it was meant, and how many groups of characters were wrong.

    The text comes back as it is, with 0, unless its bytes fit the right encoding exactly.
    """
    for found in _candidates(characters):
        if found != characters:
            return found, sum(1 for _ in MOJIBAKE.finditer(characters))
    return characters, 0


def _candidates(characters: str) -> Iterator[str]:
    for codec in _TABLES:
        whole = _as_utf_8(characters, codec)
        if whole is not None:
            yield whole
    # Some lines may have been pasted in later.
    lines = characters.split("\n")
    for codec in _TABLES:
        read = [_as_utf_8(line, codec) if MOJIBAKE.search(line) else None for line in lines]
        yield "\n".join(
            line if found is None else found for line, found in zip(lines, read, strict=True)
        )
    arabic = _as_windows_1256(characters)
    if arabic is not None:
        yield arabic


def _bytes(characters: str, codec: str) -> bytes | None:
    table = _TABLES[codec]
    try:
        return bytes(table[character] for character in characters)
    except KeyError:
        return None


def _as_utf_8(characters: str, codec: str) -> str | None:
    data = _bytes(characters, codec)
    if data is None or data.isascii():
        return None
    try:
        return canonical(data.decode("utf-8"))[0]
    except (UnicodeDecodeError, TextError):
        return None


def _as_windows_1256(characters: str) -> str | None:
    data = _bytes(characters, "cp1252")
    if data is None:
        return None
    words = [_bytes(match.group(), "cp1252") for match in _WORD.finditer(characters)]
    if not all(word and _ARABIC.fullmatch(word.decode("cp1256")) for word in words):
        return None
    try:
        return canonical(data.decode("cp1256"))[0]
    except (UnicodeDecodeError, TextError):
        return None
