"""Tasks for Label Studio beside its own validation, which `python3 dev.py test` installs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import reader_packages

from desk_annotator.core.annotation import Tag
from desk_annotator.core.project import Project
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.label_studio import CONFIGURATION, write
from desk_annotator.storage.project_file import load_project

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "seeds" / "samples.json"

pytestmark = pytest.mark.skipif(
    not reader_packages.PACKAGES.is_dir(), reason="python3 dev.py test installs label-studio-sdk"
)


@pytest.fixture(scope="module", params=["hard", "samples"])
def project(request, hard_project: Project) -> Project:
    return hard_project if request.param == "hard" else load_project(SAMPLES).project


def refused(tasks: list[dict[str, Any]]) -> list[list[object]]:
    result = subprocess.run(
        [sys.executable, str(HERE / "label_studio_validation.py")],
        input=json.dumps({"configuration": CONFIGURATION, "tasks": tasks}),
        env={**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found: list[list[object]] = json.loads(result.stdout.splitlines()[-1])
    return found


def test_its_own_validation_takes_our_tasks(project: Project):
    options = ExportOptions(tags=frozenset(Tag), generator="Desk Annotator")
    tasks = json.loads(write(project, options).data)
    assert tasks
    assert refused(tasks) == []


def test_it_sees_what_does_not_fit(project: Project):
    tasks = json.loads(write(project, ExportOptions()).data)
    tasks[0]["annotations"][0]["result"][0]["value"]["labels"] = ["nothing of ours"]
    assert refused(tasks) == [[0, "annotation"]]
