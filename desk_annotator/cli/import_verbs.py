"""The verb `import`."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from desk_annotator.app.clock import utc_now
from desk_annotator.app.folder_pairing import languages_of, proposed_pairs, read_folder
from desk_annotator.app.import_doctor import repaired_draft
from desk_annotator.app.importing import (
    FileImport,
    import_file,
    import_text,
    pair_of_file,
)
from desk_annotator.app.new_pair import PairDraft, make_pair, make_project, should_swap
from desk_annotator.app.open_project import is_same_file, open_project
from desk_annotator.app.review_merge import merge_reviewed
from desk_annotator.app.workspace import Workspace
from desk_annotator.cli.project_argument import refuse_to_replace, save_to
from desk_annotator.cli.terminal import plain
from desk_annotator.cli.text_warnings import tell_what_looks_wrong
from desk_annotator.cli.verbs import UsageError
from desk_annotator.core.annotation import Status
from desk_annotator.core.errors import DeskAnnotatorError, TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.core.text import TextChange
from desk_annotator.formats.import_changes import CHANGE_SENTENCES
from desk_annotator.formats.import_result import ImportedAnnotations, ImportOptions, UnreadPart
from desk_annotator.formats.review_room import NO_ROOM, ReviewRoom, room_for
from desk_annotator.storage.text_file import TEXT_SIZE_LIMIT, read_bytes
from desk_annotator.text.encoding import ENCODINGS
from desk_annotator.text.isolates import one_line

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_OUTCOMES = {
    "added": "added",
    "changed": "changed",
    "same": "not changed",
    "newer-here": "left alone, since they were changed here later",
    "not-found": "left out, since they are not in the project any more",
    "other-text": "left out, since they belong to other texts",
    "broken": "left out, since they do not fit the texts",
    "unread": "lines, rows or parts that could not be understood",
    "remarks": "comments that stand on no annotation, left out",
    "other-columns": "changed in columns that are not read",
}


def import_files(arguments: Namespace) -> int:
    """Make a project of files or a folder, or take a review over into one."""
    _check(arguments)
    if arguments.folder is not None:
        return import_folder(arguments)
    options = _options(arguments)
    into = _opened(arguments.into)
    if into is not None:
        options = replace(options, room=room_for(into.snapshot().pairs))
    name, data = _read(arguments.file, options.room)
    if arguments.target is not None:
        other, other_data = _read(arguments.target)
        source, target = (
            _repaired(arguments, import_text(each, bytes_, options, language=language), language)
            for each, bytes_, language in (
                (name, data, arguments.source_language),
                (other, other_data, arguments.target_language),
            )
        )
        if should_swap(source, target):
            _note(
                "the source runs right to left and the target left to right; if that is the "
                "wrong way round, import again with the files swapped"
            )
        return _save_pair(arguments, make_pair(source, target, arguments.title))
    found = import_file(name, data, options)
    if found.reviewed is not None:
        return _take_over(arguments, found.reviewed, into)
    if not found.is_pair:
        message = f"“{name}” holds one text: name the file of the translation too"
        raise UsageError(message)
    if arguments.into is not None or arguments.preview:
        message = f"“{name}” is no review: leave --into and --preview out"
        raise UsageError(message)
    if arguments.repair:
        message = "the segments of a bilingual file cannot be repaired: leave --repair out"
        raise UsageError(message)
    pair = _bilingual_pair(arguments, found)
    for side in Side:
        tell_what_looks_wrong(f"{name}, {side}", pair.text(side).characters)
    return _save_pair(arguments, pair)


def _repaired(arguments: Namespace, draft: PairDraft, language: str | None) -> PairDraft:
    """Return the repaired draft if that is wished for, and else say that there could be one."""
    repaired = repaired_draft(draft, language=language)
    chosen = repaired if repaired is not None and arguments.repair else draft
    tell_what_looks_wrong(chosen.name, chosen.characters)
    if repaired is not None and not arguments.repair:
        _note(f"“{plain(draft.name)}” looks wrong in a way that --repair can put right")
    return chosen


def import_folder(arguments: Namespace) -> int:
    """Make a project of the documents of a folder that belong together."""
    folder = Path(arguments.folder)
    reading = read_folder(folder)
    found = languages_of(reading.documents)
    languages = (
        arguments.source_language or (found[0] if found else ""),
        arguments.target_language or (found[1] if found else ""),
    )
    # Documents are told apart by language, not by its variants.
    source, target = (tag.lower().partition("-")[0] for tag in languages)
    proposed = proposed_pairs(reading.documents, source, target)
    if not proposed:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "No two documents in “{file}” seem to be a text and its translation, so nothing "
                "was made. Name two files instead.",
            ),
            file=folder.name,
        )
    pairs = tuple(
        make_pair(
            _repaired(arguments, pair.source.draft, None),
            _repaired(arguments, pair.target.draft, None),
        )
        for pair in proposed
    )
    project = make_project(
        pairs,
        now=utc_now(),
        title=arguments.title or folder.resolve().name,
        annotator=arguments.annotator,
    )
    _save(arguments, project)
    for pair in proposed:
        print(f"  {pair.likeness:4.0%}  {plain(pair.source.name)}  {plain(pair.target.name)}")
    paired = {one.name for pair in proposed for one in (pair.source, pair.target)}
    for document in reading.documents:
        if document.name not in paired:
            print(f"  not in any pair: {plain(document.name)}")
    for name, error in reading.left_out:
        print(f"  left out: {plain(name)}: {plain(str(error))}")
    return 0


def _check(arguments: Namespace) -> None:
    """Raise UsageError for what does not fit together, before anything is read."""
    if (arguments.file is None) == (arguments.folder is None):
        message = "name a file to import, or a folder with --folder"
        raise UsageError(message)
    if arguments.output is None and not arguments.preview:
        message = "name the file to make with -o"
        raise UsageError(message)
    if arguments.folder is not None and (arguments.into is not None or arguments.preview):
        message = "a folder is no review: leave --into and --preview out"
        raise UsageError(message)
    for path in (arguments.file, arguments.target):
        if path is not None and arguments.output and is_same_file(arguments.output, path):
            message = f"the project would replace “{path}”: name another file with -o"
            raise UsageError(message)
    for tag in (arguments.source_language, arguments.target_language):
        if tag is not None and not _LANGUAGE_TAG.fullmatch(tag):
            message = f"“{tag}” is no language tag: write one such as en, ar or ar-EG"
            raise UsageError(message)
    known = [one.id for one in ENCODINGS]
    if arguments.encoding is not None and arguments.encoding.lower() not in known:
        message = f"there is no encoding “{arguments.encoding}”; there are: {', '.join(known)}"
        raise UsageError(message)
    if arguments.target is not None and (arguments.into is not None or arguments.preview):
        message = "a review is one file: leave the second file or --into and --preview out"
        raise UsageError(message)


def _options(arguments: Namespace) -> ImportOptions:
    return ImportOptions(
        encoding=arguments.encoding.lower() if arguments.encoding is not None else None,
        source_language=arguments.source_language,
        target_language=arguments.target_language,
        source_column=arguments.source_column,
        target_column=arguments.target_column,
        whole_page=arguments.whole_page,
    )


def _read(path: str, room: ReviewRoom = NO_ROOM) -> tuple[str, bytes]:
    return Path(path).name, read_bytes(path, max(TEXT_SIZE_LIMIT, room.size))


def _bilingual_pair(arguments: Namespace, found: FileImport) -> Pair:
    is_suggested = arguments.segments == "suggestions"
    return pair_of_file(
        found,
        now=utc_now(),
        title=arguments.title,
        as_annotations=arguments.segments != "text",
        status=Status.SUGGESTED if is_suggested else Status.OPEN,
        author=arguments.annotator,
    )


def _save_pair(arguments: Namespace, pair: Pair) -> int:
    project = make_project((pair,), now=utc_now(), annotator=arguments.annotator)
    _save(arguments, project)
    for side in Side:
        text = pair.text(side)
        imported = text.imported
        print(
            f"  {side}  {plain(imported.name)}: {text.language}, {text.direction}, "
            f"{imported.encoding}, {len(text):,} characters"
        )
        for sentence in _sentences(imported.changes):
            print(f"          {sentence}")
    if pair.annotations:
        print(f"  annotations: {len(pair.annotations):,}")
    return 0


def _sentences(changes: Iterable[TextChange]) -> list[str]:
    return [
        CHANGE_SENTENCES.get(change.kind, change.kind + ": {count}").format(
            count=f"{change.count:,}"
        )
        for change in changes
    ]


def _opened(path: str | None) -> Workspace | None:
    """Return the project that a review is for; what is wrong with it is told when it is."""
    try:
        return open_project(Path(path)).workspace if path is not None else None
    except DeskAnnotatorError:
        return None


def _take_over(
    arguments: Namespace, reviewed: ImportedAnnotations, workspace: Workspace | None
) -> int:
    if arguments.into is None:
        message = "this is a review: name the project it belongs to with --into"
        raise UsageError(message)
    # A project that cannot be changed here, such as one of a newer version, refuses the edit.
    workspace = workspace or open_project(Path(arguments.into)).workspace
    merge = merge_reviewed(workspace.snapshot().pairs, reviewed, now=utc_now())
    if arguments.preview:
        print(f"Would change in {plain(Path(arguments.into).name)}:")
    else:
        if merge.edit is not None:
            workspace.apply(merge.edit)
        _save(arguments, replace(workspace.snapshot(), modified=utc_now()))
    for outcome, count in merge.outcomes:
        print(f"  {_OUTCOMES[outcome]}: {count:,}")
        if outcome == "broken":
            for words in merge.misfits:
                print(f"    {plain(one_line(words, 60))}")
        if outcome == "unread":
            _tell_unread(merge.unread_parts, count)
    for words in merge.remarks:
        print(f"    {plain(one_line(words, 200))}")
    return 0


def _tell_unread(parts: Sequence[UnreadPart], count: int) -> None:
    """Say where stands what could not be understood, as far as that was remembered."""
    for part in parts:
        place = f"{part.kind} {part.number:,}" if part.number else f"{part.kind}s on"
        words = f" “{plain(one_line(part.words, 60))}”" if part.words.strip() else ""
        print(f"    {place}{words}")
    if count > len(parts) > 0:
        print(f"    and {count - len(parts):,} more")


def _save(arguments: Namespace, project: Project) -> None:
    refuse_to_replace(arguments.output, overwrite=arguments.overwrite)
    save_to(arguments.output, project)
    print(f"Made {plain(Path(arguments.output).name)}:")


def _note(words: str) -> None:
    print(f"note: {words}", file=sys.stderr)
