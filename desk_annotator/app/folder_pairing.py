"""Documents of a folder in two languages: read, and paired by their names and what is in them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from desk_annotator.app.document_likeness import DocumentTraits, likeness, traits_of
from desk_annotator.app.import_doctor import repaired_draft
from desk_annotator.app.importing import import_text
from desk_annotator.app.new_pair import PairDraft
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError, TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.text import Direction
from desk_annotator.formats.import_result import ImportOptions
from desk_annotator.formats.import_table import IMPORTERS, ImportKind
from desk_annotator.storage.text_file import read_bytes
from desk_annotator.text.inspection import TextWarning, warnings
from desk_annotator.text.language import direction_of

FILE_LIMIT = 400
"""Documents of the largest folder that is read."""
CHARACTER_LIMIT = 40_000_000
"""Code points that all its documents together may have."""
LEAST = 0.4
"""Likeness below which two documents are not proposed as a pair."""
_INSPECTED = 200_000
"""Code points of a document in which faults are looked for."""
_SUFFIXES = frozenset(
    suffix for row in IMPORTERS if row.kind is not ImportKind.ANNOTATIONS for suffix in row.suffixes
)


@frozen
class FolderDocument:
    """A document that can be one side of a pair; `name` is its path below the folder.

    `repaired` is the same as the import doctor would repair it, if it looks wrong and can be.
    """

    name: str
    draft: PairDraft
    traits: DocumentTraits
    warnings: tuple[TextWarning, ...] = ()
    repaired: FolderDocument | None = None

    @property
    def language(self) -> str:
        """The language it is in, without region or script."""
        return self.draft.language.partition("-")[0]


@frozen
class FolderReading:
    """What is in a folder: documents, and the names of files that are none, with the reasons."""

    documents: tuple[FolderDocument, ...]
    left_out: tuple[tuple[str, DeskAnnotatorError], ...] = ()


@frozen
class ProposedPair:
    """Two documents that seem to belong together, and how likely that is (0 to 1)."""

    source: FolderDocument
    target: FolderDocument
    likeness: float


def read_folder(
    folder: Path,
    *,
    progress: Callable[[float], None] = lambda _share: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> FolderReading:
    """Read the documents of a folder and of the folders in it; hidden ones are passed over.

    Raises TextError if the folder cannot be read or holds too much. When it is cancelled, what
    was read until then is returned.
    """

    def check() -> None:
        if is_cancelled():
            raise Cancelled

    names = _names(folder)
    documents: list[FolderDocument] = []
    left_out: list[tuple[str, DeskAnnotatorError]] = []
    size = 0
    for place, name in enumerate(names):
        if is_cancelled():
            break
        progress(place / len(names))
        path = folder / name
        try:
            draft = import_text(path.name, read_bytes(path), ImportOptions(check=check))
        except Cancelled:
            break
        except DeskAnnotatorError as error:
            left_out.append((name, error))
            continue
        size += len(draft.characters)
        if size > CHARACTER_LIMIT:
            raise TextError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "The documents of the folder “{file}” have more than {limit} characters. "
                    "Nothing was imported. Choose a folder with fewer of them.",
                ),
                file=folder.name,
                limit=CHARACTER_LIMIT,
            )
        document = _document(name, draft)
        repaired = repaired_draft(draft)
        if repaired is not None:
            document = replace(document, repaired=_document(name, repaired))
        documents.append(document)
    return FolderReading(tuple(documents), tuple(left_out))


def _document(name: str, draft: PairDraft) -> FolderDocument:
    characters = draft.characters
    found = tuple(warnings(characters[:_INSPECTED]))
    return FolderDocument(name, draft, traits_of(name, characters), found)


def _names(folder: Path) -> list[str]:
    """Return the paths below the folder of all files that may be documents, in order."""
    names: list[str] = []
    try:
        for found in _walk(folder):
            names.append(found)
            if len(names) > FILE_LIMIT:
                raise TextError(
                    QT_TRANSLATE_NOOP(
                        "Errors",
                        "The folder “{file}” holds more than {limit} documents. Nothing was "
                        "imported. Choose a folder with fewer of them.",
                    ),
                    file=folder.name,
                    limit=FILE_LIMIT,
                )
    except OSError as error:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors", "The folder “{file}” cannot be read: {reason}. Nothing was changed."
            ),
            file=folder.name,
            reason=error.strerror or type(error).__name__,
        ) from error
    return sorted(names)


def _walk(folder: Path) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        raise error

    for base, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            # Word puts files with such names beside those that are open.
            path = Path(base) / name
            if name.startswith((".", "~$")) or path.suffix.lower() not in _SUFFIXES:
                continue
            # Only what lies in the chosen folder is read, wherever a link in it may lead.
            if not path.is_symlink() or path.resolve().is_relative_to(folder.resolve()):
                yield path.relative_to(folder).as_posix()


def languages_of(documents: Sequence[FolderDocument]) -> tuple[str, str] | None:
    """Return the two languages that most documents are in, source first; None if there are none.

    One that runs left to right is taken for the source of one that does not.
    """
    counts = Counter(document.language for document in documents if document.language != "und")
    if len(counts) < 2:
        return None
    (first, _), (second, _) = counts.most_common(2)
    is_turned = direction_of(first) is Direction.RTL and direction_of(second) is Direction.LTR
    return (second, first) if is_turned else (first, second)


def proposed_pairs(
    documents: Sequence[FolderDocument], source: str, target: str, *, least: float = LEAST
) -> list[ProposedPair]:
    """Return the likeliest pairs of documents in two languages, in the order of the sources.

    Each document is in one pair at most; pairs less alike than `least` are left out.
    """
    sources = [document for document in documents if document.language == source]
    targets = [document for document in documents if document.language == target]
    ranked = sorted(
        (
            # Of pairs equally alike, those whose places in the folder differ least.
            (-likeness(one.traits, other.traits), abs(place - beside), place, beside)
            for place, one in enumerate(sources)
            for beside, other in enumerate(targets)
        ),
    )
    taken: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for negative, _, place, beside in ranked:
        if -negative >= least and place not in taken and beside not in used:
            taken[place] = (beside, -negative)
            used.add(beside)
    return [
        ProposedPair(sources[place], targets[beside], alike)
        for place, (beside, alike) in sorted(taken.items())
    ]
