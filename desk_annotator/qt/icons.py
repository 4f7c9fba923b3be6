"""Icons drawn in the colour of the text around them, sharp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desk_annotator.qt.assets import icon_path


@lru_cache(maxsize=64)
def _drawing(name: str) -> bytes:
    return icon_path(name).read_bytes()


class _TintedEngine(QIconEngine):
    """Paints an SVG whose strokes are `currentColor` in the palette's text colour."""

    def __init__(self, name: str, colour: QColor | None, *, turns: bool = False) -> None:
        super().__init__()
        self._name = name
        self._colour = colour
        self._turns = turns

    def _tint(self, mode: QIcon.Mode) -> QColor:
        if self._colour is not None:
            return self._colour
        colour = QColor(_tint_of_theme)
        # The style asks for the active picture of a push button that has the keyboard.
        if self._turns and mode is QIcon.Mode.Active:
            return QColor(_tint_on_accent)
        if mode is QIcon.Mode.Disabled:
            colour.setAlphaF(0.35)
        return colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon into `rect`."""
        del state
        tint = self._tint(mode)
        drawing = _drawing(self._name).replace(b"currentColor", tint.name().encode("ascii"))
        renderer = QSvgRenderer(QByteArray(drawing))
        painter.save()
        painter.setOpacity(painter.opacity() * tint.alphaF())
        renderer.render(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon as a picture of `size`."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        try:
            self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        finally:
            painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        """Return a copy, as Qt asks for one."""
        return _TintedEngine(self._name, self._colour, turns=self._turns)


_tint_of_theme = QColor("#333333")
_tint_on_accent = QColor("#ffffff")


def set_icon_colours(text: QColor, on_accent: QColor) -> None:
    """Say in which colours icons are to be drawn from now on.

    They are those of the theme for text, and for text on a button filled with its accent.
    """
    _tint_of_theme.setRgba(text.rgba())
    _tint_on_accent.setRgba(on_accent.rgba())


@lru_cache(maxsize=128)
def _engine(name: str, colour: str) -> _TintedEngine:
    return _TintedEngine(name, QColor(colour) if colour else None)


def icon(name: str, colour: QColor | None = None) -> QIcon:
    """Return the icon `name`, in the theme's colour or in one of its own."""
    engine = _engine(name, colour.name() if colour is not None else "")
    return QIcon(engine.clone())


def push_button_icon(name: str) -> QIcon:
    """Return the icon `name` for a push button, which the accent fills while it has the keyboard.

    Such a button must be an `autoDefault` one.
    """
    return QIcon(_TintedEngine(name, None, turns=True))


def window_icon() -> QIcon:
    """Return the program's own icon."""
    return QIcon(str(icon_path("desk-annotator")))


def text_colour() -> QColor:
    """Return the text colour of the application's palette."""
    return QGuiApplication.palette().color(QPalette.ColorRole.WindowText)
