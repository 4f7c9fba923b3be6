"""The open project against a simple model: any order of edits, undo, redo, save and reload."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from strategies import pairs

from desk_annotator.app import amendment
from desk_annotator.app.amendment import Details, Edge, Step
from desk_annotator.app.tagging import Gesture, tag_selection
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag, check
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.errors import EditError
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.storage.project_codec import decode, encode

NOW = "2026-01-31T09:05:00Z"


def written(workspace: Workspace) -> bytes:
    return encode(workspace.snapshot(), generator="test")


class WorkspaceStory(RuleBasedStateMachine):
    """Rules do what the user does; after each, the whole project must hold together."""

    def __init__(self):
        super().__init__()
        # Annotations at one place are ordered by their ids: the same story must have the same.
        numbers = count(2)
        self._ids = patch(
            "desk_annotator.app.tagging.new_id",
            lambda: f"00000000-0000-4000-8000-{next(numbers):012}",
        )
        self._ids.start()

    def teardown(self):
        self._ids.stop()

    @initialize(pair=pairs())
    def open(self, pair):
        project = Project(
            id="00000000-0000-4000-8000-000000000001",
            title="t",
            created=NOW,
            modified=NOW,
            pairs=(pair,),
        )
        self.workspace = Workspace(project, clock=lambda: NOW)
        self.heard = []
        self.workspace.edited.subscribe(self.heard.append)
        self.start = written(self.workspace)
        self.depth = 0
        self.redoable = 0

    @property
    def bitext(self) -> Bitext:
        assert self.workspace.current is not None
        return self.workspace.current

    def _made(self):
        self.depth += 1
        self.redoable = 0
        assert len(self.heard) == 1
        self.heard.clear()

    def _try(self, ask):
        before = written(self.workspace)
        try:
            edit = ask()
        except EditError:
            assert written(self.workspace) == before
            return
        self.workspace.apply(edit)
        self._made()

    def _selection(self, data, side: Side) -> tuple[Span, ...]:
        length = len(self.bitext.text(side))
        if not length or data.draw(st.booleans()):
            return ()
        start = data.draw(st.integers(0, length - 1))
        return (Span(start, data.draw(st.integers(start + 1, length))),)

    def _some(self, data) -> Annotation:
        return data.draw(st.sampled_from(self.bitext.in_order()))

    @rule(data=st.data(), tag=st.sampled_from(tuple(Tag)), armed=st.booleans())
    def tag(self, data, tag, armed):
        active = self._some(data) if self.bitext.annotations and data.draw(st.booleans()) else None
        selections = {side: self._selection(data, side) for side in Side}
        gesture = Gesture(self.bitext, selections, active, armed, "me", NOW)
        self._try(lambda: tag_selection(tag, gesture).edit)

    @precondition(lambda self: self.bitext.annotations)
    @rule(data=st.data(), edge=st.sampled_from(tuple(Edge)), step=st.sampled_from(tuple(Step)))
    def nudge(self, data, edge, step):
        annotation, side = self._some(data), data.draw(st.sampled_from(tuple(Side)))
        forward, near = data.draw(st.booleans()), data.draw(st.integers(0, 200))
        self._try(
            lambda: amendment.nudge(
                self.bitext, annotation, side, edge, forward=forward, step=step, near=near, now=NOW
            )
        )

    @precondition(lambda self: self.bitext.annotations)
    @rule(data=st.data())
    def resize(self, data):
        annotation, side = self._some(data), data.draw(st.sampled_from(tuple(Side)))
        spans = annotation.text_spans(side)
        after = self._selection(data, side)
        if spans and after:
            before = data.draw(st.sampled_from(spans))
            self._try(
                lambda: amendment.resize(self.bitext, annotation, side, before, after[0], NOW)
            )

    @precondition(lambda self: self.bitext.annotations)
    @rule(data=st.data())
    def take_out(self, data):
        annotation, side = self._some(data), data.draw(st.sampled_from(tuple(Side)))
        cuts = self._selection(data, side)
        self._try(lambda: amendment.take_out(self.bitext, annotation, side, cuts, NOW))

    @precondition(lambda self: self.bitext.annotations)
    @rule(data=st.data())
    def set_caret(self, data):
        annotation = self._some(data)
        length = len(self.bitext.text(annotation.home.other))
        offset = data.draw(st.none() | st.integers(0, length))
        self._try(lambda: amendment.set_caret(self.bitext, annotation, offset, NOW))

    @precondition(lambda self: self.bitext.annotations)
    @rule(data=st.data(), note=st.text(max_size=5), justified=st.sampled_from([None, True, False]))
    def describe(self, data, note, justified):
        annotation = self._some(data)
        details = replace(Details.of(annotation), note=note, justified=justified)
        self._try(lambda: amendment.set_details(self.bitext, annotation, details, NOW))

    @precondition(lambda self: self.bitext.annotations)
    @rule(data=st.data())
    def delete(self, data):
        chosen = data.draw(
            st.lists(st.sampled_from(self.bitext.in_order()), unique_by=lambda each: each.id)
        )
        if chosen:
            self._try(lambda: amendment.delete(self.bitext, chosen))

    @rule(data=st.data(), side=st.sampled_from(tuple(Side)))
    def ignore(self, data, side):
        spans = self._selection(data, side)
        self._try(lambda: amendment.toggle_ignored(self.bitext, side, spans))

    @rule()
    def undo(self):
        edit = self.workspace.undo()
        assert (edit is not None) == (self.depth > 0)
        if edit is not None:
            self.depth -= 1
            self.redoable += 1
        self.heard.clear()

    @rule()
    def redo(self):
        edit = self.workspace.redo()
        assert (edit is not None) == (self.redoable > 0)
        if edit is not None:
            self.depth += 1
            self.redoable -= 1
        self.heard.clear()

    @rule()
    def save(self):
        self.workspace.mark_saved(self.workspace.state, self.workspace.snapshot())
        assert self.workspace.is_saved

    @rule()
    def reload_equals(self):
        data = written(self.workspace)
        loaded = decode(data, name="story.json")
        assert not loaded.problems
        assert encode(loaded.project, generator="test") == data

    @rule()
    def undo_everything_and_back(self):
        now = written(self.workspace)
        steps = 0
        while self.workspace.undo() is not None:
            steps += 1
        assert steps == self.depth
        assert written(self.workspace) == self.start
        for _ in range(steps):
            self.workspace.redo()
        assert written(self.workspace) == now
        self.heard.clear()

    @invariant()
    def annotations_keep_their_rules(self):
        lengths = [len(self.bitext.text(side)) for side in Side]
        for annotation in self.bitext.annotations.values():
            check(annotation, *lengths)

    @invariant()
    def index_and_coverage_are_as_if_made_anew(self):
        fresh = Bitext(self.bitext.snapshot())
        for side in Side:
            length = len(self.bitext.text(side))
            assert self.bitext.index(side).touching(0, length) == fresh.index(side).touching(
                0, length
            )
            assert self.bitext.coverage(side) == fresh.coverage(side)
            assert self.bitext.coverage(side).total == length


TestWorkspaceStory = WorkspaceStory.TestCase
TestWorkspaceStory.settings = settings(stateful_step_count=25)
