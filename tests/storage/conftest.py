"""What the tests of storage share: the golden files, and a small document to spoil."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

_GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.fixture(scope="session")
def golden() -> bytes:
    return (_GOLDEN / "project_v1.json").read_bytes()


@pytest.fixture(scope="session")
def golden_1_1() -> bytes:
    return (_GOLDEN / "project_v1_1.json").read_bytes()


@pytest.fixture(scope="session")
def golden_newer() -> bytes:
    return (_GOLDEN / "project_v1_newer_minor.json").read_bytes()


@pytest.fixture
def document(golden: bytes) -> dict[str, Any]:
    """The golden project as parsed JSON, of which a test may do with as it likes."""
    return copy.deepcopy(json.loads(golden))
