"""Reads one side of a new pair in a thread: a file or pasted text, and what is to say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from itertools import islice
from pathlib import Path

from desk_annotator.app.import_doctor import repaired_draft
from desk_annotator.app.importing import FileImport, import_file, refuse_as_text
from desk_annotator.app.new_pair import PairDraft, draft_side
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.formats.import_result import ImportOptions, go_on
from desk_annotator.formats.import_table import recognised
from desk_annotator.storage.text_file import read_bytes
from desk_annotator.text.inspection import TextWarning, warnings
from desk_annotator.text.language import direction_of

PREVIEW_LINES = 40
"""Lines of a text that the preview shows."""
_LINE_LIMIT = 1500
_INSPECTED = 2_000_000
"""Characters (code points) that are looked at for warnings; the rest of a huge text is not."""


@frozen
class Wish:
    """What to read, and how. `data` are bytes read already, `path` a file to read them from.

    `encoding`, `language` and `direction` are None where they are to be detected. `part` says
    which text of a file that holds both is wished for, `is_repaired` that it is wished for as
    the import doctor would repair it. `whole_page` wishes for all of a web page, `parts` for the
    columns or languages (counted from 0, with the titles of all) of a file that has several,
    and `found` what was read in it already.
    """

    name: str
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    encoding: str | None = None
    language: str | None = None
    direction: Direction | None = None
    part: Side | None = None
    is_repaired: bool = False
    whole_page: bool = False
    parts: tuple[int, int] | None = None
    part_titles: tuple[str, ...] = ()
    found: FileImport | None = field(default=None, repr=False, compare=False)


@frozen
class SideReading:
    """What became of a wish: a draft, or the error that says why there is none."""

    wish: Wish
    draft: PairDraft | None = None
    error: DeskAnnotatorError | None = None
    lines: int = 0
    """Lines of the text."""
    preview: tuple[str, ...] = ()
    """Its first lines, long ones cut."""
    warnings: tuple[TextWarning, ...] = ()
    detected_language: str = ""
    can_repair: bool = False
    """True if there is a repaired text to choose."""


def read_side(wish: Wish, check: Callable[[], None] = go_on) -> SideReading:
    """Read and decode what is wished for. What cannot be taken as a text comes as an error.

    `check` is called now and then; what it raises goes through.

    The bytes read stay in the wish of the result, so that it can be read another way.
    """
    try:
        data = wish.data
        if data is None and wish.path is not None:
            data = read_bytes(wish.path)
        wish = replace(wish, data=data)
        if wish.path is None:
            draft = draft_side(wish.name, data or b"", encoding=wish.encoding, check=check)
        else:
            wish, draft = _imported(wish, data or b"", check)
    except DeskAnnotatorError as error:
        return SideReading(wish, error=error)
    check()
    repaired = repaired_draft(draft)
    check()
    if repaired is not None and wish.is_repaired:
        draft = repaired
    detected = draft.language
    if wish.language is not None:
        direction = direction_of(wish.language)
        draft = replace(draft, language=wish.language, direction=direction)
    if wish.direction is not None:
        draft = replace(draft, direction=wish.direction)
    characters = draft.characters
    return SideReading(
        wish,
        draft,
        lines=characters.count("\n") + (not characters.endswith("\n")),
        preview=_first_lines(characters),
        warnings=tuple(warnings(characters[:_INSPECTED])),
        detected_language=detected,
        can_repair=repaired is not None,
    )


def _imported(wish: Wish, data: bytes, check: Callable[[], None]) -> tuple[Wish, PairDraft]:
    """Return what is in a file, of any kind that can be a text or a pair of texts."""
    found = wish.found
    if found is None:
        found = import_file(wish.name, data, _options(wish, check))
        wish = replace(wish, found=found)
    if found.reviewed is not None:
        refuse_as_text(wish.name, found)
    return wish, found.drafts[1 if found.is_pair and wish.part is Side.TARGET else 0]


def _options(wish: Wish, check: Callable[[], None]) -> ImportOptions:
    options = ImportOptions(encoding=wish.encoding, whole_page=wish.whole_page, check=check)
    if wish.parts is None:
        return options
    source, target = wish.parts
    if recognised(wish.data or b"", wish.name, check).id == "tmx":
        titles = wish.part_titles
        return replace(options, source_language=titles[source], target_language=titles[target])
    return replace(options, source_column=source + 1, target_column=target + 1)


def _first_lines(characters: str) -> tuple[str, ...]:
    head = characters[: PREVIEW_LINES * _LINE_LIMIT]
    lines = islice(head.split("\n", PREVIEW_LINES), PREVIEW_LINES)
    return tuple(line if len(line) <= _LINE_LIMIT else line[:_LINE_LIMIT] + "…" for line in lines)
