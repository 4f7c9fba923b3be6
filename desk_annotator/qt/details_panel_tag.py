"""The tag of the active annotation, and the buttons that change it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from desk_annotator.core.annotation import Tag
from desk_annotator.qt.annotation_list_filter import swatch_icon
from desk_annotator.qt.annotation_list_words import TAG_ORDER, tag_word
from desk_annotator.qt.colours import PaneColours, pane_colours
from desk_annotator.qt.plain_label import PlainLabel

_GAP = 4
"""Pixels between two buttons."""
_BESIDE_SIGN = 14
"""Pixels of a button that are neither sign nor word."""


class _TagButton(QToolButton):
    """One tag; looks pressed while the annotation carries it, whatever is clicked."""

    wanted = Signal(str)

    def __init__(self, tag: Tag, parent: QWidget) -> None:
        super().__init__(parent)
        self.tag = tag
        self.setText(tag_word(tag))
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(20, 16))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._ask)
        self._whole_width = 0

    def show_word(self, *, shown: bool) -> None:
        """Show the word of the tag beside its sign, or the sign alone."""
        look = Qt.ToolButtonStyle
        wanted = look.ToolButtonTextBesideIcon if shown else look.ToolButtonIconOnly
        if self.toolButtonStyle() is not wanted:
            self.setToolButtonStyle(wanted)

    @property
    def whole_width(self) -> int:
        """The width of the button with its word."""
        if self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon:
            self._whole_width = self.sizeHint().width()
        return self._whole_width

    def nextCheckState(self) -> None:
        """Stay as the annotation has it: only an edit changes the tag."""

    def _ask(self) -> None:
        if not self.isChecked():
            self.wanted.emit(str(self.tag))


class TagRow(QWidget):
    """Three buttons, the present tag pressed; a tag of a newer version is named before them."""

    tag_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = pane_colours(dark=False)
        self._unknown = PlainLabel(parent=self)
        self.buttons = {tag: _TagButton(tag, self) for tag in TAG_ORDER}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addWidget(self._unknown)
        for button in self.buttons.values():
            layout.addWidget(button)
            button.wanted.connect(self.tag_wanted)
        layout.addStretch(1)
        self.setFocusProxy(self.buttons[Tag.MATCHING])
        self.set_colours(self._colours)

    def set_tag(self, tag: str) -> None:
        """Show which tag the annotation carries."""
        self._unknown.setText(tag_word(tag))
        self._unknown.setVisible(tag not in tuple(Tag))
        for known, button in self.buttons.items():
            button.setChecked(known == tag)
            if known == tag:
                button.setAccessibleName(
                    self.tr("{tag}: the tag of this annotation").format(tag=tag_word(known))
                )
            else:
                button.setAccessibleName(
                    self.tr("Change the tag to {tag}").format(tag=tag_word(known))
                )
            button.setToolTip(button.accessibleName())

        if self.isVisible():
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return room for the signs and the longest word: the other words can be left out."""
        hint = super().minimumSizeHint()
        if not self._unknown.isHidden():
            return hint
        sign = self.buttons[Tag.MATCHING].iconSize().width() + _BESIDE_SIGN
        words = (self.fontMetrics().horizontalAdvance(tag_word(tag)) for tag in TAG_ORDER)
        return QSize(len(TAG_ORDER) * sign + max(words) + 2 * _GAP, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out words where there is no room for all."""
        super().resizeEvent(event)
        if self.isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the buttons: only now they look as they will."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say all tags in words, or where that is too long only that of the annotation."""
        whole = sum(button.whole_width for button in self.buttons.values()) + 2 * _GAP
        if not self._unknown.isHidden():
            whole += self._unknown.sizeHint().width() + _GAP
        for button in self.buttons.values():
            button.show_word(shown=whole <= self.width() or button.isChecked())

    def set_colours(self, colours: PaneColours) -> None:
        """Use the colours of a theme."""
        self._colours = colours
        for tag, button in self.buttons.items():
            button.setIcon(swatch_icon(tag, colours, self))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the swatches anew on a new theme, and measure words in another typeface."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self.isVisible():
            for button in self.buttons.values():
                button.show_word(shown=True)
            self._fit()
        if event.type() is QEvent.Type.PaletteChange:
            self.set_colours(self._colours)
