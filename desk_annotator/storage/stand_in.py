"""The new file beside a project that takes a save when the project's own file cannot be replaced.

Some drives and synchronisation programs let a file be made and not be replaced. Then nothing is
written in place, and nothing is tried over and over: the new content gets a name of its own.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from desk_annotator.core.errors import SaveError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.storage.file_calls import REAL, FileCalls
from desk_annotator.storage.new_file import write_new
from desk_annotator.storage.safe_file import NotReplacedError, sync_directory
from desk_annotator.storage.sentence import Sentence
from desk_annotator.storage.signature import Signature
from desk_annotator.text.words import is_grapheme_boundary, previous_grapheme

LONGEST_NAME = 255
"""Bytes of the longest name that the usual file systems take."""

_MOST_IN_A_MINUTE = 99
_LONGEST_SUFFIX = 20  # bytes; what is longer is no extension
_MARK = re.compile(r" \(saved (\d{4}-\d\d-\d\d \d{4})(?: (\d{1,2}))?\)")
_MOMENT = "%Y-%m-%d %H%M"


@frozen
class StandIn:
    """Such a file: where it is, for which file it stands, and what was written into it."""

    path: Path
    target: str
    """The file that could not be replaced, behind all links."""
    signature: Signature


class SavedBesideError(SaveError):
    """The file was not replaced, and is as it was; the new content is in a stand-in."""

    stand_in: StandIn


def stand_in_name(name: str, moment: datetime, number: int = 1) -> str:
    """Return the name of a stand-in for a file of this name, made at a moment of the user's clock.

    `number` tells apart those of one minute. A long name is cut by whole characters, so that all
    stays within 255 bytes; the extension is kept.
    """
    stem, suffix = _parts(name)
    mark = f" (saved {moment.strftime(_MOMENT)}{'' if number == 1 else f' {number}'})"
    room = LONGEST_NAME - len(os.fsencode(mark + suffix))
    end = len(stem)
    while len(os.fsencode(stem[:end])) > room:
        end -= 1
    if not is_grapheme_boundary(stem, end):
        end = previous_grapheme(stem, end) or end
    return stem[:end] + mark + suffix


def is_stand_in_name(name: str, of: str) -> bool:
    """True if a file of this name is called as a stand-in for a file named `of` is."""
    stem, _ = _parts(name)
    mark = _MARK.search(stem, max(0, stem.rfind(" (saved ")))
    if mark is None or mark.end() != len(stem):
        return False
    try:
        moment = datetime.strptime(mark[1], _MOMENT)  # noqa: DTZ007 - of some user's clock
    except ValueError:
        return False
    return name == stand_in_name(of, moment, int(mark[2] or 1))


def _parts(name: str) -> tuple[str, str]:
    """Return a name without its extension, and the extension with its dot."""
    suffix = Path(name).suffix
    if len(os.fsencode(suffix)) > _LONGEST_SUFFIX:
        suffix = ""
    return name[: len(name) - len(suffix)], suffix


def write_stand_in(
    refusal: NotReplacedError,
    data: bytes,
    *,
    moment: datetime,
    earlier: StandIn | None = None,
    files: FileCalls = REAL,
) -> SaveError:
    """Write the bytes of a save that was refused to a stand-in, and return the error to raise.

    That is a SavedBesideError once the device holds the stand-in, else the refusal itself, and
    then there is no new file. `earlier` is the stand-in that the save before has written: it
    goes when there is a newer one for the same file, if it is still what was written then.
    """
    folder, name = os.path.split(refusal.target)
    path = ""
    try:
        path, signature = _write(files, folder, name, data, moment, refusal.old)
        sync_directory(files, folder)
    except OSError:
        if path:
            files.remove_quietly(path)
        return refusal
    if earlier is not None and earlier.target == refusal.target:
        _remove_own(files, earlier)
    told = _told(refusal, Path(path))
    told.stand_in = StandIn(Path(path), refusal.target, signature)
    return told


def _write(
    files: FileCalls,
    folder: str,
    name: str,
    data: bytes,
    moment: datetime,
    old: os.stat_result | None,
) -> tuple[str, Signature]:
    for number in range(1, _MOST_IN_A_MINUTE):
        path = os.path.join(folder, stand_in_name(name, moment, number))  # noqa: PTH118 - a string
        try:
            return path, write_new(files, path, data, old)
        except FileExistsError:  # somebody else's, or our own of this minute: it stays
            continue
    path = os.path.join(folder, stand_in_name(name, moment, _MOST_IN_A_MINUTE))  # noqa: PTH118
    return path, write_new(files, path, data, old)


def _remove_own(files: FileCalls, stand_in: StandIn) -> None:
    """Remove a stand-in if it is still what was written; another's work is left alone."""
    path = str(stand_in.path)
    try:
        is_own = files.real_path(path) == path and files.holds(path, stand_in.signature)
    except OSError:
        return
    if is_own:
        files.remove_quietly(path)


def _told(refusal: NotReplacedError, path: Path) -> SavedBesideError:
    if refusal.old is not None:
        template = QT_TRANSLATE_NOOP(
            "Errors",
            "The file “{file}” could not be replaced: {reason}. It is as it was. The new version "
            "is in “{name}”, {where}. Your work is still open here and counts as not saved: save "
            "it under another name, or go on with the new file.",
        )
    else:
        template = QT_TRANSLATE_NOOP(
            "Errors",
            "The file “{file}” could not be made: {reason}. The new version is in “{name}”, "
            "{where}. Your work is still open here and counts as not saved: save it under another "
            "name, or go on with the new file.",
        )
    file = str(refusal.values["file"])
    if file == Path(refusal.target).name:
        where = Sentence.of(QT_TRANSLATE_NOOP("Errors", "in the same folder"))
    else:  # the project is a link to a file elsewhere
        where = Sentence.of(
            QT_TRANSLATE_NOOP("Errors", "in the folder “{path}”"), path=str(path.parent)
        )
    return SavedBesideError(template, file=file, name=path.name, where=where, reason=refusal.reason)
