"""Zip files whose bytes depend on what is in them and on nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_PIECE = 1 << 16
"""Characters gathered before they are compressed."""
_BYTES = 1 << 20


def zipped(
    parts: Iterable[tuple[str, bytes | Iterable[str]]],
    look: Callable[[], None] = lambda: None,
    encode: Callable[[str], bytes] = str.encode,
) -> bytes:
    """Return a zip file of (name, content), in the order given, without times of its own.

    Content in pieces of text is compressed as UTF-8 as it comes, and never held as a whole.
    `look` is called before each piece; `encode` may put something for what UTF-8 has no way to
    hold. Raises what they or making the pieces raises, and by itself UnicodeEncodeError for
    halves of surrogate pairs.
    """
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts:
            info = ZipInfo(name, _EARLIEST)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = _READABLE
            if isinstance(content, bytes):
                info.file_size = len(content)
            with archive.open(info, "w") as entry:
                cut = _cut(content) if isinstance(content, bytes) else _gathered(content, encode)
                for piece in cut:
                    look()
                    entry.write(piece)
    return buffer.getvalue()


def _cut(content: bytes) -> Iterator[bytes]:
    """Yield the same bytes in pieces that are soon compressed."""
    view = memoryview(content)
    for start in range(0, len(content), _BYTES):
        yield bytes(view[start : start + _BYTES])


def _gathered(pieces: Iterable[str], encode: Callable[[str], bytes]) -> Iterator[bytes]:
    """Yield the same text as UTF-8 in pieces large enough to be worth a call."""
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= _PIECE:
            yield encode("".join(held))
            held.clear()
            length = 0
    yield encode("".join(held))
