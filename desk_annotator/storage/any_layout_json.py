"""Parses large JSON of any layout in pieces, with the outcome that parsing at once would have.

A file that another program laid out, or that has a fault, is gone through a window at a time.
What fits the window is left to the parser of the standard library; an object or list that does
not is gone into, and a string is put together from parts. No single call takes long, so that
other threads get their turn.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable

from desk_annotator.storage.reading_watch import ReadingWatch

_WINDOW = 1 << 15
"""Bytes decoded at a time, and the characters a value is looked for in before it is gone into."""
_DEEPEST = 200
"""How deep objects and lists are gone into; only those that are deeper than is allowed anyway."""
_STRETCH = 1 << 20
_RELEASED = 1000
_TRIES = 3
"""Places tried for the end of a batch."""
_LONGEST_ESCAPE = 12
"""Characters of a surrogate pair."""
_SPACE = re.compile(r"[ \t\n\r]*")
_SCALAR = re.compile(r"[-+.0-9A-Za-z]*")
_BETWEEN = re.compile(r'[}\]"][ \t\n\r]*,[ \t\n\r]*[{\["]')
"""From the last character of an item to the first of the next."""
_RUN = re.compile(r'(?:[^"\\\x00-\x1f]+|\\(?:u[0-9A-Fa-f]{4}|["\\/bfnrt]))*')
_CONTINUATION = bytes(range(0x80, 0xC0))


MakeObject = Callable[[list[tuple[str, object]]], object]


class MalformedError(ValueError):
    """It is no JSON; `line` and `column`, in characters from 1 on, are where that shows."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.line = line
        self.column = column


def parse_any_layout(
    data: bytes,
    decoder: json.JSONDecoder,
    watch: ReadingWatch,
    make_object: MakeObject = dict,
) -> object:
    """Return what a decoder makes of JSON in UTF-8, with or without a byte order mark.

    `make_object` is what the decoder makes an object with. Raises MalformedError, what the
    hooks of the decoder raise, and RecursionError. The bytes must be valid UTF-8.
    """
    return _Windows(data, decoder, watch, make_object).document()


