"""Words of the theme's widgets are readable, and the keyboard's place is seen, light and dark."""

from __future__ import annotations

from collections import Counter

import pytest
from colour_contrast import contrast
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
    QSlider,
    QToolButton,
    QWidget,
)

from desk_annotator.qt.annotation_delegate import dimmed
from desk_annotator.qt.theme import additions, readable
from desk_annotator.qt.theme_dress import dress

DARK = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@pytest.fixture
def wardrobe(qtbot, tmp_path):
    """Return a function that puts widgets into a window dressed light or dark."""
    windows = []

    def put_on(*widgets: QWidget, dark: bool) -> QWidget:
        sheet, palette = dress("dark" if dark else "light", tmp_path)
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        row = QHBoxLayout(window)
        window.setPalette(readable(palette, dark=dark))
        window.setStyleSheet(sheet + additions(dark=dark))
        other = QPushButton("other")
        other.setAutoDefault(False)
        for widget in (other, *widgets):
            row.addWidget(widget)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        other.setFocus()
        return window

    return put_on


def colours_of(image: QImage) -> Counter[str]:
    return Counter(
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    )


def words_contrast(widget: QWidget) -> float:
    """Return the contrast of the strongest pixel with the ground: that of a letter's stem."""
    found = colours_of(widget.grab().toImage())
    ground = found.most_common(1)[0][0]
    return max(contrast(colour, ground) for colour in found)


def in_large_letters(widget: QWidget) -> QWidget:
    font = widget.font()
    font.setPixelSize(30)
    font.setBold(True)
    widget.setFont(font)
    return widget


@DARK
def test_words_on_buttons_are_readable(wardrobe, dark):
    plain, default = QPushButton("HILL"), QPushButton("HILL")
    default.setDefault(True)
    wardrobe(in_large_letters(plain), in_large_letters(default), dark=dark)

    assert words_contrast(plain) >= 4.5
    assert words_contrast(default) >= 4.5


@DARK
def test_the_hint_in_an_empty_field_is_readable(wardrobe, dark):
    field = QLineEdit()
    field.setPlaceholderText("HILL HILL")
    wardrobe(in_large_letters(field), dark=dark)

    assert words_contrast(field) >= 4.5


@DARK
@pytest.mark.parametrize(
    "make",
    [
        lambda: QPushButton("Words"),
        lambda: QCheckBox("Words"),
        lambda: QRadioButton("Words"),
        lambda: QSlider(Qt.Orientation.Horizontal),
        QToolButton,
        QListWidget,
        QLineEdit,
    ],
    ids=["button", "check box", "radio button", "slider", "tool button", "list", "field"],
)
def test_the_place_of_the_keyboard_is_seen(wardrobe, make, dark):
    widget = make()
    if isinstance(widget, QToolButton):
        widget.setText("Words")
    if isinstance(widget, QLineEdit):
        widget.setReadOnly(True)  # no cursor: the frame has to tell
    wardrobe(widget, dark=dark)
    before, size = colours_of(widget.grab().toImage()), widget.size()

    widget.setFocus()

    assert widget.hasFocus()
    after = colours_of(widget.grab().toImage())
    accent = "#8ab4f7" if dark else "#1967d2"
    ground = before.most_common(1)[0][0]
    assert contrast(accent, ground) >= 3.0
    assert after[accent] > before[accent]
    assert widget.size() == size


@DARK
def test_a_default_button_shows_the_keyboard_too(wardrobe, dark):
    default = QPushButton("Words")
    default.setDefault(True)
    wardrobe(default, dark=dark)
    before = default.grab().toImage()

    default.setFocus()

    assert default.grab().toImage() != before


@DARK
def test_dimmed_words_are_readable(tmp_path, qapp, dark):
    _sheet, palette = dress("dark" if dark else "light", tmp_path)
    ground = palette.color(QPalette.ColorRole.Base)

    faint = dimmed(palette.color(QPalette.ColorRole.Text), ground)

    assert contrast(faint.name(), ground.name()) >= 4.5
    assert contrast(faint.name(), QColor("#ffffff").name() if not dark else "#202124") >= 4.5


@DARK
def test_the_palette_is_readable(tmp_path, qapp, dark):
    _sheet, palette = dress("dark" if dark else "light", tmp_path)
    better = readable(palette, dark=dark)
    ground = better.color(QPalette.ColorRole.Window).name()

    for role in (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Link):
        assert contrast(better.color(role).name(), ground) >= 4.5
    highlight = better.color(QPalette.ColorRole.Highlight).name()
    words = better.color(QPalette.ColorRole.HighlightedText).name()
    assert contrast(words, highlight) >= 4.5
