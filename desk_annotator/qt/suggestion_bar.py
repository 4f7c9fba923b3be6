"""A slim bar while suggestions wait: how many, from which confidence on, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from desk_annotator.app import suggestions
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.reason_label import HintLabel, ReasonLabel
from desk_annotator.qt.reason_words import each_in_words

_LIKELY = 50


class SuggestionBar(QWidget):
    """Shown while the pair holds suggestions; says why the active one was made."""

    least_chosen = Signal(float)
    """The confidence (0 to 1) from which the user wants to see suggestions."""
    accept_sure_requested = Signal()
    withdraw_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._waiting = 0
        self._count = HintLabel(self)
        self._why = ReasonLabel(self)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setRange(5, 95)
        self._slider.setValue(_LIKELY)
        self._slider.setPageStep(10)
        self._slider.setFixedWidth(120)
        self._slider.setInvertedAppearance(True)
        self._slider.setAccessibleName(self.tr("Least confidence of suggestions"))
        self._slider.setToolTip(self.tr("Fewer and surer on the left, more on the right"))
        self._slider.sliderReleased.connect(self._choose)
        self._slider.actionTriggered.connect(self._choose_by_key)
        accept = QPushButton(self.tr("Accept all…"), self)
        accept.setToolTip(self.tr("Accept all suggestions from a confidence you choose"))
        accept.clicked.connect(self.accept_sure_requested)
        withdraw = QPushButton(self.tr("Take away"), self)
        withdraw.setToolTip(self.tr("Take all undecided suggestions away"))
        withdraw.clicked.connect(self.withdraw_requested)
        for button in (accept, withdraw):
            button.setAutoDefault(True)  # Enter presses it, on every desktop
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        for widget, stretch in (
            (self._count, 0),
            (self._why, 1),
            (PlainLabel(self.tr("Few"), self), 0),
            (self._slider, 0),
            (PlainLabel(self.tr("Many"), self), 0),
            (accept, 0),
            (withdraw, 0),
        ):
            row.addWidget(widget, stretch)
        self.hide()

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Show the suggestions of another project."""
        self._heard.end()
        self._workspace = workspace
        self._heard = Subscriptions.to(workspace, active_changed=self._on_active_changed)
        self.refresh()

    def refresh(self) -> None:
        """Count again what waits in the shown pair."""
        bitext = self._workspace.current if self._workspace is not None else None
        waiting = suggestions.count(bitext) if bitext is not None else 0
        self.setVisible(waiting > 0)
        self._waiting = waiting
        self._say_why(self._workspace.active if self._workspace is not None else None)

    def _on_active_changed(self, annotation_id: str | None) -> None:
        del annotation_id
        self._say_why(self._workspace.active if self._workspace is not None else None)

    def _say_why(self, active: Annotation | None) -> None:
        count = self.tr("Suggestions: {0}").format(self._waiting)
        if active is None or active.status != Status.SUGGESTED:
            self._count.set_reasons(count, [self.tr("click one, or press N, to decide on it")])
            self._why.set_reasons("")
            return
        keys = self.tr("Enter accepts, Backspace rejects, ↓ goes on")
        self._count.set_reasons(count, [keys])
        share = round(100 * suggestions.confidence(active))
        lead = self.tr("This one: {0} %").format(share)
        self._why.setMinimumWidth(self.fontMetrics().horizontalAdvance(f"{lead} …") + 4)
        self._why.set_reasons(lead, each_in_words(suggestions.reasons(active)))

    def _choose(self) -> None:
        self.least_chosen.emit(self._slider.value() / 100)

    def _choose_by_key(self) -> None:
        if not self._slider.isSliderDown():
            self.least_chosen.emit(self._slider.sliderPosition() / 100)