class _Windows:
    """Goes through the bytes; `_place` is the next character of the window `_characters`."""

    def __init__(
        self,
        data: bytes,
        decoder: json.JSONDecoder,
        watch: ReadingWatch,
        make_object: MakeObject,
    ) -> None:
        self._make_object = make_object
        self._data = data
        self._decoder = decoder
        self._watch = watch
        self._begin = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        self._next = self._begin
        """The first byte that is not in the window yet."""
        self._characters = ""
        self._place = 0

    def document(self) -> object:
        """Return the value, which must be all there is."""
        value = self._value(0)
        if self._sign():
            raise self._malformed(self._place)
        return value

    # The window

    def _more(self, size: int = _WINDOW) -> bool:
        """Drop what is behind and take in more bytes; False if there are none."""
        data, start = self._data, self._next
        if start >= len(data):
            return False
        stop = min(start + size, len(data))
        while stop < len(data) and data[stop] & 0xC0 == 0x80:
            stop += 1
        self._characters = self._characters[self._place :] + data[start:stop].decode("utf-8")
        self._place = 0
        self._next = stop
        self._watch.reached(stop, len(data))
        return True

    def _sign(self) -> str:
        """Return the next character that is not white space, nothing at the end."""
        while True:
            found = _SPACE.match(self._characters, self._place)
            self._place = found.end() if found is not None else self._place
            if self._place < len(self._characters):
                return self._characters[self._place]
            if not self._more():
                return ""

    def _byte(self, place: int) -> int:
        """Return the byte that a place of the window stands at."""
        return self._next - len(self._characters[place:].encode("utf-8"))

    def _malformed(self, place: int) -> MalformedError:
        """Return the fault that shows at a place of the window."""
        return self._malformed_at(self._byte(place))

    def _malformed_at(self, at: int) -> MalformedError:
        data = self._data
        line = 1 + sum(
            data.count(b"\n", first, min(first + _STRETCH, at)) for first in range(0, at, _STRETCH)
        )
        first = max(data.rfind(b"\n", 0, at) + 1, self._begin)
        column = 1 + sum(
            len(data[start : min(start + _STRETCH, at)].translate(None, _CONTINUATION))
            for start in range(first, at, _STRETCH)
        )
        return MalformedError(line, column)

    # Values

    def _value(self, depth: int) -> object:
        if depth > _DEEPEST:
            raise RecursionError
        sign = self._sign()
        if sign not in {"{", "[", '"'}:
            return self._scalar()
        while True:
            try:
                value, self._place = self._decoder.raw_decode(self._characters, self._place)
            except ValueError:  # also what stands wholly outside of JSON: it shows farther in
                size = len(self._characters) - self._place
                if size < _WINDOW and self._more():
                    continue
                break
            return value
        if sign == '"':
            return self._string()
        return self._list(depth) if sign == "[" else self._object(depth)

    def _scalar(self) -> object:
        """Return a number or a name; there is no end of it before its last character is here."""
        while True:
            found = _SCALAR.match(self._characters, self._place)
            is_cut = found is None or found.end() == len(self._characters)
            if not is_cut or not self._more(max(_WINDOW, len(self._characters))):
                break
        try:
            value, self._place = self._decoder.raw_decode(self._characters, self._place)
        except json.JSONDecodeError as error:
            raise self._malformed(error.pos) from error
        return value

    def _string(self) -> str:
        """Return a string that does not fit the window, or is at fault."""
        first = self._byte(self._place)
        self._place += 1
        parts: list[str] = []
        while True:
            found = _RUN.match(self._characters, self._place)
            stop = found.end() if found is not None else self._place
            closes = self._characters.startswith('"', stop)
            may_go_on = len(self._characters) - stop < _LONGEST_ESCAPE
            part = self._part(self._characters[self._place : stop])
            if part[-1:] >= "\ud800" and part[-1:] <= "\udbff" and may_go_on and not closes:
                # Its other half may come with the next bytes.
                part, stop = part[:-1], stop - len("\\ud800")
            parts.append(part)
            self._place = stop
            if closes:
                self._place += 1
                return "".join(parts)
            if not (may_go_on and self._more()):
                raise self._string_fault(first)

    def _part(self, written: str) -> str:
        part, _ = self._decoder.raw_decode(f'"{written}"')
        return str(part)

    def _string_fault(self, first: int) -> MalformedError:
        """Return what is wrong where a string cannot go on that begins at a byte."""
        try:
            self._decoder.raw_decode(
                f'"{self._characters[self._place : self._place + _LONGEST_ESCAPE]}'
            )
        except json.JSONDecodeError as error:
            if error.pos:
                return self._malformed(self._place + error.pos - 1)
        return self._malformed_at(first)

    def _list(self, depth: int) -> list[object]:
        self._place += 1
        found: list[object] = []
        if self._sign() == "]":
            self._place += 1
            return found
        try:
            self._items(found, depth)
        except BaseException:
            # Let go of little by little: all at once would hold up other threads.
            while found:
                del found[-_RELEASED:]
            raise
        return found

    def _items(self, found: list[object], depth: int) -> None:
        between = ""
        tried = -1
        while True:
            is_new = tried != self._next
            tried = self._next
            if not (between and is_new and self._batch(found, between)):
                found.append(self._value(depth + 1))
            usual = _BETWEEN.match(self._characters, self._place - 1)
            if usual is not None:
                between = usual.group()
                self._place = usual.end() - 1
                continue
            sign = self._sign()
            self._expect(sign, ",]")
            if sign == "]":
                return

    def _batch(self, found: list[object], between: str) -> bool:
        """Parse all items at once that end in the window; False if they have to be one by one.

        So they share their keys. Whatever stands `between` items may stand inside one as well:
        what begins with an item and parses as a list is nothing but whole items.
        """
        end = len(self._characters)
        for _ in range(_TRIES):
            end = self._characters.rfind(between, self._place, end)
            if end < 0:
                return False
            written = f"[{self._characters[self._place : end + 1]}]"
            try:
                items, stop = self._decoder.raw_decode(written)
            except ValueError:
                continue
            if stop == len(written):
                found += items
                self._place = end + 1
                return True
        return False

    def _object(self, depth: int) -> object:
        self._place += 1
        items: list[tuple[str, object]] = []
        sign = self._sign()
        while sign != "}" or items:
            if sign != '"':
                raise self._malformed(self._place)
            key = str(self._value(depth + 1))
            self._expect(self._sign(), ":")
            items.append((key, self._value(depth + 1)))
            sign = self._sign()
            self._expect(sign, ",}")
            if sign == "}":
                return self._make_object(items)
            sign = self._sign()
        self._place += 1
        return self._make_object(items)

    def _expect(self, sign: str, allowed: str) -> None:
        if not sign or sign not in allowed:
            raise self._malformed(self._place)
        self._place += 1
