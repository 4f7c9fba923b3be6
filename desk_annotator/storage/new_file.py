"""Writes a file that was not there yet, and makes sure that the device holds it."""

from __future__ import annotations

import errno
import os
import stat

from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.signature import Signature

_NO_RIGHTS = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


def write_new(
    files: FileCalls, path: str, data: bytes | memoryview, old: os.stat_result | None
) -> Signature:
    """Write the bytes to a new file, flush it, read it back, and return its signature.

    With `old` the file gets the mode and group of another, else what the user's umask gives.
    Raises FileExistsError if there is such a file, which then stays as it is, and OSError for
    everything else; then there is no new file, unless it could not be removed either.
    """
    descriptor = files.create(path, 0o666 if old is None else 0o600)
    try:
        try:
            files.write_all(descriptor, data)
            if old is not None:
                _keep_rights(files, path, old)
            files.sync(descriptor)
        finally:
            files.close(descriptor)
        signature = Signature.of(data, files.stat(path).st_mtime_ns)
        _verify(files, path, signature)
    except BaseException:
        files.remove_quietly(path)
        raise
    return signature


def _keep_rights(files: FileCalls, path: str, old: os.stat_result) -> None:
    # Only a member of a group may give a file to it; some drives know no rights at all.
    for keep, value in (
        (files.set_group, old.st_gid),
        (files.set_mode, stat.S_IMODE(old.st_mode)),
    ):
        try:
            keep(path, value)
        except OSError as error:
            if error.errno not in _NO_RIGHTS:
                raise


def _verify(files: FileCalls, path: str, signature: Signature) -> None:
    # Some network drives take a write, say nothing, and keep something else.
    if not files.holds(path, signature):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
