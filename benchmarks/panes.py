"""The pairs of texts that are measured in panes, their gates, and the table of each.

The grid is every length from a thousand to a million words a side, in many paragraphs and in
one, with no annotation and with a thousand, ten thousand and a hundred thousand a side. Where
there are more annotations than words they lie upon one another, as no person would make them:
these are measured too, but there is no gate for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.measuring import PLAIN_ALLOCATOR, interleaved
from benchmarks.tables import Gates, say, table

_K, _M = 1000, 1_000_000
_LENGTHS = (_K, 10 * _K, 100 * _K, _M)
_COUNTS = (0, _K, 10 * _K, 100 * _K)
_FEW = 10 * _K
"""Annotations up to which scrolling has a gate."""
_HUGE = 100 * _K
"""Words from which one paragraph is a giant."""
_LONG = 10 * _K
"""Words from which memory has a gate: what two screens of text take is what is in view."""
_FIRST_PAINT = {0: 0.6, _K: 1.0, 10 * _K: 1.0, 100 * _K: 1.5}
_SCROLLING = ("step-scroll frame", "step-scroll, full frame")
_FRAME = 16.7
"""Milliseconds of a frame where sixty are shown a second."""
_LIMITS = {
    (10 * _K, _K): {"add one and repaint": _FRAME},
    (50 * _K, 10 * _K): dict.fromkeys(_SCROLLING, _FRAME),  # some 50 links are in view
}
"""The greatest milliseconds wanted, by words and annotations."""
_Words = tuple[object, ...]
"""What a process is asked to measure."""
_Figures = dict[str, float]


@dataclass(frozen=True)
class Shape:
    """Two texts in bare widgets, and in panes with each of some numbers of annotations.

    Annotations are a pair: how many, and whether they are so long that several lie over each
    character.
    """

    words: int
    giant: bool = False
    annotations: tuple[tuple[int, bool], ...] = tuple((count, False) for count in _COUNTS)
    bare_timeout: float = 240

    def title(self, count: int, *, dense: bool) -> str:
        kind = "one paragraph" if self.giant else "many paragraphs"
        long = ", dense" if dense else ""
        return f"{self.words:,} words, {kind}, {count:,} annotations{long}"

    def gates(self, count: int, *, dense: bool) -> Gates:
        """Return the greatest ratios to the bare widgets that are wanted."""
        if dense or count > self.words:
            return {}
        is_huge = self.giant and self.words >= _HUGE
        gates = dict.fromkeys(_SCROLLING, 0.3 if is_huge else 1.0) if count <= _FEW else {}
        if self.giant and not is_huge:
            return gates
        gates["resize"] = 0.15 if is_huge else 1.0
        if self.words >= _LONG:
            gates["memory (MiB)"] = 0.5
            gates["with the model (MiB)"] = 0.5
        if is_huge:
            gates["first paint"] = 0.15
        elif self.words == _M:
            gates["first paint"] = _FIRST_PAINT[count]
            gates["add one and repaint"] = 1.0
        return gates


QUICK = (
    Shape(_K, annotations=((_K, False),)),
    Shape(10 * _K, annotations=((_K, False), (10 * _K, False))),
    Shape(100 * _K, annotations=((0, False), (10 * _K, False), (100 * _K, True))),
    Shape(100 * _K, giant=True, annotations=((0, False),)),
)
FULL = (
    *(Shape(words) for words in _LENGTHS),
    Shape(50 * _K, annotations=((10 * _K, False),)),
    Shape(100 * _K, annotations=((100 * _K, True),)),
    *(Shape(words, giant=True) for words in _LENGTHS[:-1]),
    # Qt's widget takes a minute for what is done with one paragraph of a million words.
    Shape(_M, giant=True),
)


def panes(*, full: bool, repeats: int, processor: bool) -> dict[str, object]:
    """Measure all pairs, print a table of each and return the figures."""
    shapes = FULL if full else QUICK
    found: dict[str, object] = {}
    for shape in shapes:
        found |= _measure(shape, repeats=repeats, processor=processor)
    return found


def _measure(shape: Shape, *, repeats: int, processor: bool) -> dict[str, object]:
    size = ["--words", shape.words, *(["--giant"] if shape.giant else [])]
    bare, one_thread = ("bare", *size), ("bare-one-thread", *size)
    ours = {
        each: ("ours", *size, "--annotations", each[0], *(["--dense"] if each[1] else []))
        for each in shape.annotations
    }
    # Those nobody would make take longest, and are no matter of a gate.
    likely = [words for (count, _), words in ours.items() if count <= shape.words]
    unlikely = [words for words in ours.values() if words not in likely]

    def measured(
        candidates: Sequence[_Words], times: int, *more: str, **beside: str
    ) -> dict[_Words, _Figures]:
        runs = interleaved(
            "pane_speed",
            [[*candidate, *more] for candidate in candidates],
            repeats=times,
            timeout=shape.bare_timeout,
            beside=beside,
        )
        return dict(zip(candidates, runs, strict=True))

    clock = ["--processor"] if processor else []
    speed = measured([*likely, bare, one_thread], repeats, *clock)
    speed |= measured(unlikely, 1, *clock)
    # What did not come to its end is not asked for its memory, which is the same each time.
    asked = [*ours.values(), *([bare] if speed[bare] else [])]
    memory = measured(asked, 1, "--memory", **PLAIN_ALLOCATOR)
    found: dict[str, object] = {}
    unit = "milliseconds of processor time" if processor else "milliseconds"
    for (count, dense), words in ours.items():
        title = shape.title(count, dense=dense)
        say(f"\nPair of panes: {title} ({unit})")
        found[title] = table(
            speed[words] | memory[words],
            speed[bare] | memory.get(bare, {}),
            shape.gates(count, dense=dense),
            speed[one_thread],
            {} if shape.giant or dense else _LIMITS.get((shape.words, count)),
        )
    return found
