"""What a project file says of itself at its front: its version and its id."""

from __future__ import annotations

import re

from desk_annotator.storage import layout

FRONT = 8192
"""Bytes that are looked at."""

_ID = re.compile(rb'"id"\s*:\s*"([^"\\]{1,128})"')
_VERSION = re.compile(rb'"version"\s*:\s*\[\s*(\d{1,6})\s*,')


def claimed_version(data: bytes) -> int | None:
    """Return the major version named at the front of a project file of ours; None of others."""
    front = data[:FRONT]
    match = _VERSION.search(front)
    if match is None or layout.FORMAT.encode() not in front:
        return None
    return int(match[1])


def claimed_id(data: bytes) -> str:
    """Return the project's id named at the front of a file, or nothing."""
    match = _ID.search(data[:FRONT])
    return match[1].decode("utf-8", "replace") if match else ""


def older_version(data: bytes) -> int | None:
    """Return the major version if it is older than the one this program writes, else None."""
    version = claimed_version(data)
    return version if version is not None and version < layout.VERSION[0] else None
