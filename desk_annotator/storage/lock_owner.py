"""Which process holds a lock or writes a journal, and whether it is still there."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Self

from desk_annotator.core.frozen import frozen
from desk_annotator.storage.record import Record


@frozen
class Owner:
    """A process of some computer.

    `start` tells a process from a later one that was given the same number; it is empty where
    the system does not say.
    """

    host: str
    user: str
    pid: int
    start: str

    @classmethod
    def of_this_process(cls) -> Self:
        """Return who we are."""
        return cls(host_name(), _user(), os.getpid(), _start_of(os.getpid()) or "")

    @classmethod
    def from_record(cls, record: Record) -> Self:
        """Read an owner from the fields of a JSON object. Raises FaultError."""
        return cls(
            record.string("host"),
            record.string("user"),
            record.whole_number("pid"),
            record.string("start"),
        )

    def to_json(self) -> dict[str, object]:
        """Return the fields to write."""
        return asdict(self)

    @property
    def is_here(self) -> bool:
        """True if the process is, or was, one of this computer."""
        return self.host == host_name()

    @property
    def is_alive(self) -> bool:
        """True unless the process is surely gone; one of another computer is never surely so."""
        if not self.is_here:
            return True
        start = _start_of(self.pid)
        return start is not None and (not self.start or not start or start == self.start)

    @property
    def is_this_process(self) -> bool:
        """True if we are the owner."""
        return self == Owner.of_this_process()


if sys.platform == "win32":
    from socket import gethostname as host_name
else:

    def host_name() -> str:
        """Return the name of this computer, without the sockets that `gethostname` comes with."""
        return os.uname().nodename


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without a name, as containers have
        return ""


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _QUERY_LIMITED = 0x1000
    _STILL_ACTIVE = 259

    def _start_of(pid: int) -> str | None:
        """Return when a process began, "" if that cannot be known, None if there is none."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        handle = kernel.OpenProcess(_QUERY_LIMITED, False, pid)  # noqa: FBT003 - the system's own
        if not handle:
            return "" if ctypes.get_last_error() == 5 else None
        try:
            code = wintypes.DWORD()
            kernel.GetExitCodeProcess(handle, ctypes.byref(code))
            if code.value != _STILL_ACTIVE:
                return None
            times = [wintypes.FILETIME() for _ in range(4)]
            if not kernel.GetProcessTimes(handle, *map(ctypes.byref, times)):
                return ""
            return str((times[0].dwHighDateTime << 32) + times[0].dwLowDateTime)
        finally:
            kernel.CloseHandle(handle)

elif sys.platform == "linux":

    @cache
    def _boot() -> str:
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()[:8]
        except OSError:
            return ""

    def _start_of(pid: int) -> str | None:
        """Return when a process began, "" if that cannot be known, None if there is none."""
        try:
            status = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
        except FileNotFoundError:
            return None if Path("/proc/self/stat").exists() else _answers(pid)
        except OSError:
            return ""
        # The name of the program, in parentheses, may hold anything.
        fields = status.rpartition(")")[2].split()
        if fields[0] in {"Z", "X"}:  # ended, and only not yet fetched by its parent
            return None
        return f"{_boot()}:{fields[19]}"

else:

    def _start_of(pid: int) -> str | None:
        """Return when a process began, "" if that cannot be known, None if there is none."""
        if _answers(pid) is None:
            return None
        import subprocess  # noqa: PLC0415 - only where there is no /proc

        try:
            answer = subprocess.run(  # noqa: S603 - a number
                ["/bin/ps", "-o", "lstart=", "-p", str(pid)],
                capture_output=True,
                text=True,
                check=False,
                timeout=5,
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        return " ".join(answer.stdout.split())


def _answers(pid: int) -> str | None:
    """Return "" if there is a process with this number, else None. Only where POSIX is."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return None
    except PermissionError:
        return ""
    return ""
