"""What reading a project file gives: the project, and what the user must know of the file."""

from __future__ import annotations

from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.storage.sentence import Sentence
from desk_annotator.storage.signature import Signature


@frozen(kw_only=True)
class Problem:
    """One contradiction inside a file that can be read, but must not be written over.

    `place` is the path of the field, for example ``pairs[0].annotations[4].source[0].quote``.
    Where an annotation no longer fits its text, `annotation_id`, `side`, `span` (code points)
    and `quote` (the characters the file says stood there) help to find the right place again.
    """

    place: str
    sentence: Sentence
    pair_id: str = ""
    side: Side | None = None
    annotation_id: str = ""
    span: Span | None = None
    quote: str = ""

    def __str__(self) -> str:
        """Return the place and the sentence."""
        return f"{self.place}: {self.sentence}"


@frozen(kw_only=True)
class LoadedProject:
    """A project as it was read.

    `read_only_reason` is a sentence (a `Sentence`, so it can be translated) if the file must
    not be written over: it contradicts itself (`problems`) or a newer version made it.
    `signature` is that of the file read; None if the bytes did not come from a file.
    `migrated_from` is the major version of a file that was brought up in memory, else None.
    """

    project: Project
    problems: tuple[Problem, ...] = ()
    read_only_reason: str | None = None
    signature: Signature | None = None
    migrated_from: int | None = None
