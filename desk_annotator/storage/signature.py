"""How a file is recognised as the one that was read or written last."""

from __future__ import annotations

from hashlib import sha256

from desk_annotator.core.frozen import frozen


@frozen
class Signature:
    """Size in bytes, time of change in nanoseconds, SHA-256 of the bytes in hexadecimal.

    The time says quickly that a file was probably not touched; only the hash says that it was.
    """

    size: int
    mtime_ns: int
    sha256: str

    @classmethod
    def of(cls, data: bytes | memoryview, mtime_ns: int) -> Signature:
        """Return the signature of these bytes."""
        return cls(len(data), mtime_ns, sha256(data).hexdigest())

    def is_of(self, data: bytes | memoryview) -> bool:
        """True if these are the bytes, whatever the time of change says."""
        return self.size == len(data) and self.sha256 == sha256(data).hexdigest()
