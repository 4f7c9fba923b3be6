"""What the panels say of an annotation: its tag, state, quotes and place in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

from desk_annotator.core.annotation import Annotation, Severity, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side
from desk_annotator.text.isolates import isolate, one_line

QUOTE_LIMIT = 240
"""Characters (code points) of a quote that a row of a list shows at most."""

_CONTEXT_LIMIT = 24

TAG_ORDER = (Tag.MATCHING, Tag.ADDED, Tag.MISSING)
"""The tags in the order of their keys 1, 2, 3: so do their buttons stand."""

PIECE_GAP = " … "
"""What stands between the pieces of a discontinuous quote."""


def number(value: int) -> str:
    """Return a count as the user's locale writes it."""
    return QLocale().toString(value)


def tag_word(tag: str) -> str:
    """Return the word for a tag; one of a newer version is given as it is, isolated."""
    if tag == Tag.MATCHING:
        return QCoreApplication.translate("Tag", "Matching")
    if tag == Tag.MISSING:
        return QCoreApplication.translate("Tag", "Missing")
    if tag == Tag.ADDED:
        return QCoreApplication.translate("Tag", "Added")
    return isolate(tag)


def status_word(status: str) -> str:
    """Return the word for a status; one of a newer version is given as it is, isolated."""
    if status == Status.OPEN:
        return QCoreApplication.translate("Status", "Open")
    if status == Status.SUGGESTED:
        return QCoreApplication.translate("Status", "Suggested")
    if status == Status.ACCEPTED:
        return QCoreApplication.translate("Status", "Accepted")
    if status == Status.REJECTED:
        return QCoreApplication.translate("Status", "Rejected")
    return isolate(status)


def severity_word(severity: str) -> str:
    """Return the word for a severity; one of a newer version is given as it is, isolated."""
    if severity == Severity.NONE:
        return QCoreApplication.translate("Severity", "Not judged")
    if severity == Severity.NEUTRAL:
        return QCoreApplication.translate("Severity", "Neutral")
    if severity == Severity.MINOR:
        return QCoreApplication.translate("Severity", "Minor")
    if severity == Severity.MAJOR:
        return QCoreApplication.translate("Severity", "Major")
    if severity == Severity.CRITICAL:
        return QCoreApplication.translate("Severity", "Critical")
    return isolate(severity)


def side_word(side: Side) -> str:
    """Return the word for a side."""
    if side is Side.SOURCE:
        return QCoreApplication.translate("Side", "Source")
    return QCoreApplication.translate("Side", "Target")


def quote_line(bitext: Bitext, annotation: Annotation, side: Side) -> str:
    """Return the quote of one side on one line, pieces joined by " … "; empty without text.

    Each piece is isolated, so that it reads as in its text, and cut to `QUOTE_LIMIT`.
    """
    text = bitext.text(side)
    pieces = [
        isolate(
            one_line(
                text.characters[span.start : min(span.end, span.start + 2 * QUOTE_LIMIT)],
                QUOTE_LIMIT,
            ),
            text.direction,
        )
        for span in annotation.text_spans(side)[:8]
    ]
    return PIECE_GAP.join(pieces)


def caret_line(bitext: Bitext, annotation: Annotation, side: Side) -> str:
    """Return what stands for the text that is not there: "∅", with the caret's neighbours if set.

    The neighbours are written in the order of the text: "∅ before | behind".
    """
    offset = annotation.caret(side)
    if offset is None:
        return "∅"
    before, behind = _neighbours(bitext, side, offset)
    direction = bitext.text(side).direction
    return "∅ " + isolate(f"{before} | {behind}", direction)


def _neighbours(bitext: Bitext, side: Side, offset: int) -> tuple[str, str]:
    """Return whole words of the text on both sides of a caret, some characters of each."""
    characters = bitext.text(side).characters
    start = max(offset - _CONTEXT_LIMIT, 0)
    before = characters[start:offset]
    if start and not characters[start - 1].isspace() and " " in before:
        before = before.split(" ", 1)[1]
    end = offset + _CONTEXT_LIMIT
    behind = characters[offset:end]
    if end < len(characters) and not characters[end].isspace() and " " in behind:
        behind = behind.rsplit(" ", 1)[0]
    return one_line(before, _CONTEXT_LIMIT).strip(), one_line(behind, _CONTEXT_LIMIT).strip()


