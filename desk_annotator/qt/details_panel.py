"""Everything about the active annotation, to read and to change."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.amendment import Details, set_details
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.annotation import Annotation, Severity, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.qt.annotation_list_words import (
    caret_line,
    date_words,
    number,
    severity_word,
    side_word,
    status_word,
)
from desk_annotator.qt.colours import PaneColours
from desk_annotator.qt.details_panel_categories import category_names
from desk_annotator.qt.details_panel_fields import (
    CategoryBox,
    ChoiceBox,
    NoteField,
    QuoteBox,
)
from desk_annotator.qt.details_panel_tag import TagRow
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.text.isolates import isolate


class DetailsPanel(QWidget):
    """Shows the active annotation and makes edits of what the user changes in it.

    Each change becomes one edit: a choice at once, typing when it has ended. `commit` takes
    what is still being typed; the window calls it before it saves or closes.
    """

    edit_requested = Signal(object)
    """An `Edit` of the active annotation's details."""
    tag_requested = Signal(str)
    """The tag the user wants the active annotation to have."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._bitext: Bitext | None = None
        self._annotation_id: str | None = None
        self._shown: Annotation | None = None
        self._used_categories: Counter[str] | None = None
        """How often each category is used; None until the first annotation is shown."""
        self._is_loading = False
        self._form = QWidget()
        self.tag_row = TagRow(self._form)
        self.quote_labels = {side: PlainLabel(parent=self._form, wraps=True) for side in Side}
        self.quotes = {side: QuoteBox(self._form) for side in Side}
        self.carets = {side: PlainLabel(parent=self._form, wraps=True) for side in Side}
        self.note = NoteField(self._form)
        self._flip = QToolButton(self._form)
        self.category = CategoryBox(self._form)
        self.severity = ChoiceBox(self._form)
        self.justified = ChoiceBox(self._form)
        self.status = ChoiceBox(self._form)
        self.origin = PlainLabel(parent=self._form, wraps=True)
        self._fields = QFormLayout()
        self._fill_boxes()
        self._lay_out()
        self._empty = PlainLabel(
            self.tr(
                "No annotation is active. Click a highlighted passage or a row of the list, or "
                "select text and press 1 (matching), 2 (added) or 3 (missing)."
            ),
            self,
            wraps=True,
        )
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(12)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._form)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.tag_row.tag_wanted.connect(self.tag_requested)
        self.note.finished.connect(self.commit)
        self.category.finished.connect(self._choice_made)
        for box in (self.severity, self.justified, self.status):
            box.activated.connect(self._choice_made)
        self._load()

    def _fill_boxes(self) -> None:
        for severity in Severity:
            self.severity.addItem(severity_word(severity), str(severity))
        for status in Status:
            self.status.addItem(status_word(status), str(status))
        self.justified.addItem(self.tr("Not judged"), "")
        self.justified.addItem(self.tr("Justified"), "yes")
        self.justified.addItem(self.tr("Not justified"), "no")
        self._flip.setText("⇄")
        self._flip.setAutoRaise(True)
        self._flip.setMinimumSize(26, 24)
        self._flip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._flip.setToolTip(self.tr("Turn the direction of this paragraph of the note"))
        self._flip.setAccessibleName(self._flip.toolTip())
        self._flip.clicked.connect(self.note.flip)
        self.note.setPlaceholderText(self.tr("What should a reader of this annotation know?"))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self._form)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self.tag_row)
        for side in Side:
            label = self.quote_labels[side]
            label.setBuddy(self.quotes[side])
            layout.addSpacing(4)
            layout.addWidget(label)
            layout.addWidget(self.quotes[side])
            layout.addWidget(self.carets[side])
        note_label = QLabel(self.tr("&Note"), self._form)
        note_label.setBuddy(self.note)
        head = QHBoxLayout()
        head.addWidget(note_label)
        head.addStretch(1)
        head.addWidget(self._flip)
        layout.addSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.note)
        layout.addSpacing(4)
        self._fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._fields.addRow(self.tr("Ca&tegory"), self.category)
        self._fields.addRow(self.tr("&Severity"), self.severity)
        self._fields.addRow(self.tr("&Justified"), self.justified)
        self._fields.addRow(self.tr("Stat&us"), self.status)
        layout.addLayout(self._fields)
        layout.addWidget(self.origin)
        layout.addStretch(1)
        font = self.origin.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        self.origin.setFont(font)
        order = (
            self.tag_row,
            *self.quotes.values(),
            # It stands above the note; behind it, it would stand between the note and what comes
            # next, each time.
            self._flip,
            self.note,
            self.category,
            self.severity,
            self.justified,
            self.status,
        )
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    # What it shows

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Show the active annotation of a workspace, or (None) nothing; takes a note first."""
        self.commit()
        self._heard.end()
        self._workspace = workspace
        self._heard = Subscriptions.to(
            workspace,
            edited=self._edited,
            active_changed=self._active_changed,
            pair_shown=self._pair_shown,
        )
        self._used_categories = None
        self._turn_to_active()

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self.tag_row.set_colours(colours)

    def focus_note(self) -> None:
        """Give the keyboard to the note."""
        if self._shown is not None:
            self.note.moveCursor(QTextCursor.MoveOperation.End)
            self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _count_categories(self) -> Counter[str]:
        return Counter(
            annotation.category
            for bitext in (self._workspace.bitexts if self._workspace is not None else ())
            for annotation in bitext.annotations.values()
            if annotation.category
        )

    def _active_changed(self, annotation_id: str | None) -> None:
        if annotation_id == self._annotation_id:
            return
        self.commit()
        self._turn_to_active()

    def _pair_shown(self, bitext: Bitext | None) -> None:
        del bitext
        self._turn_to_active()

    def _turn_to_active(self) -> None:
        workspace = self._workspace
        self._bitext = workspace.current if workspace is not None else None
        self._annotation_id = workspace.active_id if workspace is not None else None
        self._shown = None
        self._load()

    def _edited(self, edited: Edited) -> None:
        reach = edited.reach
        if reach.changes_pairs:
            self._used_categories = None
        elif self._used_categories is not None:
            self._used_categories.update(reach.categories)
        if self._bitext is not None and reach.touches(self._bitext.id, self._annotation_id):
            self._load()

    def _annotation(self) -> Annotation | None:
        if self._bitext is None or self._annotation_id is None:
            return None
        return self._bitext.annotations.get(self._annotation_id)

    def _load(self) -> None:
        annotation = self._annotation()
        bitext = self._bitext
        before, self._shown = self._shown, annotation
        if annotation is None or bitext is None:
            self._pages.setCurrentWidget(self._empty)
            self.note.set_note("")
            return
        self._is_loading = True
        try:
            self._show_quotes(bitext, annotation, before)
            self._show_fields(annotation, before)
        finally:
            self._is_loading = False
        self._pages.setCurrentWidget(self._scroll)
        # Nothing may be cut off at the side, where the panel does not scroll.
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self._scroll.setMinimumWidth(self._form.minimumSizeHint().width() + bar)
        if before is None:
            self._scroll.verticalScrollBar().setValue(0)

    def _show_quotes(
        self, bitext: Bitext, annotation: Annotation, before: Annotation | None
    ) -> None:
        self.tag_row.set_tag(annotation.tag)
        for side in Side:
            spans = annotation.text_spans(side)
            self.quotes[side].setVisible(bool(spans))
            self.carets[side].setVisible(not spans)
            if before is not None and before.spans(side) == annotation.spans(side):
                continue
            is_whole = True
            if spans:
                is_whole = self.quotes[side].show_quote(bitext, spans, side)
                words = self._quote_words(side, len(spans), sum(span.length for span in spans))
            else:
                words = side_word(side)
                self._show_caret(bitext, annotation, side)
            if not is_whole:
                words = self.tr("{quote} (only the beginning is shown)").format(quote=words)
            self.quote_labels[side].setText(words)
            self.quotes[side].setAccessibleName(words)

    def _quote_words(self, side: Side, pieces: int, length: int) -> str:
        if pieces == 1:
            return self.tr("{side} · characters: {length}").format(
                side=side_word(side), length=number(length)
            )
        return self.tr("{side} · pieces: {pieces} · characters: {length}").format(
            side=side_word(side), pieces=number(pieces), length=number(length)
        )

    def _show_caret(self, bitext: Bitext, annotation: Annotation, side: Side) -> None:
        label = self.carets[side]
        direction = bitext.text(side).direction
        if annotation.caret(side) is None:
            label.setText(self.tr("∅ No counterpart, and no place set for it."))
            label.setAlignment(Qt.AlignmentFlag.AlignLeading)
            return
        label.setText(isolate(caret_line(bitext, annotation, side), direction))
        edge = (
            Qt.AlignmentFlag.AlignRight
            if direction is Direction.RTL
            else Qt.AlignmentFlag.AlignLeft
        )
        label.setAlignment(edge | Qt.AlignmentFlag.AlignAbsolute)

    def _show_fields(self, annotation: Annotation, before: Annotation | None) -> None:
        if before is None or (
            # What is being typed is not overwritten by a note that changed elsewhere.
            before.note != annotation.note
            and not self.note.is_touched()
            and self.note.note() != annotation.note
        ):
            self.note.set_note(annotation.note)
        if self._used_categories is None:
            self._used_categories = self._count_categories()
        self.category.set_names(category_names(annotation.tag, +self._used_categories))
        if before is None or annotation.category not in (before.category, self.category.typed()):
            self.category.set_category(annotation.category)
        self.severity.choose(annotation.severity, severity_word(annotation.severity))
        self.status.choose(annotation.status, status_word(annotation.status))
        judged = {None: "", True: "yes", False: "no"}[annotation.justified]
        self.justified.choose(judged, judged)
        self._fields.setRowVisible(self.justified, annotation.tag != Tag.MATCHING)
        self.origin.setText(self._origin_words(annotation))
        writable = self._workspace is not None and not self._workspace.read_only_reason
        self.note.setReadOnly(not writable)
        for field in (self.category, self.severity, self.justified, self.status, self.tag_row):
            field.setEnabled(writable)

    def _origin_words(self, annotation: Annotation) -> str:
        lines = []
        if annotation.author:
            lines.append(self.tr("By {author}").format(author=isolate(annotation.author)))
        if annotation.created:
            lines.append(self.tr("Made {time}").format(time=date_words(annotation.created)))
        if annotation.modified and annotation.modified != annotation.created:
            lines.append(self.tr("Changed {time}").format(time=date_words(annotation.modified)))
        return " · ".join(lines)

    # What the user does

    def commit(self) -> None:
        """Take what has been typed into the note or category, if it is something new."""
        annotation = self._annotation()
        if self._is_loading or annotation is None or self._shown is None:
            return
        details = replace(Details.of(annotation), category=self._category(annotation))
        if self.note.is_touched():
            details = replace(details, note=self.note.note())
        self._request(annotation, details)

    def _choice_made(self) -> None:
        annotation = self._annotation()
        if self._is_loading or annotation is None or self._shown is None:
            return
        details = replace(
            Details.of(annotation),
            category=self._category(annotation),
            severity=str(self.severity.currentData()),
            justified={"": None, "yes": True, "no": False}[self.justified.currentData()],
            status=str(self.status.currentData()),
        )
        self._request(annotation, details)

    def _category(self, annotation: Annotation) -> str:
        typed = self.category.typed()
        return annotation.category if typed is None else typed.strip()

    def _request(self, annotation: Annotation, details: Details) -> None:
        """Ask for an edit unless nothing would change; the typed note stays until it is made."""
        workspace = self._workspace
        if workspace is None or self._bitext is None or workspace.read_only_reason:
            return
        if details != Details.of(annotation):
            self.edit_requested.emit(
                set_details(self._bitext, annotation, details, workspace.now())
            )
        now = self._annotation()
        if now is not None and now.note == self.note.note():
            self.note.mark_taken()
