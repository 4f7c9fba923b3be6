"""Whether a Word document for a reviewer is small enough to be read when it comes back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.safe_zip import SIZE_LIMIT, STREAMED_MARKUP_LIMIT

TOO_MUCH = QT_TRANSLATE_NOOP(
    "Losses",
    "Annotations, more than a document can hold that is to come back as a review (export in "
    "parts): {count}",
)
_ROOM = 2
"""How many times larger a document may become when a reviewer's program saves it."""


class DocxWeight:
    """Counts what is written into a document, in the measures that reading it is bounded in."""

    def __init__(self) -> None:
        self._markup = 0

    def watched(self, pieces: Iterable[str]) -> Iterator[str]:
        """Yield pieces of XML as they are, and count their tags and attributes."""
        for piece in pieces:
            self._markup += piece.count("<") + piece.count("=")
            yield piece

    def is_too_much(self, document: bytes) -> bool:
        """Tell whether the document made of the pieces may be too large once it was answered."""
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            largest = max(member.file_size for member in archive.infolist())
        return largest * _ROOM > SIZE_LIMIT or self._markup * _ROOM > STREAMED_MARKUP_LIMIT
