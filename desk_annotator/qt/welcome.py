"""What the window shows while no project is open: how to begin."""

from __future__ import annotations

from itertools import pairwise
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
from desk_annotator.qt.recent_look import RecentLook
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
        self._recent = _RecentList(self)
        self._recent.chosen.connect(self.project_chosen)
        self._recent.first_changed.connect(self.focus_first)
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
        recent.addWidget(self._recent)
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
        """Offer the projects opened last but those that are not there any more."""
        self._recent.show_paths(paths)

    def focus_first(self) -> None:
        """Give the keyboard to what is likeliest wanted: the newest project, or a new pair.

        To neither while a project is being read.
        """
        wanted = self if self._recent.is_away else self._recent.first or self._new
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_waiting(self, *, waits: bool) -> None:
        """Say whether a project is being read: Enter would then open another in its place.

        The projects opened last go meanwhile, and nothing else moves.
        """
        if waits is not self._recent.is_away:
            self._recent.is_away = waits
            self.focus_first()  # before what has the keyboard goes
            self._recent.setVisible(not waits)
            self.focus_first()

    def _open_sample(self) -> None:
        self.project_chosen.emit(self._sample)


class _RecentList(QWidget):
    """The projects opened last. Whether they are there is found out in threads."""

    chosen = Signal(str)
    first_changed = Signal()
    """The one that had the keyboard went: it is not there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.is_away = False
        """True while they are not offered; their place stays."""
        self._paths: list[str] = []
        self._offered: list[str] = []
        """The paths of those on show, in their order."""
        self.buttons: dict[str, _RecentButton] = {}
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self._look = RecentLook(self)
        self._look.found.connect(self._found)
        words = self.tr("Opened last – Enter opens the first, arrows and Tab go on")
        self._heading = PlainLabel(words, self)
        self._heading.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._heading)

    @property
    def first(self) -> QWidget | None:
        """The button of the newest, if there is any."""
        return self.buttons[self._offered[0]] if self._offered else None

    def show_paths(self, paths: list[str]) -> None:
        """Offer these projects. One of which it is known only later that it is gone goes then."""
        self._paths = list(dict.fromkeys(paths))
        self._look.look(self._paths)
        self._offer()

    def _found(self, path: str, is_there: bool) -> None:
        if (path in self._offered) != is_there:
            self._offer()

    def _offer(self) -> None:
        """Offer what is not known to be away; what is offered already stays where it is."""
        paths = [path for path in self._paths if not self._look.is_away(path)][:_MOST_SHOWN]
        if paths == self._offered:
            return
        focus = self.window().focusWidget()
        focused = next((path for path, each in self.buttons.items() if each is focus), None)
        before, self.buttons, self._offered = self.buttons, {}, paths
        self._heading.setVisible(bool(paths))
        for row, path in enumerate(paths, start=1):
            button = before.pop(path, None) or self._button(path)
            self._column.insertWidget(row, button)
            self.buttons[path] = button
        for first, second in pairwise(self.buttons.values()):
            QWidget.setTabOrder(first, second)
        for button in before.values():
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._column.activate()  # so that the first picture of the page has room for them
        if focused is not None and focused not in self.buttons:
            self.first_changed.emit()

    def _button(self, path: str) -> _RecentButton:
        button = _RecentButton(path, self)
        button.chosen.connect(self.chosen)
        return button


class _RecentButton(QToolButton):
    """One project opened before."""

    chosen = Signal(str)

    def __init__(self, path: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._path = path
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
        self.chosen.emit(self._path)


def _button(action: QAction, icon_name: str, parent: QWidget) -> QPushButton:
    button = QPushButton(push_button_icon(icon_name), action.text(), parent)
    button.setToolTip(action.toolTip())
    button.setAutoDefault(True)
    button.clicked.connect(action.trigger)
    return button
