"""From the bytes of any file translators receive to drafts of a pair, or to what a review says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NoReturn

from desk_annotator.app.new_pair import PairDraft, draft_side, make_pair
from desk_annotator.core.annotation import Annotation, Status, Tag, new_id
from desk_annotator.core.cuts import Cuts
from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side
from desk_annotator.core.text import TextChange
from desk_annotator.formats.import_result import (
    ImportedAnnotations,
    ImportedPair,
    ImportedText,
    ImportOptions,
    Segment,
    go_on,
)
from desk_annotator.formats.import_table import Importer, ImportKind, importer, recognised
from desk_annotator.storage.text_file import refuse_large
from desk_annotator.text.encoding import ENCODINGS, Detection, detect
from desk_annotator.text.language import detect_language, direction_of

_ENCODINGS = frozenset(encoding.id for encoding in ENCODINGS)


@frozen
class FileImport:
    """What a file gave: one draft, or those of source and target with their segments.

    Annotations that come back are for `review_merge`; there is no draft then.
    """

    importer: Importer
    drafts: tuple[PairDraft, ...] = ()
    segments: tuple[Segment, ...] = ()
    reviewed: ImportedAnnotations | None = None
    parts: tuple[str, ...] = ()
    """First cells of a table's columns, or the languages of a memory, to take texts from."""
    taken: tuple[int, int] = (0, 1)
    """Which of the parts the source and the target were taken from, counted from 0."""

    @property
    def is_pair(self) -> bool:
        """True if there are drafts of both sides."""
        return len(self.drafts) == 2


def import_file(
    name: str,
    data: bytes,
    options: ImportOptions | None = None,
    *,
    format_id: str | None = None,
    language: str | None = None,
) -> FileImport:
    """Read a file's bytes by the importer with this id, or by the one that recognises them.

    `language` is that of a single text, if it is not to be detected; languages of a pair stand
    in `options`. Raises TextError, with `name` in its sentence, if the file cannot be read.
    Touches no disk.
    """
    options = options if options is not None else ImportOptions()
    chosen = (
        importer(format_id)
        if format_id is not None
        else recognised(data, name, options.check, options.room)
    )
    if chosen.kind is not ImportKind.ANNOTATIONS:
        # Only a review may be larger, and that of a long project.
        refuse_large(name, len(data))
    if chosen.id == "text":
        draft = draft_side(
            name, data, encoding=options.encoding, language=language, check=options.check
        )
        return FileImport(chosen, (draft,))
    found = chosen.read(data, name, options)
    if isinstance(found, ImportedAnnotations):
        return FileImport(chosen, reviewed=found)
    if isinstance(found, ImportedPair):
        wishes = (options.source_language, options.target_language)
        drafts = tuple(
            draft_of(
                name,
                text,
                data,
                language=wish if chosen.id in ("table", "xlsx") else None,
                check=options.check,
            )
            for text, wish in zip((found.source, found.target), wishes, strict=True)
        )
        return FileImport(chosen, drafts, found.segments, parts=found.parts, taken=found.taken)
    return FileImport(
        chosen, (draft_of(name, found, data, language=language, check=options.check),)
    )


def import_text(
    name: str, data: bytes, options: ImportOptions | None = None, *, language: str | None = None
) -> PairDraft:
    """Return the one text of a file. Raises TextError as `import_file`, and for any other kind."""
    found = import_file(name, data, options, language=language)
    if found.importer.kind is not ImportKind.TEXT:
        refuse_as_text(name, found)
    return found.drafts[0]


def refuse_as_text(name: str, found: FileImport) -> NoReturn:
    """Raise TextError, saying what else than one text the file with this name holds."""
    if found.is_pair:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” holds both texts of a pair, so it cannot be one side of another. "
                "Import it by itself.",
            ),
            name=name,
        )
    raise TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” holds annotations and no text. Open the project they belong to, and "
            "import it there.",
        ),
        name=name,
    )


def draft_of(
    name: str,
    text: ImportedText,
    data: bytes,
    *,
    language: str | None = None,
    check: Callable[[], None] = go_on,
) -> PairDraft:
    """Return the draft of a text imported from `data`, in a language detected if none is named.

    `check` is called several times a second; what it raises goes through.
    """
    spoken = language or text.language or detect_language(text.characters)
    direction = direction_of(spoken)
    if text.direction is not None and language is None:
        direction = text.direction
    return PairDraft(
        name=name,
        characters=text.characters,
        encoding=text.encoding,
        language=spoken,
        direction=direction,
        changes=text.changes,
        detection=detect(data, check)
        if text.encoding in _ENCODINGS
        else Detection(text.encoding, 1.0, (text.encoding,)),
    )


def pair_of_file(
    found: FileImport,
    *,
    now: str,
    title: str = "",
    as_annotations: bool = False,
    status: str = Status.OPEN,
    author: str = "",
) -> Pair:
    """Return the pair that a bilingual file holds; `now` is ISO 8601 in UTC.

    Where segments meet inside a line, the texts are cut into units. With `as_annotations` each
    two segments that correspond become a matching annotation, with this status. Raises
    ValueError if `found` is not of both sides.
    """
    source, target = found.drafts
    annotations: tuple[Annotation, ...] = ()
    if as_annotations:
        annotations = segment_annotations(found.segments, now=now, status=status, author=author)
    else:
        source = without_notes(source, found.segments)
    pair = replace(make_pair(source, target, title), annotations=annotations)
    return with_cuts(pair, found.segments)


def with_cuts(pair: Pair, segments: Iterable[Segment]) -> Pair:
    """Return the pair cut into units where segments begin inside a line: lines are units anyway.

    Suggestions and counterparts then look at no unit that is part of two segments.
    """
    starts: dict[Side, set[int]] = {side: set() for side in Side}
    for segment in segments:
        for side, span in ((Side.SOURCE, segment.source), (Side.TARGET, segment.target)):
            if span is not None and not _begins_line(pair.text(side).characters, span.start):
                starts[side].add(span.start)
    return replace(
        pair,
        cuts_source=Cuts(tuple(sorted(starts[Side.SOURCE]))),
        cuts_target=Cuts(tuple(sorted(starts[Side.TARGET]))),
    )


def _begins_line(characters: str, offset: int) -> bool:
    """Tell whether nothing but white space stands before an offset in its line."""
    while offset and characters[offset - 1] != "\n":
        offset -= 1
        if not characters[offset].isspace():
            return False
    return True


def without_notes(source: PairDraft, segments: Iterable[Segment]) -> PairDraft:
    """Return the draft of the source with the remarks on segments recorded as left out."""
    notes = sum(1 for segment in segments if segment.note)
    if not notes:
        return source
    left_out = TextChange("segment-note-left-out", notes)
    return replace(source, changes=(*source.changes, left_out))


def segment_annotations(
    segments: Iterable[Segment], *, now: str, status: str = Status.OPEN, author: str = ""
) -> tuple[Annotation, ...]:
    """Return a matching annotation for each two segments that correspond."""
    return tuple(
        Annotation(
            id=new_id(),
            tag=Tag.MATCHING,
            source=(segment.source,),
            target=(segment.target,),
            note=segment.note,
            status=status,
            author=author,
            created=now,
            modified=now,
        )
        for segment in segments
        if segment.source is not None and segment.target is not None
    )
