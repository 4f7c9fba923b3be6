"""Edits come back from a journal exactly, whatever is cut off its end or fails beneath it."""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storage.journal_samples import BASE, HEADER, NOW, SAVED, Failing, edit, titles
from strategies import annotations, cuts, disjoint_spans, extras, pairs, projects, texts

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.edit import (
    AnnotationChange,
    CutsChange,
    Edit,
    IgnoredChange,
    PairChange,
    TitleChange,
)
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.storage import journal as journal_module
from desk_annotator.storage.edit_record import (
    edit_from_json,
    edit_to_json,
    project_from_json,
    project_to_json,
)
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.file_calls import FileCalls
from desk_annotator.storage.journal import Journal
from desk_annotator.storage.journal_record import (
    edit_as_bytes,
    entry_of,
    framed,
    unframed,
    whole_lines,
)
from desk_annotator.storage.recovery import read_journal


@st.composite
def changes(draw):
    pair_id = "00000000-0000-4000-8000-000000000002"
    kind = draw(st.sampled_from(["annotation", "ignored", "cuts", "pair", "title"]))
    if kind == "annotation":
        values = [
            draw(st.none() | annotations(50, 60, with_extra=True).map(_with_span_extra))
            for _ in range(2)
        ]
        return AnnotationChange(pair_id, *values)
    if kind == "ignored":
        spans = st.just(()) | disjoint_spans(50)
        return IgnoredChange(pair_id, draw(st.sampled_from(Side)), draw(spans), draw(spans))
    if kind == "cuts":
        return CutsChange(pair_id, draw(st.sampled_from(Side)), draw(cuts(50)), draw(cuts(50)))
    if kind == "pair":
        values = [draw(st.none() | pairs(max_size=30, with_extra=True)) for _ in range(2)]
        return PairChange(draw(st.integers(0, 5)), *values)
    return TitleChange(draw(st.none() | st.just(pair_id)), draw(texts()), draw(texts()))


def _with_span_extra(annotation):
    # One of a span that is there, and one that an edit left behind when it took its span away.
    known = {(side, span): {"x_a": [1]} for side in Side for span in annotation.spans(side)[:1]}
    return replace(annotation, span_extra={**known, (Side.SOURCE, Span(40, 41)): {"x": None}})


edits = st.builds(Edit, texts(max_size=10), st.lists(changes(), max_size=3).map(tuple))


@settings(max_examples=25)
@given(edits)
def test_every_edit_comes_back_exactly(edit):
    assert edit_from_json(unframed(framed(edit_to_json(edit)))) == edit


@settings(max_examples=15)
@given(projects(with_extra=True, max_size=50), extras())
def test_every_project_comes_back_exactly(project, extra):
    project = replace(project, extra=extra)
    assert project_from_json(unframed(framed(project_to_json(project)))) == project


def test_half_a_surrogate_pair_does_not_stop_the_journal():
    edit = Edit("x", (TitleChange(None, "", "\ud83d"),))
    assert edit_from_json(unframed(framed(edit_to_json(edit)))) == edit


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"label": "x", "changes": [{"kind": "magic"}]},
        {"label": "x", "changes": [{"kind": "ignored", "pair": "p", "side": "left"}]},
        {"label": 1, "changes": []},
    ],
)
def test_a_malformed_edit_is_refused(value):
    with pytest.raises(FaultError):
        edit_from_json(value)


@pytest.mark.parametrize("end", [5, 1 << 33])
@pytest.mark.parametrize("side", Side)
def test_a_pair_with_an_annotation_outside_its_text_is_refused(side, end):
    text = Text.of("word", language="en", direction=Direction.LTR)
    outside = Annotation(id="a", tag="of another program", **{side: (Span(4, end),)})
    pair = Pair(id="p", title="", source=text, target=text, annotations=(outside,))
    project = Project(id="project", title="", pairs=(pair,))
    with pytest.raises(FaultError, match=r"pairs\[0\]\.annotations\[0\]"):
        project_from_json(project_to_json(project))
    with pytest.raises(FaultError):
        edit_from_json(edit_to_json(Edit("x", (PairChange(0, None, pair),))))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "recovery" / "project"


@pytest.fixture
def journals(folder):
    """Makes journals, and ends them with the test."""
    made = []

    def make(**wishes):
        journal = Journal(folder, replace(HEADER, **wishes.pop("header", {})), **wishes)
        made.append(journal)
        return journal

    yield make
    for journal in made:
        journal.close()


