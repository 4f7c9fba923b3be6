"""A pair of texts with its annotations, and a project of several pairs: values to load and save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text, nothing

BETWEEN_NAMES = "; "
"""What stands between the names where several people are the annotator."""


@frozen(kw_only=True)
class Pair:
    """A source and a target text with the annotations between them.

    `ignored_*` are the ranges (code points, sorted, disjoint) the user marked as not part of
    the text, such as web furniture. `cuts_*` are the places where she has cut the text into
    units herself, or joined them. `side_extra` keeps unknown fields of the two sides.
    """

    id: str
    title: str
    source: Text
    target: Text
    ignored_source: tuple[Span, ...] = ()
    ignored_target: tuple[Span, ...] = ()
    cuts_source: Cuts = NO_CUTS
    cuts_target: Cuts = NO_CUTS
    annotations: tuple[Annotation, ...] = ()
    extra: Mapping[str, object] = field(default_factory=nothing, hash=False)
    side_extra: Mapping[Side, Mapping[str, object]] = field(
        default_factory=lambda: _NO_SIDE_EXTRA, hash=False
    )

    def text(self, side: Side) -> Text:
        """Return the text of one side."""
        return self.source if side is Side.SOURCE else self.target

    @property
    def texts_size(self) -> int:
        """About how many annotations take as long to write as the two texts."""
        return (len(self.source) + len(self.target)) // 2000

    def ignored(self, side: Side) -> tuple[Span, ...]:
        """Return the ignored ranges of one side."""
        return self.ignored_source if side is Side.SOURCE else self.ignored_target

    def cuts(self, side: Side) -> Cuts:
        """Return the cuts made by hand on one side."""
        return self.cuts_source if side is Side.SOURCE else self.cuts_target


_NO_SIDE_EXTRA: Mapping[Side, Mapping[str, object]] = {}


@frozen
class ProjectFields:
    """What a project says of itself beside title and times: its annotator, and unknown fields."""

    annotator: str = ""
    extra: Mapping[str, object] = field(default_factory=nothing, hash=False)


@frozen(kw_only=True)
class Project:
    """Several pairs in order, with who made them and when (ISO 8601 in UTC)."""

    id: str
    title: str
    annotator: str = ""
    created: str = ""
    modified: str = ""
    pairs: tuple[Pair, ...] = ()
    extra: Mapping[str, object] = field(default_factory=nothing, hash=False)

    @property
    def fields(self) -> ProjectFields:
        """What the project says of itself beside title and times."""
        return ProjectFields(self.annotator, self.extra)
