"""Many exports at once: each has a name of its own, and none that fails stops the others."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from pathlib import Path

import pytest

from desk_annotator.app.exporting import BatchPlan, BatchSource, export_batch, export_to, free_name
from desk_annotator.core.errors import Cancelled, ExportError
from desk_annotator.formats.export import Export, Exporter, ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.storage.project_file import load_project

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"
TSV, JSON_LINES = exporter("tsv"), exporter("jsonl")


@pytest.fixture
def place(tmp_path):
    """Two projects of one name in two folders, one that is broken, and a folder for exports."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "خبر.json").write_bytes(SAMPLES.read_bytes())
    (tmp_path / "broken.json").write_text("{", "utf-8")
    (tmp_path / "out").mkdir()
    return tmp_path


def sources(place: Path, *names: str) -> list[BatchSource]:
    return [BatchSource(place / name) for name in names]


def run(plan: BatchPlan, *, is_cancelled=lambda: False, tell=lambda _share: None):
    return list(export_batch(plan, is_cancelled=is_cancelled, tell=tell))


def plan(place: Path, names, exporters=(TSV,), **more) -> BatchPlan:
    return BatchPlan(
        sources=sources(place, *names),
        exporters=exporters,
        folder=place / "out",
        options=ExportOptions(),
        **more,
    )


def names(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "out").iterdir())


BOTH = ("first/خبر.json", "second/خبر.json")


def test_projects_of_one_name_get_files_of_their_own(place):
    outcomes = run(plan(place, BOTH, (TSV, JSON_LINES)))
    assert names(place) == ["خبر (2).jsonl", "خبر (2).tsv", "خبر.jsonl", "خبر.tsv"]
    expected = TSV.write(load_project(SAMPLES).project, ExportOptions()).data
    for outcome in outcomes:
        assert outcome.written.size == outcome.written.path.stat().st_size
        if outcome.exporter is TSV:
            assert outcome.written.path.read_bytes() == expected
            assert outcome.written.losses


def test_names_that_differ_only_in_case_are_one_name_to_some_drives(place):
    (place / "first" / "A.json").write_bytes(SAMPLES.read_bytes())
    (place / "second" / "a.json").write_bytes(SAMPLES.read_bytes())
    run(plan(place, ("first/A.json", "second/a.json")))
    assert names(place) == ["A.tsv", "a (2).tsv"]


def test_one_bad_file_does_not_stop_the_others(place):
    missing = "gone.json"
    outcomes = run(plan(place, ("broken.json", BOTH[0], missing, BOTH[1])))
    assert [outcome.problem is None for outcome in outcomes] == [False, True, False, True]
    assert "broken.json" in str(outcomes[0].problem)
    assert names(place) == ["خبر (2).tsv", "خبر.tsv"]


def test_one_bad_format_does_not_stop_the_others(place):
    def refuse(project, options):
        msg = "too much of it"
        raise ExportError(msg)

    bad = replace(JSON_LINES, write=refuse)
    outcomes = run(plan(place, BOTH[:1], (bad, TSV)))
    assert [str(one.problem or "") for one in outcomes] == ["too much of it", ""]
    assert names(place) == ["خبر.tsv"]


def test_a_fault_of_the_program_in_one_file_does_not_stop_the_others(place):
    def stumble(project, options):
        return {}["words of the user's"]

    bad = replace(JSON_LINES, write=stumble)
    outcomes = run(plan(place, BOTH[:1], (bad, TSV)))
    assert names(place) == ["خبر.tsv"]
    told = str(outcomes[0].problem)
    assert "“خبر.jsonl” was not made" in told
    assert "(KeyError, test_exporting.py:" in told
    assert "words of the user's" not in told


def test_a_fault_of_the_program_in_reading_does_not_stop_the_others(place):
    def load(path):
        if "first" in path.parts:
            raise ValueError
        return load_project(path).project, 0

    outcomes = list(
        export_batch(
            plan(place, BOTH), is_cancelled=lambda: False, tell=lambda _share: None, load=load
        )
    )
    assert "(ValueError" in str(outcomes[0].problem)
    assert names(place) == ["خبر.tsv"]


def test_a_folder_that_is_not_there_is_said_of_each_file(place):
    (place / "out").rmdir()
    outcomes = run(plan(place, BOTH))
    assert all("could not be saved" in str(one.problem) for one in outcomes)


