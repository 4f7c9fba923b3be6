"""The system calls that saving is made of, in one place, so that each can be made to fail."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import suppress
from hashlib import sha256

from desk_annotator.storage.signature import Signature

if sys.platform == "darwin":
    import fcntl

_PIECE = 1 << 20
_PLAIN = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0) | getattr(os, "O_CLOEXEC", 0)


class FileCalls:
    """What the operating system does for a save, call by call. All raise OSError.

    Tests put a stand-in here that fails at the nth call or records them all.
    """

    syncs_directories = os.name == "posix"
    """Whether a directory can be flushed, and must be, for a new name in it to last."""
    replace_pauses: tuple[float, ...] = (
        (0.05, 0.1, 0.2, 0.4, 0.8, 1.0) if sys.platform == "win32" else ()
    )
    """Seconds to wait before each new try to replace a file that another program holds open, as
    virus scanners and indexers on Windows do for some milliseconds."""

    def real_path(self, path: str) -> str:
        """Follow symbolic links, so that a link is kept and the file behind it is written."""
        return os.path.realpath(path)

    def stat(self, path: str) -> os.stat_result:
        """Return what is known of a file."""
        return os.stat(path)  # noqa: PTH116 - one system call, by its name

    def create(self, path: str, mode: int) -> int:
        """Create a file that must not exist yet, for writing; return its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, mode)

    def make_folder(self, path: str, mode: int) -> None:
        """Make a folder; one that is there is as good."""
        with suppress(FileExistsError):
            os.mkdir(path, mode)  # noqa: PTH102 - one system call, by its name

    def open(self, path: str) -> int:
        """Open a file or directory for reading; return its descriptor."""
        return os.open(path, os.O_RDONLY | _PLAIN)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write some of the bytes; return how many."""
        return os.write(descriptor, data)

    def write_all(self, descriptor: int, data: bytes | memoryview) -> None:
        """Write all of the bytes, however few are taken at a time."""
        rest = memoryview(data)
        while rest:
            written = self.write(descriptor, rest)
            if written <= 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            rest = rest[written:]

    def read(self, descriptor: int, size: int) -> bytes:
        """Read at most so many bytes; nothing at the end."""
        return os.read(descriptor, size)

    def digest(self, path: str) -> tuple[int, str]:
        """Return the size in bytes and the SHA-256 of what a file holds."""
        descriptor = self.open(path)
        try:
            size, digest = 0, sha256()
            while piece := self.read(descriptor, _PIECE):
                size += len(piece)
                digest.update(piece)
        finally:
            self.close(descriptor)
        return size, digest.hexdigest()

    def holds(self, path: str, signature: Signature) -> bool:
        """True if the file holds the bytes with this signature."""
        return self.digest(path) == (signature.size, signature.sha256)

    def set_group(self, path: str, group: int) -> None:
        """Give a file to a group."""
        if hasattr(os, "chown"):
            os.chown(path, -1, group)

    def set_mode(self, path: str, mode: int) -> None:
        """Set who may read and write a file."""
        os.chmod(path, mode)  # noqa: PTH101 - one system call, by its name

    def sync(self, descriptor: int) -> None:
        """Wait until the device holds what was written."""
        if sys.platform == "darwin":
            # fsync hands the data to the drive on macOS, and does not wait for the drive.
            try:
                fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            except OSError:  # not every file system there knows the call
                os.fsync(descriptor)
        else:
            os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Give a descriptor back."""
        os.close(descriptor)

    def replace(self, new: str, path: str) -> None:
        """Put one file in the place of another, at one instant."""
        os.replace(new, path)  # noqa: PTH105 - one system call, by its name

    def remove(self, path: str) -> None:
        """Remove a file."""
        os.unlink(path)  # noqa: PTH108 - one system call, by its name

    def remove_quietly(self, path: str) -> None:
        """Remove a file of ours; what cannot be removed now is left. Raises nothing."""
        with suppress(OSError):
            self.remove(path)

    def pause(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


REAL = FileCalls()
