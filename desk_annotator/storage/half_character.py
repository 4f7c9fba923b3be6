"""Finds the half of a character (a lone surrogate) that keeps a project from being saved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from desk_annotator.core.project import Project

_HALF = re.compile("[\ud800-\udfff]")


def place_of_half(project: Project) -> str:
    """Return where the first one stands, such as ``pairs[0].annotations[3].note``, or nothing."""
    for place, text in _strings(project, ""):
        if _HALF.search(text):
            return _HALF.sub("\ufffd", place)
    return ""


def _strings(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(key, str):
                yield place, key
            yield from _strings(item, f"{place}.{key}" if isinstance(key, str) else place)
    elif isinstance(value, tuple | list):
        for number, item in enumerate(value):
            yield from _strings(item, f"{place}[{number}]")
    elif is_dataclass(value):
        for field in fields(value):
            below = f"{place}.{field.name}" if place else field.name
            yield from _strings(getattr(value, field.name), below)
