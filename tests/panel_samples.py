"""A small project for the tests of the panels: an English and an Arabic text, all three tags."""

from __future__ import annotations

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text

SOURCE = "The council met on Monday.\nIt agreed, however, to build a new library."
TARGET = "اجتمع المجلسُ يوم الاثنين (2010). ووافق على بناء مكتبة جديدة، كما قال الرئيس."


def spans_of(text: str, *quotes: str) -> tuple[Span, ...]:
    starts = [(text.index(quote), len(quote)) for quote in quotes]
    return tuple(Span(start, start + length) for start, length in starts)


def annotations() -> tuple[Annotation, ...]:
    place = TARGET.index("على بناء")
    return (
        Annotation(
            id="match",
            tag=Tag.MATCHING,
            source=spans_of(SOURCE, "The council"),
            target=spans_of(TARGET, "المجلسُ"),
            note="ترجمة حرفية",
            author="Lina",
            created="2026-01-31T09:05:00Z",
            modified="2026-01-31T09:05:00Z",
        ),
        Annotation(
            id="pieces",
            tag=Tag.MATCHING,
            source=spans_of(SOURCE, "agreed", "to build"),
            target=spans_of(TARGET, "ووافق على بناء"),
            severity="minor",
            modified="2026-02-02T00:00:00Z",
        ),
        Annotation(
            id="omission",
            tag=Tag.MISSING,
            source=spans_of(SOURCE, "however"),
            target=(Span(place, place),),
            severity="critical",
            status="accepted",
            modified="2026-02-03T00:00:00Z",
        ),
        Annotation(
            id="addition",
            tag=Tag.ADDED,
            target=spans_of(TARGET, "كما قال الرئيس"),
            note="Not in the source: <b>the president</b> & co.",
            severity="major",
            modified="2026-02-01T00:00:00Z",
        ),
    )


def text_pair(pair_id: str, title: str, *tagged: Annotation) -> Pair:
    return Pair(
        id=pair_id,
        title=title,
        source=Text.of(SOURCE, language="en", direction=Direction.LTR),
        target=Text.of(TARGET, language="ar", direction=Direction.RTL),
        annotations=tagged,
    )


def open_project(*more: Pair, tagged: tuple[Annotation, ...] | None = None) -> Workspace:
    first = text_pair("p1", "مكتبة (1)", *(annotations() if tagged is None else tagged))
    project = Project(id="project", title="Library", pairs=(first, *more))
    return Workspace(project, clock=lambda: "2026-03-01T12:00:00Z")


def annotation(workspace: Workspace, annotation_id: str) -> Annotation:
    """Return an annotation of the shown pair."""
    assert workspace.current is not None
    return workspace.current.annotations[annotation_id]


def change(before: Annotation | None, after: Annotation | None, pair_id: str = "p1") -> Edit:
    return Edit("Change", (AnnotationChange(pair_id, before, after),))
