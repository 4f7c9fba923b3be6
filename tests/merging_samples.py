"""Strategies for versions of one project, as two people make them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from strategies import annotations, disjoint_spans, extras, pairs, projects, texts

from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side


@st.composite
def bases(draw: st.DrawFn, *, with_extra: bool = True) -> Project:
    """A project with unknown fields at every level, also of spans and of imports."""
    project = draw(projects(max_pairs=2, max_size=40, with_extra=with_extra))
    return replace(project, pairs=tuple(draw(deepened(pair)) for pair in project.pairs))


@st.composite
def deepened(draw: st.DrawFn, pair: Pair) -> Pair:
    """The pair, with unknown fields of spans and of an import."""
    imported = replace(pair.source.imported, extra=draw(extras()))
    return in_order(
        replace(
            pair,
            source=replace(pair.source, imported=imported),
            annotations=tuple(draw(with_span_extra(each)) for each in pair.annotations),
        )
    )


def in_order(pair: Pair) -> Pair:
    """The pair with its annotations in the order of their places, as files have them."""
    return replace(pair, annotations=tuple(sorted(pair.annotations, key=lambda each: each.place)))


@st.composite
def with_span_extra(draw: st.DrawFn, annotation: Annotation) -> Annotation:
    spans = [(side, span) for side in Side for span in annotation.spans(side)]
    found = {key: fields for key in spans if (fields := draw(extras()))}
    return replace(annotation, span_extra=found)


@st.composite
def changed_annotation(draw: st.DrawFn, annotation: Annotation, pair: Pair) -> Annotation:
    """Another value of the same annotation: some fields differ."""
    other = draw(annotations(len(pair.source), len(pair.target), with_extra=True))
    names = ("note", "category", "severity", "justified", "status", "modified", "extra")
    chosen = draw(st.sets(st.sampled_from((*names, "place")), max_size=3))
    values = {name: getattr(other, name) for name in chosen if name != "place"}
    if "place" in chosen:
        values |= {"tag": other.tag, "source": other.source, "target": other.target}
        values["span_extra"] = {}
    return replace(annotation, **values)


@st.composite
def version_of_pair(draw: st.DrawFn, pair: Pair) -> Pair:
    """The pair as somebody leaves it: annotations changed, deleted and added, fields changed."""
    kept: list[Annotation] = []
    for each in pair.annotations:
        fate = draw(st.sampled_from(("same", "same", "changed", "deleted")))
        if fate == "changed":
            each = draw(changed_annotation(each, pair))  # noqa: PLW2901
        if fate != "deleted":
            kept.append(each)
    kept += draw(
        st.lists(annotations(len(pair.source), len(pair.target), with_extra=True), max_size=2)
    )
    changed = replace(pair, annotations=tuple(kept))
    if draw(st.booleans()):
        changed = replace(changed, title=draw(texts(max_size=5)))
    if draw(st.booleans()):
        changed = replace(
            changed, ignored_source=draw(st.just(()) | disjoint_spans(len(pair.source)))
        )
    if draw(st.booleans()):
        changed = replace(changed, extra=draw(extras()))
    if draw(st.booleans()):
        side_extra = {side: found for side in Side if (found := draw(extras()))}
        changed = replace(changed, side_extra=side_extra)
    return in_order(changed)


@st.composite
def versions_of(draw: st.DrawFn, base: Project) -> Project:
    """The project as somebody leaves it."""
    left: list[Pair] = []
    for pair in base.pairs:
        fate = draw(st.sampled_from(("same", "changed", "changed", "changed", "removed")))
        if fate != "removed":
            left.append(pair if fate == "same" else draw(version_of_pair(pair)))
    if draw(st.integers(0, 3)) == 0:
        left.insert(draw(st.integers(0, len(left))), draw(pairs(max_size=20, max_annotations=2)))
    return replace(
        base,
        title=draw(st.just(base.title) | texts(max_size=5)),
        annotator=draw(st.sampled_from((base.annotator, "Lina", "عمر"))),
        extra=draw(st.just(base.extra) | extras()),
        modified=draw(st.sampled_from((base.modified, "2026-01-01T00:00:00Z"))),
        pairs=tuple(left),
    )


@st.composite
def threes(draw: st.DrawFn) -> tuple[Project, Project, Project]:
    """A project and two versions of it; now and then both made the same annotation."""
    base = draw(bases())
    mine, theirs = draw(versions_of(base)), draw(versions_of(base))
    if draw(st.booleans()):
        theirs = draw(with_what_mine_made(base, mine, theirs))
    return base, mine, theirs


@st.composite
def with_what_mine_made(draw: st.DrawFn, base: Project, mine: Project, theirs: Project) -> Project:
    """Theirs with annotations that mine has too: with another id, or with the same."""
    known = {each.id for pair in base.pairs for each in pair.annotations}
    made = {
        pair.id: [each for each in pair.annotations if each.id not in known] for pair in mine.pairs
    }
    found: list[Pair] = []
    for pair in theirs.pairs:
        more: list[Annotation] = []
        for each in made.get(pair.id, ()):
            twin = draw(
                st.sampled_from(
                    (
                        each,
                        replace(each, id="twin-" + each.id, author="عمر"),
                        replace(each, id="twin-" + each.id, status=Status.SUGGESTED),
                        replace(each, id="twin-" + each.id, note="other"),
                    )
                )
            )
            if all(twin.id != other.id for other in (*pair.annotations, *more)):
                more.append(twin)
        found.append(in_order(replace(pair, annotations=(*pair.annotations, *more))))
    return replace(theirs, pairs=tuple(found))
