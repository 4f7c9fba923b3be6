"""The style sheet and palette of the theme package, made once and then kept in a file.

Loading the package and letting it fill in its templates takes longer than building half of the
window, and gives the same each time.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import PySide6
from platformdirs import user_cache_path
from PySide6.QtGui import QColor, QPalette

_log = logging.getLogger(__name__)

Dress = tuple[str, QPalette]
"""A style sheet and the palette that goes with it."""


def dress(name: str, folder: Path | None = None) -> Dress:
    """Return the dress called `name`, which is "light" or "dark".

    It is kept in `folder`, by default that of the user's caches; a file that is missing, spoiled
    or of other versions is made anew, and one that cannot be written is done without. Raises
    OSError if the theme package cannot keep its pictures.
    """
    file = (folder or user_cache_path("desk-annotator", appauthor=False)) / f"theme-{name}.json"
    origin = _origin()
    kept = _kept(file, origin)
    if kept is not None:
        return kept
    made = _made(name)
    _keep(file, origin, made)
    return made


def _origin() -> str:
    """Return what a dress depends on: the packages, and the home that has the pictures."""
    spec = find_spec("qdarktheme")
    words = [PySide6.__version__, str(Path.home())]
    if spec is not None and spec.origin is not None:
        words.append(spec.origin)
        words.append(sha256(Path(spec.origin).read_bytes()).hexdigest())
    return "\n".join(words)


def _kept(file: Path, origin: str) -> Dress | None:
    try:
        digest, _, content = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    if digest != sha256(content).hexdigest().encode():
        return None
    # Whoever writes a right digest over something else could as well change the program.
    found = json.loads(content)
    if found["origin"] != origin or not all(map(os.path.exists, _pictures(found["sheet"]))):
        return None
    palette = QPalette()
    for group, role, colour in found["colours"]:
        palette.setColor(QPalette.ColorGroup[group], QPalette.ColorRole[role], QColor(colour))
    return found["sheet"], palette


def _keep(file: Path, origin: str, made: Dress) -> None:
    sheet, palette = made
    colours = [
        (group, role.name, palette.color(QPalette.ColorGroup[group], role).name(_WITH_ALPHA))
        for group in ("Active", "Inactive", "Disabled")
        for role in _ROLES
        if palette.isBrushSet(QPalette.ColorGroup[group], role)
    ]
    content = json.dumps({"origin": origin, "sheet": sheet, "colours": colours}).encode()
    beside = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)
        beside.replace(file)
    except OSError as error:
        _log.info("the dress of the window could not be kept: %s", error)


_WITH_ALPHA = QColor.NameFormat.HexArgb
_ROLES = [role for role in QPalette.ColorRole if role is not QPalette.ColorRole.NColorRoles]


def _pictures(sheet: str) -> set[str]:
    """Return the files a style sheet refers to."""
    return {part.partition(")")[0].strip("\"'") for part in sheet.split("url(")[1:]}


def _made(name: str) -> Dress:
    from PySide6 import QtCore, QtGui, QtWidgets  # noqa: PLC0415 - with the package only

    # The theme package takes every name of these modules into its own, for which PySide6 has to
    # build a thousand classes; being handed the modules themselves it has the same names.
    for module in (QtCore, QtGui, QtWidgets):
        sys.modules.setdefault(f"qdarktheme.qtpy.{module.__name__.rpartition('.')[2]}", module)
    import qdarktheme  # noqa: PLC0415 - for the first start

    return qdarktheme.load_stylesheet(name), qdarktheme.load_palette(name)
