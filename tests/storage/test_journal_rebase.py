"""After a merge the records of a journal start from what another wrote into the file."""

from __future__ import annotations

import errno

import pytest
from storage.journal_samples import BASE, HEADER, NOW, SAVED, Failing, edit, titles

from desk_annotator.core.edit import Edit, TitleChange
from desk_annotator.storage.journal import Journal
from desk_annotator.storage.recovery import read_journal


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "recovery" / "project"


WAY = Edit("Merge", (TitleChange(None, "theirs", "0"),))


def test_records_can_start_from_another_file(folder):
    journal = Journal(folder, HEADER)
    journal.append(NOW, "made", edit(0))
    journal.note_saving(NOW, SAVED, 0, "p")
    journal.append(NOW, "made", edit(1))
    journal.rebase(SAVED, "theirs.json", NOW, WAY, title="new")
    journal.append(NOW, "undone", edit(1).inverse())
    assert list(folder.iterdir()) == [journal.path]
    content = read_journal(journal.path)
    assert (content.header.base, content.header.path) == (SAVED, "theirs.json")
    assert content.is_whole
    kinds = [(entry.kind, entry.edit) for entry in content.edits_since(SAVED)]
    assert kinds == [
        ("rebased", WAY),
        ("made", edit(0)),
        ("made", edit(1)),
        ("undone", edit(1).inverse()),
    ]
    assert content.edits_since(BASE) is None
    journal.rebase(BASE, "p", NOW, Edit("Merge", ()), title="t", since=journal.last)
    kinds = [(entry.kind, entry.edit) for entry in read_journal(journal.path).edits]
    assert kinds == [("undone", edit(1).inverse())]
    journal.close()


def test_a_rebase_that_fails_keeps_the_old_journal_and_is_tried_again(folder):
    files, heard = Failing("create"), []
    journal = Journal(folder, HEADER, files=files, told=heard.append, sync_seconds=60)
    journal.append(NOW, "made", edit(0))
    old = journal.path
    files.code = errno.ENOSPC
    journal.rebase(SAVED, "p", NOW, WAY, title="t")
    journal.append(NOW, "made", edit(1))
    assert [fault.errno for fault in heard] == [errno.ENOSPC]
    assert titles(old) == ["1"]
    assert read_journal(old).header.base == BASE
    files.code = None
    assert journal.retry()
    assert heard[1:] == [None]
    assert list(folder.iterdir()) == [journal.path]
    content = read_journal(journal.path)
    assert [entry.edit for entry in content.edits_since(SAVED)] == [WAY, edit(0), edit(1)]
    journal.close()
