"""A few hundred spoiled files of each importer are imported or refused, and stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture import import_trial, mutations
from tests.torture.bound_cases import CASES
from tests.torture.import_samples import kinds, samples
from tests.torture.import_spoiling import spoiled_imports
from tests.torture.mutations import Mutations, trial


@pytest.mark.parametrize("kind", kinds())
def test_spoiled_files_of_an_importer_are_imported_or_refused_with_a_sentence(
    tmp_path: Path, kind: str
) -> None:
    run = Mutations(kind=kind)
    run.run(list(spoiled_imports(kind, 200, seed=4)), tmp_path)

    assert run.wrong == []
    assert sum(run.came.values()) == 200
    assert min(run.came["imported"], run.came["refused"]) > 3
    assert len(run.kinds) >= 3
    assert 0 <= run.peak < mutations.MEGABYTES


@pytest.mark.parametrize("kind", kinds())
def test_the_files_that_are_spoiled_are_valid(tmp_path: Path, kind: str) -> None:
    assert samples(kind)
    for data in samples(kind):
        assert trial(kind)(tmp_path, data)[:2] == ("imported", "")


def test_what_an_importer_gives_wrongly_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = import_trial.import_file

    def careless(name: str, data: bytes, **options: object) -> object:
        found = whole(name, data, **options)  # type: ignore[arg-type]
        (tmp_path / name).write_bytes(b"changed")
        return found

    monkeypatch.setattr(import_trial, "import_file", careless)
    assert trial("text")(tmp_path, b"some words")[1] == "the file was changed"


def test_a_sentence_without_the_name_of_the_file_is_noticed() -> None:
    error = mutations.ProjectFileError("“{file}” is no project.", file="a.json")
    assert import_trial.not_a_sentence(error, "a.json") == ""
    assert "not named" in import_trial.not_a_sentence(error, "b.json")
    error = mutations.ProjectFileError("“{file}”\nis none", file="a.json")
    assert "not one sentence" in import_trial.not_a_sentence(error, "a.json")


def test_every_importer_that_reads_a_way_of_its_own_is_measured() -> None:
    alike = {"xlsx-review": "xlsx", "docx-review": "docx", "w3c": "label-studio"}
    assert {alike.get(kind, kind) for kind in kinds()} == set(CASES)
