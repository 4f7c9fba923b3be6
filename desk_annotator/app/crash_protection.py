"""Keeps the work on an open project safe: journal, copies of what is saved, and recovery."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from desk_annotator import __version__
from desk_annotator.app.clock import Clock, utc_now
from desk_annotator.app.open_project import OpenProject, is_same_file
from desk_annotator.app.workspace import Edited
from desk_annotator.core.errors import SaveError
from desk_annotator.core.frozen import frozen
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.file_calls import REAL, FileCalls
from desk_annotator.storage.journal import SYNC_SECONDS, Journal, Told
from desk_annotator.storage.journal_file import in_thread
from desk_annotator.storage.journal_record import EditEntry, JournalHeader
from desk_annotator.storage.layout import SIZE_LIMIT
from desk_annotator.storage.lock_owner import Owner
from desk_annotator.storage.recovery import throw_away
from desk_annotator.storage.signature import Signature
from desk_annotator.storage.state_folder import StateFolders, folder_name

_log = logging.getLogger(__name__)


class CrashProtection:
    """Journals every edit of one open project from `begin` until `leave` or `stop`.

    It listens at the workspace's gate, and its `guard` goes with every save. `told` hears, in
    any thread, what keeps the journal from being written, and None when it is written again.
    """

    def __init__(
        self,
        opened: OpenProject,
        folders: StateFolders,
        *,
        told: Told | None = None,
        clock: Clock = utc_now,
        files: FileCalls = REAL,
        sync_seconds: float = SYNC_SECONDS,
    ) -> None:
        self._opened = opened
        self._workspace = opened.workspace
        self._folders = folders
        self._clock = clock
        self._backups = BackupStore(folders, opened.workspace.project_id, files=files)
        self._journal = Journal(
            folders.recovery / folder_name(opened.workspace.project_id),
            self._header(),
            files=files,
            told=self._tell,
            sync_seconds=sync_seconds,
        )
        self._told = told
        self._is_on = False
        self.backup_faults: list[str] = []
        """Why copies of saved versions could not be kept, a sentence each; filled by threads."""

    def _header(self) -> JournalHeader:
        opened = self._opened
        signature = opened.signature
        return JournalHeader(
            project_id=self._workspace.project_id,
            title=self._workspace.title,
            base="" if signature is None else signature.sha256,
            initial=self._workspace.snapshot(in_order=False) if signature is None else None,
            path="" if opened.path is None else _absolute(opened.path),
            owner=Owner.of_this_process(),
            app=__version__,
            session=f"{os.getpid()}-{secrets.token_hex(4)}",
            time=self._clock(),
        )

    @property
    def journal(self) -> Journal:
        """The journal written."""
        return self._journal

    def begin(self, restored: Sequence[EditEntry] = ()) -> None:
        """Begin to journal; `restored` are edits of another journal that were made again.

        A project that cannot be changed needs none.
        """
        if self._workspace.read_only_reason or self._is_on:
            return
        self._is_on = True
        self._opened.protection = self
        self._journal.start(restored)
        self._workspace.edited.subscribe(self._write)

    def _write(self, edited: Edited) -> None:
        written = edited.record if edited.record is not None else edited.edit
        self._journal.append(self._clock(), edited.cause.name.lower(), written)

    def sync(self) -> None:
        """Wait until the device holds every edit made so far. What fails is told."""
        self._journal.sync()

    def guard(self, path: Path, *, overwrite: bool) -> Guard:
        """Return what goes with a save of the present state under `path`."""
        return Guard(
            self._journal,
            self._backups,
            mark=self._journal.last,
            title=self._workspace.title,
            path=path,
            overwrite=overwrite,
            older=self._opened.migrated_from if self._is_own(path) else None,
            clock=self._clock,
            faults=self.backup_faults,
        )

    def _is_own(self, path: Path) -> bool:
        return self._opened.path is not None and is_same_file(path, self._opened.path)

    def leave(self) -> None:
        """End: the project is closed, and what is not saved of it is not wanted.

        A thread puts a long journal away: it may just be being written, and nobody should wait
        until it can be discarded. The process does not end before that is done.
        """
        if not self._end():
            return
        self._told = None
        put_away = self._journal.remove if self._workspace.is_saved else self._discard
        if self._journal.is_long:
            in_thread(put_away)
        else:
            put_away()

    def _discard(self) -> None:
        path = self._journal.close()
        if path is not None:
            try:
                throw_away(self._folders, path)
            except OSError as error:
                _log.info("the journal could not be put into the trash: %s", error)

    def _tell(self, fault: OSError | None) -> None:
        told = self._told
        if told is not None:
            told(fault)

    def stop(self) -> None:
        """End, and leave everything for a recovery at the next start."""
        if not self._end():
            return
        self._journal.retry()
        self._journal.close()

    def _end(self) -> bool:
        if not self._is_on:
            return False
        self._is_on = False
        self._workspace.edited.unsubscribe(self._write)
        self._opened.protection = None
        return True


@frozen
class Guard:
    """Goes with one save, in the thread that saves."""

    journal: Journal
    backups: BackupStore
    mark: int
    title: str
    path: Path
    overwrite: bool
    older: int | None
    """The major version of the file to be replaced, if it is older than the one written."""
    clock: Clock
    faults: list[str]

    def about_to_write(self, digest: str) -> None:
        """Note the hash of the file that will stand there, so that the journal fits it too."""
        self.journal.note_saving(self.clock(), digest, self.mark, _absolute(self.path))

    def keep_old(self, old: Path) -> None:
        """Keep a copy of the file that will be replaced.

        Raises SaveError if it cannot be kept and is another's work, or a file of an older
        version; any other of our own is in the history since it was saved.
        """
        from desk_annotator.app.saving import keep_replaced  # noqa: PLC0415 - not to open one

        keep_replaced(
            self.backups,
            old,
            file=self.path,
            is_needed=self.overwrite,
            version=self.older,
        )

    def written(self, data: bytes, signature: Signature) -> None:
        """Keep a copy of what was saved, and let the journal start from it."""
        try:
            self.backups.keep(data, file=self.path)
        except (OSError, SaveError) as error:
            _log.info("no copy could be kept of a saved file: %s", error)
            self.faults.append(str(error))
        self.journal.checkpoint(signature.sha256, _absolute(self.path), self.mark, title=self.title)


def keep_opened(path: Path, signature: Signature, project_id: str, folders: StateFolders) -> None:
    """Keep a copy of a file that was opened, for edits to be restored on, unless it is another now.

    Raises OSError, SaveError or FaultError.
    """
    data, _ = read_bounded(path, SIZE_LIMIT)
    if signature.is_of(data):
        BackupStore(folders, project_id).keep(data, file=path)


def _absolute(path: Path) -> str:
    """Return the path from the root on; a symbolic link in it stays one."""
    return os.path.abspath(path)  # noqa: PTH100 - resolve() follows links