def test_a_record_is_on_file_when_append_returns(journals):
    journal = journals(sync_seconds=60)
    for number in range(3):
        journal.append(NOW, "made", edit(number))
        assert titles(journal.path) == [str(each + 1) for each in range(number + 1)]
    content = read_journal(journal.path)
    assert content.header == HEADER
    assert [entry.seq for entry in content.entries] == [1, 2, 3]
    assert content.edits_since(BASE) == content.edits
    assert content.edits_since(SAVED) is None
    if os.name == "posix":
        assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("has_threads", [True, False])
def test_a_large_record_is_written_before_what_follows(journals, monkeypatch, has_threads):
    monkeypatch.setattr(journal_module, "_LARGE", 10)
    journal = journals(sync_seconds=60)
    journal.append(NOW, "made", edit(0))
    if not has_threads:

        def refuse(_thread):
            raise RuntimeError

        monkeypatch.setattr(threading.Thread, "start", refuse)
    for number in range(1, 6):
        journal.append(NOW, "made", edit_as_bytes(edit(number), lambda: None))
        journal.append(NOW, "made", edit(number + 10))
        assert journal.last == 2 * number + 1
    monkeypatch.undo()
    journal.append(NOW, "made", edit_as_bytes(edit(20), lambda: None))
    path = journal.close()
    content = read_journal(path)
    assert [entry.seq for entry in content.entries] == list(range(1, 13))
    expected = [0, *(each for at in range(1, 6) for each in (at, at + 10)), 20]
    assert [entry.edit for entry in content.entries] == [edit(each) for each in expected]


def test_a_label_is_known_without_its_changes(journals):
    journal = journals(sync_seconds=60)
    labels = ["Rename", "", ',"changes":["', '"}', "\\", "حذف", "\ud83d"]
    for label in labels:
        journal.append(NOW, "made", Edit(label, edit(0).changes))
    entries = read_journal(journal.path).edits
    assert [entry.label for entry in entries] == labels
    assert [entry.edit.label for entry in entries] == labels
    line = framed({"seq": 1, "time": NOW, "kind": "made", "edit": {"label": 5}})
    assert entry_of(line).label == ""


def test_a_never_saved_project_stands_in_the_header(journals):
    project = Project(id=HEADER.project_id, title="new")
    journal = journals(header={"base": "", "initial": project, "path": ""})
    journal.start()
    content = read_journal(journal.path)
    assert content.header.project() == project
    assert content.holds_something
    assert content.edits_since("") is None


def test_every_cut_gives_the_records_before_it(journals, tmp_path):
    journal = journals()
    for number in range(4):
        journal.append(NOW, "made", edit(number))
    data = journal.path.read_bytes()
    ends = [end for _, end in whole_lines(data)]
    assert len(ends) == 5
    torn = tmp_path / "torn"
    for cut in range(len(data)):
        torn.write_bytes(data[:cut])
        whole = sum(end <= cut for end in ends)
        content = read_journal(torn)
        if not whole:
            assert content is None
        else:
            assert len(content.entries) == whole - 1


def test_every_flipped_byte_is_noticed(journals, tmp_path):
    journal = journals()
    for number in range(2):
        journal.append(NOW, "made", edit(number))
    data = journal.path.read_bytes()
    whole = read_journal(journal.path).entries
    torn = tmp_path / "torn"
    for place in range(len(data)):
        torn.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        content = read_journal(torn)
        entries = () if content is None else content.entries
        assert len(entries) < 2
        assert entries == whole[: len(entries)]


def test_a_gap_in_the_numbers_ends_the_reading(journals, tmp_path):
    journal = journals()
    for number in range(4):
        journal.append(NOW, "made", edit(number))
    lines = journal.path.read_bytes().splitlines(keepends=True)
    holed = tmp_path / "holed"
    holed.write_bytes(b"".join(lines[:2] + lines[3:]))
    assert titles(holed) == ["1"]


