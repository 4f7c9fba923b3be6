"""Zip files whose bytes depend on what is in them and on nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def zipped(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file of (name, bytes), in the order given, without times of its own."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in parts:
            info = ZipInfo(name, _EARLIEST)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = _READABLE
            archive.writestr(info, data)
    return buffer.getvalue()
