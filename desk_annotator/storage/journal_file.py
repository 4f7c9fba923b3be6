"""The file calls that a journal is made of."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from desk_annotator.storage.file_calls import FileCalls


def write_new(files: FileCalls, path: Path, lines: Iterable[bytes]) -> int:
    """Write a new file, for its owner alone, and return its descriptor; it is not flushed.

    Raises OSError; then there is no file.
    """
    descriptor = files.create(str(path), 0o600)
    try:
        write_all(files, descriptor, b"".join(lines))
    except BaseException:
        drop(files, path, descriptor)
        raise
    return descriptor


def write_all(files: FileCalls, descriptor: int, data: bytes) -> None:
    """Write all the bytes, however few are taken at a time. Raises OSError."""
    rest = memoryview(data)
    while rest:
        written = files.write(descriptor, rest)
        if written <= 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[written:]


def drop(files: FileCalls, path: Path | None, descriptor: int | None) -> None:
    """Close a file, and remove it, as far as that can be done."""
    if descriptor is not None:
        with suppress(OSError):
            files.close(descriptor)
    if path is not None:
        with suppress(OSError):
            files.remove(str(path))
