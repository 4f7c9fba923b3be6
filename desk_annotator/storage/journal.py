"""The journal: every edit is on file the moment it took effect, and on the device a second later.

A journal is a file of lines that is only ever appended to. After a save a new one is begun,
which starts from the file just saved; the old one goes only when the new one is on the device.
Whatever fails here is told to whoever listens and tried again later: an edit never fails, and
none waits for the device.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from desk_annotator.core.edit import Edit
from desk_annotator.storage.collector import CollectorRest
from desk_annotator.storage.file_calls import REAL, FileCalls
from desk_annotator.storage.journal_file import JournalFolder, drop, in_thread, write_pieces
from desk_annotator.storage.journal_record import (
    EditEntry,
    JournalHeader,
    edit_line,
    rebased_lines,
    saving_line,
)

_log = logging.getLogger(__name__)

SYNC_SECONDS = 0.8
"""How long a record may wait before it is flushed to the device."""
_LARGE = 4_000_000
"""Bytes of a record that take longer to write than the window should wait."""
_RETRY_SECONDS = (2.0, 4.0, 8.0, 16.0, 32.0, 60.0)

Told = Callable[[OSError | None], None]
"""Hears what keeps the journal from being written, and None when it is written again. It may be
called in any thread."""


class Journal:
    """One session's journal of one project, in a folder of its own.

    `append` may be called in the thread of the window; everything that waits for the device
    happens in a timer's thread, or in `sync`, `checkpoint` and `close`.
    """

    def __init__(
        self,
        folder: Path,
        header: JournalHeader,
        *,
        files: FileCalls = REAL,
        told: Told | None = None,
        sync_seconds: float = SYNC_SECONDS,
    ) -> None:
        self._folder = JournalFolder(folder, files)
        self._header = header
        self._files = files
        self._told = told
        self._sync_seconds = sync_seconds
        self._lines: list[bytes] = []
        """Every record since the base, so that a journal can be written anew on a device that
        failed, and carried over a save that ends after further edits."""
        self._descriptor: int | None = None
        self._path: Path | None = None
        self._state = threading.Lock()
        """Held for moments: whoever has it may touch the fields."""
        self._device = threading.Lock()
        """Held while a thread waits for the device; taken before `_state`, never inside it."""
        self._timer: threading.Timer | None = None
        self._fault: OSError | None = None
        self._failures = 0
        self._is_dirty = False
        self._is_new = False
        self._is_beginning = False
        """True while a thread writes a long header, and behind it what was edited meanwhile."""
        self._is_closed = False

    @property
    def path(self) -> Path | None:
        """The file written at present, if there is one."""
        return self._path

    @property
    def fault(self) -> OSError | None:
        """What keeps the journal from being written; None if all is well."""
        return self._fault

    @property
    def is_long(self) -> bool:
        """True while its header holds so much that nobody should wait for the device."""
        return self._header.is_long

    @property
    def base(self) -> str:
        """The SHA-256 of the file that the records start from; empty if there is none."""
        return self._header.base

    @property
    def last(self) -> int:
        """The number of the newest record; 0 before the first."""
        with self._state:
            return self._newest

    @property
    def _newest(self) -> int:
        return self._header.first + len(self._lines) - 1

    # Writing

    def start(self, entries: Sequence[EditEntry] = ()) -> None:
        """Begin the file, with edits of another journal; without this the first record does.

        What fails is told, not raised. A long header is written in a thread, but first: whoever
        waits for the device waits for that too.
        """
        is_late = self._header.is_long
        if is_late:
            self._device.acquire()
        with self._state:
            if self._descriptor is None and not self._is_closed and self._fault is None:
                first = self._newest + 1
                self._lines += [entry.numbered(first + at) for at, entry in enumerate(entries)]
                self._is_beginning = is_late
                if not is_late:
                    self._begin()
        if is_late:
            in_thread(self._begin_late, len(entries))
        else:
            self._tell_and_plan()

    def _begin_late(self, count: int) -> None:
        """Make the file with the first `count` records, then write those that came meanwhile.

        `_device` is held, perhaps since another thread, and is let go.
        """
        try:
            if self._is_beginning:
                with CollectorRest():
                    self._begin(count)
                with self._state:
                    if self._fault is None and self._descriptor is not None:
                        write_pieces(self._files, self._descriptor, self._lines[count:])
                    self._is_beginning = False
        except OSError as error:
            self._fault = error
        except BaseException as error:
            self._fault = OSError(0, repr(error))  # nothing may be written behind a gap
            raise
        finally:
            self._is_beginning = False
            self._device.release()
            self._tell_and_plan()

    def append(self, time: str, kind: str, edit: Edit | bytearray) -> None:
        """Write an edit that took effect, or what `edit_as_bytes` made of one.

        What fails is told, not raised. A very large one is written in a thread, but first.
        """
        self._state.acquire()
        if isinstance(edit, bytearray) and len(edit) > _LARGE:
            in_thread(self._append, time, kind, edit)
        else:
            self._append(time, kind, edit)

    def _append(self, time: str, kind: str, edit: Edit | bytearray) -> None:
        """Write an edit; `_state` is held, perhaps since another thread, and is let go."""
        try:
            self._write(edit_line(self._newest + 1, time, kind, edit))
        finally:
            self._state.release()
        self._tell_and_plan()

    def note_saving(self, time: str, sha256: str, mark: int, path: str) -> None:
        """Write, and flush, that a file with this hash is about to be at `path`.

        It holds all records up to number `mark`. After a crash in the next moment, that file
        and this journal still fit each other.
        """
        with self._state:
            self._write(saving_line(self._newest + 1, time, sha256, mark, path))
        self._tell_and_plan()
        self.sync()

    def _write(self, line: bytes) -> None:
        """Append a record; `_state` is held."""
        self._lines.append(line)
        if self._is_closed or self._fault is not None or self._is_beginning:
            return
        try:
            if self._descriptor is None:
                self._begin()
            else:
                self._is_dirty = True
                self._files.write_all(self._descriptor, line)
        except OSError as error:
            # The line may stand there in part; a new file is begun at the next try.
            self._fault = error

    def _begin(self, count: int | None = None) -> None:
        """Make the file with the first records; `_state` is held, or a thread is beginning it."""
        try:
            self._path, self._descriptor = self._folder.begin(self._header, self._lines[:count])
        except OSError as error:
            self._fault = error
        else:
            self._is_dirty = self._is_new = True

    # Flushing

    def sync(self) -> None:
        """Wait until the device holds every record written so far. What fails is told."""
        with self._device:
            try:
                self._sync()
            except OSError as error:
                with self._state:
                    self._fault = error
        self._tell_and_plan()

    def _sync(self) -> None:
        """Flush; `_device` is held, so that nobody closes the file meanwhile."""
        with self._state:
            descriptor, was_dirty, was_new = self._descriptor, self._is_dirty, self._is_new
            if self._fault is not None or descriptor is None or not was_dirty:
                return
            self._is_dirty = self._is_new = False
        self._files.sync(descriptor)
        if was_new:
            self._folder.flush_names()

    def _tell_and_plan(self) -> None:
        """Say what changed, and see to it that somebody flushes or tries again."""
        told: Told | None = None
        with self._state:
            fault = self._fault
            if fault is not None and not self._failures:
                self._failures = 1
                told = self._told
            if self._is_closed:
                return
            if self._timer is None and (self._is_dirty or fault is not None):
                pause = self._sync_seconds
                if fault is not None:
                    pause = _RETRY_SECONDS[min(self._failures, len(_RETRY_SECONDS)) - 1]
                self._timer = threading.Timer(pause, self._tend)
                self._timer.daemon = True
                self._timer.name = "journal"
                self._timer.start()
        if told is not None:
            _log.info("the journal cannot be written: %s", fault)
            told(fault)

    def _tend(self) -> None:
        """Flush, or try again what failed; runs in the timer's thread."""
        with self._state:
            self._timer = None
            if self._is_closed:
                return
            fault = self._fault
        if fault is None:
            self.sync()
        else:
            self.retry()

    def retry(self) -> bool:
        """Try to write the whole journal anew after a failure; return whether it is written."""
        try:
            with self._device:
                if self._is_closed or self._fault is None:
                    return self._fault is None
                self._renew(self._header)
        except OSError as error:
            with self._state:
                self._fault = error
                self._failures += 1
            self._tell_and_plan()
            return False
        self._tell_of_success()
        return True

    def _tell_of_success(self) -> None:
        with self._state:
            self._failures = 0
        if self._told is not None:
            self._told(None)

    def _renew(self, header: JournalHeader) -> None:
        """Begin a new file with `header` and the records from its first on; `_device` is held.

        The old file goes only when the new one is on the device, with every record in it.
        """
        with self._state:
            lines = self._lines[header.first - self._header.first :]
        path, descriptor = self._folder.begin(header, lines)
        try:
            self._files.sync(descriptor)
            self._folder.flush_names()
            with self._state:
                # What was edited while the device was busy.
                kept = self._lines[header.first - self._header.first :]
                late = b"".join(kept[len(lines) :])
                if late:
                    self._files.write_all(descriptor, late)
                old_path, old_descriptor = self._path, self._descriptor
                self._path, self._descriptor = path, descriptor
                self._header, self._lines = header, kept
                self._fault = None
                self._is_new = False
                self._is_dirty = bool(late)
        except BaseException:
            drop(self._files, path, descriptor)
            raise
        drop(self._files, None, old_descriptor)
        self._folder.supersede(old_path)
        if late:
            self._sync()
        self._folder.drop_superseded()
        self._tell_and_plan()

    def checkpoint(self, base: str, path: str, mark: int, *, title: str) -> None:
        """Begin anew behind a save: the file at `path`, with the hash `base`, holds all to `mark`.

        What fails is told; the old journal is then kept, and fits the saved file too.
        """
        with self._device:
            if self._is_closed:
                return
            header = replace(
                self._header,
                base=base,
                path=path,
                title=title,
                initial=None,
                first=max(mark + 1, self._header.first),
            )
            had_fault = self._fault is not None
            try:
                self._renew(header)
            except OSError as error:
                _log.info("no new journal could be begun behind a save: %s", error)
                with self._state:
                    # The old journal, if it can be written, fits the saved file as well.
                    if had_fault or self._header is header:
                        self._fault = error
        if self._fault is None and had_fault:
            self._tell_of_success()
        self._tell_and_plan()

    def rebase(
        self, base: str, path: str, time: str, way: Edit, *, title: str, since: int = 0
    ) -> None:
        """Let the records from number `since` on start from the file at `path`, with hash `base`.

        `way` leads from what that file holds to where they started before. What fails is told;
        the old journal is then kept until the new one can be written.
        """
        with self._device:
            if self._is_closed:
                return
            with self._state:
                first = self._newest + 1
                self._lines = rebased_lines(self._lines, first, time, way, since=since)
                self._header = replace(
                    self._header, base=base, path=path, title=title, initial=None, first=first
                )
            try:
                self._renew(self._header)
            except OSError as error:
                with self._state:
                    self._fault = error
        self._tell_and_plan()

    # Ending

    def close(self, *, flush: bool = True) -> Path | None:
        """Flush and end; the file stays and is returned. Further records are not written."""
        with self._device:
            with self._state:
                self._is_closed = True
                timer, self._timer = self._timer, None
            if timer is not None:
                timer.cancel()
            try:
                if flush:
                    self._sync()
            except OSError as error:
                _log.info("the journal could not be flushed at its end: %s", error)
            with self._state:
                descriptor, self._descriptor = self._descriptor, None
            drop(self._files, None, descriptor)
        return self._path

    def remove(self) -> None:
        """End, and remove the file: everything in it was saved, or there is nothing in it."""
        path = self.close(flush=False)
        drop(self._files, path, None)
        self._folder.remove()
