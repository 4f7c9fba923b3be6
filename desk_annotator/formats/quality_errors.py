"""What the annotations are as translation errors of MQM, for formats that hold only those."""

from __future__ import annotations

from desk_annotator.core.annotation import Severity, Status, Tag
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.loss_tally import LossTally
from desk_annotator.formats.rows import Row

_NOT_ERRORS = QT_TRANSLATE_NOOP("Losses", "Matches, which are no errors, left out: {count}")
_UNSURE = QT_TRANSLATE_NOOP(
    "Losses", "Rejected annotations and suggestions, left out as no errors: {count}"
)
_UNKNOWN = QT_TRANSLATE_NOOP("Losses", "Annotations with tags unknown here, left out: {count}")
_UNRATED = QT_TRANSLATE_NOOP(
    "Losses", "Errors without a known severity, written as neutral: {count}"
)
_CATEGORIES: dict[str, str] = {Tag.MISSING: "Accuracy/Omission", Tag.ADDED: "Accuracy/Addition"}
_RATED = (Severity.NEUTRAL, Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)


@frozen
class QualityError:
    """An error: where it is marked, and what it is. `spans` hold text, in code points."""

    side: Side
    spans: tuple[Span, ...]
    category: str
    severity: str
    rater: str


def quality_error(
    row: Row, project: Project, options: ExportOptions, tally: LossTally
) -> QualityError | None:
    """Return an annotation as an error, or None if it is none; what is left out is counted.

    A match is one if it was given a severity other than neutral; it is marked in the target.
    What was rejected or only suggested is none, unless its status was asked for.
    """
    annotation = row.annotation
    if options.statuses is None and annotation.status in (Status.REJECTED, Status.SUGGESTED):
        tally.add(_UNSURE)
        return None
    if annotation.tag not in tuple(Tag):
        tally.add(_UNKNOWN)
        return None
    is_match = annotation.tag == Tag.MATCHING
    if is_match and annotation.severity in (Severity.NONE, Severity.NEUTRAL):
        tally.add(_NOT_ERRORS)
        return None
    tally.add_extra(row)
    tally.add_places(row)
    severity = annotation.severity
    if severity not in _RATED:
        tally.add(_UNRATED)
        severity = Severity.NEUTRAL
    side = Side.TARGET if is_match else annotation.home
    return QualityError(
        side,
        row.side(side).spans,
        annotation.category or _CATEGORIES.get(annotation.tag, "Other"),
        severity,
        annotation.author or project.annotator or "unknown",
    )
