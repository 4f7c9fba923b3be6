"""Reads the members of a zip archive held in memory, by exact name and within bounds.

Word and Excel files are such archives. Nothing is ever unpacked to disk, so no member's name
can lead anywhere; what the directory of the archive says is checked before a member is read
and again while it is.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NoReturn

from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.import_result import go_on
from desk_annotator.formats.review_room import NO_ROOM, ReviewRoom
from desk_annotator.formats.safe_xml import MARKUP_LIMIT, markup_of, too_much_markup

MEMBER_LIMIT = 2_000
"""How many members an archive may have."""
SIZE_LIMIT = 64_000_000
"""Bytes of the largest member, unpacked."""
TOTAL_LIMIT = 256_000_000
"""Bytes of all members together, unpacked."""
STREAMED_MARKUP_LIMIT = 8_000_000
"""How many tags and attributes the members have together that are read child by child: no tree
of them is ever held, but they take some seconds."""
RATIO_LIMIT = 200
"""How many times larger than the archive its members may be."""

_MEMBERS = 2
"""How many members of a review are as large as the largest: texts and comments, rows and strings.
"""
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_PIECE = 1 << 20
"""Bytes that are unpacked between two looks whether somebody still wants them."""
_SMALL = 1_000_000
"""Bytes below which a member may be as empty as it likes: it cannot hurt."""
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    KeyError,
)


@frozen
class ZipPart:
    """A member of an archive that is read in pieces; `size` is what the directory says."""

    archive: SafeZip
    member: str
    size: int

    def head(self, length: int) -> bytes:
        """Return how it begins."""
        begun = b""
        for piece in self.archive.pieces(self.member):
            begun += piece
            if len(begun) >= length:
                break
        return begun[:length]

    def pieces(self, *, is_counted: bool = True) -> Iterator[bytes]:
        """Yield what it holds. Raises as `SafeZip.pieces`."""
        return self.archive.pieces(self.member, is_counted=is_counted)

    def holds(self, mark: bytes) -> bool:
        """Tell whether these bytes are in it; to look for them is not counted."""
        rest = b""
        for piece in self.pieces(is_counted=False):
            if mark in rest + piece:
                return True
            rest = (rest + piece)[-len(mark) :]
        return False


class SafeZip:
    """An archive whose directory is within the bounds; `name` is its file's, for sentences.

    `check` is called several times a second while a member is read; what it raises goes through.
    Raises TextError if it is damaged, encrypted, too large unpacked, or says the same name
    twice. All that is read of it may have no more bytes, tags and attributes than one file; of
    what is streamed, more tags and attributes. `room` is what a review of a long project may
    hold beyond that; what is not streamed has no part in it.
    """

    def __init__(
        self,
        data: bytes,
        *,
        name: str,
        check: Callable[[], None] = go_on,
        room: ReviewRoom = NO_ROOM,
    ) -> None:
        self._name = name
        self._size_limit = max(SIZE_LIMIT, room.size)
        self._total_limit = max(TOTAL_LIMIT, _MEMBERS * room.size)
        self._markup_limit = max(STREAMED_MARKUP_LIMIT, room.markup)
        self._check_wanted = check
        self._unpacked = 0
        self._markup = self._streamed = 0
        # Each entry of the directory begins so: counted first, since reading a directory of
        # millions would already take all memory.
        if data.count(_ENTRY) > MEMBER_LIMIT:
            self._refuse_size()
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            members = self._archive.infolist()
        except _FAULTS as error:
            raise self._damaged() from error
        self._members = {member.filename: member for member in members}
        self._check(members, len(data))

    def __contains__(self, member: str) -> bool:
        """True if there is a member of exactly this name."""
        return member in self._members

    @property
    def members(self) -> tuple[str, ...]:
        """The names of all members, in the order of the directory."""
        return tuple(self._members)

    def read(self, member: str) -> bytes:
        """Return what a member holds.

        Raises KeyError if there is none of this name, TextError if it is damaged or larger
        than the directory says.
        """
        # Unlike joining pieces, this needs the memory once; nothing is copied at the end.
        whole = io.BytesIO()
        for piece in self.pieces(member):
            self._count(len(piece), markup_of(piece), is_streamed=False)
            whole.write(piece)
        return whole.getvalue()

    def part(self, member: str) -> ZipPart:
        """Return a member that is read in pieces, and of which no tree is made.

        Raises KeyError if there is none of this name.
        """
        return ZipPart(self, member, self._members[member].file_size)

    def pieces(self, member: str, *, is_counted: bool = False) -> Iterator[bytes]:
        """Yield what a member holds; what `is_counted` is bounded as what is streamed.

        Raises as `read`, at the latest behind the last piece.
        """
        found = self._members[member]
        if found.file_size > _SMALL and found.file_size > RATIO_LIMIT * found.compress_size:
            self._refuse_size()
        left = found.file_size + 1
        self._check_wanted()
        try:
            stream = self._archive.open(found)
        except _FAULTS as error:
            raise self._damaged() from error
        with stream:
            while left > 0:
                try:
                    piece = stream.read(min(left, _PIECE))
                except _FAULTS as error:
                    raise self._damaged() from error
                if not piece:
                    break
                left -= len(piece)
                if is_counted:
                    self._count(len(piece), markup_of(piece), is_streamed=True)
                yield piece
                self._check_wanted()
        if left != 1:
            raise self._damaged()

    def _count(self, size: int, markup: int, *, is_streamed: bool) -> None:
        """Refuse what takes too long or too much memory in all, also if it is one part again."""
        self._unpacked += size
        if self._unpacked > self._total_limit:
            self._refuse_size()
        if is_streamed:
            self._streamed += markup
            if self._streamed > self._markup_limit:
                raise too_much_markup(self._name, self._markup_limit)
            return
        self._markup += markup
        if self._markup > MARKUP_LIMIT:
            raise too_much_markup(self._name)

    def _check(self, members: list[zipfile.ZipInfo], packed: int) -> None:
        total = sum(member.file_size for member in members)
        if (
            len(members) > MEMBER_LIMIT
            or total > self._total_limit
            or (total > _SMALL and total > RATIO_LIMIT * packed)
            or any(member.file_size > self._size_limit for member in members)
        ):
            self._refuse_size()
        # Office takes names that differ only in case for one name.
        if len({member.filename.casefold() for member in members}) != len(members):
            raise self._damaged()
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise TextError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "“{name}” is protected by a password. Nothing was imported. Open it in the "
                    "program that made it, take the password off, and save it again.",
                ),
                name=self._name,
            )
        if any(member.compress_type not in _METHODS for member in members):
            raise self._damaged()

    def _refuse_size(self) -> NoReturn:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” would be too large unpacked: at most {members} parts, {size} MB each "
                "and {total} MB together, are read. Nothing was imported.",
            ),
            name=self._name,
            members=MEMBER_LIMIT,
            size=self._size_limit // 1_000_000,
            total=self._total_limit // 1_000_000,
        )

    def _damaged(self) -> TextError:
        return TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” is damaged: it was probably cut off while it was copied or downloaded. "
                "Nothing was imported. Fetch the file again.",
            ),
            name=self._name,
        )
