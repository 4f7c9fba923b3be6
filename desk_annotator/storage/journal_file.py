"""The files that a journal is made of, one after the other, and how they are written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path

from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.journal_record import JournalHeader, framed, header_to_json
from desk_annotator.storage.safe_file import sync_directory
from desk_annotator.storage.state_folder import flush_names, make_private

_AT_ONCE = 1 << 20
"""Bytes written in one call, about; a long header is never one string of bytes."""


class JournalFolder:
    """The folder of one session's journal, in which each new file takes the place of the last."""

    def __init__(self, place: Path, files: FileCalls) -> None:
        self._place = place
        self._files = files
        self._generation = 0
        self._superseded: list[Path] = []
        self._above: set[Path] = set()
        """Folders made for the journal have their names in these, which are to be flushed too."""

    def begin(self, header: JournalHeader, lines: Sequence[bytes]) -> tuple[Path, int]:
        """Write a new file, on the device only once it is flushed; return it, open.

        Raises OSError; then there is no file.
        """
        header = replace(header, begun_with=len(lines))
        pieces = chain(_header_pieces(header), lines)
        self._above.update(make_private(self._place, self._files))
        self._generation += 1
        path = self._place / f"{header.session}-{self._generation:06}.jsonl"
        return path, begin_file(self._files, path, pieces)

    def flush_names(self) -> None:
        """Wait until the device holds the names of the files. Raises OSError."""
        above = frozenset(self._above)
        flush_names(sorted(above), self._files)
        for folder in (self._place, self._place.parent):
            sync_directory(self._files, str(folder))
        self._above -= above

    def supersede(self, path: Path | None) -> None:
        """Say that a newer file holds all that this one does."""
        if path is not None:
            self._superseded.append(path)

    def drop_superseded(self) -> None:
        """Remove what a newer file holds; what cannot be removed now is tried again later."""
        left: list[Path] = []
        for path in self._superseded:
            try:
                self._files.remove(str(path))
            except FileNotFoundError:
                continue
            except OSError:
                left.append(path)
        self._superseded = left

    def remove(self) -> None:
        """Remove what is left of the folder."""
        self.drop_superseded()
        with suppress(OSError):  # it holds another session's journal
            self._place.rmdir()


def _header_pieces(header: JournalHeader) -> Iterable[bytes]:
    if header.initial is None:
        return (framed(header_to_json(header)),)
    from desk_annotator.storage.header_encoder import header_pieces  # noqa: PLC0415 - seldom needed

    return header_pieces(header)


def begin_file(files: FileCalls, path: Path, pieces: Iterable[bytes]) -> int:
    """Begin a new file, for its owner alone, with these bytes, and return its descriptor.

    It stays open, and nothing is flushed. Raises OSError; then there is no file.
    """
    descriptor = files.create(str(path), 0o600)
    try:
        write_pieces(files, descriptor, pieces)
    except BaseException:
        drop(files, path, descriptor)
        raise
    return descriptor


def write_pieces(files: FileCalls, descriptor: int, pieces: Iterable[bytes]) -> None:
    """Write all of these bytes, few small ones together. Raises OSError."""
    some: list[bytes] = []
    size = 0
    for piece in pieces:
        some.append(piece)
        size += len(piece)
        if size >= _AT_ONCE:
            _write_together(files, descriptor, some)
            some, size = [], 0
    _write_together(files, descriptor, some)


def _write_together(files: FileCalls, descriptor: int, pieces: list[bytes]) -> None:
    """Write some pieces in one call, but a large one, the last, by itself: it is not copied."""
    last = [pieces.pop()] if pieces and len(pieces[-1]) >= _AT_ONCE else []
    for each in (b"".join(pieces), *last):
        if each:
            files.write_all(descriptor, each)


def drop(files: FileCalls, path: Path | None, descriptor: int | None) -> None:
    """Close a file, and remove it, as far as that can be done."""
    if descriptor is not None:
        with suppress(OSError):
            files.close(descriptor)
    if path is not None:
        with suppress(OSError):
            files.remove(str(path))


def in_thread(work: Callable[..., None], *arguments: object) -> None:
    """Write in a thread what takes too long for the window to wait.

    The process does not end before the work is done; where it is ending, and no thread can
    begin, the work is done here.
    """
    with suppress(RuntimeError):
        threading.Thread(target=work, args=arguments).start()
        return
    work(*arguments)
