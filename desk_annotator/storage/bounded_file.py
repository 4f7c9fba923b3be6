"""Reads a whole file into memory, up to a limit, and says plainly why it cannot."""

from __future__ import annotations

import errno
import os
import stat
import sys
from hashlib import sha256

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.reading_watch import Check, unchecked

_PIECE = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


def read_bounded(path: str | os.PathLike[str], limit: int) -> tuple[bytes, int]:
    """Return the bytes of a file and its time of change in nanoseconds.

    Raises FaultError if there is no such file, if it may not be read, is a folder or device,
    or has more than `limit` bytes.
    """
    try:
        # Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
        descriptor = os.open(path, _FLAGS)
        try:
            state = os.fstat(descriptor)
            _refuse_other(state, limit)
            pieces: list[bytes] = []
            size = 0
            # In one call, in which other threads work on: putting pieces together would stop them.
            while piece := os.read(descriptor, max(_PIECE, state.st_size + 1)):
                size += len(piece)
                refuse_size(size, limit)
                pieces.append(piece)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise _unreadable(error, path) from error
    return pieces[0] if len(pieces) == 1 else b"".join(pieces), state.st_mtime_ns


def digest_bounded(path: str | os.PathLike[str], limit: int, *, check: Check = unchecked) -> str:
    """Return the SHA-256 of a file, of which only a piece is in memory at a time.

    `check` is called before each piece, and what it raises goes through. Raises FaultError as
    `read_bounded`.
    """
    digest, size = sha256(), 0
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            _refuse_other(os.fstat(descriptor), limit)
            check()
            while piece := os.read(descriptor, _PIECE):
                size += len(piece)
                refuse_size(size, limit)
                digest.update(piece)
                check()
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise _unreadable(error, path) from error
    return digest.hexdigest()


def read_first(path: str | os.PathLike[str], size: int) -> bytes:
    """Return at most the first `size` bytes of a file. Raises FaultError as `read_bounded`."""
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            _refuse_other(os.fstat(descriptor), sys.maxsize)
            return os.read(descriptor, size)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise _unreadable(error, path) from error


def _refuse_other(state: os.stat_result, limit: int) -> None:
    if stat.S_ISDIR(state.st_mode):
        raise FaultError(QT_TRANSLATE_NOOP("Errors", "it is a folder"))
    if not stat.S_ISREG(state.st_mode):
        raise FaultError(QT_TRANSLATE_NOOP("Errors", "it is a device and not a file"))
    refuse_size(state.st_size, limit)


def refuse_size(size: int, limit: int) -> None:
    """Raise FaultError if a file of `size` bytes has more than `limit`."""
    if size > limit:
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "it has {size} MB, and {limit} MB is the most"),
            size=-(-size // 1_000_000),
            limit=limit // 1_000_000,
        )


def _unreadable(error: OSError | ValueError, path: str | os.PathLike[str]) -> FaultError:
    code = error.errno if isinstance(error, OSError) else errno.ENOENT
    if code in {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}:
        return FaultError(QT_TRANSLATE_NOOP("Errors", "it is not there"))
    if code == errno.EISDIR or (code == errno.EACCES and os.path.isdir(path)):  # noqa: PTH112
        return FaultError(QT_TRANSLATE_NOOP("Errors", "it is a folder"))
    if code in {errno.EACCES, errno.EPERM}:
        return FaultError(QT_TRANSLATE_NOOP("Errors", "you are not allowed to read it"))
    return FaultError(
        QT_TRANSLATE_NOOP("Errors", "the system cannot read it ({system})"),
        system=getattr(error, "strerror", None) or type(error).__name__,
    )
