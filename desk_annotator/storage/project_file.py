"""Opens and saves project files."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from desk_annotator import __version__
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.errors import SaveError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.collector import collector_paused
from desk_annotator.storage.fault import FaultError, refusal
from desk_annotator.storage.file_calls import REAL, FileCalls
from desk_annotator.storage.layout import SIZE_LIMIT
from desk_annotator.storage.loaded_project import LoadedProject
from desk_annotator.storage.project_decoder import decode
from desk_annotator.storage.project_encoder import encode_in_order, in_order
from desk_annotator.storage.reading_watch import Check, Progress, unchecked, unheard
from desk_annotator.storage.safe_file import write_safely
from desk_annotator.storage.signature import Signature

_span_extra = attrgetter("span_extra")
_WRITTEN = 0.3
"""The share of making a file's bytes that is done once they are to be read back."""

GENERATOR = f"Desk Annotator {__version__}"
"""What a file names as the program that wrote it."""


def load_project(
    path: str | os.PathLike[str], *, check: Check = unchecked, progress: Progress = unheard
) -> LoadedProject:
    """Read a project file, with its signature. The file is never changed.

    `check` is called for every piece read, and what it raises goes through; `progress` hears
    the share done, 0 to 1. Raises ProjectFileError if there is no such file, it may not be
    read, or is no project.
    """
    name = Path(path).name or str(path)
    try:
        data, mtime_ns = read_bounded(path, SIZE_LIMIT)
    except FaultError as fault:
        raise refusal(fault, name) from fault
    check()
    loaded = decode(data, name=name, check=check, progress=progress)
    return replace(loaded, signature=Signature.of(data, mtime_ns))


def project_bytes(
    project: Project, *, name: str, generator: str = GENERATOR, progress: Progress = unheard
) -> bytes:
    """Return the bytes to save, once reading them back has given the same project.

    A mistake in writing, or in the model, so never reaches the disk. Raises SaveError; `name`
    is what the sentence calls the file. `progress` hears the share done, 0 to 1.
    """
    with collector_paused():
        return _verified_bytes(project, name, generator, progress)


def _verified_bytes(project: Project, name: str, generator: str, progress: Progress) -> bytes:
    from desk_annotator.storage.read_back import refuse_other  # noqa: PLC0415 - not to open one

    try:
        saved = as_saved(project)
        data = encode_in_order(
            saved, generator=generator, progress=lambda share: progress(_WRITTEN * share)
        )
        refuse_other(data, saved, lambda share: progress(_WRITTEN + (1.0 - _WRITTEN) * share))
    except FaultError as fault:
        reason = str(fault.reason)
        raise _unfit(name, f"{fault.place}: {reason}" if fault.place else reason) from fault
    except UnicodeEncodeError as error:
        raise _with_half_character(project, name) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise _unfit(name, str(error)) from error
    return data


def as_saved(project: Project) -> Project:
    """Return the project as a file holds it.

    The annotations of each pair are in the order of their places, and unknown fields of spans
    that an edit has since taken away are gone with them.
    """
    return replace(project, pairs=tuple(map(_pair_as_saved, project.pairs)))


def _pair_as_saved(pair: Pair) -> Pair:
    annotations = in_order(pair.annotations)
    if any(map(_span_extra, annotations)):
        annotations = tuple(map(_annotation_as_saved, annotations))
    side_extra = {side: extra for side, extra in pair.side_extra.items() if extra}
    return replace(pair, annotations=annotations, side_extra=side_extra)


def _annotation_as_saved(annotation: Annotation) -> Annotation:
    if not annotation.span_extra:
        return annotation
    span_extra = {
        (side, span): extra
        for (side, span), extra in annotation.span_extra.items()
        if extra and span in annotation.spans(side)
    }
    return replace(annotation, span_extra=span_extra)


def _unfit(name: str, reason: str) -> SaveError:
    return SaveError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The project was not saved to “{file}”, because it could not have been opened again: "
            "{reason}. The file on disk is unchanged and your work is still open here. Please "
            "report this as a fault of the program.",
        ),
        file=name,
        reason=reason,
    )


def _with_half_character(project: Project, name: str) -> SaveError:
    from desk_annotator.storage.half_character import place_of_half  # noqa: PLC0415 - seldom

    return SaveError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The project was not saved to “{file}”: at {place} there is half of a character, and "
            "no file can hold that. The file on disk is unchanged and your work is still open "
            "here; write that anew, and save again.",
        ),
        file=name,
        place=place_of_half(project) or "?",
    )


def save_project(
    project: Project,
    path: str | os.PathLike[str],
    *,
    generator: str = GENERATOR,
    expected: Signature | None = None,
    backup: Callable[[Path], None] | None = None,
    files: FileCalls = REAL,
) -> Signature:
    """Save a project, safely (see `write_safely`), and return the signature of the file.

    Raises SaveError, or its kinds FileChangedError and UnconfirmedSaveError.
    """
    data = project_bytes(project, name=Path(path).name, generator=generator)
    return write_safely(path, data, files=files, expected=expected, backup=backup)
