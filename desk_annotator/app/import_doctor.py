"""Offers a repaired draft of a text that looks wrong; whether it is taken, the user decides."""

from __future__ import annotations

from dataclasses import replace

from desk_annotator.app.new_pair import PairDraft
from desk_annotator.core.text import Direction
from desk_annotator.text.language import detect_language, direction_of
from desk_annotator.text.repair import repaired

REPAIR_LIMIT = 4_000_000
"""Code points of the longest text for which a repair is looked for."""


def repaired_draft(draft: PairDraft, *, language: str | None = None) -> PairDraft | None:
    """Return the draft as it would be when repaired, or None if nothing can be put right.

    Its changes say what was done. The language is found out again, if it is not given, as
    what was read wrongly looks like another.
    """
    if len(draft.characters) > REPAIR_LIMIT:
        return None
    repair = repaired(draft.characters)
    if repair is None:
        return None
    spoken = language or detect_language(repair.characters)
    direction: Direction = direction_of(spoken)
    if spoken == draft.language:
        direction = draft.direction
    return replace(
        draft,
        characters=repair.characters,
        language=spoken,
        direction=direction,
        changes=(*draft.changes, *repair.changes),
    )
