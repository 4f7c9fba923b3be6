"""What the tests of the open project share: one pair of texts in which nothing stands out."""

from __future__ import annotations

import pytest

from desk_annotator.app.workspace import Workspace
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.text import Direction, Text


@pytest.fixture
def workspace() -> Workspace:
    """An open project of one pair, both texts of which are 60 letters x."""
    text = Text.of("x" * 60, language="en", direction=Direction.LTR)
    pair = Pair(id="p", title="", source=text, target=text)
    project = Project(id="q", title="", pairs=(pair,))
    return Workspace(project, clock=lambda: "2026-01-31T09:05:00Z")
