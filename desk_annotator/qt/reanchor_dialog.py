"""Shows where the quotes of a project that contradicts itself stand now, and offers a copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.reanchoring import CONTEXT, Finding, Place, Reanchoring
from desk_annotator.core.span import Side, Span
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip
from desk_annotator.qt.row_list import RowList
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.text.isolates import isolate, one_line

_QUOTE = 60
"""Code points of a quote in a row."""


class ReanchorDialog(QDialog):
    """Blocks its window only; accepted, the user wants the repaired copy."""

    def __init__(
        self, found: Reanchoring, problems: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._found = found
        self._places = self._in_order()
        self._texts = {pair.id: pair for pair in found.repaired.pairs}
        self.setWindowTitle(self.tr("Find the right places"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        summary = SignedLabel(self)
        summary.set_words(self._summary(), "warning" if found.unplaced else "info")
        self.list = RowList(
            [self.tr("Quote"), self.tr("Side"), self.tr("Found"), self.tr("Where it stands now")],
            self.tr("Places, those that need a look first"),
            len(self._places),
            self._words,
            self._tip,
            parent=self,
        )
        self.list.fit_columns()
        # Columns are fitted to the first rows; quotes further down may be longer.
        self.list.setColumnWidth(0, max(160, min(self.list.columnWidth(0), 260)))
        contradictions = self.tr("What contradicts itself in the file")
        self.report = RowList(
            [contradictions],
            contradictions,
            len(problems),
            lambda row: (problems[row],),
            lambda row, _: plain_tooltip(problems[row], None),
            parent=self,
        )
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.list)
        split.addWidget(self.report)
        split.setSizes([300, 120])
        note = PlainLabel(
            self.tr(
                "The copy is a project of its own and in no file until you save it; this file "
                "stays as it is. An annotation without a sure place is kept in the copy with its "
                "quotes, but not shown; a place between two characters is left out if it is not "
                "sure."
            ),
            self,
            wraps=True,
        )
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.copy_button = self.buttons.addButton(
            self.tr("Make a &repaired copy"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.copy_button.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(summary)
        layout.addWidget(split, 1)
        layout.addWidget(note)
        layout.addWidget(self.buttons)
        open_at(self, 760, 560)

    def _summary(self) -> str:
        locale = QLocale()
        places = self._found.places
        sure = sum(place.proposal is not None for place in places)
        words = self.tr(
            "Places in doubt: {total}. Found again: {sure}. In several places, or in none: {rest}. "
            "Annotations without a sure place: {unplaced}. Ignored ranges given up: {ignored}. "
            "Segments made by hand given up: {cuts}."
        )
        return words.format(
            total=locale.toString(len(places)),
            sure=locale.toString(sure),
            rest=locale.toString(len(places) - sure),
            unplaced=locale.toString(self._found.unplaced),
            ignored=locale.toString(self._found.ignored_given_up),
            cuts=locale.toString(self._found.cuts_given_up),
        )

    def _in_order(self) -> list[Place]:
        def rank(place: Place) -> tuple[bool, bool]:
            return place.proposal is not None, not place.quote

        return sorted(self._found.places, key=rank)

    def _words(self, row: int) -> tuple[str, ...]:
        place = self._places[row]
        quote = isolate(one_line(place.quote, _QUOTE)) if place.quote else self.tr("(a place)")
        around = " · ".join(self._now(place))
        return quote, _side_word(place.side), _finding_word(place.finding), around

    def _tip(self, row: int, column: int) -> str:
        place = self._places[row]
        whole = {0: place.quote, 3: "\n".join(self._now(place))}.get(column, "")
        return plain_tooltip(whole, None) if whole else ""

    def _now(self, place: Place) -> list[str]:
        spans = (place.proposal,) if place.proposal is not None else place.candidates[:3]
        return [self._around(place, span) for span in spans]

    def _around(self, place: Place, span: Span) -> str:
        text = self._texts[place.pair_id].text(place.side).characters
        front = text[max(0, span.start - CONTEXT) : span.start]
        quote = text[span.start : span.end]
        behind = text[span.end : span.end + CONTEXT]
        return isolate(one_line(f"{front}[{quote}]{behind}", 2 * CONTEXT + _QUOTE))


def _side_word(side: Side) -> str:
    translate = QCoreApplication.translate
    if side is Side.SOURCE:
        return translate("ReanchorDialog", "Source")
    return translate("ReanchorDialog", "Target")


def _finding_word(finding: Finding) -> str:
    translate = QCoreApplication.translate
    return {
        Finding.FOUND: translate("ReanchorDialog", "yes"),
        Finding.AMBIGUOUS: translate("ReanchorDialog", "in several places"),
        Finding.NOT_FOUND: translate("ReanchorDialog", "no"),
    }[finding]
