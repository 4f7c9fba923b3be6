"""Panels on show, each in a window of its own, and what a user reads in them."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desk_annotator.app.workspace import Workspace
from desk_annotator.qt.annotation_columns import Column
from desk_annotator.qt.annotation_list import AnnotationList
from desk_annotator.qt.details_panel import DetailsPanel
from desk_annotator.text.isolates import strip_isolates


def shown_details(qtbot: QtBot, workspace: Workspace) -> DetailsPanel:
    """Show the details panel of a workspace, which makes the edits it asks for."""
    panel = DetailsPanel()
    qtbot.addWidget(panel)
    panel.edit_requested.connect(workspace.apply)
    panel.set_workspace(workspace)
    panel.resize(320, 700)
    panel.show()
    panel.activateWindow()
    return panel


def shown_list(qtbot: QtBot, workspace: Workspace) -> AnnotationList:
    """Show the annotation list of a workspace."""
    panel = AnnotationList()
    qtbot.addWidget(panel)
    panel.set_workspace(workspace)
    panel.resize(1100, 300)
    panel.show()
    return panel


def ids(panel: AnnotationList) -> list[str]:
    """Return the ids of the annotations listed, in the order of the rows."""
    return [panel.model.id_at(row) for row in range(panel.model.rowCount())]


def cell(panel: AnnotationList, annotation_id: str, column: Column) -> str:
    """Return what stands in one cell of an annotation's row, without isolates."""
    row = panel.model.row_of(annotation_id)
    assert row is not None
    return strip_isolates(str(panel.model.index(row, column).data()))
