"""The file calls that a journal is made of."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from desk_annotator.storage.file_calls import FileCalls


def begin_file(files: FileCalls, path: Path, lines: Iterable[bytes]) -> int:
    """Begin a new file, for its owner alone, with these lines, and return its descriptor.

    It stays open, and nothing is flushed. Raises OSError; then there is no file.
    """
    descriptor = files.create(str(path), 0o600)
    try:
        files.write_all(descriptor, b"".join(lines))
    except BaseException:
        drop(files, path, descriptor)
        raise
    return descriptor


def drop(files: FileCalls, path: Path | None, descriptor: int | None) -> None:
    """Close a file, and remove it, as far as that can be done."""
    if descriptor is not None:
        with suppress(OSError):
            files.close(descriptor)
    if path is not None:
        with suppress(OSError):
            files.remove(str(path))
