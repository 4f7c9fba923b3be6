"""The bar that finds words in one or both panes, while the user types, without stopping her."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desk_annotator.app.search import NO_HITS, Hits, search
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.delay import Delay
from desk_annotator.qt.find_bar_parts import FindField, FindOptions, FindResult
from desk_annotator.qt.sentences import sentence
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.text.find import FindError, Query, check_query

TYPING_PAUSE = 150
"""Milliseconds without a key after which a search begins."""
PATIENCE = 300
"""Milliseconds after which a search says that it is under way, and can be cancelled."""
_SEED_LIMIT = 500
_SPACE = 24
"""Pixels left between the two parts of the bar."""
_OWN_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)

Place = tuple[Side, int]
"""A side and an offset (code points) of its text."""


@frozen
class _Outcome:
    """What one search came to; `serial` tells searches apart."""

    serial: int
    hits: Hits
    error: FindError | None = None


class FindBar(QWidget):
    """A slim bar for below the panes.

    `hits_changed` says what to mark on a side, `hit_chosen` where to go. Searching starts at
    the text cursor, which `cursor` tells; without one, at the start of the source.
    """

    hits_changed = Signal(object, object, object)
    """Side, its hits (a tuple of Span, sorted and disjoint), the current Span or None."""
    hit_chosen = Signal(object, object)
    """Side and Span of the hit the user walked to."""
    closed = Signal()
    """The bar went away; its marks are gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cursor_place: Callable[[], Place] | None = None
        """Tells the side that has the keyboard and the offset of its text cursor."""
        self.background = Background(self)
        self.field = FindField(self)
        self.result = FindResult(self)
        self.options = FindOptions(self)
        self.fault = SignedLabel(self)
        self.fault.hide()
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._job: Job[_Outcome] | None = None
        self._serial = 0
        self._hits = NO_HITS
        self._current: int | None = None
        self._start: Place = (Side.SOURCE, 0)
        self._left_at: Place | None = None
        """Where the text cursor stood after the current hit was chosen."""
        self._after: int | None = None
        """The step (1, -1) to make when the search has ended; 0 only shows the first hit."""
        self._is_due = False
        self._marked: set[Side] = set()
        self._pause = Delay(TYPING_PAUSE, self._search, self)
        self._patience = Delay(PATIENCE, self._say_searching, self)
        self._lay_out()
        self.field.textChanged.connect(self._typed)
        self.field.next_wanted.connect(self.find_next)
        self.field.previous_wanted.connect(self.find_previous)
        self.result.next_wanted.connect(self.find_next)
        self.result.previous_wanted.connect(self.find_previous)
        self.result.cancel_wanted.connect(self._stop)
        self.options.changed.connect(self._asked_otherwise)
        self.options.close_wanted.connect(self.close_bar)
        self.setAccessibleName(self.tr("Find"))
        self.hide()

    # What is searched

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Search another project."""
        self._heard.end()
        self._workspace = workspace
        self._heard = Subscriptions.to(workspace, pair_shown=self._on_pair_shown)
        self._on_pair_shown(self._bitext)

    @property
    def _bitext(self) -> Bitext | None:
        return self._workspace.current if self._workspace is not None else None

    def _on_pair_shown(self, bitext: Bitext | None) -> None:
        del bitext
        self._forget_hits()
        self._start = (Side.SOURCE, 0)
        if not self.isHidden():
            self._after = None
            self._search()

    def query(self) -> Query:
        """Return what the controls ask for."""
        return self.options.query(self.field.text())

    # Opening and closing

    def open_bar(self, seed: str = "") -> None:
        """Show the bar and give it the keyboard; look for `seed`, if any, or the words before.

        Of a seed of several lines the first that is not blank is taken.
        """
        self._note_start()
        words = next((line.strip() for line in seed.split("\n") if line.strip()), "")
        was_hidden = self.isHidden()
        self.show()
        if words:
            self.field.setText(self.options.quoted(words[:_SEED_LIMIT]))
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if was_hidden:
            self._after = None
            self._search()

    def close_bar(self) -> None:
        """Hide the bar and take its marks away."""
        if self.isHidden():
            return
        self.hide()
        self.closed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop searching."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._abandon()
        if self.isHidden():
            self._forget_hits()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape, wherever in the bar the keyboard is."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            event.accept()
            return
        super().keyPressEvent(event)

    # Walking

    def find_next(self) -> None:
        """Go to the next hit from the text cursor on, round the end."""
        self._walk(1)

    def find_previous(self) -> None:
        """Go to the previous hit from the text cursor on, round the start."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        if not self.field.text():
            self.open_bar()
            return
        if self.isHidden():
            self.show()
            self._is_due = True
        if self._pause.isActive() or self._is_due:
            self._note_start()
            self._after = step
            self._search()
        elif self._job is not None:
            self._after = step
        elif len(self._hits):
            self._step(step)

    def _step(self, step: int) -> None:
        place = self._cursor()
        if self._current is not None and self._stays_at_hit(place):
            self._choose((self._current + step) % len(self._hits))
            return
        side, offset = place if place is not None else self._start
        found = self._hits.first_from if step > 0 else self._hits.last_before
        self._choose(found(side, offset))

    def _cursor(self) -> Place | None:
        return self.cursor_place() if self.cursor_place is not None else None

    def _stays_at_hit(self, place: Place | None) -> bool:
        """True if the user has not moved since she was brought to the current hit."""
        return self._current is not None and place == self._left_at

    def _note_start(self) -> None:
        place = self._cursor()
        if place is None:
            return
        # The text cursor may stand behind a hit which longer words still begin with; `_start` is
        # where that hit begins.
        if not self._stays_at_hit(place):
            self._start = place

    def _choose(self, chosen: int | None) -> None:
        self._current = chosen
        self._tell()
        if chosen is None:
            return
        hit = self._hits.at(chosen)
        self._start = (hit.side, hit.span.start)
        self.hit_chosen.emit(hit.side, hit.span)
        self._left_at = self._cursor()

    # Searching

    def _typed(self) -> None:
        if self.isHidden():
            return
        self._abandon()
        self.result.outdate()
        self._note_start()
        self._after = 0
        self._is_due = True
        if self.field.text():
            self._pause.start()
        else:
            self._search()

    def _asked_otherwise(self) -> None:
        if not self.isHidden():
            self._after = 0
            self._search()

    def _abandon(self) -> None:
        """Let the search under way end without being heard."""
        self._pause.stop()
        self._patience.stop()
        self._serial += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _stop(self) -> None:
        self._abandon()
        self._forget_hits()
        self.result.say(self.tr("Search cancelled"))
        self.field.setFocus()

    def _search(self) -> None:
        """Begin to search for what the controls say, in a thread."""
        self._abandon()
        self._is_due = False
        bitext, query = self._bitext, self.query()
        if bitext is None or not query.pattern:
            self._forget_hits()
            return
        try:
            check_query(query)
        except FindError as error:
            self._fail(error)
            return
        self._forget_fault()
        serial, where = self._serial, self.options.where
        source, target = bitext.text(Side.SOURCE), bitext.text(Side.TARGET)

        def work(job: Job[_Outcome]) -> _Outcome:
            try:
                hits = search(
                    source, target, query, where, cancelled=job.is_cancelled, progress=job.tell
                )
            except FindError as error:
                return _Outcome(serial, NO_HITS, error)
            return _Outcome(serial, hits)

        self.result.outdate()
        self._patience.start()
        self._job = self.background.start(
            work, finished=self._found, failed=self._broke, progressed=self._show_share
        )

    def _say_searching(self) -> None:
        self.result.say_searching(None)

    def _show_share(self, share: float) -> None:
        if self.sender() is self._job and not self._patience.isActive():
            self.result.say_searching(share)

    def _broke(self, error: Exception) -> None:
        self._stop()
        raise error

    def _found(self, outcome: _Outcome) -> None:
        if outcome.serial != self._serial:
            return
        self._job = None
        self._patience.stop()
        if outcome.error is not None:
            self._fail(outcome.error)
            return
        self._hits = outcome.hits
        self._current = None
        after, self._after = self._after, None
        if after is None or not len(self._hits):
            self._tell()
        elif after < 0:
            self._choose(self._hits.last_before(*self._start))
        else:
            self._choose(self._hits.first_from(*self._start))

    def _fail(self, error: FindError) -> None:
        self._forget_hits()
        self.fault.set_words(sentence(error), "error")
        self.fault.show()

    # What is shown of it

    def _forget_hits(self) -> None:
        self._hits = NO_HITS
        self._current = None
        self._forget_fault()
        for side in tuple(self._marked):
            self.hits_changed.emit(side, (), None)
        self._marked.clear()
        self.result.say("")

    def _forget_fault(self) -> None:
        self.fault.set_words("")
        self.fault.hide()

    def _tell(self) -> None:
        """Hand out the marks and show the counts."""
        current = self._hits.at(self._current) if self._current is not None else None
        for side in Side:
            spans = self._hits.spans(side)
            if not spans and side not in self._marked:
                continue
            self._marked.add(side)
            here = current.span if current is not None and current.side is side else None
            self.hits_changed.emit(side, spans, here)
        self.result.say_counts(self._hits, self._current, self.options.where)

    # The shape of the bar

    def _lay_out(self) -> None:
        column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        column.setContentsMargins(8, 4, 4, 4)
        column.setSpacing(4)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(4)
        first = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        first.setSpacing(4)
        first.addWidget(self.field, 1)
        first.addWidget(self.result)
        self._box.addLayout(first, 1)
        self._box.addWidget(self.options)
        column.addLayout(self._box)
        column.addWidget(self.fault)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take two rows where one is too narrow."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Take two rows also where what is said now needs them; keep Enter and Escape here.

        The window has commands on both keys, and a command takes its key before a field does.
        """
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        is_wish = event.type() == QEvent.Type.ShortcutOverride
        if is_wish and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def _fit(self) -> None:
        first = self.field.minimumWidth() + self.result.sizeHint().width()
        wide = self.width() >= first + self.options.sizeHint().width() + _SPACE
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != direction:
            self._box.setDirection(direction)

    def minimumSizeHint(self) -> QSize:
        """Return the size of two rows, so that the bar never widens the window."""
        first = self.field.minimumWidth() + self.result.minimumSizeHint().width()
        width = max(first, self.options.minimumSizeHint().width()) + _SPACE
        return QSize(width, super().minimumSizeHint().height())