def test_what_stands_there_is_kept_or_replaced_as_it_was_said(place):
    old = place / "out" / "خبر.tsv"
    old.write_text("precious", "utf-8")
    run(plan(place, BOTH[:1]))
    assert old.read_text("utf-8") == "precious"
    assert names(place) == ["خبر (2).tsv", "خبر.tsv"]
    run(plan(place, BOTH, replaces=True))
    assert old.read_text("utf-8") != "precious"
    # The second of this batch replaces that of the first batch, but never that of its own.
    assert names(place) == ["خبر (2).tsv", "خبر.tsv"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_source_is_never_replaced_not_even_through_a_link(place):
    source = place / "first" / "خبر.json"
    (place / "out" / "خبر.tsv").symlink_to(source)
    before = source.read_bytes()
    run(plan(place, BOTH[:1], replaces=True))
    assert source.read_bytes() == before
    assert (place / "out" / "خبر (2).tsv").is_file()


def test_each_pair_can_have_a_file_of_its_own(place):
    outcomes = run(plan(place, BOTH[:1], (JSON_LINES,), by_pair=True))
    project = load_project(SAMPLES).project
    assert [one.pair for one in outcomes] == list(range(1, len(project.pairs) + 1))
    for outcome, pair in zip(outcomes, project.pairs, strict=True):
        lines = outcome.written.path.read_text("utf-8").splitlines()
        assert len(lines) == len(pair.annotations)
        assert outcome.written.path.name == f"خبر - {outcome.pair:02}.jsonl"


def test_an_open_project_is_exported_as_it_is_handed_in(place):
    project = load_project(SAMPLES).project
    now = replace(project, title="Not saved", pairs=project.pairs[:1])
    source = BatchSource(place / "first" / "خبر.json", now)
    batch = replace(plan(place, ()), sources=[source], exporters=[JSON_LINES])
    (outcome,) = run(batch)
    assert '"project_title": "Not saved"' in outcome.written.path.read_text("utf-8")


def test_cancelling_leaves_what_was_written_whole_and_nothing_else(place):
    told: list[float] = []

    def slow(project, options):
        for done in range(101):
            options.progress(done, 100)
        return Export(b"whole")

    exporters = [replace(TSV, write=slow)]
    found = []
    with pytest.raises(Cancelled):
        found += export_batch(
            plan(place, BOTH, exporters), is_cancelled=lambda: told[-1] > 0.7, tell=told.append
        )
    assert told == sorted(told)
    assert names(place) == ["خبر.tsv"]
    assert (place / "out" / "خبر.tsv").read_bytes() == b"whole"


def test_the_collector_is_spared_of_what_a_cancelled_export_leaves(place):
    spared = gc.get_freeze_count()

    def long_lists(project, options):
        made = [[number] for number in range(20_000)]
        options.progress(len(made), 20_000)
        return Export(b"never")

    with pytest.raises(Cancelled) as cancelled:
        export_to(
            place / "out" / "x.tsv",
            load_project(SAMPLES).project,
            replace(TSV, write=long_lists),
            ExportOptions(),
            is_cancelled=lambda: True,
            tell=lambda _share: None,
        )
    # The rows are still held, by what the error tells of the places it came through.
    assert cancelled.value.__traceback__ is not None
    assert gc.get_freeze_count() - spared >= 20_000
    assert gc.isenabled()


def test_progress_grows_to_the_end(place):
    told: list[float] = []
    run(plan(place, (*BOTH, "broken.json"), (TSV, JSON_LINES)), tell=told.append)
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 1


def test_a_name_that_is_taken_gets_the_first_number_that_is_not(tmp_path):
    taken = {tmp_path / "a.html", tmp_path / "a (2).html"}
    assert free_name(tmp_path, "a", ".html", taken.__contains__) == tmp_path / "a (3).html"
    assert free_name(tmp_path, "b", ".html", taken.__contains__) == tmp_path / "b.html"


@pytest.mark.parametrize("format_id", ["xlsx", "docx", "html", "webanno", "visual", "xliff"])
def test_a_cancel_near_the_end_writes_nothing(tmp_path, format_id):
    project = load_project(SAMPLES).project
    row: Exporter = exporter(format_id)
    shares: list[float] = []
    export_to(
        tmp_path / "once", project, row, ExportOptions(), is_cancelled=bool, tell=shares.append
    )
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
    (tmp_path / "once").unlink()
    last = shares[-1]
    shares.clear()
    with pytest.raises(Cancelled):
        export_to(
            tmp_path / "once",
            project,
            row,
            ExportOptions(),
            is_cancelled=lambda: bool(shares) and shares[-1] >= last,
            tell=shares.append,
        )
    assert list(tmp_path.iterdir()) == []
