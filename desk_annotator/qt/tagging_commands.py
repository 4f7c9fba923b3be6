"""What the Annotate and Go menus do: each command asks the app layer for an edit or a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desk_annotator.app import amendment
from desk_annotator.app.amendment import Edge, Step
from desk_annotator.app.project_content import ProjectContent
from desk_annotator.app.tagging import Gesture, WrongSideError, tag_selection
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError, EditError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.text import Direction
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.edit_making import EditMaking
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.sentences import sentence

_MANY = 50
"""Changes up to which undo and redo go to one of them."""


class TaggingCommands(QObject):
    """Connects the actions to the workspace; errors become notices."""

    accept_wanted = Signal()
    """Enter on a suggestion."""
    reject_wanted = Signal()
    """Backspace on a suggestion."""
    note_wanted = Signal()
    """The user wants to write a note on the active annotation."""

    def __init__(
        self,
        actions: Actions,
        view: LinkedView,
        notices: NoticeBar,
        edits: EditMaking,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._view = view
        self._notices = notices
        self._edits = edits
        self._workspace: Workspace | None = None
        for action_id, slot in self._slots().items():
            actions[action_id].triggered.connect(slot)

    def _slots(self) -> dict[str, Callable[[], None]]:
        return {
            "tag_matching": self._tag_matching,
            "tag_added": self._tag_added,
            "tag_missing": self._tag_missing,
            "keep_selection": self._keep_selection,
            "take_out": self._take_out,
            "set_place": self._set_place,
            "remove_place": self._remove_place,
            "ignore": self._ignore,
            "end_forward": self._end_forward,
            "end_back": self._end_back,
            "end_word_forward": self._end_word_forward,
            "end_word_back": self._end_word_back,
            "start_forward": self._start_forward,
            "start_back": self._start_back,
            "start_word_forward": self._start_word_forward,
            "start_word_back": self._start_word_back,
            "note": self._note,
            "delete": self._delete,
            "undo": self._undo,
            "redo": self._redo,
        }

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Work on another project."""
        self._workspace = workspace

    # The gate, as the window reaches it

    def apply(self, edit: Edit) -> bool:
        """Make an edit; say why not if it cannot be made. Returns whether it was made."""
        if self._workspace is None:
            return False
        try:
            self._workspace.apply(edit)
        except DeskAnnotatorError as error:
            self._refuse(error)
            return False
        return True

    def try_edit(self, ask: Callable[[], Edit]) -> bool:
        """Make the edit `ask` returns; an error of asking becomes a notice."""
        try:
            edit = ask()
        except DeskAnnotatorError as error:
            self._refuse(error)
            return False
        return self.apply(edit)

    def _refuse(self, error: DeskAnnotatorError) -> None:
        self._notices.show_notice(sentence(error), kind="warning")

    def _open(self) -> tuple[Workspace, Bitext] | None:
        if self._workspace is None or self._workspace.current is None:
            return None
        return self._workspace, self._workspace.current

    def _active(self) -> tuple[Workspace, Bitext, Annotation] | None:
        here = self._open()
        if here is None:
            return None
        active = here[0].active
        if active is None:
            self._refuse(
                EditError(
                    QT_TRANSLATE_NOOP(
                        "Errors", "Choose an annotation first: click it, or press {key}."
                    ),
                    key="N",
                )
            )
            return None
        return (*here, active)

    # Tags

    def _tag_matching(self) -> None:
        self.tag(Tag.MATCHING)

    def _tag_added(self) -> None:
        self.tag(Tag.ADDED)

    def _tag_missing(self) -> None:
        self.tag(Tag.MISSING)

    def tag(self, tag: Tag) -> None:
        """Do what the key of a tag does."""
        here = self._open()
        if here is None:
            return
        workspace, bitext = here
        is_armed = workspace.is_armed
        gesture = Gesture(
            bitext,
            self._view.selections(),
            workspace.active,
            is_armed,
            workspace.author,
            workspace.now(),
        )
        try:
            tagged = tag_selection(tag, gesture)
        except WrongSideError as error:
            self._offer(error)
            return
        except DeskAnnotatorError as error:
            self._refuse(error)
            return
        if not self.apply(tagged.edit):
            return
        self._view.clear_selections()
        # Extending an annotation just made does not yet make it one the user chose.
        workspace.activate(tagged.annotation_id, armed=is_armed and not tagged.is_new)

    def _offer(self, error: WrongSideError) -> None:
        offers = {
            Tag.MISSING: (self.tr("Tag as missing"), self._tag_missing),
            Tag.ADDED: (self.tr("Tag as added"), self._tag_added),
        }
        offer = offers.get(error.offer) if error.offer is not None else None
        actions = [offer] if offer is not None else []
        self._notices.show_notice(sentence(error), kind="warning", actions=actions)

    def change_tag(self, tag: str) -> None:
        """Give the active annotation another tag, from the details panel."""
        self._view.clear_selections()
        self.tag(Tag(tag))

    # Spans

    def _keep_selection(self) -> None:
        self._view.pane(self._view.focused_side).keep_selection()

    def _note(self) -> None:
        active = self._workspace.active if self._workspace is not None else None
        if active is not None and active.status == Status.SUGGESTED:
            self.accept_wanted.emit()
        else:
            self.note_wanted.emit()

    def _take_out(self) -> None:
        here = self._active()
        if here is None:
            return
        workspace, bitext, annotation = here
        side = self._view.focused_side
        cuts = self._view.pane(side).selections()
        if annotation.status == Status.SUGGESTED and not cuts:
            self.reject_wanted.emit()
            return
        if self.try_edit(
            lambda: amendment.take_out(bitext, annotation, side, cuts, workspace.now())
        ):
            self._view.pane(side).clear_selection()

    def _set_place(self) -> None:
        here = self._active()
        if here is None:
            return
        workspace, bitext, annotation = here
        pane = self._view.pane(annotation.home.other)
        offset = pane.cursor_offset
        if pane.snap_to_words:
            offset = amendment.word_border(bitext, annotation.home.other, offset)
        self.try_edit(lambda: amendment.set_caret(bitext, annotation, offset, workspace.now()))

    def _remove_place(self) -> None:
        here = self._active()
        if here is not None:
            workspace, bitext, annotation = here
            self.try_edit(lambda: amendment.set_caret(bitext, annotation, None, workspace.now()))

    def _ignore(self) -> None:
        here = self._open()
        if here is None:
            return
        selected = {side: spans for side, spans in self._view.selections().items() if spans}
        side = self._view.focused_side
        if selected and side not in selected:
            side = side.other
        spans = selected.get(side, ())
        workspace, bitext = here

        def ask(content: ProjectContent, _check: Callable[[], None]) -> Edit:
            return amendment.toggle_ignored(content.bitext(bitext.id), side, spans)

        def clear(_made: Edit) -> None:
            # Where there was much to do, something else may be selected or shown by now.
            if self._open() == here and self._view.pane(side).selections() == spans:
                self._view.pane(side).clear_selection()

        from desk_annotator.app.edit_preparation import size_of_ignoring  # noqa: PLC0415 - when used

        self._edits.make(
            workspace,
            ask,
            self.tr("Ignoring text"),
            size=size_of_ignoring(bitext, side, spans),
            pair_ids=(bitext.id,),
            made=clear,
        )

    def _nudge(self, edge: Edge, step: Step, *, right: bool) -> None:
        here = self._active()
        if here is None:
            return
        workspace, bitext, annotation = here
        side = self._view.focused_side
        if not annotation.text_spans(side):
            side = side.other
        # The key's direction is that of the screen; in right-to-left text, left is forward.
        forward = right == (bitext.text(side).direction is Direction.LTR)
        near = self._view.pane(side).cursor_offset
        self.try_edit(
            lambda: amendment.nudge(
                bitext,
                annotation,
                side,
                edge,
                forward=forward,
                step=step,
                near=near,
                now=workspace.now(),
            )
        )

    def _end_forward(self) -> None:
        self._nudge(Edge.END, Step.LETTER, right=True)

    def _end_back(self) -> None:
        self._nudge(Edge.END, Step.LETTER, right=False)

    def _end_word_forward(self) -> None:
        self._nudge(Edge.END, Step.WORD, right=True)

    def _end_word_back(self) -> None:
        self._nudge(Edge.END, Step.WORD, right=False)

    def _start_forward(self) -> None:
        self._nudge(Edge.START, Step.LETTER, right=True)

    def _start_back(self) -> None:
        self._nudge(Edge.START, Step.LETTER, right=False)

    def _start_word_forward(self) -> None:
        self._nudge(Edge.START, Step.WORD, right=True)

    def _start_word_back(self) -> None:
        self._nudge(Edge.START, Step.WORD, right=False)

    def _delete(self) -> None:
        here = self._active()
        if here is not None:
            self.apply(amendment.delete(here[1], [here[2]]))

    def delete_ids(self, ids: object) -> None:
        """Delete several annotations at once, from the list."""
        here = self._open()
        if here is None:
            return
        workspace, bitext = here
        wanted = cast("tuple[str, ...]", ids)

        def ask(content: ProjectContent, _check: Callable[[], None]) -> Edit:
            there = content.bitext(bitext.id)
            present = map(there.annotations.get, wanted)
            annotations = [each for each in present if each is not None]
            if not annotations:  # others have deleted them meanwhile
                raise Cancelled
            return amendment.delete(there, annotations)

        # A long list shows for a moment what a large edit has taken away.
        if any(each in bitext.annotations for each in wanted):
            self._edits.make(
                workspace,
                ask,
                self.tr("Deleting annotations"),
                size=len(wanted),
                pair_ids=(bitext.id,),
            )

    def _undo(self) -> None:
        self._step(back=True)

    def _redo(self) -> None:
        self._step(back=False)

    def _step(self, *, back: bool) -> None:
        if self._workspace is None:
            return
        text = self.tr("Undone: {0}") if back else self.tr("Done again: {0}")

        def tell(edit: Edit) -> None:
            label = QCoreApplication.translate("Edit", edit.label)
            self._notices.show_notice(text.format(label), kind="info", seconds=3)
            self._show_change(edit)

        (self._edits.undo if back else self._edits.redo)(self._workspace, tell)

    def _show_change(self, edit: Edit) -> None:
        """Bring what undo or redo changed into view, in whichever pair it is."""
        changes = (change for change in edit.changes if isinstance(change, AnnotationChange))
        change = next(changes, None)
        workspace = self._workspace
        if workspace is None or change is None:
            return
        ids = [bitext.id for bitext in workspace.bitexts]
        if change.pair_id not in ids:
            return
        workspace.show_pair(ids.index(change.pair_id))
        if len(edit.changes) > _MANY:
            return  # which of them it would be is chance: she stays where she reads
        annotation = change.after if change.after is not None else change.before
        if change.after is not None:
            was_chosen = workspace.is_armed and workspace.active_id == change.after.id
            workspace.activate(change.after.id, armed=was_chosen)
        if annotation is not None:
            self._view.go_to(annotation)
