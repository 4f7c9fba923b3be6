"""The only place that knows where icons and other shipped files are."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def resource_folder() -> Path:
    """Return the folder of shipped files: inside the installed package, else of the checkout."""
    package = Path(str(files("desk_annotator")))
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def icon_path(name: str) -> Path:
    """Return the SVG file of an icon."""
    return resource_folder() / "icons" / f"{name}.svg"


def sample_project() -> Path | None:
    """Return the sample project of a checkout; an installed program has none."""
    path = Path(str(files("desk_annotator"))).parent / "seeds" / "samples.json"
    return path if path.is_file() else None
