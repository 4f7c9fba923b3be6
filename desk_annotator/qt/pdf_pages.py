"""Fills the pages of a PDF with paragraphs, one after the other; what is drawn is not held.

A whole document laid out at once would hold a gigabyte for a long project, and nothing could
stop it. Lengths are points.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from desk_annotator.core.text import Direction
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.qt.fonts import pane_families
from desk_annotator.qt.pdf_numbers import ROOM, SIZE, LineNumbers, Numbered

MARGIN = 57.0
_RESOLUTION = 1200
_SCREEN = 110
"""Dots an inch of a picture to look at: small letters can just be read."""
_BELOW = 1.5
_NUMBER_SIZE = 9.0
_KEPT_LINES = 3
"""Lines for which there must be room below a heading."""
_LINES_A_LOOK = 64

Shading = tuple[int, int, QTextCharFormat]
"""Start and end in code points, and how the characters between them look."""


class Pages(ABC):
    """Pages on a device. `look` is called now and then and may raise to stop the work."""

    def __init__(
        self, device: QPdfWriter | QImage, resolution: float, look: Callable[[], None]
    ) -> None:
        self._look = look
        self._device = device
        self._painter = QPainter(device)
        self._fonts: dict[tuple[Direction, float, bool], QFont] = {}
        self._unit = resolution / 72
        self._width = device.width() - 2 * MARGIN * self._unit
        self._top = MARGIN * self._unit
        self._bottom = device.height() - MARGIN * self._unit
        self._y = self._top
        self.count = 1
        """The pages begun."""

    def paragraph(
        self,
        text: str,
        direction: Direction,
        size: float,
        *,
        is_bold: bool = False,
        ink: str = "000000",
        space: float = 0,
        shadings: Sequence[Shading] = (),
        keeps: bool = False,
        numbers: Sequence[Numbered] | None = None,
    ) -> None:
        """Draw a paragraph below what there is, on as many pages as it needs.

        `space` lies above it, but not at the top of a page. With `keeps` there is room for
        some lines below it on the same page. `numbers` are in order; unless there are None,
        each line has room for some above it, so that all lines are equally far apart.
        """
        layout = QTextLayout(text, self._font(direction, size, is_bold=is_bold), self._device)
        layout.setTextOption(_option(direction))
        layout.setFormats(_ranges(text, shadings))
        above = None if numbers is None else self._numbers(text, direction, numbers)
        room = 0 if above is None else ROOM * self._unit
        self._painter.setPen(QColor(f"#{ink}"))
        if self._y > self._top:
            self._y += space * self._unit
        layout.beginLayout()
        number = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._width)
            height = line.height() + room
            needed = height * (_KEPT_LINES if keeps and not number else 1)
            if self._y + needed > self._bottom and self._y > self._top:
                self._turn()
                self._painter.setPen(QColor(f"#{ink}"))
            line.setPosition(QPointF(0, 0))
            corner = QPointF(MARGIN * self._unit, self._y)
            line.draw(self._painter, corner + QPointF(0, room))
            if above is not None:
                above.draw(line, corner, self._width)
            self._y += height
            number += 1
            if number % _LINES_A_LOOK == 0:
                self._look()
        layout.endLayout()
        self._y += _BELOW * self._unit

    def _numbers(self, text: str, direction: Direction, numbers: Sequence[Numbered]) -> LineNumbers:
        font = self._font(Direction.LTR, SIZE, is_bold=True)
        return LineNumbers(self._painter, self._device, font, text, direction, numbers)

    def _font(self, direction: Direction, size: float, *, is_bold: bool) -> QFont:
        key = direction, size, is_bold
        if key not in self._fonts:
            font = QFont(pane_families(direction))
            font.setPointSizeF(size)
            font.setBold(is_bold)
            self._fonts[key] = font
        return self._fonts[key]

    def _turn(self) -> None:
        self._look()
        self._number()
        self._begin_page()
        self.count += 1
        self._y = self._top

    @abstractmethod
    def _begin_page(self) -> None:
        """Give the painter an empty page."""

    def _number(self) -> None:
        """Draw the number of the page in its lower right corner."""
        font = self._font(Direction.LTR, _NUMBER_SIZE, is_bold=False)
        layout = QTextLayout(str(self.count), font, self._device)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(self._width)
        layout.endLayout()
        self._painter.setPen(QColor("#000000"))
        right = MARGIN * self._unit + self._width - line.naturalTextWidth()
        line.draw(self._painter, QPointF(right, self._bottom + MARGIN * self._unit / 3))

    def abandon(self) -> None:
        """Let go of the pages; nothing can be drawn any more."""
        if self._painter.isActive():
            self._painter.end()


class PdfPages(Pages):
    """The pages of a PDF."""

    def __init__(self, title: str, look: Callable[[], None], length: int = 0) -> None:
        """Make ready for a file of about so many bytes."""
        self._data = QByteArray()
        self._buffer = QBuffer(self._data)
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        # Room that is not used costs nothing; to move what is written to a larger one is a call
        # that keeps every thread waiting.
        self._data.reserve(length)
        self._writer = QPdfWriter(self._buffer)
        self._writer.setResolution(_RESOLUTION)
        self._writer.setTitle(title)
        self._writer.setCreator("Desk Annotator")
        self._writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        self._writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
        super().__init__(self._writer, _RESOLUTION, look)

    def _begin_page(self) -> None:
        self._writer.newPage()

    def finish(self) -> memoryview:
        """Return the file, where Qt wrote it; nothing can be drawn any more."""
        self._number()
        self._painter.end()
        del self._device, self._writer  # it writes the end of the file when it goes
        self._buffer.close()
        # Not a copy: that would be one call that keeps every thread waiting.
        return memoryview(self._data)  # type: ignore[arg-type]  # it has a buffer, untold


class PageFullError(Exception):
    """There is no room left on a page that has none behind it."""


class FirstPage(Pages):
    """A picture of the first page; `PageFullError` is raised when there is no room any more."""

    def __init__(self, look: Callable[[], None]) -> None:
        size = QPageSize(QPageSize.PageSizeId.A4).sizePixels(_SCREEN)
        self.picture = QImage(size, QImage.Format.Format_RGB32)
        self.picture.fill(QColor("white"))
        dots_a_metre = round(_SCREEN / 0.0254)
        self.picture.setDotsPerMeterX(dots_a_metre)
        self.picture.setDotsPerMeterY(dots_a_metre)
        super().__init__(self.picture, _SCREEN, look)

    def _begin_page(self) -> None:
        raise PageFullError

    def finish(self) -> QImage:
        """Return the picture of a page that is not full."""
        self._number()
        self._painter.end()
        return self.picture


def _option(direction: Direction) -> QTextOption:
    rtl = direction is Direction.RTL
    option = QTextOption(
        Qt.AlignmentFlag.AlignAbsolute
        | (Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
    )
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    )
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _ranges(text: str, shadings: Sequence[Shading]) -> list[QTextLayout.FormatRange]:
    if not shadings:
        return []
    units = Utf16Map(text)
    found = []
    for start, end, look in shadings:
        one = QTextLayout.FormatRange()
        one.start = units.to_utf16(start)
        one.length = units.to_utf16(end) - one.start
        one.format = look
        found.append(one)
    return found
