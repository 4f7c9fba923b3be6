"""Label Studio's own validation, which is not ours to bring along.

.venv/bin/pip install label-studio-sdk==2.1.2
python -m pytest tests/formats/test_label_studio_sdk.py
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

from desk_annotator.core.annotation import Tag
from desk_annotator.core.project import Project
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.label_studio import CONFIGURATION, write
from desk_annotator.storage.project_file import load_project

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "samples.json"

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    interfaces = pytest.importorskip("label_studio_sdk.label_interface")


@pytest.fixture(scope="module", params=["hard", "samples"])
def project(request, hard_project: Project) -> Project:
    return hard_project if request.param == "hard" else load_project(SAMPLES).project


def test_its_own_validation_takes_our_tasks(project: Project):
    interface = interfaces.LabelInterface(CONFIGURATION)
    interface.validate()
    options = ExportOptions(tags=frozenset(Tag), generator="Desk Annotator")
    for task in json.loads(write(project, options).data):
        assert interface.validate_task({"data": task["data"]})
        for annotation in task["annotations"]:
            assert interface.validate_annotation(annotation)
        for prediction in task.get("predictions", ()):
            assert interface.validate_prediction(prediction)


def test_it_sees_what_does_not_fit(project: Project):
    interface = interfaces.LabelInterface(CONFIGURATION)
    (task, *_) = json.loads(write(project, ExportOptions()).data)
    annotation = task["annotations"][0]
    annotation["result"][0]["value"]["labels"] = ["nothing of ours"]
    assert not interface.validate_annotation(annotation)
