"""Names, versions and limits of the project file, for the reader and the writer."""

from __future__ import annotations

import re

FORMAT = "desk-annotator-project"
VERSION = (1, 1)
"""The version written. A newer minor version only adds fields; a newer major one may not be
understood."""
OFFSET_UNIT = "codepoint"
SIZE_LIMIT = 200_000_000
"""Bytes of the largest project file that is read or written."""
DEPTH_LIMIT = 100
"""How deep objects and lists may be nested inside a field this version does not know."""

PROJECT_KEYS = (
    "format",
    "version",
    "min_reader",
    "id",
    "title",
    "generator",
    "offset_unit",
    "annotator",
    "created",
    "modified",
    "pairs",
)
PAIR_KEYS = ("id", "title", "source", "target", "annotations")
SIDE_KEYS = ("language", "direction", "sha256", "text", "ignored", "cuts", "joined", "imported")
IMPORTED_KEYS = ("name", "encoding", "changes")
ANNOTATION_KEYS = (
    "id",
    "tag",
    "source",
    "target",
    "note",
    "category",
    "severity",
    "justified",
    "status",
    "author",
    "created",
    "modified",
)
SHARED_KEYS = ("category", "severity", "justified", "status", "author")
"""Fields beside each other in which many annotations of a project are alike."""
SPAN_KEYS = ("start", "end", "quote")

ID_PATTERN = r"[0-9A-Za-z][0-9A-Za-z._:-]{0,127}"
IS_ID = re.compile(ID_PATTERN).fullmatch
"""Matches the ids of projects, pairs and annotations: a UUID, or the short plain name another
program chose. Nothing in it can lead out of a folder when a file is named after it."""
