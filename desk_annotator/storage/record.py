"""One JSON object of a project file, read field by field with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.text import nothing
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.layout import IS_ID
from desk_annotator.storage.sentence import Sentence

_KINDS: Final[dict[type, str]] = {
    dict: QT_TRANSLATE_NOOP("Errors", "an object"),
    list: QT_TRANSLATE_NOOP("Errors", "a list"),
    str: QT_TRANSLATE_NOOP("Errors", "a string"),
    bool: QT_TRANSLATE_NOOP("Errors", "true or false"),
    int: QT_TRANSLATE_NOOP("Errors", "a number"),
    float: QT_TRANSLATE_NOOP("Errors", "a number with a fraction"),
    type(None): QT_TRANSLATE_NOOP("Errors", "null"),
}
_WHOLE_NUMBER = QT_TRANSLATE_NOOP("Errors", "a whole number")
_FLAG = QT_TRANSLATE_NOOP("Errors", "true, false or null")


def _unexpected(place: str, expected: str, found: object) -> FaultError:
    """Return the fault of a value of the wrong kind; both kinds are named in JSON's words."""
    return FaultError(
        QT_TRANSLATE_NOOP("Errors", "{expected} is expected here, not {found}"),
        expected=Sentence.of(expected),
        found=Sentence.of(_KINDS[type(found)]),
        place=place,
    )


def a_list(value: object, place: str) -> list[object]:
    """Return a value that must be a list."""
    if not isinstance(value, list):
        raise _unexpected(place, _KINDS[list], value)
    return value


def a_whole_number(value: object, place: str) -> int:
    """Return a value that must be an integer of at least 0; true and false are none."""
    if type(value) is not int:
        raise _unexpected(place, _WHOLE_NUMBER, value)
    if value < 0:
        raise FaultError(
            QT_TRANSLATE_NOOP("Errors", "the number {number} is less than 0"),
            number=value if value > -(10**20) else "…",
            place=place,
        )
    return value


class Record:
    """An object of the file and its place, for example ``pairs[2].source``.

    Every reading method raises FaultError, with the place of the field, if the field is missing
    and has no default, or holds a value of the wrong kind.
    """

    __slots__ = ("fields", "place")

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise _unexpected(place, _KINDS[dict], value)
        self.fields: dict[str, object] = value
        self.place = place

    def place_of(self, key: str) -> str:
        """Return the place of one field."""
        return f"{self.place}.{key}" if self.place else key

    def _required(self, key: str) -> object:
        if key not in self.fields:
            raise FaultError(
                QT_TRANSLATE_NOOP("Errors", "the field “{key}” is missing"),
                key=key,
                place=self.place or key,
            )
        return self.fields[key]

    def string(self, key: str, default: str | None = None) -> str:
        """Return a string."""
        value = self._required(key) if default is None else self.fields.get(key, default)
        if not isinstance(value, str):
            raise _unexpected(self.place_of(key), _KINDS[str], value)
        return value

    def identifier(self) -> str:
        """Return the field ``id``."""
        value = self.string("id")
        if not IS_ID(value):
            raise FaultError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "an id has 1 to 128 letters a-z, digits, full stops, hyphens, colons or "
                    "underscores, and starts with a letter or digit",
                ),
                place=self.place_of("id"),
            )
        return value

    def whole_number(self, key: str) -> int:
        """Return an integer of at least 0."""
        return a_whole_number(self._required(key), self.place_of(key))

    def flag(self, key: str) -> bool | None:
        """Return true, false, or None for null or a field left out."""
        value = self.fields.get(key)
        if value is not None and not isinstance(value, bool):
            raise _unexpected(self.place_of(key), _FLAG, value)
        return value

    def items(self, key: str) -> list[object]:
        """Return a list; it may be left out."""
        return a_list(self.fields.get(key, []), self.place_of(key))

    def record(self, key: str) -> Record:
        """Return an object in this one."""
        return Record(self._required(key), self.place_of(key))

    def unknown(self, known: tuple[str, ...]) -> Mapping[str, object]:
        """Return the fields this version does not know, in their order."""
        rest = {key: value for key, value in self.fields.items() if key not in known}
        return rest or nothing()
