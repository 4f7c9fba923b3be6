"""A note beside a project that says who has it open. It warns; it never stands in the way.

What really protects a file from two writers is that every save first looks whether the file is
still the one that was read (`write_safely`).
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from desk_annotator import __version__
from desk_annotator.core.frozen import frozen
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.file_calls import REAL, FileCalls
from desk_annotator.storage.lock_owner import Owner
from desk_annotator.storage.record import Record
from desk_annotator.storage.strict_json import parse

_LIMIT = 10_000


@frozen
class Holder:
    """Who has a project open, as the lock says.

    `owner` is None if the lock cannot be read. `since` is when it was opened (ISO 8601 in UTC),
    `active` when the program last showed that it runs, in seconds since 1970.
    """

    owner: Owner | None
    since: str = ""
    active: float = 0.0
    token: str = ""

    @property
    def is_gone(self) -> bool:
        """True if it is surely a left-over: of a process of this computer that is no more."""
        return self.owner is not None and not self.owner.is_alive


class ProjectLock:
    """The lock of one project file, and whether we hold it."""

    def __init__(self, path: Path, *, files: FileCalls = REAL) -> None:
        target = Path(files.real_path(os.fspath(path)))
        digest = sha256(target.name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        # Short and of plain letters: an Arabic file name may leave no room behind it.
        self.path = target.with_name(f".~{digest}.lock")
        self._files = files
        self._token = ""

    def take(self, time: str) -> Holder | None:
        """Take the lock if it is free or a left-over; return who else holds it.

        None means that nobody does: either the lock is ours now, or none can be made there (in
        a read-only folder) and the work goes on without.
        """
        for _ in range(3):
            if self._make(time):
                return None
            holder = self.holder()
            if holder is None:
                continue  # it went away in this moment
            if holder.owner is not None and holder.owner.is_this_process:
                self._token = holder.token
                return None
            if not holder.is_gone:
                return holder
            self._clear(holder)
        # A left-over in a read-only folder stays; it is nobody's, and the work goes on without.
        holder = self.holder()
        return None if holder is None or holder.is_gone else holder

    def take_over(self, time: str) -> None:
        """Take the lock, whoever holds it: the user said so."""
        with suppress(OSError):
            self._files.remove(str(self.path))
        self._make(time)

    def _make(self, time: str) -> bool:
        """Make the lock; False if there is one already."""
        token = secrets.token_hex(8)
        content = {
            **Owner.of_this_process().to_json(),
            "uuid": token,
            "app": __version__,
            "time": time,
        }
        data = json.dumps(content, ensure_ascii=True).encode("ascii")
        try:
            descriptor = self._files.create(str(self.path), 0o644)
        except FileExistsError:
            return False
        except OSError:
            return True  # a read-only folder: go on without
        try:
            self._files.write(descriptor, memoryview(data))
        except OSError:
            self._files.close(descriptor)
            with suppress(OSError):
                self._files.remove(str(self.path))
            return True
        self._files.close(descriptor)
        self._token = token
        return True

    def holder(self) -> Holder | None:
        """Return who holds the lock, or None if there is none."""
        try:
            active = self.path.lstat().st_mtime
        except OSError:
            return None
        try:
            data, _ = read_bounded(self.path, _LIMIT)
            record = Record(parse(data), "")
            return Holder(
                Owner.from_record(record), record.string("time"), active, record.string("uuid")
            )
        except FaultError:
            return None if not self.path.exists() else Holder(None, active=active)

    def _clear(self, holder: Holder) -> None:
        """Remove a left-over, but not the lock that another process puts there meanwhile."""
        aside = self.path.with_name(f".~{secrets.token_hex(4)}.lock")
        try:
            self._files.replace(str(self.path), str(aside))
            data, _ = read_bounded(aside, _LIMIT)
            taken = Record(parse(data), "").string("uuid")
        except (OSError, FaultError):
            taken = holder.token
        if taken != holder.token:
            with suppress(OSError):
                os.link(aside, self.path)
        with suppress(OSError):
            self._files.remove(str(aside))

    def touch(self) -> None:
        """Show that we are still here, for those on other computers.

        A lock that somebody else took over is not touched: it would show that they are there.
        """
        holder = self.holder() if self._token else None
        if holder is not None and holder.token == self._token:
            with suppress(OSError):
                os.utime(self.path)

    def release(self) -> None:
        """Remove the lock if it is ours."""
        if not self._token:
            return
        holder = self.holder()
        if holder is not None and holder.token == self._token:
            with suppress(OSError):
                self._files.remove(str(self.path))
        self._token = ""
