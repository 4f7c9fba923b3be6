"""Makes a pair, and a project around it, from the bytes of two files."""

from __future__ import annotations

from collections.abc import Callable

from desk_annotator.core.annotation import new_id
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.text import Direction, Imported, Text, TextChange
from desk_annotator.formats.import_result import go_on
from desk_annotator.text.encoding import Detection, detect, text_from_bytes
from desk_annotator.text.language import detect_language, direction_of


@frozen
class PairDraft:
    """One side before a pair is made of it: what was detected, and may still be corrected.

    `name` is the name of the file, as a label. `characters` are in canonical form; `changes`
    were made to reach it. `detection` tells which encodings were thought likely, and how much.
    """

    name: str
    characters: str
    encoding: str
    language: str
    direction: Direction
    changes: tuple[TextChange, ...]
    detection: Detection


def draft_side(
    name: str,
    data: bytes,
    *,
    encoding: str | None = None,
    language: str | None = None,
    check: Callable[[], None] = go_on,
) -> PairDraft:
    """Decode a file's bytes and detect what is not given. Make a new draft to correct one.

    `check` is called several times a second; what it raises goes through.
    Raises TextError, with `name` in its sentence, if this is no text or not in this encoding;
    KeyError for an unknown encoding.
    """
    detection = detect(data, check)
    check()
    decoded = text_from_bytes(data, encoding or detection.encoding, name=name, check=check)
    check()
    spoken = language if language is not None else detect_language(decoded.characters)
    return PairDraft(
        name=name,
        characters=decoded.characters,
        encoding=decoded.encoding,
        language=spoken,
        direction=direction_of(spoken),
        changes=decoded.changes,
        detection=detection,
    )


def should_swap(source: PairDraft, target: PairDraft) -> bool:
    """True if the usual order, left to right as source, is the other way round here.

    Only a hint to offer: Arabic into English is translated too.
    """
    return source.direction is Direction.RTL and target.direction is Direction.LTR


def make_pair(source: PairDraft, target: PairDraft, title: str = "") -> Pair:
    """Return a pair without annotations; by default it is titled by its source file's name."""
    return Pair(
        id=new_id(),
        title=_as_text(title or _stem(source.name)),
        source=_text(source),
        target=_text(target),
    )


def make_project(
    pairs: tuple[Pair, ...], *, now: str, title: str = "", annotator: str = ""
) -> Project:
    """Return a new project of these pairs, titled by default as the first; `now` is ISO 8601."""
    return Project(
        id=new_id(),
        title=_as_text(title or (pairs[0].title if pairs else "")),
        annotator=annotator,
        created=now,
        modified=now,
        pairs=pairs,
    )


def _text(draft: PairDraft) -> Text:
    return Text.of(
        draft.characters,
        language=draft.language,
        direction=draft.direction,
        imported=Imported(
            name=_as_text(draft.name), encoding=draft.encoding, changes=draft.changes
        ),
    )


def _as_text(name: str) -> str:
    """Return a name without what is no character: a file of an old system may be named so.

    Python has halves of surrogate pairs for such bytes, and no file of ours can hold them.
    """
    return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in name)


def _stem(name: str) -> str:
    stem, dot, _ = name.rpartition(".")
    return stem if dot and stem else name
