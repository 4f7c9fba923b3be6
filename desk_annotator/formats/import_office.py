"""How the parts of an Office file refer to each other."""

from __future__ import annotations

import posixpath

from desk_annotator.formats.safe_xml import parse_xml
from desk_annotator.formats.safe_zip import SafeZip


def related_parts(archive: SafeZip, part: str, name: str) -> dict[str, dict[str, str]]:
    """Return the parts that `part` (empty for the whole file) refers to, by kind and id.

    The kind is the last word of the relationship's type, such as ``footnotes``. Addresses
    outside the file are left out, and never followed. `name` is the name of the file, for the
    sentence of the TextError that a damaged part raises.
    """
    folder, file = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{file}.rels")
    found: dict[str, dict[str, str]] = {}
    if path not in archive:
        return found
    for relation in parse_xml(archive.read(path), name=name):
        if relation.get("TargetMode") == "External":
            continue
        kind = str(relation.get("Type", "")).rpartition("/")[2]
        target = posixpath.join("/", folder, str(relation.get("Target", "")))
        inside = posixpath.normpath(target).lstrip("/")
        found.setdefault(kind, {})[str(relation.get("Id", ""))] = inside
    return found
