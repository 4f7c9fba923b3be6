"""What time it is, as files write it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], str]
"""Gives the present time as ISO 8601 in UTC; tests pass their own."""


def utc_now() -> str:
    """Return the present time in UTC to the second, for example ``2026-01-31T09:05:00Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_now() -> datetime:
    """Return the present time on the user's clock."""
    return datetime.now().astimezone()
