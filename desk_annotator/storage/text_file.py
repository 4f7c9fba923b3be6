"""Reads the bytes of a text to import; what they say is found out elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.storage.bounded_file import read_bounded, read_first, refuse_size
from desk_annotator.storage.fault import FaultError

TEXT_SIZE_LIMIT = 64_000_000
"""Bytes of the largest text that is imported."""


def read_bytes(path: str | os.PathLike[str], limit: int = TEXT_SIZE_LIMIT) -> bytes:
    """Return what a file holds.

    Raises TextError if it is missing, empty, a folder or device, larger than `limit` bytes, or
    may not be read. The file is never changed.
    """
    try:
        data, _ = read_bounded(path, limit)
    except FaultError as fault:
        raise _unreadable(path, fault) from fault
    if not data:
        raise _unreadable(path, FaultError(QT_TRANSLATE_NOOP("Errors", "it is empty")))
    return data


def refuse_large(name: str, size: int, limit: int = TEXT_SIZE_LIMIT) -> None:
    """Raise TextError, as `read_bytes` does, if a file has more than `limit` bytes."""
    try:
        refuse_size(size, limit)
    except FaultError as fault:
        raise _unreadable(name, fault) from fault


def _unreadable(path: str | os.PathLike[str], fault: FaultError) -> TextError:
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors", "The text “{file}” cannot be read: {reason}. Nothing was changed."
        ),
        file=Path(path).name or str(path),
        reason=fault.reason,
    )


def read_beginning(path: str | os.PathLike[str], size: int = 4096) -> bytes:
    """Return at most the first `size` bytes of a file; none if it cannot be read.

    Whoever reads all of it will be told why.
    """
    try:
        return read_first(path, size)
    except FaultError:
        return b""
