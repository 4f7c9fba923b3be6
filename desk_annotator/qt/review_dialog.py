"""Shows what a review would change, before anything is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.review_merge import ReviewMerge
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.edit import AnnotationChange
from desk_annotator.core.project import Pair
from desk_annotator.qt.annotation_list_words import number, tag_word
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip
from desk_annotator.qt.review_words import (
    change_words,
    decision_words,
    misfit_words,
    outcome_words,
    quote_words,
    unread_words,
)
from desk_annotator.qt.row_list import RowList
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.text.isolates import isolate_name

MOST_REMARKS = 2000
"""Comments shown that stand on no annotation."""
_TAG, _QUOTE, _CHANGE = range(3)


class ReviewDialog(QDialog):
    """Blocks its window only; accepted, the user wants the changes made."""

    def __init__(
        self,
        name: str,
        merge: ReviewMerge,
        pairs: Mapping[str, Pair],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Take over review"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        changes = merge.changes
        self.summary = SignedLabel(self)
        counts = [
            self.tr("The review “{0}” would change this.").format(isolate_name(name))
            if changes
            else self.tr("The review “{0}” would change nothing.").format(isolate_name(name)),
            outcome_words(merge),
            misfit_words(merge),
            unread_words(merge),
            decision_words(merge),
        ]
        self.summary.set_words("\n".join(filter(None, counts)), "info" if changes else "warning")
        self._changes = changes
        self._pairs = pairs
        self.list = RowList(
            [self.tr("Tag"), self.tr("Annotation"), self.tr("What changes")],
            self.tr("What the review would change"),
            len(changes),
            self._words,
            self._tip,
            parent=self,
        )
        header = self.list.horizontalHeader()
        header.setSectionResizeMode(_TAG, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_QUOTE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_CHANGE, QHeaderView.ResizeMode.Stretch)
        self.list.setVisible(bool(changes))
        self.remarks_label = PlainLabel(
            self.tr("&Comments that stand on no annotation, and are not taken over:"), self
        )
        remarks = list(merge.remarks[:MOST_REMARKS])
        if len(merge.remarks) > MOST_REMARKS:
            more = self.tr("And {0} more.").format(number(len(merge.remarks) - MOST_REMARKS))
            remarks.append(more)
        self.remarks = QPlainTextEdit("\n\n".join(remarks), self)
        self.remarks.setReadOnly(True)
        self.remarks.setTabChangesFocus(True)
        self.remarks.setMaximumHeight(self.remarks.fontMetrics().lineSpacing() * 5)
        self.remarks.setAccessibleName(self.tr("Comments that stand on no annotation"))
        self.remarks_label.setBuddy(self.remarks)
        for widget in (self.remarks_label, self.remarks):
            widget.setVisible(bool(merge.remarks))
        self.take_button: QPushButton | None = None
        self._lay_out(changes)

    def _lay_out(self, changes: tuple[AnnotationChange, ...]) -> None:
        self.buttons = QDialogButtonBox(self)
        if changes:
            self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
            self.take_button = self.buttons.addButton(
                self.tr("&Take over"), QDialogButtonBox.ButtonRole.AcceptRole
            )
            self.take_button.setDefault(True)
        else:
            self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.summary, self.list, self.remarks_label, self.remarks):
            layout.addWidget(widget, 1 if widget is self.list else 0)
        if not changes:
            layout.addStretch(1)
        layout.addWidget(self.buttons)
        open_at(self, 760, 480 if changes else 260)
        if self.take_button is not None:
            self.take_button.setFocus()

    def _words(self, row: int) -> tuple[str, ...]:
        change = self._changes[row]
        shown = _shown(change)
        quote = quote_words(self._pairs[change.pair_id], shown)
        return tag_word(shown.tag), quote, change_words(change)

    def _tip(self, row: int, column: int) -> str:
        if column != _CHANGE:
            return ""
        change = self._changes[row]
        return plain_tooltip(_shown(change).note or change_words(change), None)


def _shown(change: AnnotationChange) -> Annotation:
    shown = change.after if change.after is not None else change.before
    if shown is None:
        message = "a change must have a before or an after"
        raise ValueError(message)
    return shown
