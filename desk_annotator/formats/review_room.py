"""How much a review may hold: in proportion to the project that it is to be taken into.

The bounds of files are there against those that nobody exported. A review holds what was
exported of a project; of that so much can come back as there is in it, and the project is known.
"""

from __future__ import annotations

from collections.abc import Iterable

from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side

SIZE_CEILING = 400_000_000
"""Bytes of the largest review of any project."""
MARKUP_CEILING = 100_000_000
"""Tags and attributes of the largest review of any project."""
_GROWTH = 2
"""How many times larger a review may become when a reviewer's program saves it."""
_LETTER = 2
"""Bytes of a letter of Arabic; what is written of the texts as entities or escapes is more."""
# What the largest of the exports that come back write of an annotation, and of each of its spans.
_ANNOTATION_SIZE, _SPAN_SIZE = 600, 500
_ANNOTATION_MARKUP, _SPAN_MARKUP = 160, 60


@frozen
class ReviewRoom:
    """What a review may hold beyond the bounds of any file; nothing more if it is 0.

    `size` counts the bytes of the file, or of the largest part of an archive, and `markup` the
    tags and attributes of XML that is read child by child.
    """

    size: int = 0
    markup: int = 0


NO_ROOM = ReviewRoom()


def room_for(pairs: Iterable[Pair]) -> ReviewRoom:
    """Return what a review may hold that is to be taken into these pairs."""
    annotations = spans = letters = 0
    for pair in pairs:
        letters += sum(len(pair.text(side)) for side in Side)
        annotations += len(pair.annotations)
        for annotation in pair.annotations:
            letters += len(annotation.note) + len(annotation.category)
            for side in Side:
                for span in annotation.spans(side):
                    spans += 1
                    letters += span.length
    size = annotations * _ANNOTATION_SIZE + spans * _SPAN_SIZE + letters * _LETTER
    markup = annotations * _ANNOTATION_MARKUP + spans * _SPAN_MARKUP
    return ReviewRoom(
        min(_GROWTH * size, SIZE_CEILING),
        min(_GROWTH * markup, MARKUP_CEILING),
    )