def percent_into(bitext: Bitext, annotation: Annotation) -> int | None:
    """Return how far into its home text the annotation begins, in whole percent."""
    spans = annotation.spans(annotation.home)
    if not spans:
        return None
    return 100 * spans[0].start // max(len(bitext.text(annotation.home)), 1)


def place_words(bitext: Bitext, annotation: Annotation) -> str:
    """Return the exact place of an annotation: its side and character, counted from 1."""
    spans = annotation.spans(annotation.home)
    if not spans:
        return ""
    return QCoreApplication.translate("Annotation", "{side}, character {place} of {length}").format(
        side=side_word(annotation.home),
        place=number(spans[0].start + 1),
        length=number(len(bitext.text(annotation.home))),
    )


def date_words(moment: str) -> str:
    """Return an ISO 8601 time in the user's own time and manner; as it is if it is not one."""
    parsed = QDateTime.fromString(moment, Qt.DateFormat.ISODate)
    if not parsed.isValid():
        return isolate(moment) if moment else ""
    # Isolated, as its digits would otherwise change places in a right-to-left window.
    return isolate(QLocale().toString(parsed.toLocalTime(), QLocale.FormatType.ShortFormat))


def sentence(bitext: Bitext, annotation: Annotation) -> str:
    """Return all that a row shows as sentences, for those who hear it; without isolates."""
    parts = [_what(bitext, annotation)]
    if annotation.note.strip():
        note = QCoreApplication.translate("Annotation", "Note: {note}.")
        parts.append(note.format(note=one_line(annotation.note.strip(), QUOTE_LIMIT).rstrip(".")))
    if annotation.severity:
        severity = QCoreApplication.translate("Annotation", "Severity: {severity}.")
        parts.append(severity.format(severity=severity_word(annotation.severity)))
    if annotation.status != Status.OPEN:
        status = QCoreApplication.translate("Annotation", "Status: {status}.")
        parts.append(status.format(status=status_word(annotation.status)))
    place = place_words(bitext, annotation)
    if place:
        parts.append(place + ".")
    return " ".join(parts)


def _what(bitext: Bitext, annotation: Annotation) -> str:
    quotes = {side: _spoken_quote(bitext, annotation, side) for side in Side}
    if annotation.tag == Tag.MATCHING:
        return QCoreApplication.translate(
            "Annotation", "Matching: “{source}” with “{target}”."
        ).format(source=quotes[Side.SOURCE], target=quotes[Side.TARGET])
    if annotation.tag not in tuple(Tag):
        return QCoreApplication.translate(
            "Annotation", "{tag}: source “{source}”, target “{target}”."
        ).format(tag=annotation.tag, source=quotes[Side.SOURCE], target=quotes[Side.TARGET])
    home = annotation.home
    offset = annotation.caret(home.other)
    if offset is None:
        return QCoreApplication.translate("Annotation", "{tag}: “{quote}”, no counterpart.").format(
            tag=tag_word(annotation.tag), quote=quotes[home]
        )
    before, behind = _neighbours(bitext, home.other, offset)
    return QCoreApplication.translate(
        "Annotation", "{tag}: “{quote}”, its place is between “{before}” and “{behind}”."
    ).format(tag=tag_word(annotation.tag), quote=quotes[home], before=before, behind=behind)


def _spoken_quote(bitext: Bitext, annotation: Annotation, side: Side) -> str:
    characters = bitext.text(side).characters
    return PIECE_GAP.join(
        one_line(characters[span.start : min(span.end, span.start + 2 * QUOTE_LIMIT)], QUOTE_LIMIT)
        for span in annotation.text_spans(side)[:8]
    )
