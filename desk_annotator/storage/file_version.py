"""What major version a project file says it is of, without reading it through."""

from __future__ import annotations

import re

from desk_annotator.storage import layout

_FRONT = 8192
_VERSION = re.compile(rb'"version"\s*:\s*\[\s*(\d{1,6})\s*,')


def claimed_version(data: bytes) -> int | None:
    """Return the major version named at the front of a project file of ours; None of others."""
    front = data[:_FRONT]
    match = _VERSION.search(front)
    if match is None or layout.FORMAT.encode() not in front:
        return None
    return int(match[1])


def older_version(data: bytes) -> int | None:
    """Return the major version if it is older than the one this program writes, else None."""
    version = claimed_version(data)
    return version if version is not None and version < layout.VERSION[0] else None
