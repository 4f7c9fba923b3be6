"""The HTML report: one file, without scripts, to read on a screen or on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from desk_annotator.core.annotation import Annotation, Severity, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.errors import ExportError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.formats.export import Export, ExportOptions, Loss, encoded_pieces
from desk_annotator.formats.report_text import Mark, anchor, marked_text
from desk_annotator.formats.report_words import language_words, moment_words
from desk_annotator.formats.rows import (
    Row,
    chosen_annotations,
    chosen_pairs,
    line_after,
    line_before,
    row_of,
)
from desk_annotator.formats.short_calls import letting_go, letting_go_of
from desk_annotator.formats.work_progress import Progress, stage, watched

HOVER_LIMIT = 300
"""In a pair with more annotations than this, pointing at one lights up nothing: each needs a
style rule of its own, and a browser looks through the whole pair for each rule as the mouse
moves. With 300 that takes a tenth of a second or two, with 2,000 seconds."""

QUOTE_LIMIT = 400
"""Code points of a quote shown in the list; the text above it shows all of it."""

_BUFFERED = 2_000
_ROWS_A_PIECE = 40
"""Pieces of the template written at once, and about how many rows of the list they are."""

_TAG_TITLES: dict[str, str] = {
    Tag.MATCHING: "Matching",
    Tag.MISSING: "Missing",
    Tag.ADDED: "Added",
}
_SEVERITIES = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.NEUTRAL, Severity.NONE)
_ARABIC_SCRIPT = ("ar", "fa", "ur", "ps", "ckb", "sd", "ug")


def _template_folder() -> Path:
    """Return where the template is: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    for base in (package, package.parent):
        folder = base / "resources" / "report"
        if (folder / "report.html.j2").is_file():
            return folder
    raise ExportError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The template of the report is missing from this installation. "
            "Install Desk Annotator again; nothing was written.",
        )
    )


@cache
def _template() -> tuple[Template, Markup]:
    folder = _template_folder()
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = "{:,}".format
    environment.filters["percent"] = _percent
    environment.filters["day"] = moment_words
    environment.filters["breakable"] = _breakable
    template = environment.from_string((folder / "report.html.j2").read_text("utf-8"))
    style = (folder / "report.css").read_text("utf-8")
    return template, Markup(style)  # noqa: S704 - a file of our own


def _percent(share: float) -> str:
    """Return a share in whole percent, as the window says it: 100 only of all.

    Beyond that, 0 is said only of nothing.
    """
    return "< 1 %" if 0 < share < 0.01 else f"{int(share * 100)} %"


def _breakable(path: str) -> Markup:
    """Return a category such as Accuracy/Omission, which a line may end in after each slash."""
    return Markup("/<wbr>").join(path.split("/"))


def write(project: Project, options: ExportOptions) -> Export:
    """Return the report of the pairs and annotations chosen."""
    by_pair: dict[int, list[tuple[int, Annotation]]] = {}
    drawn: dict[tuple[int, Side], list[Markup]] = {}
    with letting_go(by_pair), letting_go(drawn):
        return _made(project, options, by_pair, drawn)


def _made(
    project: Project,
    options: ExportOptions,
    by_pair: dict[int, list[tuple[int, Annotation]]],
    drawn: dict[tuple[int, Side], list[Markup]],
) -> Export:
    """Return the report, and with it the annotations of each pair and the texts drawn."""
    count = 0
    pairs = chosen_pairs(project, options)
    for number, pair in pairs:
        chosen = chosen_annotations(pair, options)
        by_pair[number] = list(enumerate(chosen, start=count + 1))
        count += len(chosen)
        options.progress(0, 1)
    undrawn = 0
    views = []
    for place, (number, pair) in enumerate(pairs):
        share = 60 / len(pairs)
        tell = stage(options.progress, round(share * place), round(share * (place + 1)))
        view, missed = _pair_view(number, pair, by_pair[number], options.context, tell, drawn)
        views.append(view)
        undrawn += missed
    template, style = _template()
    everything = [annotation for chosen in by_pair.values() for _, annotation in chosen]
    html = template.stream(
        project=project,
        generated=options.generated,
        generator=options.generator,
        style=style,
        hover_rules=_hover_rules(by_pair),
        with_hover=all(len(chosen) <= HOVER_LIMIT for chosen in by_pair.values()),
        pairs=views,
        count=count,
        is_selection=any(
            choice is not None for choice in (options.pair_ids, options.tags, options.statuses)
        ),
        severities=_SEVERITIES,
        tallies=_tallies(everything),
    )
    html.enable_buffering(_BUFFERED)

    def pieces() -> Iterator[str]:
        # How much it will be is not known; it is about a line of the list for so many pieces.
        total = 1 + count
        for place, piece in enumerate(html):
            options.progress(60 * total + 40 * min(_ROWS_A_PIECE * place, total), 100 * total)
            yield piece

    data, losses = encoded_pieces(pieces())
    if undrawn:
        template_text = QT_TRANSLATE_NOOP(
            "Losses", "Spans under too many others to be drawn, in the list only: {count}"
        )
        losses += (Loss(template_text, undrawn),)
    return Export(data, losses)


