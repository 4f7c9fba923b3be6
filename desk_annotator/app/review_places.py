"""Where a reviewer's own comments stand: on which annotation, if it is certain which."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.import_result import ReviewRemark
from desk_annotator.formats.visible_controls import with_signs


def placed_remarks(
    pairs: Iterable[Pair], remarks: Iterable[ReviewRemark], document: str
) -> Iterator[tuple[ReviewRemark, tuple[str, str] | None]]:
    """Yield each remark with the ids of the pair and the annotation it is about, or None.

    The texts are searched in the document as whole lines. A text that was changed in it, or
    stands in it twice, is not found. A remark is about the one annotation that has exactly the
    stretch it stands on, or else the only one that holds all of it.
    """
    places = sorted(_places(pairs, document), key=lambda each: each[0])
    starts = [start for start, _, _ in places]
    for remark in remarks:
        number = bisect_right(starts, remark.start) - 1
        found: Annotation | None = None
        pair: Pair | None = None
        if number >= 0 and remark.start < remark.end:
            start, pair, side = places[number]
            length = len(pair.text(side))
            if remark.end <= start + length:
                stretch = Span(remark.start - start, remark.end - start)
                found = _about(pair.annotations, side, stretch)
        is_placed = found is not None and pair is not None
        yield remark, (pair.id, found.id) if is_placed and pair and found else None


def _places(pairs: Iterable[Pair], document: str) -> Iterator[tuple[int, Pair, Side]]:
    """Yield where in the document the texts begin, of those that stand there once."""
    lines = f"\n{document}"
    for pair in pairs:
        for side in Side:
            shown, _ = with_signs(pair.text(side).characters)
            wanted = f"\n{shown}\n"
            first = lines.find(wanted)
            if first >= 0 and lines.find(wanted, first + 1) < 0:
                yield first, pair, side


def _about(annotations: Iterable[Annotation], side: Side, stretch: Span) -> Annotation | None:
    exact: list[Annotation] = []
    around: list[Annotation] = []
    for annotation in annotations:
        spans = annotation.text_spans(side)
        if stretch in spans:
            exact.append(annotation)
        elif any(span.start <= stretch.start and stretch.end <= span.end for span in spans):
            around.append(annotation)
    for found in (exact, around):
        if found:
            return found[0] if len(found) == 1 else None
    return None
