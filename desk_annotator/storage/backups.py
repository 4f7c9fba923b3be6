"""The file history: copies of the versions of a project that were saved, outside its folder.

Beside each copy lies a small file that says in which files its content was: a project that was
copied or saved under another name keeps its id, and so its history.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock

from desk_annotator.core.errors import SaveError
from desk_annotator.core.frozen import frozen
from desk_annotator.storage.bounded_file import digest_bounded, read_bounded
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.file_calls import REAL, FileCalls
from desk_annotator.storage.layout import SIZE_LIMIT
from desk_annotator.storage.reading_watch import Check, unchecked
from desk_annotator.storage.safe_file import IS_TEMPORARY_NAME, write_safely
from desk_annotator.storage.state_folder import StateFolders, flush_names, folder_name, make_private

_log = logging.getLogger(__name__)
SAVES = 20
DAYS = 14
WEEKS = 8

_ONE_AT_A_TIME = Lock()
_HASH_LETTERS = 16
_STAMP = "%Y%m%dT%H%M%S.%fZ"
_NAME = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-([0-9a-f]{16})(?:-v(\d{1,6}))?\.json")

_ORIGINS = ".name"
"""How the file beside a copy ends. Older versions of the program, which read every `.json` of
such a name as a copy, pass it over."""
_MOST_ORIGINS = 8
_ORIGINS_LIMIT = 1 << 18
"""Bytes; a path has some thousands at most."""


@frozen
class Backup:
    """One copy: where it is, when it was made, how many bytes it has, how its hash begins.

    `version` is the major version of a file that was replaced by one of a newer version.
    """

    path: Path
    time: datetime
    size: int
    digest: str
    version: int | None = None


class BackupStore:
    """The copies of one project.

    Kept are the newest 20, the newest of each of the last 14 days that have any, the newest of
    each of the last 8 weeks that have any, and for good what an older version of the program
    wrote and a newer one replaced.
    """

    def __init__(self, folders: StateFolders, project_id: str, *, files: FileCalls = REAL) -> None:
        self._folder = folders.backups / folder_name(project_id)
        self._files = files

    def entries(self) -> tuple[Backup, ...]:
        """Return the copies, newest first. Raises OSError if the folder cannot be read."""
        found: list[Backup] = []
        with suppress(FileNotFoundError):
            for entry in os.scandir(self._folder):
                match = _NAME.fullmatch(entry.name)
                if match and entry.is_file(follow_symlinks=False):
                    with suppress(ValueError, FileNotFoundError):
                        found.append(_backup(Path(entry.path), match, entry.stat().st_size))
        return tuple(sorted(found, key=lambda backup: backup.path.name, reverse=True))

    def find(self, digest: str, *, check: Check = unchecked) -> Path | None:
        """Return the copy whose SHA-256 is this one, if there is one and it is undamaged.

        `check` is called for every piece read; what it raises goes through. Raises OSError if
        the folder cannot be read.
        """
        for backup in self.entries():
            if digest.startswith(backup.digest):
                try:
                    found = digest_bounded(backup.path, SIZE_LIMIT, check=check)
                except FaultError:
                    continue
                if found == digest:
                    return backup.path
        return None

    def is_followed(self, digest: str) -> bool:
        """True if there is a copy with this SHA-256, and a newer one of something else.

        Raises OSError if the folder cannot be read.
        """
        entries = self.entries()
        return any(digest.startswith(backup.digest) for backup in entries) and not (
            digest.startswith(entries[0].digest)
        )

    def keep(
        self,
        data: bytes,
        *,
        file: Path | None = None,
        version: int | None = None,
        now: datetime | None = None,
    ) -> None:
        """Keep a copy of these bytes, unless there is one, and let go of what is too old.

        It is noted beside the copy in which `file` they are or were, if that can be. With
        `version`, their older major version, the copy is kept for good. Raises OSError or
        SaveError; what was there before is still there.
        """
        # A copy of the file opened may be under way when the project is saved.
        with _ONE_AT_A_TIME:
            self._keep(data, file, version, now)

    def _keep(
        self, data: bytes, file: Path | None, version: int | None, now: datetime | None
    ) -> None:
        entries = self.entries()
        digest = sha256(data).hexdigest()[:_HASH_LETTERS]
        # The same content may be saved again a month later; that is a version of its own then.
        present = entries[:SAVES] if version is None else entries
        for one in present:
            if one.digest == digest and version in (None, one.version):
                self._note_origin(one.path, file)  # it may be in another file too
                return
        flush_names(make_private(self._folder, self._files), self._files)
        time = now if now is not None else datetime.now(UTC)
        if entries and time <= entries[0].time:  # the clock was put back
            time = entries[0].time + timedelta(microseconds=1)
        mark = "" if version is None else f"-v{version}"
        path = self._folder / f"{time.strftime(_STAMP)}-{digest}{mark}.json"
        # First, so that no copy is listed before that is known of it.
        self._note_origin(path, file)
        try:
            write_safely(path, data, files=self._files)
        except (OSError, SaveError):
            self._files.remove_quietly(str(_origins_beside(path)))
            raise
        self._let_go(self.entries())

    def _note_origin(self, copy: Path, file: Path | None) -> None:
        """Note in which file a copy's content is; a copy is as good without that note."""
        if file is None:
            return
        try:
            name = os.path.abspath(file)  # noqa: PTH100 - a link stays one
            known = _origins_noted(copy)
            if name in known:
                return
            # ASCII: a name need not be text that can be encoded.
            note = json.dumps({"files": [name, *known][:_MOST_ORIGINS]}).encode("ascii")
            write_safely(_origins_beside(copy), note, files=self._files)
        except (OSError, SaveError) as error:
            _log.info("it could not be noted which file a copy is of: %s", error)

    def _let_go(self, entries: Sequence[Backup]) -> None:
        kept = kept_of(entries)
        for backup in entries:
            if backup not in kept:
                with suppress(OSError):
                    backup.path.unlink()
        for path in self._folder.iterdir():
            # Of a save that was cut short, or beside a copy that is gone: older versions of the
            # program remove the copy only.
            if IS_TEMPORARY_NAME(path.name) or _is_origins_of_nothing(path):
                with suppress(OSError):
                    path.unlink()


