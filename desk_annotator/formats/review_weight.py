"""Whether an export for a reviewer is small enough to be read when it comes back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.formats.export import Export, Loss
from desk_annotator.formats.import_json import KEPT, VALUE_LIMIT
from desk_annotator.formats.review_room import room_for
from desk_annotator.formats.safe_zip import SIZE_LIMIT, STREAMED_MARKUP_LIMIT

TOO_MUCH = QT_TRANSLATE_NOOP(
    "Losses",
    "Annotations, more than a document can hold that is to come back as a review (export in "
    "parts): {count}",
)
_ROOM = 2
"""How many times larger a document may become when a reviewer's program saves it."""
_VALUES = 80
"""Values of JSON that are written of an annotation, and letters that take their memory."""


class OfficeWeight:
    """Counts what is written into a document, in the measures that reading it is bounded in."""

    def __init__(self) -> None:
        self._markup = 0

    def watched(self, pieces: Iterable[str]) -> Iterator[str]:
        """Yield pieces of XML as they are, and count their tags and attributes."""
        for piece in pieces:
            self._markup += piece.count("<") + piece.count("=")
            yield piece

    def is_too_much(self, document: bytes, project: Project) -> bool:
        """Tell whether the document made of the pieces may be too large once it was answered."""
        room = room_for(project.pairs)
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            largest = max(member.file_size for member in archive.infolist())
        return largest * _ROOM > max(SIZE_LIMIT, room.size) or self._markup * _ROOM > max(
            STREAMED_MARKUP_LIMIT, room.markup
        )


def weighed(export: Export, project: Project, count: int) -> Export:
    """Return an export of so many annotations as JSON, with the loss if it is too much."""
    limit = max(SIZE_LIMIT, room_for(project.pairs).size)
    if len(export.data) <= limit and count * _VALUES // KEPT <= VALUE_LIMIT:
        return export
    return Export(export.data, (*export.losses, Loss(TOO_MUCH, count)))
