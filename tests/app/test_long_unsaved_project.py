"""A long project that is in no file: the window waits for nothing, and a crash loses nothing."""

from __future__ import annotations

import threading
from dataclasses import replace

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

LONG = replace(
    PAIR,
    annotations=tuple(
        Annotation(id=f"a{at}", tag=Tag.MISSING, source=(Span(at * 7 % 9, at * 7 % 9 + 2),))
        for at in range(300)
    ),
)
"""Its annotations are not in the order of their places."""


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
