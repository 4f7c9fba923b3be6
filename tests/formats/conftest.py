"""A small project with everything that is hard to export."""

from __future__ import annotations

import pytest

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Imported, Text

SOURCE = (
    "The 😀 <v>house</v>\twas sold &lt;quickly&gt; & well.\n"
    "=1+1 is “two”, said \u202eOmar\u2066 again.\n"
    "\n"
    "C:\\new\\table 'end'"
)
TARGET = (
    "بِيعَ البَيْتُ 👩\u200d👩\u200d👧 <b>بسرعة</b> في 2009،\n"
    "وقال \u2067عمر إن (=1+1) اثنان.\n"
    "\tوأضاف \u200f«لا»"
)


def spans(text: str, *quotes: str) -> tuple[Span, ...]:
    """Return the spans of the first place of each quote."""
    return tuple(Span(text.index(quote), text.index(quote) + len(quote)) for quote in quotes)


def _annotation(number: int, tag: str, **fields: object) -> Annotation:
    return Annotation(
        id=f"00000000-0000-4000-8000-{number:012}",
        tag=tag,
        created="2026-01-02T03:04:05Z",
        modified="2026-01-02T03:05:06Z",
        **fields,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="session")
def hard_project() -> Project:
    """Astral characters, joiners, markup, controls; overlapping, crossing, discontinuous, n:m."""
    annotations = (
        _annotation(
            1,
            "matching",
            source=spans(SOURCE, "😀 <v>house</v>\twas", "quickly"),
            target=spans(TARGET, "بِيعَ", "👩\u200d👩\u200d👧 <b>بسرعة</b>"),
            note="=HYPERLINK(1)\tand\na \\ backslash",
            author="Lina",
        ),
        _annotation(
            2,
            "matching",
            source=spans(SOURCE, "house</v>\twas sold"),
            target=spans(TARGET, "البَيْتُ 👩"),
            category="Accuracy/Mistranslation",
            severity="minor",
            justified=False,
            status="accepted",
            author="لينا",
            note="ملاحظة \u202eغير مغلقة",
        ),
        _annotation(
            3,
            "missing",
            source=spans(SOURCE, " & well.\n=1+1 is"),
            target=(Span(TARGET.index("بسرعة") + 2, TARGET.index("بسرعة") + 2),),
            severity="major",
            justified=True,
        ),
        _annotation(
            4,
            "missing",
            source=spans(SOURCE, "\\new\\table"),
            status="rejected",
            extra={"x_score": 0.5},
            span_extra={(Side.SOURCE, spans(SOURCE, "\\new\\table")[0]): {"x_from": "tool"}},
        ),
        _annotation(
            5,
            "added",
            source=(Span(0, 0),),
            target=spans(TARGET, "=1+1", "وأضاف"),
            note="<script>alert(1)</script>",
            status="suggested",
        ),
        _annotation(
            6,
            "added",
            source=(Span(len(SOURCE), len(SOURCE)),),
            target=spans(TARGET, "عمر إن (=1+1) اثنان.\n\t"),
            category='x" onclick="y',
        ),
        _annotation(7, "x-newer", source=spans(SOURCE, "Omar\u2066 again"), severity="x-dire"),
    )
    hard = Pair(
        id="00000000-0000-4000-8000-0000000000a1",
        title="Hard </title> \u202epair",
        source=Text.of(
            SOURCE,
            language="en",
            direction=Direction.LTR,
            imported=Imported("hard & <soft>.txt", "utf-8"),
        ),
        target=Text.of(TARGET, language="ar", direction=Direction.RTL),
        ignored_source=spans(SOURCE, "'end'"),
        annotations=annotations,
    )
    empty = Pair(
        id="00000000-0000-4000-8000-0000000000a2",
        title="",
        source=Text.of("Nothing yet.", language="en", direction=Direction.LTR),
        target=Text.of("لا شيء بعد.", language="ar", direction=Direction.RTL),
    )
    return Project(
        id="00000000-0000-4000-8000-0000000000a0",
        title="Hard <project> & “more”",
        annotator="لينا <b>",
        created="2026-01-01T00:00:00Z",
        modified="2026-01-03T00:00:00Z",
        pairs=(hard, empty),
    )


@pytest.fixture(scope="session")
def long_project() -> Project:
    """Cells of 40,000 characters: a quote, its counterpart, and a note that looks like a formula.

    They are of one letter each, so that golden files can say how often it stands there.
    """
    source, target = "x" * 40_000 + " end.\nshort", "م" * 40_000 + " نهاية.\nقصير"
    whole = (Span(0, 40_000),)
    pair = Pair(
        id="00000000-0000-4000-8000-0000000000b1",
        title="Long",
        source=Text.of(source, language="en", direction=Direction.LTR),
        target=Text.of(target, language="ar", direction=Direction.RTL),
        annotations=(
            _annotation(1, "matching", source=whole, target=whole, note="=" + "n" * 40_000),
            _annotation(2, "missing", source=(Span(39_990, 40_005),), severity="minor"),
            _annotation(3, "added", target=spans(target, "قصير"), note="😀" * 20_000),
        ),
    )
    return Project(
        id="00000000-0000-4000-8000-0000000000b0",
        title="Long",
        created="2026-01-01T00:00:00Z",
        modified="2026-01-03T00:00:00Z",
        pairs=(pair,),
    )