def origins(backup: Backup) -> tuple[Path, ...]:
    """Return the files a copy's content was in, the last one first; none where nobody noted it."""
    return tuple(Path(name) for name in _origins_noted(backup.path))


def _origins_beside(copy: Path) -> Path:
    return copy.with_suffix(_ORIGINS)


def _origins_noted(copy: Path) -> list[str]:
    try:
        data, _ = read_bounded(_origins_beside(copy), _ORIGINS_LIMIT)
        note = json.loads(data)
    except (FaultError, ValueError, RecursionError):
        return []
    names = note.get("files") if isinstance(note, dict) else None
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _is_origins_of_nothing(path: Path) -> bool:
    copy = path.with_suffix(".json")
    return path.suffix == _ORIGINS and bool(_NAME.fullmatch(copy.name)) and not copy.exists()


def kept_of(entries: Sequence[Backup]) -> set[Backup]:
    """Return the copies to keep of these, which are given newest first."""
    kept = {*entries[:SAVES], *(backup for backup in entries if backup.version is not None)}
    for most, period in ((DAYS, _day), (WEEKS, _week)):
        seen: set[tuple[int, ...]] = set()
        for backup in entries:
            key = period(backup.time)
            if key not in seen and len(seen) < most:
                seen.add(key)
                kept.add(backup)
    return kept


def _day(time: datetime) -> tuple[int, ...]:
    return time.year, time.month, time.day


def _week(time: datetime) -> tuple[int, ...]:
    year, week, _ = time.isocalendar()
    return year, week


def _backup(path: Path, match: re.Match[str], size: int) -> Backup:
    time = datetime.fromisoformat(match[1])
    return Backup(path, time, size, match[2], int(match[3]) if match[3] else None)
