"""A large edit, made ready in a thread and put into the project in one short step.

To make thousands of changes takes seconds; the window must not wait for them. They are made in a
copy of the content, which the gate then takes over as it is. The user may go on working
meanwhile: what she changes takes effect at once, and the large edit is laid over it if the two
have nothing to do with each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence

from desk_annotator.app.project_content import ProjectContent
from desk_annotator.app.workspace import Cause, Edited, Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.coverage import MOST_COUNTED_OF_A_SPAN
from desk_annotator.core.edit import AnnotationChange, Change, Edit, IgnoredChange, PairChange
from desk_annotator.core.edit_reach import EditReach, reach_in_steps
from desk_annotator.core.errors import EditError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span
from desk_annotator.storage.collector import collector_paused, spare_what_is_here
from desk_annotator.storage.journal_record import ENCODED_AT_A_TIME, edit_as_bytes

LARGE = 200
"""Changes from which an edit is made ready in a thread; fewer take some milliseconds."""
_AS_LONG_AS_A_SPAN, _AS_LONG_AS_A_CHANGE = 200, 1000
"""Characters, counted for the coverage, that take about as long as each span of a change does
besides, and as a change of one short annotation as a whole."""
_IGNORED_AS_LONG_AS_A_CHANGE = 100
"""Ignored ranges that stay as they are, and take about as long to compare and to write into the
journal as a change does."""

_ASKED, _MADE, _COUNTED = 0.3, 0.7, 0.85
"""Shares of the work done when the edit is known, when it is made in the copy, and when the
coverage of that is counted, which takes longest of a long text."""

Check = Callable[[], None]
Ask = Callable[[ProjectContent, Check], Edit]
"""Makes the edit from a copy of the content; calls the check now and then."""


def _counted(
    check: Check, progress: Callable[[float], None], times: int, first: float, last: float
) -> Check:
    """Return a check that says how far something is which checks so many times, about."""
    done = 0

    def look() -> None:
        nonlocal done
        check()
        done += 1
        progress(first + (last - first) * min(done / max(times, 1), 1.0))

    return look


class MeanwhileError(EditError):
    """What the edit starts from was changed while it was made ready."""


def size_of(edit: Edit | None) -> int:
    """Return how many annotations an edit touches, about, or what takes as long; 0 without one."""
    if edit is None:
        return 0
    return len(edit.changes) + sum(_weight(change) for change in edit.changes[:LARGE])


def size_of_ignoring(bitext: Bitext, side: Side, spans: Sequence[Span]) -> int:
    """Return about how large an edit is that ignores text, or takes that back."""
    ignored = bitext.ignored(side)
    touched = sum(
        bisect_right(ignored, span.end, key=lambda each: each.start)
        - bisect_left(ignored, span.start, key=lambda each: each.end)
        for span in spans
    )
    return len(spans) + touched + 2 * len(ignored) // _IGNORED_AS_LONG_AS_A_CHANGE


def _weight(change: Change) -> int:
    """Return how many changes of short annotations take as long, about, besides one."""
    if isinstance(change, AnnotationChange):
        before, after = change.before, change.after
        return (
            sum(
                _AS_LONG_AS_A_SPAN + min(span.length, MOST_COUNTED_OF_A_SPAN)
                for side in Side
                if before is None or after is None or before.spans(side) != after.spans(side)
                for value in (before, after)
                if value is not None
                for span in value.spans(side)
            )
            // _AS_LONG_AS_A_CHANGE
        )
    if isinstance(change, IgnoredChange):
        # All of them go into the journal, even if only one is another.
        unchanged = (len(change.before) + len(change.after)) // _IGNORED_AS_LONG_AS_A_CHANGE
        return sum(map(len, change.differing)) + unchanged
    if isinstance(change, PairChange):
        pairs = (pair for pair in (change.before, change.after) if pair is not None)
        return sum(len(pair.annotations) + pair.texts_size for pair in pairs)
    return 0


class EditPreparation:
    """One large edit on its way into a workspace.

    Made, taken and ended in the thread of the workspace; `run` is for any thread. `undo` and
    `redo` are made by the functions of these names below.
    """

    def __init__(
        self,
        workspace: Workspace,
        ask: Ask,
        *,
        cause: Cause = Cause.MADE,
        pair_ids: Collection[str] | None = None,
        alone: bool = False,
        looks: int = 1,
    ) -> None:
        """`pair_ids` are the pairs the edit may touch; None stands for all.

        `looks` is about how often `ask` calls its check, to tell how far it is.
        One that is to stand `alone` goes with nothing that the user does meanwhile.
        """
        self._looks = looks
        self._is_alone = alone or cause is not Cause.MADE
        workspace.refuse_if_read_only()
        self.workspace = workspace
        self._ask = ask
        self._cause = cause
        self._content = workspace.copied_content(pair_ids)
        self._copied = frozenset(bitext.id for bitext in self._content.copies)
        self._edited: Edited | None = None
        self._meanwhile: list[Edited] = []
        workspace.edited.subscribe(self._meanwhile.append)
        self._is_heard = True

    @property
    def was_overtaken(self) -> bool:
        """True if the project was changed since this began."""
        return bool(self._meanwhile)

    def run(self, check: Check, progress: Callable[[float], None]) -> None:
        """Make the edit ready. Raises what asking for it raises, and what `check` does.

        ValueError or KeyError says that the edit does not start from what is there.
        """
        with collector_paused():
            edit = self._ask(self._content, _counted(check, progress, self._looks, 0.0, _ASKED))
            size = max(len(edit.changes), 1)
            for done in self._content.take_effect_in_steps(edit):
                check()
                progress(_ASKED + (_MADE - _ASKED) * done / size)
            for counted in self._content.count_in_steps():
                check()
                progress(_MADE + (_COUNTED - _MADE) * counted)
            steps = reach_in_steps(edit)
            reach: EditReach | None = None
            while reach is None:
                try:
                    next(steps)
                except StopIteration as end:
                    reach = end.value
                check()
            looks = size // ENCODED_AT_A_TIME + 2
            record = edit_as_bytes(edit, _counted(check, progress, looks, _COUNTED, 1.0))
            progress(1.0)
            self._edited = Edited(edit, self._cause, reach, record)
            # What was made refers to nothing that could form a cycle.
            spare_what_is_here()

    def take(self) -> Edited:
        """Put the edit in, and return it as the listeners heard of it.

        Raises MeanwhileError if it cannot be laid over what was changed since this began,
        EditError if the project is read only by now.
        """
        edited = self._edited
        if edited is None:
            message = "the edit is not ready yet"
            raise ValueError(message)
        self.end()
        if self._cause is Cause.AMENDED and not self.workspace.can_amend:
            raise outdated()
        for each in self._meanwhile:
            if self._is_alone or not self._stands_apart(edited.reach, each.edit):
                raise outdated()
            self._content.take_effect(self._of_copies(each.edit))
        self.workspace.adopt(self._content, edited)
        return edited

    def end(self) -> None:
        """Follow the workspace no longer; what was made ready is for nothing if not taken."""
        if self._is_heard:
            self._is_heard = False
            self.workspace.edited.unsubscribe(self._meanwhile.append)

    def _of_copies(self, edit: Edit) -> Edit:
        """Return the part of a small edit that is not in the copies yet."""
        return Edit(
            edit.label,
            tuple(
                change
                for change in edit.changes
                if isinstance(change, AnnotationChange) and change.pair_id in self._copied
            ),
        )

    def _stands_apart(self, reach: EditReach, edit: Edit) -> bool:
        """Tell whether an edit and this one have nothing to do with each other."""
        return (
            not reach.changes_pairs
            and not reach.pairs
            and len(edit.changes) < LARGE
            and all(self._is_apart(reach, change) for change in edit.changes)
        )

    def _is_apart(self, reach: EditReach, change: Change) -> bool:
        if not isinstance(change, AnnotationChange):
            return False
        ours = reach.annotations.get(change.pair_id)
        if ours is None:
            return True
        bitext = self._content.bitext(change.pair_id)
        return change.annotation_id not in ours and not any(
            key in ours
            for value in (change.before, change.after)
            if value is not None
            for side in Side
            for span in value.spans(side)
            for _, _, key in bitext.index(side).touching(span.start, span.end)
        )


def outdated() -> MeanwhileError:
    """Return the error of an edit that was overtaken."""
    return MeanwhileError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The project was changed while this was made ready. Nothing else was changed; "
            "try it again.",
        )
    )


def fixed(edit: Edit) -> Ask:
    """Return what asks for an edit that is known already."""
    return lambda _content, _check: edit


def undo(workspace: Workspace) -> EditPreparation | None:
    """Begin to take back the last edit; None if there is none. Raises EditError if read only."""
    edit = workspace.undoable
    if edit is None:
        return None
    return EditPreparation(workspace, lambda _content, _check: edit.inverse(), cause=Cause.UNDONE)


def redo(workspace: Workspace) -> EditPreparation | None:
    """Begin to make the edit undone last again; None if there is none."""
    edit = workspace.redoable
    if edit is None:
        return None
    return EditPreparation(workspace, fixed(edit), cause=Cause.REDONE)
