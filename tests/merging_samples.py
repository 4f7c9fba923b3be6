"""Strategies for versions of one project, as two people make them.

Everything comes from a few values, so that the two often touch the same thing, and alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st
from panel_samples import SOURCE, TARGET, text_pair

from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text

_SPANS = ((Span(0, 3),), (Span(0, 4),), (Span(0, 3), Span(5, 9)), (Span(4, 20),))
_CARETS = ((), (Span(2, 2),))
_NOTES = ("", "a", "ملاحظة")
_TIMES = ("", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
_EXTRAS: Sequence[dict[str, object]] = (
    {},
    {"x": 1},
    {"x": True},
    {"x": 1, "y": [None, {"z": "ي"}]},
)


def _any(values: Sequence[object]) -> st.SearchStrategy[object]:
    return st.sampled_from(values)


@st.composite
def places(draw: st.DrawFn) -> dict[str, object]:
    """A tag with spans that fit it."""
    tag = draw(st.sampled_from(tuple(Tag)))
    source, target = draw(_any(_SPANS)), draw(_any(_SPANS))
    if tag is Tag.MISSING:
        target = draw(_any(_CARETS))
    elif tag is Tag.ADDED:
        source = draw(_any(_CARETS))
    return {"tag": tag, "source": source, "target": target}


@st.composite
def tagged(draw: st.DrawFn, annotation_id: str) -> Annotation:
    """An annotation with this id, valid in every pair below, with fields of its spans."""
    where = draw(places())
    made = Annotation(
        id=annotation_id,
        **where,
        note=draw(_any(_NOTES)),
        severity=draw(_any(("", "minor", "major"))),
        justified=draw(_any((None, True, False))),
        status=draw(_any(("open", "suggested", "accepted"))),
        author=draw(_any(("", "Lina", "عمر"))),
        created=draw(_any(_TIMES)),
        modified=draw(_any(_TIMES)),
        extra=draw(_any(_EXTRAS)),
    )
    extra = draw(_any(_EXTRAS))
    side = Side.SOURCE if made.source else Side.TARGET
    return replace(made, span_extra={(side, made.spans(side)[0]): extra} if extra else {})


def in_order(pair: Pair) -> Pair:
    """The pair with its annotations in the order of their places, as files have them."""
    return replace(pair, annotations=tuple(sorted(pair.annotations, key=lambda each: each.place)))


def _some(front: str, least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[Annotation, ...]]:
    names = [f"{front}{number}" for number in range(most)]
    return st.integers(least, most).flatmap(lambda count: st.tuples(*map(tagged, names[:count])))


def _pair(name: str) -> Pair:
    pair = text_pair(f"pair-{name}", name)
    if name == "0":
        return pair
    return replace(
        pair,
        source=Text.of(f"{SOURCE} {name}", language="en", direction=Direction.LTR),
        target=Text.of(f"{TARGET} {name}", language="ar", direction=Direction.RTL),
    )


@st.composite
def fields_of_pair(draw: st.DrawFn, pair: Pair) -> Pair:
    """The pair with other fields than annotations."""
    imported = replace(pair.source.imported, extra=draw(_any(_EXTRAS)))
    side_extra = {side: found for side in Side if (found := draw(_any(_EXTRAS)))}
    return replace(
        pair,
        title=draw(_any(_NOTES)),
        source=replace(pair.source, imported=imported),
        ignored_source=draw(_any(((), *_SPANS))),
        cuts_target=draw(_any((NO_CUTS, Cuts((3,)), Cuts((3, 7), (Span(8, 12),))))),
        extra=draw(_any(_EXTRAS)),
        side_extra=side_extra,
    )


@st.composite
def bases(draw: st.DrawFn) -> Project:
    """A project with unknown fields at every level."""
    pairs: list[Pair] = []
    for name in ("0", "1")[: draw(st.integers(1, 2))]:
        pair = draw(fields_of_pair(_pair(name)))
        pairs.append(in_order(replace(pair, annotations=draw(_some("base-", 1)))))
    return Project(
        id="project",
        title=draw(_any(_NOTES)),
        annotator=draw(_any(("", "Lina"))),
        created=draw(_any(_TIMES)),
        modified=draw(_any(_TIMES)),
        pairs=tuple(pairs),
        extra=draw(_any(_EXTRAS)),
    )


@st.composite
def changed(draw: st.DrawFn, annotation: Annotation) -> Annotation:
    """Another value of the same annotation: some fields differ, or its place."""
    other = draw(tagged(annotation.id))
    values: dict[str, object] = {}
    for name in draw(
        st.sets(_any(("note", "severity", "justified", "status", "modified", "extra")))
    ):
        values[str(name)] = getattr(other, str(name))
    if draw(st.booleans()):
        names = ("tag", "source", "target", "span_extra")
        values |= {name: getattr(other, name) for name in names}
    return replace(annotation, **values)


@st.composite
def version_of_pair(draw: st.DrawFn, pair: Pair, who: str) -> Pair:
    """The pair as somebody leaves it: annotations changed, deleted and added, fields changed."""
    kept: list[Annotation] = []
    for each in pair.annotations:
        fate = draw(_any(("same", "changed", "deleted")))
        if fate == "changed":
            kept.append(draw(changed(each)))
        elif fate == "same":
            kept.append(each)
    # New ones have ids of their own, and now and then, by chance, the same.
    kept += draw(_some(draw(_any((who, "new"))) + "-"))
    pair = in_order(replace(pair, annotations=tuple(kept)))
    return draw(fields_of_pair(pair)) if draw(st.booleans()) else pair


@st.composite
def versions_of(draw: st.DrawFn, base: Project, who: str) -> Project:
    """The project as somebody leaves it."""
    left: list[Pair] = []
    for pair in base.pairs:
        fate = draw(_any(("same", "changed", "changed", "removed")))
        if fate != "removed":
            left.append(pair if fate == "same" else draw(version_of_pair(pair, who)))
    if draw(st.booleans()):
        more = in_order(replace(_pair(who), annotations=draw(_some(f"{who}-pair-"))))
        left.insert(draw(st.integers(0, len(left))), more)
    return replace(
        base,
        title=draw(_any((base.title, "a"))),
        annotator=draw(_any((base.annotator, "عمر"))),
        extra=draw(_any((base.extra, *_EXTRAS))),
        modified=draw(_any(_TIMES)),
        pairs=tuple(left),
    )


@st.composite
def threes(draw: st.DrawFn) -> tuple[Project, Project, Project]:
    """A project and two versions of it."""
    base = draw(bases())
    return base, draw(versions_of(base, "mine")), draw(versions_of(base, "theirs"))