def _tallies(annotations: list[Annotation]) -> list[dict[str, object]]:
    """Return one row of counts by severity for each tag, the three known ones always."""
    counts = Counter((annotation.tag, annotation.severity) for annotation in annotations)
    tags = [*_TAG_TITLES, *sorted({tag for tag, _ in counts} - set(_TAG_TITLES))]
    result: list[dict[str, object]] = []
    for tag in tags:
        known = [counts[tag, severity] for severity in _SEVERITIES]
        total = sum(number for (name, _), number in counts.items() if name == tag)
        known[-1] += total - sum(known)
        result.append(
            {
                "tag": tag,
                "known": tag in _TAG_TITLES,
                "title": _TAG_TITLES.get(tag, tag),
                "counts": known,
                "total": total,
            }
        )
    return result


def _hover_rules(by_pair: dict[int, list[tuple[int, Annotation]]]) -> Markup:
    """Return the rules that light up all parts of an annotation when one is pointed at.

    Only numbers of our own go in, so that nothing here can be anything but a style rule. They
    end in a plain class, by which a browser finds quickly which rules concern an element.
    """
    rules = [
        f"#pair-{pair_number}:has(.a{number}:is(:hover,:focus-within,:target)) .a{number}"
        "{--tint:var(--lit);--row:var(--tint)}"
        for pair_number, chosen in by_pair.items()
        if len(chosen) <= HOVER_LIMIT
        for number, _ in chosen
    ]
    return Markup("\n".join(rules))  # noqa: S704 - numbers only


def _pair_view(
    number: int,
    pair: Pair,
    chosen: list[tuple[int, Annotation]],
    context: int,
    tell: Progress,
    drawn: dict[tuple[int, Side], list[Markup]],
) -> tuple[dict[str, object], int]:
    tell(0, 1)
    bitext = Bitext(pair)
    sides = []
    undrawn = 0
    for side in Side:
        text = pair.text(side)
        first = 0 if side is Side.SOURCE else 50
        marks = [
            Mark(count, one.tag, one.status, one.spans(side))
            for count, one in watched(chosen, stage(tell, first, first + 5))
        ]
        told = stage(tell, first + 5, first + 50)
        with letting_go_of(marks):
            marked = marked_text(text.characters, side, marks, told)
        drawn[number, side] = marked.pieces
        undrawn += marked.undrawn
        meter = bitext.meter(side)
        while not meter.is_counted:
            tell(first + 50, 100)
            meter.count_some()
        sides.append(
            {
                "title": "Source" if side is Side.SOURCE else "Target",
                "language": text.language,
                "language_name": language_words(text.language),
                "direction": text.direction,
                "script": _script(text.language),
                "name": text.imported.name,
                "length": len(text),
                "lanes": marked.lanes,
                "pieces": marked.pieces,
                "coverage": meter.coverage,
            }
        )
    return {
        "number": number,
        "title": pair.title,
        "sides": sides,
        "rows": _RowViews(number, pair, chosen, context),
    }, undrawn


class _RowViews:
    """The rows of a list, each made when the template asks for it: all at once are many."""

    def __init__(
        self, number: int, pair: Pair, chosen: list[tuple[int, Annotation]], context: int
    ) -> None:
        self._number = number
        self._pair = pair
        self._chosen = chosen
        self._context = context

    def __len__(self) -> int:
        return len(self._chosen)

    def __iter__(self) -> Iterator[dict[str, object]]:
        for count, one in self._chosen:
            yield _row_view(count, row_of(self._number, self._pair, one, self._context))


def _script(language: str) -> str:
    """Return the style class for the script of a language."""
    return "arabic" if language.partition("-")[0].lower() in _ARABIC_SCRIPT else "other-script"


def _row_view(count: int, row: Row) -> dict[str, object]:
    annotation = row.annotation
    mark = Mark(count, annotation.tag, annotation.status, ())
    return {
        "number": count,
        "classes": mark.classes,
        "sign": mark.sign,
        "title": _TAG_TITLES.get(annotation.tag, annotation.tag),
        "annotation": annotation,
        "justified": row.justified,
        "sides": [_side_view(count, row, side) for side in Side],
    }


def _side_view(count: int, row: Row, side: Side) -> dict[str, object]:
    text = row.pair.text(side)
    what = row.side(side)
    return {
        "present": bool(what.spans) or what.place is not None,
        "anchor": anchor(side, count),
        "language": text.language,
        "direction": text.direction,
        "script": _script(text.language),
        "quotes": [_shortened(quote) for quote in what.quotes],
        "is_place": what.place is not None and not what.spans,
        "before": line_before(what, text.characters),
        "after": line_after(what, text.characters),
    }


def _shortened(quote: str) -> str:
    """Return a quote as it stands, or the ends of a very long one with its length between."""
    if len(quote) <= QUOTE_LIMIT:
        return quote
    half = QUOTE_LIMIT // 2
    return f"{quote[:half]} … ({len(quote):,} characters) … {quote[-half:]}"
