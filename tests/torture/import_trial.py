"""Imports one file as the program does, and looks what came of it.

What an importer gives must be texts in canonical form with segments inside them, of which a
pair can be made, edited and saved; or, from a review, an edit that the project takes. Anything
else must be one sentence that names the file.
"""

from __future__ import annotations

import time
from pathlib import Path

from desk_annotator.app.glossary_file import read_glossary
from desk_annotator.app.import_doctor import repaired_draft
from desk_annotator.app.importing import FileImport, import_file, pair_of_file
from desk_annotator.app.new_pair import make_pair, make_project
from desk_annotator.app.review_merge import merge_reviewed
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.project import Pair
from desk_annotator.core.text import canonical
from desk_annotator.formats.import_table import recognised
from desk_annotator.storage.project_file import project_bytes
from desk_annotator.storage.text_file import read_bytes
from desk_annotator.text.inspection import warnings
from tests.torture.import_samples import GLOSSARY, project, suffix

NOW = "2026-01-02T03:04:05Z"
LONGEST_SENTENCE = 1000
INSPECTED = 2_000_000
"""Characters that the window looks at for warnings."""
SECONDS = 10.0
"""What every import promises."""


def not_a_sentence(error: DeskAnnotatorError, name: str) -> str:
    """Return what is wrong with the words of an error; empty if nothing is."""
    sentence = str(error)
    if "\n" in sentence or len(sentence) > LONGEST_SENTENCE:
        return f"not one sentence: {sentence[:200]!r}"
    return "" if name in sentence else f"the file is not named: {sentence[:200]!r}"


def taken(path: Path, kind: str, *, by_content: bool) -> None:
    """Import a file, by what it holds or as what it is said to be, and use what it gives.

    Raises DeskAnnotatorError if it is refused, and AssertionError if what it gives is wrong.
    """
    if kind == GLOSSARY:
        glossary = read_glossary(path)
        for source, targets in glossary.between("en", "ar").items():
            assert source, "an empty term"
            assert all(targets), "an empty term"
        return
    data = read_bytes(path)
    found = import_file(path.name, data, format_id=None if by_content else kind)
    if found.reviewed is not None:
        _take_review(found)
    else:
        _save_texts(found, path.name)


def used(path: Path, kind: str) -> None:
    """Import a file as the window does before it shows something, and make what it shows.

    Raises DeskAnnotatorError if it is refused.
    """
    if kind == GLOSSARY:
        read_glossary(path).between("en", "ar")
        return
    data = read_bytes(path)
    recognised(data, path.name)
    found = import_file(path.name, data, format_id=kind)
    if found.reviewed is not None:
        merge_reviewed(project().pairs, found.reviewed, now=NOW)
        return
    for draft in found.drafts:
        repaired_draft(draft)
        warnings(draft.characters[:INSPECTED])
    if found.is_pair:
        pair_of_file(found, now=NOW, as_annotations=True)
    else:
        make_pair(found.drafts[0], found.drafts[0])


def _take_review(found: FileImport) -> None:
    assert found.reviewed is not None
    workspace = Workspace(project())
    merge = merge_reviewed(workspace.snapshot().pairs, found.reviewed, now=NOW)
    if merge.edit is not None:
        workspace.apply(merge.edit)
        project_bytes(workspace.snapshot(), name="reviewed.json")


def _save_texts(found: FileImport, name: str) -> None:
    for draft in found.drafts:
        assert draft.characters.strip(), "no text"
        assert canonical(draft.characters) == (draft.characters, ()), "not canonical"
        better = repaired_draft(draft)
        if better is not None:
            assert canonical(better.characters)[0] == better.characters, "not canonical"
    if found.is_pair:
        _check_segments(found)
        pairs = [
            pair_of_file(found, now=NOW, title=name),
            pair_of_file(found, now=NOW, as_annotations=True),
        ]
    else:
        pairs = [make_pair(found.drafts[0], found.drafts[0])]
    for pair in pairs:
        _save(pair)


def _check_segments(found: FileImport) -> None:
    lengths = [len(draft.characters) for draft in found.drafts]
    for segment in found.segments:
        for span, length in zip((segment.source, segment.target), lengths, strict=True):
            assert span is None or 0 <= span.start < span.end <= length, "a segment outside"


def _save(pair: Pair) -> None:
    project_bytes(make_project([pair], now=NOW), name="imported.json")


def attempt(path: Path, data: bytes, kind: str) -> tuple[str, str, float]:
    """Import one file; return what came of it, what is wrong with that, and the seconds taken.

    They are seconds of the processor: other programs that run meanwhile do not count.
    """
    path.write_bytes(data)
    before = path.stat()
    wrong = ""
    came = "refused"
    begun = time.process_time()
    ways = (True,) if kind == GLOSSARY else (True, False)
    for by_content in ways:
        try:
            taken(path, kind, by_content=by_content)
            came = "imported"
        except DeskAnnotatorError as error:
            wrong = wrong or not_a_sentence(error, path.name)
    seconds = time.process_time() - begun
    after = path.stat()
    same = (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    if not same or path.read_bytes() != data:
        wrong = "the file was changed"
    elif seconds > SECONDS:
        wrong = wrong or f"took {seconds:.1f} s"
    return came, wrong, seconds


def spoiled_name(kind: str) -> str:
    """Return the name a spoiled file of an importer has."""
    return f"spoiled{suffix(kind)}"
