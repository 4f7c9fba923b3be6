"""A text of the HTML report: its characters exactly, with the annotations drawn over them.

Overlapping spans are cut into segments; each segment nests one element for every annotation
over it, and each of these has a lane of its own for its underline, so that all are seen.
Numbers and carets stand in elements without text (the style sheet draws what is in their
``data-n``), so that the text nodes of the result, put together, are the text.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from heapq import heappop, heappush

from markupsafe import Markup, escape

from desk_annotator.core.annotation import Status, Tag
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.export import no_progress
from desk_annotator.formats.short_calls import letting_go_of, sorted_offsets
from desk_annotator.formats.work_progress import Progress, stage, watched

LANES = 6
"""How many annotations are drawn over the same characters; more would run into the next line."""

_STEP = 256
_JOINED = 32
_SIGNS: dict[str, str] = {Tag.MISSING: "∅", Tag.ADDED: "+"}
_PALE = (Status.REJECTED, Status.SUGGESTED)


@frozen
class Mark:
    """What one annotation has on one side: its number in the report, and its spans."""

    number: int
    tag: str
    status: str
    spans: tuple[Span, ...]

    @property
    def classes(self) -> str:
        """The style classes that say tag and status; nothing of the user's goes in here."""
        tag = self.tag if self.tag in tuple(Tag) else "other"
        return f"{tag} pale" if self.status in _PALE else tag

    @property
    def sign(self) -> str:
        """The sign of the tag, beside which its colour is only a help."""
        return sign_of(self.tag)


def sign_of(tag: str) -> str:
    """Return the sign of a tag, or nothing for one that is not known."""
    return _SIGNS.get(tag, "")


@frozen
class MarkedText:
    """The elements of one side; `lanes` underlines at most; `undrawn` spans found no lane.

    The elements come in pieces that are cut anywhere: to join them all is one long call.
    """

    pieces: list[Markup]
    lanes: int
    undrawn: int


def anchor(side: Side, number: int) -> str:
    """Return the id of the place of an annotation in the text of one side."""
    return f"{side[0]}{number}"


def quiet_place(characters: str, offset: int) -> int:
    """Return a place at or before `offset` where a number can stand between the characters.

    There it neither parts letters that join nor changes the order of a bidirectional line:
    beside white space, or between wide (East Asian) characters. If there is none within a
    word's length, the offset itself.
    """
    for place in range(offset, max(offset - 64, -1), -1):
        if place in (0, len(characters)):
            return place
        before, after = characters[place - 1], characters[place]
        if before.isspace() or after.isspace():
            return place
        if _is_wide(before) and _is_wide(after):
            return place
    return offset


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _put_in_lanes(
    drawn: list[tuple[int, int, int, Mark]], marks: list[Mark], tell: Progress
) -> int:
    """Give each span the lowest free lane: put (start, end, lane, mark) into a list.

    Returns how many have none.
    """
    free = list(range(LANES))
    busy: list[tuple[int, int]] = []
    undrawn = 0
    spans = [(span, mark) for mark in marks for span in mark.spans if not span.is_caret]
    spans.sort(key=lambda entry: (entry[0].start, -entry[0].end, entry[1].number))
    with letting_go_of(spans):
        for span, mark in watched(spans, tell, 4096):
            while busy and busy[0][0] <= span.start:
                heappush(free, heappop(busy)[1])
            if not free:
                undrawn += 1
                continue
            lane = heappop(free)
            heappush(busy, (span.end, lane))
            drawn.append((span.start, span.end, lane, mark))
    return undrawn


def _put_markers(
    found: defaultdict[int, list[str]],
    characters: str,
    side: Side,
    marks: list[Mark],
    tell: Progress,
) -> None:
    """Put the elements that show numbers and carets to their offsets."""
    for mark in watched(marks, tell):
        for position, span in enumerate(mark.spans):
            identity = f' id="{anchor(side, mark.number)}"' if position == 0 else ""
            kind = "caret" if span.is_caret else "number"
            sign = mark.sign if span.is_caret else ""
            place = quiet_place(characters, span.start)
            found[place].append(
                f'<a class="{kind} {mark.classes} a{mark.number}"{identity} '
                f'href="#row-{mark.number}" data-a="{mark.number}" data-n="{sign}{mark.number}" '
                f'aria-label="annotation {mark.number}"></a>'
            )


