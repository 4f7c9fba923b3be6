"""A long project that is in no file: the window waits for nothing, and a crash loses nothing."""

from __future__ import annotations

import errno
import threading
import time
from dataclasses import replace

import pytest
from torture.kill_storm import digest
from torture.left_over import PAIR, gone, retitle

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.crash_protection_recovery import replay, separate
from desk_annotator.app.left_behind import offers_of_unsaved
from desk_annotator.app.open_project import new_project
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.span import Span
from desk_annotator.storage import header_encoder
from desk_annotator.storage.recovery import read_journal

LONG = replace(
    PAIR,
    annotations=tuple(
        Annotation(id=f"a{at}", tag=Tag.MISSING, source=(Span(at * 7 % 9, at * 7 % 9 + 2),))
        for at in range(300)
    ),
)
"""Its annotations are not in the order of their places."""


def wait_for_threads_but(before):
    """Wait for the threads begun meanwhile, and for those that they begin."""
    until = time.monotonic() + 30
    while begun := set(threading.enumerate()) - before:
        assert time.monotonic() < until, begun
        time.sleep(0.005)  # one that is only about to begin cannot be joined


def test_a_long_project_never_saved_is_encoded_elsewhere_and_comes_back(folders, monkeypatch):
    """Showing it and editing it wait for nothing, and all of it is offered after a crash."""
    makers, may_go = [], threading.Event()
    real = header_encoder.header_pieces

    def header_pieces(header):
        makers.append(threading.current_thread())
        assert may_go.wait(30)
        return real(header)

    monkeypatch.setattr(header_encoder, "header_pieces", header_pieces)
    opened = new_project(LONG)
    protection = gone(CrashProtection(opened, folders))
    protection.begin()
    for title in ("one", "two"):
        retitle(opened, title)
    note = replace(LONG.annotations[7], note="meanwhile")
    change = AnnotationChange(PAIR.id, LONG.annotations[7], note)
    opened.workspace.apply(Edit("Change", (change,)))
    may_go.set()
    protection.stop()
    assert len(makers) == 1
    assert makers[0] is not threading.current_thread()
    (offer,) = offers_of_unsaved(folders)
    assert offer.content.header.project().pairs == (LONG,)
    back = separate(offer)
    assert replay(back.workspace, offer) == 3
    assert digest(back.workspace.snapshot()) == digest(opened.workspace.snapshot())


def test_a_crash_in_the_middle_of_a_recovery_leaves_one_offer(folders):
    """The two journals start from the same, annotations in the same order."""
    opened = new_project(LONG)
    protection = gone(CrashProtection(opened, folders))
    protection.begin()
    for title in ("one", "two"):
        retitle(opened, title)
    protection.stop()
    (offer,) = offers_of_unsaved(folders)
    back = separate(offer)
    again = gone(CrashProtection(back, folders))
    assert replay(back.workspace, offer, begin=again.begin) == 2
    again.stop()
    assert len(list(folders.recovery.rglob("*.jsonl"))) == 2
    (offer,) = offers_of_unsaved(folders)
    assert len(offer.edits) == 2


@pytest.mark.parametrize("has_room", [True, False])
def test_to_leave_it_at_once_waits_for_nothing(folders, monkeypatch, has_room):
    """All of it is in the trash in the end; nobody hears of a project that was left."""
    may_go, heard = threading.Event(), []
    real = header_encoder.header_pieces

    def header_pieces(header):
        assert may_go.wait(30)
        if not has_room:
            raise OSError(errno.ENOSPC, "no room")
        return real(header)

    monkeypatch.setattr(header_encoder, "header_pieces", header_pieces)
    before = set(threading.enumerate())
    opened = new_project(LONG)
    protection = CrashProtection(opened, folders, told=heard.append)
    protection.begin()
    retitle(opened, "one")
    protection.leave()
    assert opened.protection is None
    assert not list(folders.trash.rglob("*.jsonl"))
    writing = set(threading.enumerate()) - before
    assert not any(thread.daemon for thread in writing)  # the process ends only behind them
    may_go.set()
    wait_for_threads_but(before)
    assert not heard
    assert not list(folders.recovery.rglob("*.jsonl"))
    left = [read_journal(file) for file in folders.trash.rglob("*.jsonl")]
    assert len(left) == has_room
    for content in left:
        assert content.header.project().pairs == (LONG,)
        assert [entry.label for entry in content.edits] == ["Rename"]


def test_what_is_saved_of_it_leaves_nothing(folders):
    opened = new_project(LONG)
    opened.workspace.mark_saved(opened.workspace.state, opened.workspace.snapshot())
    before = set(threading.enumerate())
    protection = CrashProtection(opened, folders)
    protection.begin()
    protection.leave()
    wait_for_threads_but(before)
    assert not list(folders.recovery.rglob("*.jsonl"))
    assert not list(folders.trash.rglob("*.jsonl"))
