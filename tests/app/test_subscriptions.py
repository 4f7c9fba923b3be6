"""What a listener hears of a workspace, and that it ends as a whole."""

from __future__ import annotations

import pytest
from panel_samples import open_project, text_pair

from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.core.edit import Edit, TitleChange

RENAME = Edit("Rename", (TitleChange("p2", "second", "other"),))


@pytest.fixture
def workspace():
    return open_project(text_pair("p2", "second"))


def use_every_event(workspace):
    """Emit each event of a saved workspace of two pairs, in an order known here."""
    workspace.apply(RENAME)
    workspace.activate("match")
    workspace.show_pair(1)


def test_each_function_hears_the_event_of_its_name(workspace):
    heard = []
    Subscriptions.to(
        workspace,
        edited=lambda edited: heard.append(("edited", edited.edit)),
        active_changed=lambda annotation_id: heard.append(("active", annotation_id)),
        pair_shown=lambda bitext: heard.append(("shown", bitext.id)),
        saved_changed=lambda is_saved: heard.append(("saved", is_saved)),
    )
    use_every_event(workspace)
    assert sorted(heard, key=lambda one: one[0]) == [
        ("active", "match"),
        ("active", None),
        ("edited", RENAME),
        ("saved", False),
        ("shown", "p2"),
    ]


def test_what_is_not_asked_for_is_not_heard(workspace):
    heard = []
    Subscriptions.to(workspace, pair_shown=heard.append)
    use_every_event(workspace)
    assert heard == [workspace.bitexts[1]]


def test_nothing_is_heard_after_the_end_and_others_go_on_hearing(workspace):
    ended, others = [], []
    subscriptions = Subscriptions.to(
        workspace,
        edited=ended.append,
        active_changed=ended.append,
        pair_shown=ended.append,
        saved_changed=ended.append,
    )
    Subscriptions.to(workspace, edited=others.append)
    subscriptions.end()
    use_every_event(workspace)
    assert not ended
    assert [edited.edit for edited in others] == [RENAME]


def test_what_ended_cannot_end_again(workspace):
    subscriptions = Subscriptions.to(workspace, edited=[].append)
    subscriptions.end()
    with pytest.raises(ValueError, match="not in list"):
        subscriptions.end()


def test_where_there_is_no_workspace_there_is_nothing_to_end():
    nothing = Subscriptions.to(None, edited=[].append)
    assert nothing == Subscriptions()
    nothing.end()
