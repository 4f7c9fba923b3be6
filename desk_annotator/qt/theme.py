"""Light and dark: follows the system unless the user chose one herself."""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desk_annotator.qt.icons import set_icon_colours
from desk_annotator.qt.theme_dress import dress

if TYPE_CHECKING:
    from desk_annotator.qt.theme_change import ThemeChange

_log = logging.getLogger(__name__)


class ThemeChoice(StrEnum):
    """What the user asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Dresses the application and tells when the dress changes.

    The theme package's own "auto" mode leaves a watching process behind on Linux, so the
    system's wish is taken from Qt and the package is only ever asked for "light" or "dark".
    """

    changed = Signal(bool)
    """Emitted with True for dark after the application has been dressed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = ThemeChoice.SYSTEM
        self._dressed: bool | None = None
        """Whether what is worn, or about to be put on, is dark; None before the first dress."""
        self._change: ThemeChange | None = None
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def choice(self) -> ThemeChoice:
        """What the user asked for."""
        return self._choice

    @property
    def is_dark(self) -> bool:
        """True while the application is dressed dark, or about to be."""
        return bool(self._dressed)

    @property
    def is_dressed(self) -> bool:
        """False while another dress is being put on."""
        return self._change is None or not self._change.is_under_way

    @property
    def _name(self) -> str:
        return "dark" if self.is_dark else "light"

    def choose(self, choice: ThemeChoice) -> None:
        """Dress the application as asked for, now and when the system changes its mind.

        With a window on show that takes some turns of the event loop; `changed` tells the end.
        """
        self._choice = choice
        self._dress()

    def _follow(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            scheme = QGuiApplication.styleHints().colorScheme()
            dark = scheme is Qt.ColorScheme.Dark
        else:
            dark = self._choice is ThemeChoice.DARK
        if dark == self._dressed:
            return
        self._dressed = dark
        app = QApplication.instance()
        if isinstance(app, QApplication) and app.styleSheet() and _is_a_window_on_show():
            self._dress_in_turns()
        elif self.is_dressed:
            if isinstance(app, QApplication) and app.styleSheet():
                app.setStyleSheet("")
            self._put_on()

    def _dress_in_turns(self) -> None:
        # In place of another sheet Qt dresses widgets again and again, as many times as they lie
        # deep: three to four times as long as to undress and dress them.
        if self._change is None:
            from desk_annotator.qt.theme_change import ThemeChange  # noqa: PLC0415 - seldom

            self._change = ThemeChange(self._fetch, self._put_on, self)
        self._change.begin()

    def _fetch(self) -> None:
        """Have the dress made, if it is not kept yet: the theme package is slow to load."""
        try:
            dress(self._name)
        except OSError as error:
            _log.info("a dress could not be made: %s", error)

    def _put_on(self) -> None:
        """Dress the application, which is bare, as is wished now."""
        dark = self.is_dark
        app = QApplication.instance()
        try:
            sheet, palette = dress(self._name)
            if isinstance(app, QApplication):
                app.setStyleSheet(sheet + additions(dark=dark))
            palette = readable(palette, dark=dark)
        except OSError:
            # The package keeps its pictures in a folder of the user's home; without one that
            # can be written the plain style has to do, in the right brightness.
            _log.info("no folder for theme pictures; using the plain style")
            QApplication.setStyle("Fusion")
            palette = _plain_palette(dark=dark)
        QGuiApplication.setPalette(palette)
        icons = QColor("#e1e5e9") if dark else QColor("#343a40")
        set_icon_colours(icons, QColor(_COLOURS[dark]["ground"]))
        self.changed.emit(dark)


def _is_a_window_on_show() -> bool:
    return any(window.isVisible() for window in QApplication.topLevelWidgets())


def _plain_palette(*, dark: bool) -> QPalette:
    ground, text = (QColor("#202124"), QColor("#e1e5e9"))
    if not dark:
        ground, text = QColor("#f8f9fa"), QColor("#202124")
    return QPalette(text, ground, ground, ground, ground, text, ground)


_COMMON = """
QToolTip {{ padding: 4px; }}
QToolBar {{ spacing: 2px; padding: 3px; }}
QToolBar QToolButton {{ padding: 4px; }}
QStatusBar QLabel {{ padding: 0 4px; }}
QDockWidget::title {{ padding: 2px 8px; }}
QTableView > QHeaderView::section {{ padding: 2px 4px; }}
AnnotationFilterRow QComboBox, AnnotationFilterRow QLineEdit {{
    min-height: 1em; padding: 1px 4px;
}}
RowList, RowList > QHeaderView {{ background: {ground}; }}
RowList > QHeaderView::section {{ padding: 0 0 0 4px; }}
QTableView {{ selection-background-color: transparent; }}
QTableView::item:selected {{ background: {selected}; color: {selected_text}; }}
QTableView::item:selected:!active {{ background: {left}; color: {selected_text}; }}
QLineEdit, QTextEdit, QPlainTextEdit {{ placeholder-text-color: {placeholder}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 3px 7px; }}
QPushButton:default:focus {{ border: 2px solid {text}; padding: 3px 7px; }}
QToolButton:focus {{ border: 2px solid {accent}; padding: 3px; }}
QCheckBox:focus, QRadioButton:focus {{ border-bottom: 2px solid {accent}; }}
QAbstractItemView:focus {{ border: 1px solid {accent}; }}
QSlider:focus {{ border: 1px solid {accent}; border-radius: 4px; padding: 1px 0; }}
"""
"""The package lays two half-covering colours over one another for what is selected in a table,
on which its text is weak, and shows the focus of fields only. The lists of dialogs look alike,
whether they are Qt's trees or, being long, tables."""
_LIGHT_ONLY = """
QPushButton:enabled {{ color: {accent}; }}
QPushButton:default:enabled {{ color: {ground}; background: {accent}; }}
QPushButton:default:hover {{ background: {hovered}; }}
QPushButton:default:pressed {{ background: {pressed}; }}
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QComboBox:open {{
    border-color: {accent};
}}
"""
"""The blue of the package is too light for text on its ground."""
_COLOURS = {
    True: {
        "ground": "#202124",
        "text": "#e4e7eb",
        "accent": "#8ab4f7",
        "placeholder": "#b0b5ba",
        "selected": "#2d5484",
        "left": "#2b3a4e",
        "selected_text": "#e8eaed",
    },
    False: {
        "ground": "#f8f9fa",
        "text": "#202124",
        "accent": "#1967d2",
        "hovered": "#1b6be0",
        "pressed": "#1557b0",
        "placeholder": "#6b7075",
        "selected": "#cfe1fb",
        "left": "#dfe9f6",
        "selected_text": "#1b1c1e",
    },
}


def additions(*, dark: bool) -> str:
    """Return what follows the style sheet of the package."""
    template = _COMMON if dark else _COMMON + _LIGHT_ONLY
    return template.format(**_COLOURS[dark])


def readable(palette: QPalette, *, dark: bool) -> QPalette:
    """Return a palette of the package with the colours of `additions` where it has weak ones."""
    better = QPalette(palette)
    colours = _COLOURS[dark]
    better.setColor(QPalette.ColorRole.PlaceholderText, QColor(colours["placeholder"]))
    for role in (
        QPalette.ColorRole.Highlight,
        QPalette.ColorRole.Link,
        QPalette.ColorRole.ButtonText,
    ):
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            better.setColor(group, role, QColor(colours["accent"]))
    return better
