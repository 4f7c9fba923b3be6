"""Text with markup inside, as XLIFF writes it: `mrk` where spans nest, `sm` and `em` where not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from heapq import merge
from typing import NamedTuple

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.span import Span
from desk_annotator.formats.visible_controls import ILLEGAL
from desk_annotator.formats.work_progress import Progress, stage

_DEEPEST = 60
"""How deep `mrk` is nested: many readers refuse more than 256 levels."""
_STEP = 256
_TEXT_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE_SIGNS = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)


def quoted(text: str) -> str:
    """Return text as it stands between tags; it holds nothing that XML forbids."""
    return text.translate(_TEXT_SIGNS)


def opening(name: str, attributes: Mapping[str, str], end: str = ">") -> str:
    """Return the tag an element begins with, or all of an empty one with the end ``/>``."""
    values = "".join(
        f' {key}="{value.translate(_VALUE_SIGNS)}"' for key, value in attributes.items()
    )
    return f"<{name}{values}{end}"


class Marker(NamedTuple):
    """A span of an annotation, the `place`th of its pair.

    `part` is its number among the spans on its side, 0 if there is no other.
    """

    span: Span
    place: int
    part: int
    annotation: Annotation

    @property
    def id(self) -> str:
        """The id of its markup."""
        own = f"a{self.place}.{self.part}" if self.part else f"a{self.place}"
        return f"a{self.place}.place" if self.span.is_caret else own


class Inline:
    """Writes the texts of one unit, its source first.

    Markup of the target has the id of its counterpart only if it is the same element; the
    schema's rules allow nothing else. `attributes` gives those of a marker, but for its id.
    """

    def __init__(self, attributes: Callable[[Marker], dict[str, str]]) -> None:
        self._attributes = attributes
        self._names: dict[str, str] = {}
        """What element has which id in the unit."""
        self._ends: list[int] = []
        """Where the elements end that are open at the place reached, the innermost last."""

    def pieces(self, characters: str, markers: list[Marker], tell: Progress) -> Iterator[str]:
        """Yield a text with its spans; those that begin and end together nest in order.

        `markers` are in order of annotation, and are put into that of the text.
        """
        ends = sorted(marker.span.end for marker in markers)
        stage(tell, 30, 100)(0, 1)
        markers.sort(key=_order)
        starts = (marker.span.start for marker in markers)
        crossing: defaultdict[int, list[str]] = defaultdict(list)
        place = -1
        next_marker = 0
        for count, cut in enumerate(merge(starts, ends, (len(characters),))):
            if count % _STEP == 0:
                stage(tell, 30, 100)(cut, len(characters))
            if cut == place:
                continue
            yield from _text(characters[max(place, 0) : cut])
            place = cut
            for identity in crossing.pop(cut, ()):
                yield opening("em", {"startRef": identity}, "/>")
            while self._ends and self._ends[-1] == cut:
                self._ends.pop()
                yield "</mrk>"
            first = next_marker
            while next_marker < len(markers) and markers[next_marker].span.start == cut:
                next_marker += 1
            # Places go first, so that they stand before the text they belong in front of.
            for marker in sorted(markers[first:next_marker], key=_is_text):
                yield self._begin(marker, crossing)

    def _begin(self, marker: Marker, crossing: defaultdict[int, list[str]]) -> str:
        """Return the tag a span begins with; one that crosses others is noted for its end."""
        if marker.span.is_caret:
            return opening("mrk", self._named("mrk", marker), "/>")
        if len(self._ends) < _DEEPEST and (not self._ends or marker.span.end <= self._ends[-1]):
            self._ends.append(marker.span.end)
            return opening("mrk", self._named("mrk", marker))
        named = self._named("sm", marker)
        crossing[marker.span.end].append(named["id"])
        return opening("sm", named, "/>")

    def _named(self, name: str, marker: Marker) -> dict[str, str]:
        """Return the attributes of an element, its id the first."""
        identity = marker.id
        if self._names.setdefault(identity, name) != name:
            identity += ".target"
        return {"id": identity, **self._attributes(marker)}


def _order(marker: Marker) -> tuple[int, int]:
    return marker.span.start, -marker.span.end


def _is_text(marker: Marker) -> bool:
    return not marker.span.is_caret


def _text(characters: str) -> Iterator[str]:
    """Yield characters of a text; what XML forbids becomes an element."""
    place = 0
    for match in ILLEGAL.finditer(characters):
        yield quoted(characters[place : match.start()])
        yield opening("cp", {"hex": f"{ord(match[0]):04X}"}, "/>")
        place = match.end()
    yield quoted(characters[place:])
