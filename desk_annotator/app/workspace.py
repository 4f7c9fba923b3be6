"""The open project: every change of it passes the one gate here, and views hear of it here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from desk_annotator.app.clock import Clock, utc_now
from desk_annotator.app.event import Event
from desk_annotator.app.project_content import ProjectContent
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import Edit, PairChange
from desk_annotator.core.errors import EditError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.history import History
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import BETWEEN_NAMES, Project
from desk_annotator.core.span import Side, Span

if TYPE_CHECKING:
    from desk_annotator.core.edit_reach import EditReach


class Cause(Enum):
    """Why an edit took effect."""

    MADE = auto()
    AMENDED = auto()
    UNDONE = auto()
    REDONE = auto()


@frozen
class Edited:
    """An edit that took effect, in the direction it did (an undone one comes inverted).

    Of a large one, what was found out in the thread that made it ready comes with it.
    """

    edit: Edit
    cause: Cause
    known_reach: EditReach | None = None
    record: bytearray | None = None
    """The edit as the journal writes it."""

    @property
    def reach(self) -> EditReach:
        """What the edit touches."""
        from desk_annotator.core.edit_reach import reach_of  # noqa: PLC0415 - no first picture

        return self.known_reach if self.known_reach is not None else reach_of(self.edit)

    @property
    def is_large(self) -> bool:
        """True if it would take long to look at each change."""
        return self.known_reach is not None

    def touched(self, bitext: Bitext, side: Side) -> list[Span]:
        """Return the spans of one side that look other than before; of a large edit, all of it."""
        if not self.is_large:
            return self.edit.touched(bitext.id, side)
        return [Span(0, len(bitext.text(side)))] if bitext.id in self.reach.pair_ids else []


class Workspace:
    """A project open for work.

    `apply`, `amend`, `undo` and `redo` are the only ways to change it. `active_id` is the
    annotation the user has before her; `is_armed` says that she chose it herself, so that a tag key
    extends it with her next selection instead of beginning a new annotation.
    """

    def __init__(self, project: Project, *, clock: Clock = utc_now) -> None:
        self._content = ProjectContent(project)
        self._history = History()
        self._clock = clock
        self._current = 0
        self._active_id: str | None = None
        self._is_armed = False
        self.author = "" if BETWEEN_NAMES in project.annotator else project.annotator
        """Who makes the annotations from now on: written into each new one. If several have
        worked on the project, it does not say which of them that is."""
        self.read_only_reason = ""
        """Why the project cannot be changed; empty if it can."""
        self.edited: Event[Edited] = Event()
        self.active_changed: Event[str | None] = Event()
        self.pair_shown: Event[Bitext | None] = Event()
        self.saved_changed: Event[bool] = Event()

    # What is open

    @property
    def title(self) -> str:
        """The title of the project."""
        return self._content.title

    @property
    def project_id(self) -> str:
        """The id of the project."""
        return self._content.project.id

    @property
    def bitexts(self) -> Sequence[Bitext]:
        """The pairs in order."""
        return tuple(self._content.bitexts)

    @property
    def current(self) -> Bitext | None:
        """The pair shown, if the project has any."""
        return self._content.bitexts[self._current] if self._content.bitexts else None

    @property
    def current_number(self) -> int:
        """The number of the pair shown, from 0."""
        return self._current

    def bitext(self, pair_id: str) -> Bitext:
        """Return the pair with this id. Raises KeyError if there is none."""
        return self._content.bitext(pair_id)

    def show_pair(self, number: int) -> None:
        """Show another pair of the project."""
        if not 0 <= number < len(self._content.bitexts):
            raise IndexError(number)
        if number == self._current:
            return
        self.activate(None)
        self._current = number
        self.pair_shown.emit(self.current)

    def snapshot(self, *, in_order: bool = True) -> Project:
        """Return the project as a value to save or export; costs in proportion to its size.

        The annotations are in the order of their places, or, which takes far less time, in none.
        `modified` is the time of the newest change that is not on disk yet.
        """
        modified = self._content.project.modified
        if not self.is_saved or not modified:
            modified = self._clock()
        return replace(
            self._content.project,
            title=self._content.title,
            annotator=self._content.project.annotator or self.author,
            created=self._content.project.created or modified,
            modified=modified,
            pairs=tuple(bitext.snapshot(in_order=in_order) for bitext in self._content.bitexts),
        )

    def now(self) -> str:
        """Return the present time, as files write it."""
        return self._clock()

    # The active annotation

    @property
    def active_id(self) -> str | None:
        """The id of the active annotation."""
        return self._active_id

    @property
    def active(self) -> Annotation | None:
        """The active annotation."""
        if self._active_id is None or self.current is None:
            return None
        return self.current.annotations.get(self._active_id)

    @property
    def is_armed(self) -> bool:
        """True if the user chose the active annotation herself (see the class)."""
        return self._is_armed

    def activate(self, annotation_id: str | None, *, armed: bool = True) -> None:
        """Make an annotation of the shown pair the active one, or none."""
        self._is_armed = armed and annotation_id is not None
        self._active_id = annotation_id
        self.active_changed.emit(annotation_id)

    # The gate

    def apply(self, edit: Edit) -> None:
        """Make an edit: all of it or, if any part does not fit, nothing.

        Raises EditError if the project is read only, AnnotationError if an annotation would
        break a rule, ValueError if the edit does not start from the present state.
        """
        self.refuse_if_read_only()
        was_saved = self.is_saved
        self._content.take_effect(edit)
        self._history.push(edit)
        self._tell(Edited(edit, Cause.MADE), was_saved=was_saved)

    @property
    def can_amend(self) -> bool:
        """Say whether something may be added to the last edit: it is the newest, and not saved."""
        return self._history.can_amend and not self.read_only_reason

    def amend(self, edit: Edit) -> None:
        """Make an edit that follows from the last one by itself, to be undone with it.

        Raises as `apply` does, and EditError if there is no edit to amend.
        """
        self.refuse_if_read_only()
        last = self._history.undoable
        if last is None or not self.can_amend:
            raise EditError(
                QT_TRANSLATE_NOOP("Errors", "There is no edit that this could be added to.")
            )
        was_saved = self.is_saved
        self._content.take_effect(edit)
        self._history.amend(Edit(last.label, last.changes + edit.changes))
        self._tell(Edited(edit, Cause.AMENDED), was_saved=was_saved)

    def undo(self) -> Edit | None:
        """Take back the last edit; returns it, or None if there is none."""
        self.refuse_if_read_only()
        edit = self._history.undoable
        if edit is None:
            return None
        was_saved = self.is_saved
        inverse = edit.inverse()
        self._content.take_effect(inverse)
        self._history.step_back()
        self._tell(Edited(inverse, Cause.UNDONE), was_saved=was_saved)
        return edit

    def redo(self) -> Edit | None:
        """Make the last undone edit again; returns it, or None if there is none."""
        self.refuse_if_read_only()
        edit = self._history.redoable
        if edit is None:
            return None
        was_saved = self.is_saved
        self._content.take_effect(edit)
        self._history.step_forward()
        self._tell(Edited(edit, Cause.REDONE), was_saved=was_saved)
        return edit

    @property
    def undo_label(self) -> str | None:
        """The label of the edit undo would take back."""
        edit = self._history.undoable
        return edit.label if edit else None

    @property
    def redo_label(self) -> str | None:
        """The label of the edit redo would make again."""
        edit = self._history.redoable
        return edit.label if edit else None

    # Large edits, made ready in a copy

    @property
    def undoable(self) -> Edit | None:
        """The edit undo would take back."""
        return self._history.undoable

    @property
    def redoable(self) -> Edit | None:
        """The edit redo would make again."""
        return self._history.redoable

    @property
    def content(self) -> ProjectContent:
        """The content as it is now; read only."""
        return self._content

    def copied_content(self, pair_ids: Collection[str] | None) -> ProjectContent:
        """Return a copy of the content to try an edit of these pairs (None: of all) in."""
        if pair_ids is None:
            pair_ids = [bitext.id for bitext in self._content.bitexts]
        return self._content.copied(pair_ids)

    def adopt(self, content: ProjectContent, edited: Edited) -> None:
        """Take over a copy of the content in which an edit took effect; takes no time.

        Nothing else may have changed since it was copied but what it was told too. Raises
        EditError if the project is read only.
        """
        self.refuse_if_read_only()
        was_saved = self.is_saved
        self._content.adopt(content)
        if edited.cause is Cause.MADE:
            self._history.push(edited.edit)
        elif edited.cause is Cause.UNDONE:
            self._history.step_back()
        elif edited.cause is Cause.REDONE:
            self._history.step_forward()
        elif (last := self._history.undoable) is not None:
            self._history.amend(Edit(last.label, last.changes + edited.edit.changes))
        self._tell(edited, was_saved=was_saved)

    def resume(self, content: ProjectContent, edit: Edit, history: History) -> None:
        """Take over a copy of the content in which the edits of a journal took effect as one.

        `history` is what they leave. For a project in which nothing was edited yet. Raises
        EditError if the project is read only, ValueError if it was edited.
        """
        self.refuse_if_read_only()
        if not self._history.is_empty:
            message = "only a project that was not edited can be resumed"
            raise ValueError(message)
        self._content.adopt(content)
        self._history = history
        if any(isinstance(change, PairChange) for change in edit.changes):
            self._show_after_pair_change(Edited(edit, Cause.REDONE))
        self.saved_changed.emit(self.is_saved)

    def refuse_if_read_only(self) -> None:
        """Raise EditError if the project cannot be changed."""
        if self.read_only_reason:
            raise EditError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "This project is open read-only: {reason} "
                    "Save a copy under another name to work on it.",
                ),
                reason=self.read_only_reason,
            )

    def _tell(self, edited: Edited, *, was_saved: bool) -> None:
        if edited.reach.changes_pairs:
            self._show_after_pair_change(edited)
        elif self._active_id is not None and self.active is None:
            self.activate(None)
        self.edited.emit(edited)
        if self.is_saved != was_saved:
            self.saved_changed.emit(self.is_saved)

    def _show_after_pair_change(self, edited: Edited) -> None:
        for change in edited.edit.changes:
            if isinstance(change, PairChange):
                last = max(len(self._content.bitexts) - 1, 0)
                self._current = min(change.position, last)
        had_active = self._active_id is not None
        self._active_id = None
        self._is_armed = False
        self.pair_shown.emit(self.current)
        if had_active:
            self.active_changed.emit(None)

    # Saved or not

    @property
    def is_saved(self) -> bool:
        """True if the present state is the one on disk."""
        return self._history.is_saved

    @property
    def state(self) -> int:
        """A number for the present state, for `mark_saved`."""
        return self._history.state

    def mark_saved(self, state: int, project: Project) -> None:
        """Say that the state with this number is on disk as `project`."""
        self._content.project = replace(
            self._content.project,
            annotator=project.annotator,
            created=project.created,
            modified=project.modified,
        )
        self._history.mark_saved(state)
        self.saved_changed.emit(self.is_saved)

    def mark_unsaved(self) -> None:
        """Say that nothing of this project is on disk yet."""
        self._history.mark_unsaved()
        self.saved_changed.emit(self.is_saved)
