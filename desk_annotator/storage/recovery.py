"""Finds what a crash left behind: journals of processes that are gone, and what they hold."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from desk_annotator.core.frozen import frozen
from desk_annotator.storage.bounded_file import read_bounded, read_first
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.journal_record import (
    FRONT_SIZE,
    EditEntry,
    Entry,
    JournalHeader,
    SavingEntry,
    entry_of,
    header_in_front,
    header_of,
    whole_lines,
)
from desk_annotator.storage.reading_watch import Check, unchecked
from desk_annotator.storage.state_folder import StateFolders, folder_name, make_private

_log = logging.getLogger(__name__)

JOURNAL_LIMIT = 1_000_000_000
"""Bytes of the largest journal that is read."""
TRASH_DAYS = 30
_SUFFIX = ".jsonl"
_ATTEMPTS = ".attempts"
_IN_TRASH = {_SUFFIX, ".json"}  # journals; and copies of a project that lay beside it


@frozen
class JournalContent:
    """A journal as read: every record up to the first that is damaged or out of order.

    The file keeps what follows.
    """

    file: Path
    header: JournalHeader
    entries: tuple[Entry, ...]

    @property
    def edits(self) -> tuple[EditEntry, ...]:
        """All edits in it, from its base on."""
        return tuple(entry for entry in self.entries if isinstance(entry, EditEntry))

    @property
    def last(self) -> int:
        """The number of the newest record."""
        return self.entries[-1].seq if self.entries else self.header.first - 1

    def edits_since(self, sha256: str) -> tuple[EditEntry, ...] | None:
        """Return the edits that a file with this hash lacks; None if the two do not fit."""
        if self.header.base and sha256 == self.header.base:
            return self.edits
        for entry in reversed(self.entries):
            if isinstance(entry, SavingEntry) and entry.sha256 == sha256:
                return tuple(edit for edit in self.edits if edit.seq > entry.mark)
        return None

    @property
    def is_whole(self) -> bool:
        """True unless a crash came while it was begun; the one before it is then still there."""
        return len(self.entries) >= self.header.begun_with

    @property
    def holds_something(self) -> bool:
        """True unless there is nothing in it that could be missed."""
        return bool(self.edits) or self.header.initial is not None


def read_journal(path: Path, *, check: Check = unchecked) -> JournalContent | None:
    """Read a journal; None if its first line cannot be read. Raises FaultError if it cannot.

    `check` is called for every record; what it raises goes through.
    """
    data, _ = read_bounded(path, JOURNAL_LIMIT)
    header: JournalHeader | None = None
    entries: list[Entry] = []
    for line, _ in whole_lines(data):
        check()
        try:
            if header is None:
                header = header_of(line)
            else:
                entry = entry_of(line)
                if entry.seq != header.first + len(entries):
                    break
                entries.append(entry)
        except (FaultError, ValueError):
            break
    if header is None:
        return None
    return JournalContent(path, header, tuple(entries))


def find_journals(
    folders: StateFolders, project_id: str | None = None, *, check: Check = unchecked
) -> tuple[JournalContent, ...]:
    """Return the journals of sessions that are gone, of one project or of all.

    One a session: the fullest, where a crash left two. What cannot be read is left where it
    is. Journals of processes that live, here or on another computer, are not returned. `check`
    is called for each of their records; what it raises goes through.
    """
    best: dict[tuple[str, str], JournalContent] = {}
    for file in _journal_files(folders, project_id):
        check()
        if _is_surely_in_use(file):
            continue
        content = _read_quietly(file, check)
        if content is None or content.header.owner.is_alive:
            continue
        if project_id is not None and content.header.project_id != project_id:
            continue
        key = (content.header.project_id, content.header.session)
        other = best.get(key)
        if other is None or _fullness(other) < _fullness(content):
            best[key] = content
    return tuple(sorted(best.values(), key=lambda content: content.header.time, reverse=True))


def has_journals(folders: StateFolders, project_id: str) -> bool:
    """Tell whether a project has any journal, be it of a session that lives; none is read."""
    return any(True for _ in _journal_files(folders, project_id))


def _fullness(content: JournalContent) -> tuple[bool, int, str]:
    return content.is_whole, content.last, content.file.name


def _journal_files(folders: StateFolders, project_id: str | None) -> Iterable[Path]:
    pattern = f"{'*' if project_id is None else folder_name(project_id)}/*{_SUFFIX}"
    try:
        return sorted(folders.recovery.glob(pattern))
    except OSError as error:
        _log.info("the recovery folder cannot be read: %s", error)
        return []


def _is_surely_in_use(file: Path) -> bool:
    """True if the beginning of a journal names a process that lives.

    It says so before its checksum is compared, but one that is damaged is not returned either.
    Whatever else it says or leaves open, the whole file decides.
    """
    try:
        header = header_in_front(read_first(file, FRONT_SIZE))
    except FaultError:
        return False
    return header is not None and header.owner.is_alive


def _read_quietly(file: Path, check: Check) -> JournalContent | None:
    try:
        return read_journal(file, check=check)
    except FaultError as fault:
        _log.info("a journal cannot be read: %s", fault.reason)
        return None


def siblings(content: JournalContent) -> Sequence[Path]:
    """Return all files of a journal's session, itself among them."""
    return sorted(content.file.parent.glob(f"{content.header.session}-*{_SUFFIX}*"))


# Attempts: a journal whose replay brings the program down must not do so at every start


def attempts(content: JournalContent) -> int:
    """Return how often a replay was begun and did not come to its end."""
    try:
        return int(_attempts_file(content).read_text("ascii")[:9])
    except (OSError, ValueError):
        return 0


def note_attempt(content: JournalContent) -> None:
    """Count one more; `forget_attempts` when the replay has come to its end."""
    count = attempts(content) + 1
    with suppress(OSError):  # a full disk must not stand in the way of a recovery
        _attempts_file(content).write_text(str(count), "ascii")


def forget_attempts(content: JournalContent) -> None:
    """Say that the replay came to its end."""
    with suppress(OSError):
        _attempts_file(content).unlink(missing_ok=True)


def _attempts_file(content: JournalContent) -> Path:
    return content.file.with_name(content.file.name + _ATTEMPTS)


# The trash


def throw_away(folders: StateFolders, *files: Path) -> None:
    """Move journals into the trash, from which they go after 30 days. Raises OSError."""
    for file in files:
        if file.name.endswith(_ATTEMPTS):
            file.unlink(missing_ok=True)
            continue
        folder = folders.trash / file.parent.name
        make_private(folder)
        goal = folder / file.name
        os.utime(file)  # the days in the trash count from now
        file.replace(goal)
    for folder in {file.parent for file in files}:
        with suppress(OSError):  # it holds another session's journal
            folder.rmdir()


def empty_trash(folders: StateFolders, *, now: float | None = None) -> None:
    """Remove what has been in the trash for 30 days; `now` is in seconds since 1970."""
    latest = (time.time() if now is None else now) - TRASH_DAYS * 86_400
    try:
        for file in folders.trash.glob("*/*"):
            if file.suffix in _IN_TRASH and file.lstat().st_mtime < latest:
                file.unlink()
                with suppress(OSError):
                    file.parent.rmdir()
    except OSError as error:
        _log.info("the trash cannot be emptied: %s", error)
