"""What is told of an unexpected error, and what a native crash leaves for the next start.

A report names versions, kinds of errors and places in the program. It holds no text of the
user's: the words of an error may quote her, so they are left out, and of files only the names
of ours are given.
"""

from __future__ import annotations

import errno
import faulthandler
import logging
import os
import re
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO

from desk_annotator import __version__
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.lock_owner import Owner, host_name
from desk_annotator.storage.state_folder import StateFolders, make_private

_log = logging.getLogger(__name__)

_PACKAGES = ("PySide6-Essentials", "pyqtdarktheme", "pyqtdarktheme-fork", "numpy", "regex")
_MOST_LINKS = 10
"""Errors that led to each other, of which a report tells."""
# `re` compiles, and keeps, these when they are first used: most starts need none.
_NAME = r"(\d+)-([0-9a-f:]*)\.txt"
_LIMIT = 1_000_000
_NATIVE_LINE = r'^(\s*)File "([^"]*)", line (\d+) in (.*)$'


def environment() -> Mapping[str, str]:
    """Return the versions a report names."""
    # Loaded only by those who need it: every start pays for what stands above.
    import platform  # noqa: PLC0415
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    found = {
        "Desk Annotator": __version__,
        "Python": platform.python_version(),
        "System": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    for package in _PACKAGES:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found


def report(error: BaseException, trace: TracebackType | None) -> str:
    """Return the report of an error: versions, and where it came from."""
    lines = [f"{name}: {value}" for name, value in environment().items()]
    link: BaseException | None = error
    for _ in range(_MOST_LINKS):
        if link is None:
            break
        lines += ["", *_of_one(link, trace if link is error else link.__traceback__)]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n".join(lines) + "\n"


def _of_one(error: BaseException, trace: TracebackType | None) -> list[str]:
    kind = type(error)
    name = (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    if isinstance(error, DeskAnnotatorError):
        name = f"{name}: {error.template}"
    elif isinstance(error, OSError) and error.errno in errno.errorcode:
        name = f"{name}: {errno.errorcode[error.errno or 0]}"
    frames = [
        f"  {shown_file(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    return [name, *frames]


def shown_file(name: str) -> str:
    """Return a source file as a report names it: below its package, without what lies above."""
    parts = PurePath(name).parts
    for anchor in ("desk_annotator", "site-packages"):
        if anchor in parts:
            at = len(parts) - 1 - parts[::-1].index(anchor)
            return "/".join(parts[at + (anchor == "site-packages") :])
    return parts[-1] if parts else "?"


@dataclass(slots=True)
class CrashTrace:
    """The file into which Python writes where it was, should the process be torn down."""

    path: Path
    _file: IO[str]

    @classmethod
    def begin(cls, folders: StateFolders) -> CrashTrace | None:
        """Begin one for this process; None, with a note in the log, if it cannot be made."""
        owner = Owner.of_this_process()
        path = folders.crashes / f"{owner.pid}-{owner.start}.txt"
        if os.name == "nt":
            path = path.with_name(path.name.replace(":", ""))
        try:
            make_private(folders.crashes)
            file = path.open("w", encoding="utf-8", errors="replace")
        except OSError as error:
            _log.info("no file for crash traces could be made: %s", error)
            return None
        faulthandler.enable(file)
        return cls(path, file)

    def end(self) -> None:
        """Say that the program ended well."""
        faulthandler.disable()
        self._file.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def crashes_left(folders: StateFolders) -> tuple[str, ...]:
    """Return the reports of sessions that a native crash ended, and forget them."""
    found: list[str] = []
    try:
        files = sorted(folders.crashes.glob("*.txt"))
    except OSError:
        return ()
    for file in files:
        match = re.fullmatch(_NAME, file.name)
        if match is None:
            continue
        if Owner(host_name(), "", int(match[1]), match[2]).is_alive:
            continue
        with suppress(FaultError, OSError):
            data, _ = read_bounded(file, _LIMIT)
            if data.strip():
                found.append(_native_report(data.decode("utf-8", "replace")))
            file.unlink()
    return tuple(found)


def _native_report(trace: str) -> str:
    """Return a native trace with the places shortened as in every report."""
    lines = [f"{name}: {value}" for name, value in environment().items()]
    lines.append("")
    for line in trace.splitlines():
        match = re.match(_NATIVE_LINE, line)
        if match:
            lines.append(f"{match[1]}{shown_file(match[2])}:{match[3]} in {match[4]}")
        elif "/" not in line and "\\" not in line:
            lines.append(line)
    return "\n".join(lines) + "\n"
