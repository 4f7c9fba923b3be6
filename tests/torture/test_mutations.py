"""A few hundred spoiled files are refused or opened, quickly, and stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture import mutations
from tests.torture.mutations import Mutations, attempt, spoiled_files


def test_spoiled_files_never_crash_or_hang_the_program_and_stay_as_they_are(tmp_path: Path) -> None:
    run = Mutations()
    run.run(list(spoiled_files(900, seed=20)), tmp_path)

    assert run.wrong == []
    assert sum(run.came.values()) == 900
    assert min(run.came["opened"], run.came["read-only"]) > 10
    assert run.came["refused"] > 400
    assert len(run.kinds) == 6
    assert 0 <= run.peak < mutations.MEGABYTES


def test_every_prefix_is_among_the_twenty_thousand() -> None:
    files = [data for kind, data in spoiled_files(20_000, seed=1) if kind == "prefixes"]
    whole = mutations.BASES[0].read_bytes()
    assert {whole[:length] for length in range(len(whole))} <= set(files)
    assert bytes(len(whole)) in files


def test_a_process_that_dies_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutations, "child", _dies)
    run = Mutations()
    run.run([("prefixes", b"{}")], tmp_path)
    assert run.wrong == ["prefixes: the process ended with status 7"]


def _dies(*_arguments: object) -> None:
    raise SystemExit(7)


def test_a_reader_that_writes_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p.json"
    data = mutations.BASES[0].read_bytes()
    real = mutations.load_project

    def careless(path: Path) -> object:
        loaded = real(path)
        path.write_bytes(path.read_bytes() + b" ")
        return loaded

    monkeypatch.setattr(mutations, "load_project", careless)
    assert attempt(path, data)[1] == "the file was changed"
