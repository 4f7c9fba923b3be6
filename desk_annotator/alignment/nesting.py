"""Where a link between phrases may lie beside what the user has tagged herself."""

from __future__ import annotations

from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.span import Side, Span


def contradicts(source: Span, target: Span, annotation: Annotation) -> bool:
    """Tell whether a phrase link lies on the user's annotation otherwise than inside a matching.

    What touches it on neither side does not, nor what lies in a matching one on both sides and
    is not the same.
    """
    touched = inside = 0
    for side, span in ((Side.SOURCE, source), (Side.TARGET, target)):
        spans = annotation.text_spans(side)
        touched += any(each.overlaps(span) for each in spans)
        inside += any(each.start <= span.start and span.end <= each.end for each in spans)
    same = (source,) == annotation.source and (target,) == annotation.target
    return bool(touched) and (annotation.tag != Tag.MATCHING or inside < 2 or same)
