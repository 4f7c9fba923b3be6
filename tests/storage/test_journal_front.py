"""Whose a journal is, is known from its beginning; where that is unsure, all of it is read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storage.journal_samples import LONG_HEADER, LONG_PROJECT, NOW, edit, whole_header
from strategies import extras, projects
from torture.left_over import GONE

from desk_annotator.core.project import Project
from desk_annotator.storage import journal_record, recovery
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.header_encoder import header_pieces
from desk_annotator.storage.journal import Journal
from desk_annotator.storage.journal_record import (
    FRONT_SIZE,
    UnreadProject,
    framed,
    header_from_json,
    header_in_front,
    header_of,
    unframed,
)
from desk_annotator.storage.lock_owner import Owner
from desk_annotator.storage.recovery import find_journals, read_journal
from desk_annotator.storage.state_folder import folder_name

HERE = Owner.of_this_process()
AWKWARD = '","pid":1,"initial":{"a":[1,{"initial":null}]}}\n\\'
"""What would be a header, were it not in a string."""
OLD_ORDER = (
    *("magic", "version", "project", "title", "base", "initial", "path", "host", "user", "pid"),
    *("start", "app", "session", "time", "first", "begun_with"),
)


def line_of(header):
    return b"".join(header_pieces(header))


def older(line, *, without=()):
    """Return a first line as the program wrote it before: the project in the middle."""
    fields = unframed(line)
    assert set(fields) == set(OLD_ORDER)
    return framed({key: fields[key] for key in OLD_ORDER if key not in without})


def put(folders, line, name="1-aa-000001"):
    file = folders.recovery / folder_name(LONG_HEADER.project_id) / f"{name}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(line)
    return file


@pytest.fixture
def readings(monkeypatch):
    """The journals that are read in whole."""
    made = []
    real = recovery.read_bounded

    def read_bounded(path, limit):
        made.append(path)
        return real(path, limit)

    monkeypatch.setattr(recovery, "read_bounded", read_bounded)
    return made


# Who writes it


@pytest.mark.parametrize("owner", [HERE, replace(GONE, host="another computer")])
@pytest.mark.parametrize("initial", [None, LONG_PROJECT])
def test_the_journal_of_a_process_that_lives_is_not_read(folders, readings, owner, initial):
    header = replace(LONG_HEADER, owner=owner, initial=initial)
    journal = Journal(folders.recovery / folder_name(header.project_id), header)
    journal.start()
    journal.append(NOW, "made", edit(0))
    journal.close()
    assert find_journals(folders) == ()
    assert not readings


@pytest.mark.parametrize("header", [LONG_HEADER, replace(LONG_HEADER, initial=None, base="b")])
def test_one_as_older_versions_wrote_it_is_read_to_know_whose_it_is(folders, readings, header):
    mine, left = replace(header, owner=HERE, session="1-aa"), replace(header, session="2-aa")
    for number, without in enumerate([(), ("begun_with",)]):
        put(folders, older(line_of(mine), without=without), f"1-aa-00000{number}")
        path = put(folders, older(line_of(left), without=without), f"2-aa-00000{number}")
        (found,) = find_journals(folders)
        assert whole_header(found) == left
    assert found.file == path
    assert len(readings) == 2 + 4


def test_where_the_beginning_says_too_little_all_of_it_is_read(folders, readings):
    title = "x" * FRONT_SIZE
    put(folders, line_of(replace(LONG_HEADER, owner=HERE, title=title)), "1-aa-000001")
    put(folders, line_of(replace(LONG_HEADER, session="2-aa", title=title)), "2-aa-000001")
    (found,) = find_journals(folders)
    assert found.header.session == "2-aa"
    assert found.header.project() == LONG_PROJECT
    assert len(readings) == 2


@settings(max_examples=50)
@given(projects(max_size=20), extras(), st.text() | st.just(AWKWARD), st.booleans())
def test_the_beginning_says_what_the_line_says(project, extra, words, is_old):
    project = replace(project, title=words, extra=extra)
    header = replace(LONG_HEADER, initial=project, title=words, path=words, begun_with=3)
    line = older(line_of(header)) if is_old else line_of(header)
    read = header_of(line)
    assert isinstance(read.initial, Project if is_old else UnreadProject)
    assert replace(read, initial=read.project()) == header_from_json(unframed(line)) == header
    front = header_in_front(line)
    assert front == (None if is_old else replace(header, initial=None))


def test_a_beginning_cut_anywhere_says_nothing_or_the_truth():
    header = replace(LONG_HEADER, title=AWKWARD, initial=Project(id="p", title=AWKWARD))
    expected = replace(header, initial=None)
    for line in (line_of(header), line_of(expected)):
        for cut in range(len(line)):
            assert header_in_front(line[:cut]) in {None, expected}
        assert header_in_front(line) == expected
    assert all(header_in_front(older(line)[:cut]) is None for cut in range(len(line)))


def test_what_is_damaged_is_neither_offered_nor_touched(folders):
    """The journal of a process that is gone, with each byte of its first line changed in turn."""
    small = replace(LONG_HEADER, initial=Project(id=LONG_HEADER.project_id, title="t"))
    for line in (line_of(small), older(line_of(small))):
        file = put(folders, line)
        assert len(find_journals(folders)) == 1
        for place in range(len(line)):
            damaged = line[:place] + bytes([line[place] ^ 4]) + line[place + 1 :]
            file.write_bytes(damaged)
            assert find_journals(folders) == ()
            file.write_bytes(line[:place])
            assert find_journals(folders) == ()
        assert file.exists()


def test_another_layout_of_the_same_is_read_as_it_always_was(folders):
    """Spaces, another order, fields that are not known, and names that come twice."""
    fields = json.loads(older(line_of(LONG_HEADER))[9:].decode("utf-8", "surrogatepass"))
    strange = [
        json.dumps(fields),
        json.dumps(dict(reversed(fields.items())), separators=(",", ":")),
        json.dumps({**fields, "new": {"initial": {}}}, separators=(",", ":")),
        line_of(LONG_HEADER)[9:-2].decode("utf-8", "surrogatepass") + ',"new":{"initial":{}}}',
        line_of(LONG_HEADER)[9:-2].decode("utf-8", "surrogatepass") + ',"new":5}',
    ]
    for text in strange:
        line = journal_record._sealed(text.encode("utf-8", "surrogatepass"))
        file = put(folders, line)
        assert whole_header(read_journal(file)) == LONG_HEADER
        (found,) = find_journals(folders)
        assert whole_header(found) == LONG_HEADER


# What it holds


def test_the_project_is_read_when_it_is_asked_for(folders, monkeypatch):
    put(folders, line_of(LONG_HEADER))
    with monkeypatch.context() as patch:
        patch.setattr(journal_record, "project_from_json", lambda *_: pytest.fail("it was read"))
        (found,) = find_journals(folders)
    assert found.holds_something
    checks, shares = [], []
    assert found.header.project(check=lambda: checks.append(1)) == LONG_PROJECT
    plain = replace(LONG_PROJECT, pairs=(replace(LONG_PROJECT.pairs[0], annotations=()),))
    header = header_of(line_of(replace(LONG_HEADER, initial=plain)))
    assert header.project(progress=shares.append) == plain
    assert checks
    assert shares[-1] == 1


@pytest.mark.parametrize("spoiled", [b"{}", b'{"id":5}', b"{{}"])
def test_a_project_that_is_none_is_told_when_it_is_asked_for(spoiled):
    whole = line_of(LONG_HEADER)
    name = b'"initial":'
    line = journal_record._sealed(whole[9 : whole.index(name)] + name + spoiled + b"}")
    with pytest.raises(FaultError):
        header_of(line).project()