def marked_text(
    characters: str, side: Side, marks: list[Mark], tell: Progress = no_progress
) -> MarkedText:
    """Return the paragraphs of a text with its annotations drawn; marks in order of number."""
    drawn: list[tuple[int, int, int, Mark]] = []
    markers: defaultdict[int, list[str]] = defaultdict(list)
    starts: defaultdict[int, list[tuple[int, Mark]]] = defaultdict(list)
    ends: defaultdict[int, list[int]] = defaultdict(list)
    cuts: list[int] = []
    pieces: list[str] = []
    # Else a cancelled export would keep all of it until the window lets go of it, in one call.
    with letting_go_of(drawn, markers, starts, ends, cuts, pieces):
        undrawn = _put_in_lanes(drawn, marks, stage(tell, 0, 10))
        _put_markers(markers, characters, side, marks, stage(tell, 10, 30))
        for start, end, lane, mark in watched(drawn, stage(tell, 30, 35), 4096):
            starts[start].append((lane, mark))
            ends[end].append(lane)
        cuts += sorted_offsets(starts, ends, markers)
        _put_pieces(pieces, characters, cuts, starts, ends, markers, stage(tell, 35, 100))
        highest = max((lane for _, _, lane, _ in drawn), default=0)
        return MarkedText(list(_gathered(pieces)), highest + 1, undrawn)


def _put_pieces(
    pieces: list[str],
    characters: str,
    cuts: list[int],
    starts: Mapping[int, list[tuple[int, Mark]]],
    ends: Mapping[int, list[int]],
    markers: Mapping[int, list[str]],
    tell: Progress,
) -> None:
    """Put the elements of the paragraphs into a list; cuts are where something begins or ends."""
    lanes: dict[int, Mark] = {}
    next_cut = 0
    for first, last in _paragraphs(characters):
        # A blank line parts paragraphs: drawn as a gap rather than a full line.
        pieces.append("<p>" if characters[first:last] != "\n" else '<p class="gap">')
        place = first
        while next_cut < len(cuts) and (cuts[next_cut] < last or last == len(characters)):
            cut = cuts[next_cut]
            if next_cut % _STEP == 0:
                tell(next_cut, len(cuts))
            next_cut += 1
            if place < cut:
                pieces.append(_segment(characters[place:cut], lanes))
                place = cut
            for lane in ends.get(cut, ()):
                del lanes[lane]
            lanes.update(starts.get(cut, ()))
            pieces.extend(markers.get(cut, ()))
        if place < last:
            pieces.append(_segment(characters[place:last], lanes))
        pieces.append("</p>")


def _gathered(pieces: list[str]) -> Iterator[Markup]:
    """Yield elements joined by some dozens, which is quicker to write than each by itself."""
    for start in range(0, len(pieces), _JOINED):
        yield Markup("".join(pieces[start : start + _JOINED]))  # noqa: S704 - escaped below


def _paragraphs(characters: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each line, its line end inside; one empty one for no text."""
    start = 0
    while True:
        line_end = characters.find("\n", start)
        if line_end < 0 or line_end + 1 == len(characters):
            yield start, len(characters)
            return
        yield start, line_end + 1
        start = line_end + 1


def _segment(characters: str, lanes: dict[int, Mark]) -> str:
    text = str(escape(characters))
    if not lanes:
        return text
    opening = ""
    numbers = ""
    for lane, mark in sorted(lanes.items()):
        # What lies inside lights up with what it lies in, so it has that one's number too.
        numbers += f" a{mark.number}"
        opening += f'<span class="h {mark.classes} l{lane}{numbers}" data-a="{mark.number}">'
    return opening + text + "</span>" * len(lanes)
