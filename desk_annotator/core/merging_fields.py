"""Three-way merging of single values: what only one side changed is taken, the rest listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, Final

from desk_annotator.core.project import BETWEEN_NAMES

Key = tuple[str, ...]
"""The path of a field, for example ``("note",)`` or ``("extra", "x_reviewer")``."""
Fields = Mapping[Key, Any]


class _Missing(Enum):
    """What stands where there is no value; None is a value."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


ABSENT: Final = _Missing.ABSENT
"""Stands for a field that one side does not have."""
UNKNOWN: Final = _Missing.UNKNOWN
"""Stands for what both sides started from, where that is not known."""

_MAYBE_NESTED = (dict, list, bool, int, float)


def same(one: object, other: object) -> bool:
    """Return whether two values would be written alike: ``True`` is not ``1`` in a file."""
    if one is other:
        return True
    if isinstance(one, _MAYBE_NESTED) or isinstance(other, _MAYBE_NESTED):
        return canonical(one) == canonical(other)
    return one == other


def canonical(value: object) -> str:
    """Return a string that is equal for values that are written alike, and for no others."""
    if isinstance(value, Mapping):
        parts = sorted(f"{canonical(key)}:{canonical(each)}" for key, each in value.items())
        return "{" + ",".join(parts) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        return f"s{len(value)}:{value.__str__()}"
    return f"{type(value).__name__}:{value!r}"


def merged_fields(
    base: Fields | None, mine: Fields, theirs: Fields
) -> tuple[dict[Key, Any], tuple[Key, ...]]:
    """Return the fields of both, and the keys of those that both changed differently.

    A field only one side changed since `base` is taken from it, whether it changed, added or
    removed it. Without a base, a field only one side has is taken, and any difference of two
    values is a conflict. In conflict the value of `mine` stands in what is returned.
    """
    if same_fields(mine, theirs) or (base is not None and same_fields(theirs, base)):
        return dict(mine), ()
    if base is not None and same_fields(mine, base):
        return dict(theirs), ()
    settled: dict[Key, Any] = {}
    conflicting: list[Key] = []
    for key in [*mine, *(key for key in theirs if key not in mine)]:
        value, agrees = merged_value(
            UNKNOWN if base is None else base.get(key, ABSENT),
            mine.get(key, ABSENT),
            theirs.get(key, ABSENT),
        )
        if not agrees:
            conflicting.append(key)
        if value is not ABSENT:
            settled[key] = value
    return settled, tuple(conflicting)


def merged_value(base: object, mine: object, theirs: object) -> tuple[object, bool]:
    """Return the value both sides agree on and True, or that of `mine` and False.

    `ABSENT` is a value like any other. If the base is `UNKNOWN`, what only one side has is taken.
    """
    if same(mine, theirs):
        return mine, True
    if base is UNKNOWN:
        if mine is ABSENT:
            return theirs, True
        return mine, theirs is ABSENT
    if same(mine, base):
        return theirs, True
    return mine, same(theirs, base)


def same_fields(one: Fields, other: Fields) -> bool:
    """Return whether both have the same fields with the same values, in whatever order."""
    return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())


def merged_names(base: object, mine: str, theirs: str) -> str:
    """Return who made something; `base` is a string or `UNKNOWN`.

    Nobody's name is a contradiction: if both sides put in another, all are listed.
    """
    value, agrees = merged_value(base, mine, theirs)
    return str(value) if agrees else joined_names((mine, theirs))


def joined_names(lists: Iterable[str]) -> str:
    """Return all names of some lists of names (“A; B”), each once, in order of the alphabet."""
    names = {name.strip() for each in lists for name in each.split(BETWEEN_NAMES.strip())}
    return BETWEEN_NAMES.join(sorted(names - {""}))


def earlier(base: object, mine: str, theirs: str) -> str:
    """Return when something was made: if both sides changed it, the earlier time there is."""
    value, agrees = merged_value(base, mine, theirs)
    return str(value) if agrees else min(filter(None, (mine, theirs)), default="")


def later(base: object, mine: str, theirs: str) -> str:
    """Return when something was last changed: if both sides changed it, the later time."""
    value, agrees = merged_value(base, mine, theirs)
    return str(value) if agrees else max(mine, theirs)
