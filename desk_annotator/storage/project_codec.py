"""The project file as bytes: `encode` writes it, `decode` reads and checks it.

The format is described in docs/FORMAT.md and in `project.schema.json` beside this module.
"""

from __future__ import annotations

from desk_annotator.storage.layout import FORMAT, SIZE_LIMIT, VERSION
from desk_annotator.storage.loaded_project import LoadedProject, Problem
from desk_annotator.storage.project_decoder import decode
from desk_annotator.storage.project_encoder import encode

__all__ = ["FORMAT", "SIZE_LIMIT", "VERSION", "LoadedProject", "Problem", "decode", "encode"]
