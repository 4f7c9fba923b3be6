"""Writes a file so that its name always holds the whole old content or the whole new one."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from desk_annotator.core.errors import SaveError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.storage.file_calls import REAL, FileCalls
from desk_annotator.storage.sentence import Sentence
from desk_annotator.storage.signature import Signature

IS_TEMPORARY_NAME = re.compile(r"\.~[0-9a-f]{8}\.tmp").fullmatch
"""Matches the names of our temporary files. They are not made from the name of the file: an
Arabic name of 125 letters leaves no room for anything behind it."""

_HELD_OPEN = {5, 32, 33}  # Windows: access denied, sharing violation, lock violation
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


class FileChangedError(SaveError):
    """The file is not the one that was read or written last; it was not written.

    `found` is the signature of what is there now, or None if the file is gone.
    """

    found: Signature | None = None


class NotReplacedError(SaveError):
    """The new content was written and flushed, but the system would not let it take the name.

    `target` is the file behind all links, which is as it was; `old` what was known of it, or
    None if there was none; `reason` why, in words.
    """

    target: str
    old: os.stat_result | None
    reason: Sentence


class UnconfirmedSaveError(SaveError):
    """The new content took its place, but the disk did not confirm that it will last.

    `signature` is that of the new content; the next save expects it.
    """

    signature: Signature


def write_safely(
    path: str | os.PathLike[str],
    data: bytes | memoryview,
    *,
    files: FileCalls = REAL,
    expected: Signature | None = None,
    backup: Callable[[Path], None] | None = None,
) -> Signature:
    """Write the bytes under this name, and return their signature once the device holds them.

    A symbolic link is kept and the file behind it written; the mode and group of an old file
    are kept; another hard link to it keeps the old content. With `expected`, the file there
    must be the one with that signature. `backup` is called with the path of the old file, if
    there is one, when the new content is safe on disk and before it takes the name.

    Raises FileChangedError if the file is not the expected one, NotReplacedError if the new
    content was not let take the name, UnconfirmedSaveError if the disk failed after it took it,
    and SaveError for everything else. But for UnconfirmedSaveError, the old file, if there was
    one, is as it was.
    """
    name = Path(path).name
    try:
        target = files.real_path(os.fspath(path))
        old = _state(files, target)
        _refuse_unwritable(old, name)
        _refuse_changed(files, target, old, expected, name)
        temporary, signature = _write_beside(files, target, data, old)
    except OSError as error:
        raise _failure(error, name) from error
    try:
        now = _state(files, target)
        if _traits(now) != _traits(old):
            _refuse_changed(files, target, now, expected, name)
        if backup is not None and old is not None:
            backup(Path(target))
    except BaseException as error:
        files.remove_quietly(temporary)
        if isinstance(error, OSError):
            raise _failure(error, name) from error
        raise
    try:
        _replace(files, temporary, target)
    except BaseException as error:
        files.remove_quietly(temporary)
        if not isinstance(error, OSError):
            raise
        if not _took_place(files, target, signature):
            raise _refusal(error, name, target, old) from error
    try:
        sync_directory(files, os.path.dirname(target))  # noqa: PTH120 - a plain string
    except OSError as error:
        raise _doubt(files, target, signature, name, error) from error
    return signature


def _state(files: FileCalls, path: str) -> os.stat_result | None:
    """Return what is known of the file, or None if there is none."""
    try:
        return files.stat(path)
    except FileNotFoundError:
        return None


def _traits(state: os.stat_result | None) -> tuple[int, ...]:
    """Return what differs when another program writes the file in the course of our save."""
    return () if state is None else (state.st_ino, state.st_size, state.st_mtime_ns)


def _refuse_unwritable(old: os.stat_result | None, name: str) -> None:
    if old is None:
        return
    if stat.S_ISDIR(old.st_mode):
        raise SaveError(
            QT_TRANSLATE_NOOP(
                "Errors", "“{file}” is a folder. Nothing was written; choose another name."
            ),
            file=name,
        )
    if not stat.S_ISREG(old.st_mode):
        raise SaveError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” is a device and not a file. Nothing was written; choose another name.",
            ),
            file=name,
        )
    if not old.st_mode & 0o222:
        raise SaveError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The file “{file}” is write-protected. It is unchanged; save under another name, "
                "or take the protection off.",
            ),
            file=name,
        )


def _refuse_changed(
    files: FileCalls,
    path: str,
    state: os.stat_result | None,
    expected: Signature | None,
    name: str,
) -> None:
    if expected is None:
        return
    found = None
    if state is not None:
        size, digest = files.digest(path)
        found = Signature(size, state.st_mtime_ns, digest)
    if found and (found.size, found.sha256) == (expected.size, expected.sha256):
        return
    if found is None:
        template = QT_TRANSLATE_NOOP(
            "Errors",
            "The file “{file}” is no longer there: it was moved, renamed or removed. Nothing was "
            "written; save under another name, or make the file anew.",
        )
    else:
        template = QT_TRANSLATE_NOOP(
            "Errors",
            "The file “{file}” was changed by another program or person since it was opened. It "
            "was not written over; merge the two, save under another name, or overwrite it.",
        )
    error = FileChangedError(template, file=name)
    error.found = found
    raise error


def _write_beside(
    files: FileCalls, target: str, data: bytes | memoryview, old: os.stat_result | None
) -> tuple[str, Signature]:
    """Write the bytes to a new file beside the target, and make sure they are on the device."""
    from desk_annotator.storage.new_file import write_new  # noqa: PLC0415 - not to open one

    directory = os.path.dirname(target)  # noqa: PTH120 - a plain string
    temporary = os.path.join(directory, f".~{secrets.token_hex(4)}.tmp")  # noqa: PTH118 - the same
    return temporary, write_new(files, temporary, data, old)


def _replace(files: FileCalls, temporary: str, target: str) -> None:
    for pause in files.replace_pauses:
        try:
            files.replace(temporary, target)
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD_OPEN:
                raise
            files.pause(pause)
        else:
            return
    files.replace(temporary, target)


def _took_place(files: FileCalls, target: str, signature: Signature) -> bool:
    """Look whether the new content has the name although the replacement was said to fail.

    A network drive that did not hear its own answer asks a second time, and is refused then.
    """
    try:
        return files.holds(target, signature)
    except OSError:
        return False


def sync_directory(files: FileCalls, directory: str) -> None:
    """Wait until the device holds the names in a folder, where that can be. Raises OSError."""
    if not files.syncs_directories:
        return
    descriptor = files.open(directory)
    try:
        files.sync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:  # some network file systems have no such thing
            raise
    finally:
        files.close(descriptor)


def _doubt(
    files: FileCalls, target: str, signature: Signature, name: str, error: OSError
) -> UnconfirmedSaveError:
    """Look what stands there now, after the disk failed behind the replacement."""
    try:
        is_new = files.holds(target, signature)
    except OSError:
        is_new = False
    if is_new:
        template = QT_TRANSLATE_NOOP(
            "Errors",
            "The file “{file}” holds the new version, but the drive did not confirm it: "
            "{reason}. Save again, or save under another name on another drive.",
        )
    else:
        template = QT_TRANSLATE_NOOP(
            "Errors",
            "The file “{file}” was written, but cannot be read back: {reason}. Save under "
            "another name on another drive before you close the program.",
        )
    doubt = UnconfirmedSaveError(template, file=name, reason=_reason(error))
    doubt.signature = signature
    return doubt


_FAILURE = QT_TRANSLATE_NOOP(
    "Errors",
    "The file “{file}” could not be saved: {reason}. What stood there before is unchanged, and "
    "your work is still open here; {advice}.",
)


def _failure(error: OSError, name: str) -> SaveError:
    return SaveError(_FAILURE, file=name, reason=_reason(error), advice=_advice(error))


def _refusal(
    error: OSError, name: str, target: str, old: os.stat_result | None
) -> NotReplacedError:
    refusal = NotReplacedError(_FAILURE, file=name, reason=_reason(error), advice=_advice(error))
    refusal.target, refusal.old, refusal.reason = target, old, _reason(error)
    return refusal


_SHARED_WINDOWS = {32, 33}  # sharing violation, lock violation
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_REASONS = {
    errno.ENOSPC: QT_TRANSLATE_NOOP("Errors", "the disk is full"),
    errno.EFBIG: QT_TRANSLATE_NOOP("Errors", "the file is larger than this drive allows"),
    errno.EACCES: QT_TRANSLATE_NOOP("Errors", "writing there is not allowed"),
    errno.EPERM: QT_TRANSLATE_NOOP("Errors", "writing there is not allowed"),
    errno.EROFS: QT_TRANSLATE_NOOP("Errors", "the drive can only be read"),
    errno.ENOENT: QT_TRANSLATE_NOOP("Errors", "the folder is no longer there"),
    errno.ENOTDIR: QT_TRANSLATE_NOOP("Errors", "the folder is no longer there"),
    errno.ENAMETOOLONG: QT_TRANSLATE_NOOP("Errors", "the name is too long"),
    errno.EIO: QT_TRANSLATE_NOOP("Errors", "the drive reported a fault"),
    errno.ELOOP: QT_TRANSLATE_NOOP("Errors", "the name is a link that leads back to itself"),
    errno.EBUSY: QT_TRANSLATE_NOOP("Errors", "another program is using the file"),
}
if hasattr(errno, "EDQUOT"):
    _REASONS[errno.EDQUOT] = QT_TRANSLATE_NOOP("Errors", "your share of the disk is used up")


def _reason(error: OSError) -> Sentence:
    """Return why the system refused, without a full stop."""
    code = error.errno or 0
    if getattr(error, "winerror", None) in _SHARED_WINDOWS:
        code = errno.EBUSY
    template = _REASONS.get(code)
    if template is not None:
        return Sentence.of(template)
    return Sentence.of("{system}", system=error.strerror or type(error).__name__)


def _advice(error: OSError) -> Sentence:
    """Return what the user can do about it, without a full stop."""
    if error.errno in _FULL:
        return Sentence.of(
            QT_TRANSLATE_NOOP("Errors", "make room and save again, or save on another drive")
        )
    return Sentence.of(QT_TRANSLATE_NOOP("Errors", "save under another name or in another folder"))
