"""What a journal comes to at once is, to the byte, what its edits come to one by one."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from merge_desk import take_merge
from torture.left_over import PAIR, gone, retitle, saved_project

from desk_annotator.app import crash_protection_recovery
from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.crash_protection_recovery import offers_for, replay
from desk_annotator.app.journal_net import lead_back, net_of
from desk_annotator.app.merging import MergeWish, decide, plan_merge
from desk_annotator.app.open_project import OpenProject, note_saved, open_project, save_task
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.cuts import Cuts
from desk_annotator.core.edit import (
    AnnotationChange,
    CutsChange,
    Edit,
    IgnoredChange,
    PairChange,
    ProjectFieldsChange,
    TitleChange,
)
from desk_annotator.core.merging_conflict import Choice
from desk_annotator.core.project import ProjectFields
from desk_annotator.core.span import Side, Span
from desk_annotator.storage.journal_record import REBASED, EditEntry, framed
from desk_annotator.storage.project_codec import encode
from desk_annotator.storage.recovery import empty_trash, find_journals
from desk_annotator.storage.state_folder import StateFolders

NOW = "2026-03-01T12:00:00Z"


def opened_by_lina(path: Path) -> OpenProject:
    """Open a project; who works on it is put in where the file does not say it."""
    opened = open_project(path, clock=lambda: NOW)
    opened.workspace.author = "Lina"
    return opened


class Session:
    """A user who does what the numbers say, in a window that is not there."""

    def __init__(self, room: Path) -> None:
        self.path = saved_project(room / "p.json")
        self.folders = StateFolders.below(room / "state", room / "data")
        self.number = 0
        self._open()

    def _open(self) -> None:
        self.opened = opened_by_lina(self.path)
        protection = CrashProtection(
            self.opened, self.folders, clock=lambda: NOW, sync_seconds=3600
        )
        self.protection = gone(protection)
        protection.begin()

    def do(self, what: int) -> None:
        self.number += 1
        steps = (
            *[self.annotate] * 16,
            *[self.say_more] * 3,
            *[self.set_texts_aside] * 3,
            *[self.change_pairs] * 4,
            *[self.amend] * 3,
            *[self.undo] * 6,
            *[self.redo] * 5,
            self.save,
            self.merge,
        )
        steps[what % len(steps)]()

    @property
    def workspace(self):
        return self.opened.workspace

    def apply(self, *changes) -> None:
        self.workspace.apply(Edit(f"Edit “before”: {self.number % 3}", changes))

    def annotate(self) -> None:
        for bitext in self.workspace.bitexts[:1]:
            present, number = bitext.in_order(), self.number
            if not present or number % 3 == 0:
                made = Annotation(
                    id=f"a{number}",
                    tag=Tag.MISSING,
                    source=(Span(number % 5, number % 5 + 2), Span(9, 12)),
                    note='{"before":1,"after":2} \\"' if number % 5 == 0 else "",
                    extra={"before": [number], "after": None} if number % 4 == 0 else {},
                    span_extra={(Side.SOURCE, Span(9, 12)): {"x_why": number}},
                )
                changes = [AnnotationChange(bitext.id, None, made)]
            else:
                old = present[number % len(present)]
                new = (
                    replace(old, note=str(number)),
                    replace(old, source=old.source[:1]),  # what the file said of one stays behind
                    None,
                )[number % 7 % 3]
                changes = [AnnotationChange(bitext.id, old, new)]
                if len(present) > 1 and number % 2:
                    other = present[(number + 1) % len(present)]
                    changed = replace(other, category=str(number))
                    changes.append(AnnotationChange(bitext.id, other, changed))
            self.apply(*changes)

    def say_more(self) -> None:
        workspace, number = self.workspace, self.number
        fields = workspace.snapshot().fields
        extra = {**fields.extra, "x_board": number}
        for change in (
            TitleChange(None, workspace.title, f"title {number}"),
            ProjectFieldsChange(fields, ProjectFields("Lina", extra)),
        )[number % 2 :]:
            self.apply(change)

    def set_texts_aside(self) -> None:
        for bitext in self.workspace.bitexts[:1]:
            side = list(Side)[self.number % 2]
            spans = () if bitext.ignored(side) else (Span(0, 1 + self.number % 4),)
            cuts = Cuts((1 + self.number % 9,), ())
            changes = [IgnoredChange(bitext.id, side, bitext.ignored(side), spans)]
            if bitext.cuts(side) != cuts:
                changes.append(CutsChange(bitext.id, side, bitext.cuts(side), cuts))
            self.apply(*changes)

    def change_pairs(self) -> None:
        bitexts = self.workspace.bitexts
        if self.number % 2 and bitexts:
            self.apply(PairChange(0, bitexts[0].snapshot(), None))
        else:
            pair = replace(PAIR, id=f"p{self.number}", annotations=())
            self.apply(PairChange(self.number % (len(bitexts) + 1), None, pair))

    def amend(self) -> None:
        if self.workspace.can_amend:
            title = self.workspace.title
            self.workspace.amend(Edit("Follow", (TitleChange(None, title, f"{title}+"),)))

    def undo(self) -> None:
        for _ in range(1 + self.number % 5):
            self.workspace.undo()

    def redo(self) -> None:
        for _ in range(1 + self.number % 3):
            self.workspace.redo()

    def save(self) -> None:
        """Save, and sometimes go on meanwhile."""
        task = save_task(self.opened, self.path)
        if self.number % 3:
            self.annotate()
        note_saved(self.opened, task, task.run())

    def merge(self) -> None:
        theirs = open_project(self.path, clock=lambda: NOW)
        retitle(theirs, f"theirs {self.number}")
        save_task(theirs, self.path).run()
        plan = plan_merge(MergeWish.of(self.opened, self.path), self.folders)
        take_merge(self.opened, decide(plan, [Choice.MINE] * len(plan.merge.conflicts)))


def states(workspace) -> list[tuple[bytes, bool, str | None]]:
    """All that undo and redo lead to, from where a project stands and back."""

    def here():
        return encode(workspace.snapshot(), generator="g"), workspace.is_saved, workspace.undo_label

    found = [here()]
    for step in (workspace.undo, workspace.redo):
        while step() is not None:
            found.append(here())
    return found


def one_by_one(path, offer, monkeypatch):
    """Make the edits as they were made, each through the gate."""
    opened = opened_by_lina(path)

    def known(entries, *, is_saved):
        is_way = all(entry.kind == REBASED for entry in entries)
        return net_of(entries, is_saved=is_saved) if is_way else None

    monkeypatch.setattr(crash_protection_recovery, "net_of", known)
    assert replay(opened.workspace, offer) == len(offer.edits)
    monkeypatch.undo()
    return states(opened.workspace)


@given(st.integers())
def test_at_once_is_as_one_by_one(seed):
    chance = Random(seed)
    numbers = chance.choices(range(1000), k=chance.randrange(5, 90))
    with tempfile.TemporaryDirectory() as room, pytest.MonkeyPatch.context() as monkeypatch:
        session = Session(Path(room))
        for number in numbers:
            session.do(number)
        expected = encode(session.workspace.snapshot(), generator="g")
        session.protection.stop()
        opened = opened_by_lina(session.path)
        offers = offers_for(opened, session.folders)
        if not offers:
            assert encode(opened.workspace.snapshot(), generator="g") == expected
            return
        (offer,) = offers
        assert offer.fits
        net = net_of(offer.edits, is_saved=True)
        assert net is not None
        if lead_back(offer.edits):
            assert encode(opened.workspace.snapshot(), generator="g") == expected
        assert replay(opened.workspace, offer) == len(offer.edits)
        found = states(opened.workspace)
        assert found[0][0] == expected
        assert found == one_by_one(session.path, offer, monkeypatch)


@pytest.mark.parametrize(
    ("kinds", "is_so"),
    [
        ("made undone", True),
        ("made amended made undone undone redone undone", True),
        ("undone undone redone redone", True),
        ("made", False),
        ("made undone redone", False),
        ("undone", False),
        ("undone made", False),
        ("undone made undone redone redone", False),
        ("amended", False),
        ("rebased made undone", False),
    ],
)
def test_only_edits_that_undo_took_back_lead_back(kinds, is_so):
    edit = title("a", "b")
    entries = [replace(entry(at, edit), kind=kind) for at, kind in enumerate(kinds.split(), 1)]
    assert lead_back(entries) is is_so


def test_what_was_recovered_is_recovered_again(tmp_path, monkeypatch):
    """The journal of a recovery holds the edits of the one before, and what came then."""
    session = Session(tmp_path)
    for number in (0, 0, 9, 10, 0, 7, 1, 9, 12, 0):
        session.do(number)
    for _ in range(3):
        session.protection.stop()
        before = encode(session.workspace.snapshot(), generator="g")
        opened = opened_by_lina(session.path)
        (offer,) = offers_for(opened, session.folders)
        again = gone(CrashProtection(opened, session.folders, clock=lambda: NOW))
        count = crash_protection_recovery.restore(offer, opened, again, session.folders)
        assert count == len(offer.edits)
        assert encode(opened.workspace.snapshot(), generator="g") == before
        (kept,) = find_journals(session.folders)
        assert [entry.json for entry in kept.edits] == [entry.json for entry in offer.edits]
        session.opened, session.protection = opened, again
        for number in (9, 0, 6):
            session.do(number)
    session.protection.leave()


def test_a_clock_that_goes_back_decides_nothing(tmp_path):
    """Edits come in the order of their numbers, whatever the times of records and files say."""
    path = saved_project(tmp_path / "p.json")
    folders = StateFolders.below(tmp_path / "state", tmp_path / "data")
    days = iter(range(28, 0, -1))
    opened = open_project(path)
    protection = CrashProtection(
        opened, folders, clock=lambda: f"2026-02-{next(days):02}T12:00:00Z"
    )
    gone(protection).begin()
    for name in ("one", "two", "three"):
        retitle(opened, name)
    protection.stop()
    os.utime(protection.journal.path, (2**33, 2**33))
    os.utime(path, (1, 1))
    empty_trash(folders)
    opened = open_project(path)
    (offer,) = offers_for(opened, folders)
    assert offer.fits
    assert offer.first_time > offer.last_time
    assert replay(opened.workspace, offer) == 3
    assert opened.workspace.title == "three"
    assert opened.workspace.undo() is not None
    assert opened.workspace.title == "two"


def entry(seq: int, edit: object, kind: str = "made") -> EditEntry:
    line = framed({"seq": seq, "time": NOW, "kind": kind, "edit": edit})
    return EditEntry(seq, NOW, kind, line, line.index(b'"edit":') + 7)


def title(before: str, after: str) -> dict[str, object]:
    change = {"kind": "title", "pair": None, "before": before, "after": after}
    return {"label": "Rename", "changes": [change]}


@pytest.mark.parametrize(
    "edit",
    [
        [],
        {},
        {"label": "x", "changes": [1]},
        {"label": "x", "changes": [{"kind": "magic", "before": 1, "after": 2}]},
        {"label": "x", "changes": [{"kind": "title", "pair": None, "before": 1, "after": 2}]},
        title("another", "three"),
    ],
)
def test_a_malformed_edit_ends_both_ways_at_the_same_place(tmp_path, edit):
    session = Session(tmp_path)
    retitle(session.opened, "one")
    retitle(session.opened, "two")
    session.protection.stop()
    opened = opened_by_lina(session.path)
    (offer,) = offers_for(opened, session.folders)
    offer = replace(offer, edits=(*offer.edits, entry(3, edit), entry(4, title("two", "x"))))
    assert net_of(offer.edits, is_saved=True) is None or edit == title("another", "three")
    assert replay(opened.workspace, offer) == 2
    assert opened.workspace.title == "two"
    assert opened.workspace.undo_label == "Rename"


def test_an_edit_that_cannot_be_read_ends_undo_there(tmp_path):
    session = Session(tmp_path)
    edits = [title(PAIR.title, "one"), title("one", "two"), title("two", "three")]
    edits[1]["label"] = 5  # of a program that writes labels in another way
    entries = [entry(at, edit) for at, edit in enumerate(edits, 1)]
    net = net_of(entries, is_saved=True)
    workspace = session.workspace
    content = workspace.copied_content(None)
    content.take_effect(net.edit)
    session.protection.leave()
    workspace.resume(content, net.edit, net.history)
    assert workspace.title == "three"
    assert workspace.undo() is not None
    assert workspace.title == "two"
    assert workspace.undo_label is None
    assert workspace.undo() is None
    assert workspace.redo() is not None
    assert workspace.title == "three"
