"""The only place that knows where icons and other shipped files are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import desk_annotator

_PACKAGE = Path(desk_annotator.__file__).parent


@cache
def resource_folder() -> Path:
    """Return the folder of shipped files: inside the installed package, else of the checkout."""
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def icon_path(name: str) -> Path:
    """Return the SVG file of an icon."""
    return resource_folder() / "icons" / f"{name}.svg"


def sample_project() -> Path | None:
    """Return the sample project of a checkout; an installed program has none."""
    path = _PACKAGE.parent / "seeds" / "samples.json"
    return path if path.is_file() else None
