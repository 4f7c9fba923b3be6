"""Hypothesis strategies for everything the model is made of.

The texts hold what breaks offsets and layout: characters beyond the Basic Multilingual Plane,
combining marks and harakat, joiners, tatweel, direction marks, embeddings and isolates.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import strategies as st

from desk_annotator.core.annotation import Annotation, Severity, Status, Tag, home_of
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Imported, Text, canonical

FRAGMENTS: Sequence[str] = (
    "a",
    "Paris",
    " ",
    "  ",
    "\n",
    "\t",
    ".",
    "(",
    ")",
    "«",
    "»",
    "“",
    "،",
    "؟",
    "2009",
    "٢٠٠٩",
    "3.5",
    "٣٫٥",
    "-",
    "=",
    "باريس",
    "و",
    "لا",
    "ال",
    "ة",
    "أ",
    "إ",
    "ى",
    "كتـــاب",
    "ـ",
    "مُحَمَّد",
    "قرآنٌ",
    "\u064b",
    "\u0651\u064e",
    "\u0670",
    "é",
    "e\u0301",
    "q\u0323\u0307",
    "\u00a0",
    "\u200b",
    "\u200c",
    "\u200d",
    "می\u200cخواهم",
    "\u200e",
    "\u200f",
    "\u061c",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u00ad",
    "\ufefb",
    "ﷲ",
    "😀",
    "👩\u200d👩\u200d👧",
    "🇫🇷",
    "👍🏽",
    "𝐀",
    "𐤀",
    "\U0010fffd",
    "<b>",
    "&amp;",
    '"',
    "\\",
    "\x01",
    "x\ufeffy",
)
"""Canonical pieces of text, each one a trap for somebody."""

IMPORT_FRAGMENTS: Sequence[str] = (
    "\r\n",
    "\r",
    "\n\r",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\ufdd0",
    "\ufdef",
    "\ufffe",
    "\uffff",
    "\U0001fffe",
    "\U0010ffff",
)
"""What `canonical` changes."""

_ANY_CHARACTER = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def texts(*, min_size: int = 0, max_size: int = 200) -> st.SearchStrategy[str]:
    """Characters in canonical form; the sizes are in code points."""
    return (
        st.lists(st.one_of(st.sampled_from(FRAGMENTS), _ANY_CHARACTER), max_size=40)
        .map(lambda pieces: canonical("".join(pieces))[0][:max_size])
        .filter(lambda text: len(text) >= min_size)
    )


def raw_texts() -> st.SearchStrategy[str]:
    """Characters as a file may hold them, before they are brought into canonical form."""
    pieces = st.sampled_from([*FRAGMENTS, *IMPORT_FRAGMENTS])
    return st.lists(st.one_of(pieces, _ANY_CHARACTER), max_size=30).map("".join)


@st.composite
def spans_of(draw: st.DrawFn, length: int, *, min_length: int = 0) -> Span:
    """A span of at least `min_length` inside a text of `length` code points."""
    start = draw(st.integers(0, length - min_length))
    return Span(start, draw(st.integers(start + min_length, length)))


@st.composite
def disjoint_spans(
    draw: st.DrawFn, length: int, *, min_count: int = 1, max_count: int = 3
) -> tuple[Span, ...]:
    """Sorted, disjoint spans with text, some of them touching, of a text of `length` > 0."""
    count = min(draw(st.integers(min_count, max_count)), length)
    places = sorted(
        draw(
            st.lists(
                st.integers(0, length),
                min_size=count + 1,
                max_size=min(2 * count, length) + 1,
                unique=True,
            )
        )
    )
    spans = [Span(places[at], places[at + 1]) for at in range(len(places) - 1)]
    chosen = draw(st.sets(st.integers(0, len(spans) - 1), min_size=count, max_size=count))
    return tuple(spans[at] for at in sorted(chosen))


@st.composite
def cuts(draw: st.DrawFn, length: int) -> Cuts:
    """Cuts and joins as a user makes them, one after the other, in a text of `length` > 0."""
    made = NO_CUTS
    for span in draw(st.just(()) | disjoint_spans(length)):
        made = made.join(span) if draw(st.booleans()) else made
        made = made.split(span.start) if span.start and draw(st.booleans()) else made
        middle = span.start + span.length // 2
        made = made.split(middle) if middle and draw(st.booleans()) else made
    return made


def ids() -> st.SearchStrategy[str]:
    """Ids of projects, pairs and annotations."""
    return st.uuids(version=4).map(str)


def times() -> st.SearchStrategy[str]:
    """Times as a project holds them; the empty one is of a file that has none."""
    moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
    return st.one_of(st.just(""), moments.map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")))


def extras() -> st.SearchStrategy[dict[str, object]]:
    """Unknown fields, as a newer version of the format may add them."""
    names = st.text("abcxyz-_", min_size=1, max_size=6).map(lambda name: f"x_{name}")
    leaves = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), texts(max_size=10))
    values = st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=2), st.dictionaries(names, inner, max_size=2)
        ),
        max_leaves=4,
    )
    return st.dictionaries(names, values, max_size=2)


@st.composite
def annotations(
    draw: st.DrawFn,
    source_length: int,
    target_length: int,
    *,
    tags: Sequence[Tag] = tuple(Tag),
    with_extra: bool = False,
) -> Annotation:
    """An annotation that keeps the rules of its tag, for texts of these lengths (> 0)."""
    tag = draw(st.sampled_from(tags))
    lengths = {Side.SOURCE: source_length, Side.TARGET: target_length}
    spans: dict[Side, tuple[Span, ...]] = {}
    for side in Side:
        if tag is Tag.MATCHING or side is home_of(tag):
            spans[side] = draw(disjoint_spans(lengths[side]))
        else:
            place = draw(st.none() | st.integers(0, lengths[side]))
            spans[side] = () if place is None else (Span(place, place),)
    return Annotation(
        id=draw(ids()),
        tag=tag,
        source=spans[Side.SOURCE],
        target=spans[Side.TARGET],
        note=draw(texts(max_size=20)),
        category=draw(st.sampled_from(["", "name", "número", "حذف"])),
        severity=draw(st.sampled_from(list(Severity))),
        justified=draw(st.none() | st.booleans()),
        status=draw(st.sampled_from(list(Status))),
        author=draw(st.sampled_from(["", "Lina", "لينا", "=cmd"])),
        created=draw(times()),
        modified=draw(times()),
        extra=draw(extras()) if with_extra else {},
    )


def imports() -> st.SearchStrategy[Imported]:
    """Where a text came from."""
    return st.builds(
        Imported,
        name=st.sampled_from(["", "source.txt", "خبر.txt", "../a b.txt"]),
        encoding=st.sampled_from(["", "utf-8", "windows-1256"]),
        changes=raw_texts().map(lambda raw: canonical(raw)[1]),
    )


def sides_of_text(
    language: str, direction: Direction, *, max_size: int = 200
) -> st.SearchStrategy[Text]:
    """One side: a text that is not empty."""
    return st.builds(
        lambda characters, imported: Text.of(
            characters, language=language, direction=direction, imported=imported
        ),
        texts(min_size=1, max_size=max_size),
        imports(),
    )


@st.composite
def pairs(
    draw: st.DrawFn,
    *,
    max_size: int = 200,
    max_annotations: int = 6,
    with_extra: bool = False,
) -> Pair:
    """A pair with annotations that keep the rules, and some ignored ranges."""
    source = draw(sides_of_text("en", Direction.LTR, max_size=max_size))
    target = draw(sides_of_text("ar", Direction.RTL, max_size=max_size))
    made = draw(
        st.lists(
            annotations(len(source), len(target), with_extra=with_extra),
            max_size=max_annotations,
            unique_by=lambda annotation: annotation.id,
        )
    )
    return Pair(
        id=draw(ids()),
        title=draw(texts(max_size=20)),
        source=source,
        target=target,
        ignored_source=draw(st.just(()) | disjoint_spans(len(source))),
        ignored_target=draw(st.just(()) | disjoint_spans(len(target))),
        cuts_source=draw(cuts(len(source))),
        cuts_target=draw(cuts(len(target))),
        annotations=tuple(sorted(made, key=lambda annotation: annotation.place)),
        extra=draw(extras()) if with_extra else {},
        side_extra=(
            {side: extra for side in Side if (extra := draw(extras()))} if with_extra else {}
        ),
    )


@st.composite
def projects(
    draw: st.DrawFn, *, max_pairs: int = 3, max_size: int = 200, with_extra: bool = False
) -> Project:
    """A project of some pairs, possibly of none."""
    return Project(
        id=draw(ids()),
        title=draw(texts(max_size=20)),
        annotator=draw(st.sampled_from(["", "Lina", "لينا"])),
        created=draw(times()),
        modified=draw(times()),
        pairs=tuple(
            draw(
                st.lists(
                    pairs(max_size=max_size, with_extra=with_extra),
                    max_size=max_pairs,
                    unique_by=lambda pair: pair.id,
                )
            )
        ),
        extra=draw(extras()) if with_extra else {},
    )
