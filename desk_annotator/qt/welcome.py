"""What the window shows while no project is open: how to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.core.text import Direction
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.assets import sample_project
from desk_annotator.qt.icons import push_button_icon, window_icon
from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip
from desk_annotator.qt.settings import Settings
from desk_annotator.text.isolates import isolate_name

_MOST_SHOWN = 6
_WIDEST_PART = 360
"""Pixels of the name of a project or of its folder; in the middle of a longer one is a gap."""


class Welcome(QScrollArea):
    """Offers a new pair, a project, the sample, and the projects opened last.

    It scrolls where it has no room, so that it never makes a small window grow.
    """

    project_chosen = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget(self)
        self.setWidget(page)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._newest: _RecentButton | None = None
        column = QVBoxLayout()
        column.setSpacing(10)
        picture = PlainLabel("", self)
        picture.setPixmap(window_icon().pixmap(72, 72))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = PlainLabel(self.tr("Desk Annotator"), self)
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.8)
        title.setFont(font)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint = PlainLabel(
            self.tr(
                "Drop two text files here to make a pair, or a project to open it.\n"
                "Then select text in both panes and press 1 to link a match, "
                "2 for added, 3 for missing."
            ),
            self,
        )
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        buttons.addStretch()
        self._new = _button(actions["new_pair"], "new-pair", self)
        buttons.addWidget(self._new)
        buttons.addWidget(_button(actions["open"], "open", self))
        sample = sample_project()
        if sample is not None:
            self._sample = str(sample)
            button = QPushButton(self.tr("Open the &samples"), self)
            button.setAutoDefault(True)
            button.clicked.connect(self._open_sample)
            buttons.addWidget(button)
        buttons.addStretch()
        for widget in (picture, title, hint):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addSpacing(12)
        recent = QHBoxLayout()
        recent.addStretch()
        recent.addLayout(self._recent)
        recent.addStretch()
        column.addLayout(recent)
        middle = QHBoxLayout(page)
        middle.addStretch(1)
        block = QVBoxLayout()
        block.addStretch(2)
        block.addLayout(column)
        block.addStretch(3)
        middle.addLayout(block, 2)
        middle.addStretch(1)

    def show_recent(self, paths: list[str]) -> None:
        """Offer the projects opened last that are still there."""
        while self._recent.count():
            item = self._recent.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self._newest = None
        present = [path for path in paths if Settings.is_there(path)][:_MOST_SHOWN]
        if present:
            words = self.tr("Opened last – Enter opens the first, arrows and Tab go on")
            self._recent.addWidget(PlainLabel(words, self))
        for path in present:
            button = _RecentButton(path, self)
            self._recent.addWidget(button)
            self._newest = self._newest or button

    def focus_first(self) -> None:
        """Give the keyboard to what is likeliest wanted: the newest project, or a new pair."""
        (self._newest or self._new).setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_sample(self) -> None:
        self.project_chosen.emit(self._sample)


class _RecentButton(QToolButton):
    """One project opened before."""

    def __init__(self, path: str, welcome: Welcome) -> None:
        super().__init__(welcome)
        self._path = path
        self._welcome = welcome
        metrics = self.fontMetrics()
        name, folder = (
            isolate_name(
                metrics.elidedText(part, Qt.TextElideMode.ElideMiddle, _WIDEST_PART)
            ).replace("&", "&&")
            for part in (Path(path).name, str(Path(path).parent))
        )
        self.setText(f"{name}    {folder}")
        self.setToolTip(plain_tooltip(isolate_name(path), Direction.LTR))
        self.setAutoRaise(True)
        self.clicked.connect(self._choose)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter open it, on every system."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
            return
        super().keyPressEvent(event)

    def _choose(self) -> None:
        self._welcome.project_chosen.emit(self._path)


def _button(action: QAction, icon_name: str, parent: QWidget) -> QPushButton:
    button = QPushButton(push_button_icon(icon_name), action.text(), parent)
    button.setToolTip(action.toolTip())
    button.setAutoDefault(True)
    button.clicked.connect(action.trigger)
    return button
