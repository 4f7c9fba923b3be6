"""The controls above the annotation list that say what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from desk_annotator.app.annotation_filter import OPEN_FILTER, AnnotationFilter
from desk_annotator.core.annotation import Severity, Status
from desk_annotator.qt.annotation_delegate import colour_of_tag, paint_swatch
from desk_annotator.qt.annotation_list_words import (
    TAG_ORDER,
    number,
    severity_word,
    status_word,
    tag_word,
)
from desk_annotator.qt.clearable_field import ClearableField
from desk_annotator.qt.colours import PaneColours, pane_colours
from desk_annotator.qt.combo_list import SteadyBox, show_whole_words
from desk_annotator.qt.plain_label import PlainLabel

_LONGEST_WORDS = 300
"""Characters that the field takes."""
_TYPING_PAUSE = 150
"""Milliseconds without a key after which the typed words are looked for."""


class _FilterField(ClearableField):
    """The words to look for; Escape empties it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field on Escape if there is something in it."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


def swatch_icon(tag: str, colours: PaneColours, widget: QWidget) -> QIcon:
    """Return the swatch of a tag as an icon, sharp on the widget's screen."""
    size = QSize(20, 16)
    ratio = widget.devicePixelRatioF()
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    try:
        text = widget.palette().color(QPalette.ColorRole.WindowText)
        paint_swatch(
            painter,
            QRect(0, 0, size.width(), size.height() - 1),
            tag,
            colour_of_tag(colours, tag),
            text,
        )
    finally:
        painter.end()
    return QIcon(pixmap)


class AnnotationFilterRow(QWidget):
    """A text field, a button a tag with its count, status, severity, and "with note"."""

    changed = Signal()
    """Emitted when `wanted` has another value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted = OPEN_FILTER
        """The filter the controls show."""
        self._colours = pane_colours(dark=False)
        self._is_setting = False
        self.field = _FilterField(self)
        self.field.setPlaceholderText(self.tr("Filter by words of quotes and notes"))
        self.field.setMaxLength(_LONGEST_WORDS)
        self.field.setMinimumWidth(80)
        self.field.setAccessibleName(self.tr("Filter by words of quotes and notes"))
        self.tag_buttons = {tag: self._tag_button() for tag in TAG_ORDER}
        self.status_box = self._box(self.tr("Status"), self.tr("Any status"))
        for status in Status:
            self.status_box.addItem(status_word(status), str(status))
        self.severity_box = self._box(self.tr("Severity"), self.tr("Any severity"))
        for severity in Severity:
            self.severity_box.addItem(severity_word(severity), str(severity))
        for box in (self.status_box, self.severity_box):
            show_whole_words(box)
        self.note_box = QCheckBox(self.tr("With note"), self)
        self._shown = PlainLabel(parent=self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE)
        self._pause.timeout.connect(self._take)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.field, 1)
        # Not beside "With note": it would be taken for the number of notes.
        layout.addWidget(self._shown)
        layout.addSpacing(4)
        for button in self.tag_buttons.values():
            layout.addWidget(button)
        layout.addWidget(self.status_box)
        layout.addWidget(self.severity_box)
        layout.addWidget(self.note_box)
        self.field.textChanged.connect(self._pause_then_take)
        self.status_box.currentIndexChanged.connect(self._take_now)
        self.severity_box.currentIndexChanged.connect(self._take_now)
        self.note_box.toggled.connect(self._take_now)
        self._dress_buttons()

    def _tag_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setChecked(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(20, 16))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setMinimumHeight(26)
        button.toggled.connect(self._take_now)
        return button

    def _box(self, name: str, everything: str) -> QComboBox:
        box = SteadyBox(self)
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.addItem(everything, None)
        return box

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._colours = colours
        self._dress_buttons()

    def set_counts(self, counts: Mapping[str, int], *, shown: int) -> None:
        """Show how many annotations carry each tag, and how many rows the filter leaves."""
        total = sum(counts.values())
        for tag, button in self.tag_buttons.items():
            button.setText(number(counts.get(tag, 0)))
            word = tag_word(tag)
            button.setToolTip(
                self.tr("Show {tag} ({count})").format(tag=word, count=number(counts.get(tag, 0)))
            )
            button.setAccessibleName(button.toolTip())
        self._shown.setText(
            number(total)
            if shown == total
            else self.tr("{shown} of {total}").format(shown=number(shown), total=number(total))
        )
        self._shown.setAccessibleName(
            self.tr("{shown} of {total} annotations shown").format(
                shown=number(shown), total=number(total)
            )
        )

    def say_listing(self, share: float) -> None:
        """Say in place of the counts that rows are being listed, and the share (0 to 1) done."""
        self._shown.setText(
            self.tr("Listing… {percent} %").format(percent=number(int(100 * share)))
        )
        self._shown.setAccessibleName("")

    def set_filter(self, wanted: AnnotationFilter) -> None:
        """Put the controls as a filter has it, and tell."""
        self._is_setting = True
        try:
            self.field.setText(wanted.text)
            for tag, button in self.tag_buttons.items():
                button.setChecked(wanted.tags is None or tag in wanted.tags)
            self.status_box.setCurrentIndex(max(self.status_box.findData(wanted.status), 0))
            self.severity_box.setCurrentIndex(
                0 if wanted.severity is None else self.severity_box.findData(wanted.severity)
            )
            self.note_box.setChecked(wanted.with_note)
        finally:
            self._is_setting = False
        self._take_now()

    def _pause_then_take(self) -> None:
        if not self._is_setting:
            self._pause.start()

    def _take_now(self) -> None:
        if not self._is_setting:
            self._pause.stop()
            self._take()

    def _take(self) -> None:
        checked = frozenset(
            str(tag) for tag, button in self.tag_buttons.items() if button.isChecked()
        )
        wanted = replace(
            OPEN_FILTER,
            text=self.field.text(),
            # With every button down, tags of a newer version are shown too.
            tags=None if len(checked) == len(self.tag_buttons) else checked,
            status=self.status_box.currentData(),
            severity=self.severity_box.currentData(),
            with_note=self.note_box.isChecked(),
        )
        if wanted != self.wanted:
            self.wanted = wanted
            self.changed.emit()

    def _dress_buttons(self) -> None:
        for tag, button in self.tag_buttons.items():
            button.setIcon(swatch_icon(tag, self._colours, self))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the swatches anew on a new theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._dress_buttons()
