"""Invisible characters that start and end a direction: which have no partner, and closing them."""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\n\x1c-\x1e\x85\u2029\u202a-\u202e\u2066-\u2069]")
_EMBEDDINGS = frozenset("\u202a\u202b\u202d\u202e")
_ISOLATES = frozenset("\u2066\u2067\u2068")
_PDF = "\u202c"
_PDI = "\u2069"


def unbalanced_controls(characters: str) -> list[int]:
    """Return the offsets (code points) of controls without a partner, in no order.

    They are paired paragraph by paragraph, as UAX #9 pairs them.
    """
    unclosed, unopened, _ = _walked(characters)
    return unclosed + unopened


def close_controls(characters: str) -> tuple[str, int, int]:
    """Return the text with every control closed, how many were closed, and how many taken out.

    A control is closed where the paragraph, or the isolate around it, ends; one that closes
    nothing is taken out.
    """
    unclosed, unopened, closings = _walked(characters)
    pieces: list[str] = []
    start = 0
    removed = frozenset(unopened)
    for place in sorted({*removed, *closings}):
        pieces += (characters[start:place], closings.get(place, ""))
        start = place + (place in removed)
    pieces.append(characters[start:])
    return "".join(pieces), len(unclosed), len(unopened)


def _walked(characters: str) -> tuple[list[int], list[int], dict[int, str]]:
    """Return the controls not closed, those that close nothing, and what to put in where."""
    unclosed: list[int] = []
    unopened: list[int] = []
    closings: dict[int, str] = {}
    open_: list[tuple[str, int]] = []
    isolates: list[int] = []  # their places among what is open

    def close(until: int, before: int) -> None:
        """Close all that is open beyond the first `until`, before an offset."""
        left = open_[until:]
        del open_[until:]
        while isolates and isolates[-1] >= until:
            isolates.pop()
        unclosed.extend(offset for _, offset in left)
        ends = (_PDI if opener in _ISOLATES else _PDF for opener, _ in reversed(left))
        if left:
            closings[before] = "".join(ends)

    for match in _CONTROLS.finditer(characters):
        control, offset = match.group(), match.start()
        if control in _EMBEDDINGS or control in _ISOLATES:
            if control in _ISOLATES:
                isolates.append(len(open_))
            open_.append((control, offset))
        elif control == _PDF:
            if open_ and open_[-1][0] in _EMBEDDINGS:
                open_.pop()
            else:
                unopened.append(offset)
        elif control == _PDI:
            if isolates:
                # The end of an isolate also ends the embeddings left open inside it.
                close(isolates[-1] + 1, offset)
                open_.pop()
                isolates.pop()
            else:
                unopened.append(offset)
        else:
            close(0, offset)
    close(0, len(characters))
    return unclosed, unopened, closings
