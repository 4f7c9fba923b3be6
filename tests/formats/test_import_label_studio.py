"""Label Studio tasks that come back: moved regions, other labels, new relations, new regions."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import strategies
from hypothesis import given, settings

from desk_annotator.app.importing import import_file
from desk_annotator.app.review_merge import ReviewMerge, merge_reviewed
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.errors import Cancelled, TextError
from desk_annotator.core.project import Project
from desk_annotator.core.span import Span
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.import_label_studio import is_ours, read
from desk_annotator.formats.import_result import ImportOptions, UnreadPart
from desk_annotator.formats.label_studio import write

NOW = "2026-05-04T03:02:01Z"
START = "00000000-0000-4000-8000-00000000000"


def exported(project: Project) -> list[dict]:
    return json.loads(write(project, ExportOptions()).data)


def merged(project: Project, tasks: object) -> ReviewMerge:
    found = import_file("project-1.json", json.dumps(tasks, ensure_ascii=False).encode())
    assert found.importer.id == "label-studio"
    assert found.reviewed is not None
    return merge_reviewed(project.pairs, found.reviewed, now=NOW)


@pytest.fixture
def tasks(hard_project: Project) -> list[dict]:
    return exported(hard_project)


def results(tasks: list[dict]) -> list[dict]:
    return tasks[0]["annotations"][0]["result"]


def region(tasks: list[dict], identity: str) -> dict:
    (found,) = [one for one in results(tasks) if one.get("id") == START + identity]
    return found


def new_region(tasks: list[dict], side: str, quote: str, label: str, identity: str) -> dict:
    characters = tasks[0]["data"][side]
    start = characters.index(quote)
    made = {
        "id": identity,
        "from_name": f"{side}_tag",
        "to_name": side,
        "type": "labels",
        "origin": "manual",
        "value": {"start": start, "end": start + len(quote), "text": quote, "labels": [label]},
    }
    results(tasks).append(made)
    return made


def relation(tasks: list[dict], from_id: str, to_id: str) -> None:
    results(tasks).append(
        {"type": "relation", "from_id": from_id, "to_id": to_id, "direction": "right"}
    )


def after(merge: ReviewMerge) -> dict[str, Annotation]:
    return {change.after.id[-1]: change.after for change in merge.changes if change.after}


@settings(max_examples=25)
@given(strategies.projects(max_pairs=2, max_size=60))
def test_what_was_not_changed_is_the_same(project: Project):
    tasks = exported(project)
    has_regions = any(
        one["result"] for task in tasks for one in task["annotations"] + task.get("predictions", [])
    )
    if not has_regions:
        with pytest.raises(TextError, match="holds no regions"):
            read(write(project, ExportOptions()).data, "x.json", ImportOptions())
        return
    merge = merged(project, tasks)
    assert merge.edit is None
    # Annotations that hold nothing but places are not in the file.
    assert {outcome for outcome, _ in merge.outcomes} <= {"same"}


def test_a_moved_region_changes_its_spans_and_nothing_else(hard_project, tasks):
    value = region(tasks, "3.source1")["value"]
    value |= {"start": value["start"] + 1, "text": value["text"][1:]}
    merge = merged(hard_project, tasks)
    before = hard_project.pairs[0].annotations[2]
    (moved,) = after(merge).values()
    assert moved == replace(
        before,
        source=(Span(before.source[0].start + 1, before.source[0].end),),
        modified=NOW,
    )
    assert moved.target == before.target  # its place, of which Label Studio knows nothing
    assert merge.outcomes == (("changed", 1), ("same", 6))


def test_another_label_and_no_counterpart_make_it_missing(hard_project, tasks):
    kept = [one for one in results(tasks) if START + "2" not in json.dumps(one)]
    lone = region(tasks, "2.source1")
    lone["value"]["labels"] = ["missing"]
    tasks[0]["annotations"][0]["result"] = [*kept, lone]
    (changed,) = after(merged(hard_project, tasks)).values()
    assert (changed.tag, changed.target) == (Tag.MISSING, ())
    assert (changed.severity, changed.status, changed.author) == ("minor", "accepted", "لينا")


def test_new_regions_with_a_relation_are_a_new_annotation_each_time_the_same(hard_project, tasks):
    new_region(tasks, "source", "again", "matching", "aB3_x")
    new_region(tasks, "target", "وقال", "matching", "zzz")
    relation(tasks, "zzz", "aB3_x")
    merge = merged(hard_project, tasks)
    assert merge.outcomes == (("added", 1), ("same", 7))
    (change,) = merge.changes
    made = change.after
    start = tasks[0]["data"]["source"].index("again")
    assert made.source == (Span(start, start + 5),)
    assert (made.tag, made.status, made.created, made.modified) == ("matching", "open", NOW, NOW)
    assert merged(hard_project, tasks).changes == merge.changes


def test_a_new_region_joined_to_one_of_ours_becomes_part_of_it(hard_project, tasks):
    new_region(tasks, "source", "again", "missing", "new")
    relation(tasks, START + "3.source1", "new")
    (changed,) = after(merged(hard_project, tasks)).values()
    assert changed.id == START + "3"
    assert len(changed.source) == 2


@pytest.mark.parametrize("kind", ["joined", "two-labels", "parted"])
def test_what_contradicts_itself_changes_nothing(hard_project, tasks, kind):
    if kind == "joined":
        relation(tasks, START + "1.source1", START + "2.source1")
    elif kind == "two-labels":
        region(tasks, "1.source1")["value"]["labels"] = ["missing"]
    else:
        tasks[0]["annotations"][0]["result"] = [
            one for one in results(tasks) if not str(one.get("from_id", "")).startswith(START + "2")
        ]
    merge = merged(hard_project, tasks)
    assert merge.edit is None
    assert {"unread", "broken"} & dict(merge.outcomes).keys()


def test_words_beside_a_region_are_a_note(hard_project, tasks):
    region(tasks, "3.source1")["meta"] = {"text": "Is this so?\nseverity: critical"}
    region(tasks, "1.target2")["meta"]["text"][0] = "note: other"
    found = after(merged(hard_project, tasks))
    assert (found["3"].note, found["3"].severity) == ("Is this so?", "critical")
    assert found["1"].note == "other"


def test_regions_that_say_different_things_beside_them_change_nothing(hard_project, tasks):
    region(tasks, "1.target2")["meta"]["text"][0] = "note: one"
    region(tasks, "1.target1")["meta"]["text"][0] = "note: two"
    merge = merged(hard_project, tasks)
    assert (merge.edit, merge.outcomes) == (None, (("broken", 1), ("same", 6)))


def test_a_note_that_looks_like_a_fact_is_a_note(hard_project):
    pair = hard_project.pairs[0]
    first = replace(pair.annotations[0], note="status: rejected", category="")
    project = replace(
        hard_project, pairs=(replace(pair, annotations=(first, *pair.annotations[1:])),)
    )
    assert merged(project, exported(project)).edit is None


def test_a_suggestion_somebody_submitted_is_one_no_longer(hard_project, tasks):
    (prediction,) = tasks[0]["predictions"]
    for one in prediction["result"]:
        copied = json.loads(json.dumps(one))
        if "id" in copied:
            copied["id"] += "#17"
        else:
            copied["from_id"] += "#17"
            copied["to_id"] += "#17"
        results(tasks).append(copied)
    (taken,) = after(merged(hard_project, tasks)).values()
    assert (taken.id, taken.status) == (START + "5", "open")


def test_what_was_changed_here_since_is_left_alone(hard_project, tasks):
    pair = hard_project.pairs[0]
    first = replace(pair.annotations[0], note="mine", modified=NOW)
    here = replace(hard_project, pairs=(replace(pair, annotations=(first, *pair.annotations[1:])),))
    merge = merged(here, tasks)
    assert (merge.edit, merge.outcomes) == (None, (("newer-here", 1), ("same", 6)))


def test_of_several_annotators_the_last_is_heard(hard_project, tasks):
    earlier = json.loads(json.dumps(tasks[0]["annotations"][0]))
    earlier |= {"updated_at": "2026-01-02T00:00:00Z"}
    for one in earlier["result"]:
        if one["type"] == "labels":
            one["value"]["labels"] = ["missing"]
    cancelled = {"result": [], "was_cancelled": True, "updated_at": "2027-01-01T00:00:00Z"}
    tasks[0]["annotations"][0]["updated_at"] = "2026-01-03T00:00:00Z"
    tasks[0]["annotations"] += [earlier, cancelled]
    merge = merged(hard_project, tasks)
    assert (merge.edit, merge.outcomes) == (None, (("same", 7), ("unread", 1)))


def test_tasks_without_our_pair_are_told_by_their_texts(hard_project, tasks):
    del tasks[0]["data"]["pair_id"]
    assert merged(hard_project, tasks).outcomes == (("same", 7),)
    twice = replace(
        hard_project, pairs=(*hard_project.pairs, replace(hard_project.pairs[0], id="copy"))
    )
    assert merged(twice, tasks).outcomes == (("other-text", 7),)


def test_other_texts_are_refused(hard_project, tasks):
    tasks[0]["data"]["target"] += " "
    assert merged(hard_project, tasks).outcomes == (("other-text", 7),)


def test_offsets_in_utf_16_are_told_by_their_quotes(hard_project, tasks):
    for one in results(tasks) + tasks[0]["predictions"][0]["result"]:
        if one["type"] == "labels":
            units = Utf16Map(tasks[0]["data"][one["to_name"]])
            for key in ("start", "end"):
                one["value"][key] = units.to_utf16(one["value"][key])
    assert merged(hard_project, tasks).outcomes == (("same", 7),)
    del region(tasks, "1.source1")["value"]["text"]
    assert merged(hard_project, tasks).outcomes == (("same", 7),)
    # Where the quotes fit in neither unit, what has no quote is not believed.
    region(tasks, "3.source1")["value"]["text"] = "other words"
    merge = merged(hard_project, tasks)
    assert merge.edit is None
    assert dict(merge.outcomes)["unread"] > 1


def test_white_space_of_a_quote_may_have_been_changed(hard_project, tasks):
    value = region(tasks, "3.source1")["value"]
    value["text"] = value["text"].replace("\n", "\\n").strip()
    del region(tasks, "4.source1")["value"]["text"]
    assert merged(hard_project, tasks).outcomes == (("same", 7),)


def test_a_quote_of_other_words_is_not_believed(hard_project, tasks):
    region(tasks, "3.source1")["value"]["text"] = "other words"
    merge = merged(hard_project, tasks)
    assert (merge.edit, merge.outcomes) == (None, (("same", 6), ("unread", 1)))
    assert merge.unread_parts == (UnreadPart("task", 1, "other words"),)


@pytest.mark.parametrize(
    "broken",
    [
        {"id": 7, "type": "labels"},
        {"type": "relation", "from_id": ["x"], "to_id": "y"},
        {"id": "a", "type": "choices", "to_name": "source", "value": {"choices": ["x"]}},
        {
            "id": "a",
            "type": "labels",
            "to_name": "source",
            "value": {"start": -1, "end": 2, "labels": ["missing"]},
        },
        {
            "id": "a",
            "type": "labels",
            "to_name": "audio",
            "value": {"start": 0, "end": 2, "labels": ["missing"]},
        },
        {
            "id": "a",
            "type": "labels",
            "to_name": "source",
            "value": {"start": 0, "end": 10**15, "labels": ["missing"]},
        },
        {
            "id": "\ud800",
            "type": "labels",
            "to_name": "source",
            "value": {"start": 0, "end": 2, "labels": ["missing"]},
        },
        "text",
    ],
)
def test_what_is_no_region_of_ours_is_counted(hard_project, tasks, broken):
    if broken == "text":
        tasks.append("text")
    else:
        results(tasks).append(broken)
    data = json.dumps(tasks).encode()
    found = import_file("x.json", data).reviewed
    merge = merge_reviewed(hard_project.pairs, found, now=NOW)
    assert (merge.edit, merge.outcomes) == (None, (("same", 7), ("unread", 1)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'[{"data": {"source": "a"}, "annotations": [{"result": []}]}]', "holds no regions"),
        (b'[{"data": {}, "result": 1', "is not complete JSON"),
        (b"[" * 100_000 + b'"data" "result"', "nested too deeply"),
        (b'[{"data": NaN, "result": 1}]', "is not complete JSON"),
        (b'[{"data": "\xff", "result": 1}]', "is not complete JSON"),
        (b'[{"data": ' + b"9" * 5_000 + b', "result": 1}]', "is not complete JSON"),
    ],
)
def test_files_that_hold_none_are_told(data, words):
    assert is_ours(data)
    with pytest.raises(TextError, match=words):
        import_file("x.json", data)


def test_many_relations_take_no_time_and_no_depth(hard_project, tasks):
    characters = tasks[0]["data"]["source"]
    for number in range(3_000):
        new_region(tasks, "source", characters[:3], "missing", f"n{number}")
        relation(tasks, f"n{number}", f"n{max(number - 1, 0)}")
    merge = merged(hard_project, tasks)
    assert dict(merge.outcomes) == {"added": 1, "same": 7}


def test_a_project_is_no_list_of_tasks(hard_project):
    assert not is_ours(b'{"format": "x", "data": 1, "result": 2}')


def test_reading_can_be_cancelled(hard_project):
    def check() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read(write(hard_project, ExportOptions()).data, "x", ImportOptions(check=check))
