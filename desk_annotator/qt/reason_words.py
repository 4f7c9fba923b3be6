"""The reasons of suggestions in the user's language."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from desk_annotator.alignment.result import Reason, ReasonKind
from desk_annotator.text.isolates import isolate


def reasons_in_words(reasons: Iterable[Reason]) -> str:
    """Return reasons in one line, each kept apart from the direction of its neighbours."""
    return "; ".join(each_in_words(reasons))


def each_in_words(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """Return reasons one by one, isolated."""
    return tuple(isolate(_in_words(reason)) for reason in reasons)


def _in_words(reason: Reason) -> str:
    if reason.kind is ReasonKind.MEANING:
        words = QCoreApplication.translate("Reasons", "meaning {0}")
    elif reason.kind is ReasonKind.BEST_MEANING:
        words = QCoreApplication.translate("Reasons", "nearest meaning {0}")
    elif reason.kind is ReasonKind.CONFIRMED:
        words = QCoreApplication.translate("Reasons", "confirmed by you")
    else:
        return reason.words
    return words.format(f"{reason.number:.2f}")