def test_after_a_save_the_journal_starts_from_the_saved_file(journals, folder):
    journal = journals()
    journal.append(NOW, "made", edit(0))
    journal.append(NOW, "made", edit(1))
    mark = journal.last
    journal.append(NOW, "made", edit(2))  # while the save is under way
    journal.note_saving(NOW, SAVED, mark, "p")
    before = read_journal(journal.path)
    assert [entry.edit for entry in before.edits_since(SAVED)] == [edit(2)]
    assert len(before.edits_since(BASE)) == 3
    journal.checkpoint(SAVED, "elsewhere.json", mark, title="new")
    journal.append(NOW, "made", edit(3))
    content = read_journal(journal.path)
    assert [file.name for file in folder.iterdir()] == [journal.path.name]
    assert content.header.base == SAVED
    assert content.header.path == "elsewhere.json"
    assert [entry.edit for entry in content.edits_since(SAVED)] == [edit(2), edit(3)]
    assert content.edits_since(BASE) is None
    journal.checkpoint(BASE, "p", journal.last, title="new")
    assert not read_journal(journal.path).holds_something


def test_everything_reaches_the_device_in_time(journals):
    class Calls(FileCalls):
        def __init__(self):
            self.synced = threading.Event()

        def sync(self, descriptor):
            super().sync(descriptor)
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                self.synced.set()

    calls = Calls()
    journal = journals(files=calls, sync_seconds=0.01)
    journal.append(NOW, "made", edit(0))
    assert calls.synced.wait(10)
    calls.synced.clear()
    journal.append(NOW, "made", edit(1))
    assert calls.synced.wait(10)


@pytest.mark.parametrize("name", ["create", "write", "sync"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_failing_device_is_told_once_and_made_good(journals, folder, name, code):
    files, heard = Failing(name), []
    journal = journals(files=files, told=heard.append, sync_seconds=60)
    if name != "create":
        journal.append(NOW, "made", edit(0))
    files.code = code
    journal.append(NOW, "made", edit(1))
    journal.sync()
    journal.append(NOW, "made", edit(2))
    assert [fault.errno for fault in heard] == [code]
    assert journal.fault is heard[0]
    assert not journal.retry()
    assert len(heard) == 1
    files.code = None
    assert journal.retry()
    assert heard[1:] == [None]
    journal.append(NOW, "made", edit(3))
    expected = ["2", "3", "4"] if name == "create" else ["1", "2", "3", "4"]
    assert titles(journal.path) == expected
    assert list(folder.iterdir()) == [journal.path]


def test_a_checkpoint_that_fails_leaves_a_journal_that_fits(journals, folder):
    files, heard = Failing("create"), []
    journal = journals(files=files, told=heard.append)
    journal.append(NOW, "made", edit(0))
    journal.note_saving(NOW, SAVED, 1, "p")
    files.code = errno.ENOSPC
    journal.checkpoint(SAVED, "p", 1, title="t")
    journal.append(NOW, "made", edit(1))
    assert not heard
    content = read_journal(journal.path)
    assert [entry.edit for entry in content.edits_since(SAVED)] == [edit(1)]
    assert len(list(folder.iterdir())) == 1


def test_a_journal_that_cannot_be_begun_is_tried_again_by_itself(tmp_path, journals, folder):
    folder.parent.mkdir(parents=True)
    folder.write_text("a file stands where the folder should be")
    heard = []
    journal = journals(told=heard.append)
    journal.start()
    journal.append(NOW, "made", edit(0))
    assert len(heard) == 1
    folder.unlink()
    deadline = time.monotonic() + 30
    while len(heard) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert heard[1:] == [None]
    assert titles(journal.path) == ["1"]


def test_edits_while_the_device_is_busy_are_in_the_new_journal(journals):
    class Busy(FileCalls):
        def sync(self, descriptor):
            super().sync(descriptor)
            if journal.last < 4:
                thread = threading.Thread(
                    target=journal.append, args=(NOW, "made", edit(journal.last))
                )
                thread.start()
                thread.join()  # an edit does not wait for the device

    journal = journals(files=Busy(), sync_seconds=60)
    journal.append(NOW, "made", edit(0))
    journal.checkpoint(SAVED, "p", 1, title="t")
    assert titles(journal.path) == ["2", "3", "4"]


def test_an_ended_journal_is_gone_and_silent(journals, folder):
    journal = journals()
    journal.append(NOW, "made", edit(0))
    journal.remove()
    journal.append(NOW, "made", edit(1))
    journal.checkpoint(SAVED, "p", 1, title="t")
    assert not journal.retry() or journal.fault is None
    assert not folder.exists()


def test_a_closed_journal_stays(journals):
    journal = journals()
    journal.append(NOW, "made", edit(0))
    assert titles(journal.close()) == ["1"]
