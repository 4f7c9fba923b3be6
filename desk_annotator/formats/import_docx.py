"""Word documents (DOCX): the text as it reads once all tracked changes are accepted.

Paragraphs end in LF. The cells of a table are parted by tabs and its rows by LF. Footnotes and
endnotes stand at the end, in the order they are referred to. What is no part of the running
text (comments, text boxes, headers, pictures, hidden text) is left out and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree

from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.text import Direction
from desk_annotator.formats.import_docx_text import WORD, DocxText, DocxWords
from desk_annotator.formats.import_office import related_parts
from desk_annotator.formats.import_result import (
    ImportedText,
    ImportOptions,
    TextAssembly,
    go_on,
    unheard,
)
from desk_annotator.formats.review_room import NO_ROOM, ReviewRoom
from desk_annotator.formats.safe_xml import letting_go_of_tree, parse_xml, root_name
from desk_annotator.formats.safe_zip import SafeZip, ZipPart
from desk_annotator.formats.streamed_xml import streamed_children

_NOTE_PARTS = ("footnotes", "endnotes")
_PROSE = "{*}t"
_SNIFFED = 1 << 16
"""Bytes in which a document says what it is."""


def read(data: bytes, name: str, options: ImportOptions) -> ImportedText:
    """Return the text of a Word document. Raises TextError if it cannot be read."""
    package = DocxPackage(data, name, options.check)
    words = DocxWords(right_to_left_styles=_right_to_left_styles(package))
    body = package.document().find(f"{WORD}body")
    if body is None:
        raise _no_document(name)
    text = DocxText(words, options.check)
    with letting_go_of_tree(body):
        lines = text.blocks(body)
    for kind in _NOTE_PARTS:
        lines.extend(_notes(package, kind, text))
    _count_left_out(package, words.tally)
    assembly = TextAssembly()
    assembly.tally = words.tally
    assembly.add("\n".join(lines))
    return assembly.text(
        name,
        "docx",
        direction=Direction.RTL if words.right_to_left > words.left_to_right else None,
    )


class DocxPackage:
    """The parts of a document, found as its relationships say.

    Raises TextError, with `name` in its sentence, where one cannot be read.
    """

    def __init__(
        self,
        data: bytes,
        name: str,
        check: Callable[[], None] = go_on,
        room: ReviewRoom = NO_ROOM,
    ) -> None:
        self._zip = SafeZip(data, name=name, check=check, room=room)
        self._name = name
        self._check = check
        whole = related_parts(self._zip, "", name).get("officeDocument", {})
        self._main = next(iter(whole.values()), "word/document.xml")
        self._related = related_parts(self._zip, self._main, name)

    def document(self) -> etree._Element:
        """Return the main part. Raises TextError if there is none."""
        document = self._part(self._main)
        if document is None or document.tag != f"{WORD}document":
            raise _no_document(self._name)
        return document

    def streamed_body(self, tell: Callable[[float], None] = unheard) -> Iterator[etree._Element]:
        """Yield what stands in the body, each forgotten behind that. Raises as `document`."""
        if self._main not in self._zip:
            raise _no_document(self._name)
        part = self._zip.part(self._main)
        if root_name(part.head(_SNIFFED)) != "document":
            raise _no_document(self._name)
        yield from self._streamed(part, "body", tell)

    def streamed_comments(
        self, tell: Callable[[float], None] = unheard
    ) -> Iterator[etree._Element]:
        """Yield the comments, each forgotten behind that."""
        for target in dict.fromkeys(self._related.get("comments", {}).values()):
            if target in self._zip:
                yield from self._streamed(self._zip.part(target), "comments", tell)

    def _streamed(
        self, part: ZipPart, container: str, tell: Callable[[float], None]
    ) -> Iterator[etree._Element]:
        for child in streamed_children(
            part, container, name=self._name, check=self._check, tell=tell
        ):
            # To look through all of a long paragraph for nothing would stop other threads.
            if _STRICT_ADDRESS in child.nsmap.values():
                in_one_namespace(child)
            yield child

    def parts(self, kind: str) -> list[etree._Element]:
        """Return the parts of a kind, such as ``footnotes``."""
        targets = dict.fromkeys(self._related.get(kind, {}).values())
        found = (self._part(target) for target in targets)
        return [part for part in found if part is not None]

    def _part(self, path: str) -> etree._Element | None:
        if path not in self._zip:
            return None
        root = parse_xml(self._zip.read(path), name=self._name, check=self._check)
        in_one_namespace(root)
        return root


_STRICT_ADDRESS = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_STRICT = f"{{{_STRICT_ADDRESS}}}"


def in_one_namespace(root: etree._Element) -> None:
    """Rename what is saved as “strict” Office XML to the names every other document has."""
    for element in root.iter(f"{_STRICT}*"):
        element.tag = WORD + str(element.tag)[len(_STRICT) :]
        for key, value in [(str(key), str(value)) for key, value in element.items()]:
            if key.startswith(_STRICT):
                element.set(WORD + key[len(_STRICT) :], value)


def _no_document(name: str) -> TextError:
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” looks like a Word document but holds no text of one. Nothing was "
            "imported. Open it in Word or LibreOffice and save it again as DOCX.",
        ),
        name=name,
    )


def _notes(package: DocxPackage, kind: str, text: DocxText) -> list[str]:
    lines: list[str] = []
    wanted = text.words.notes[kind]
    for part in package.parts(kind):
        by_id = {note.get(f"{WORD}id"): note for note in part}
        # A note may itself refer to others, which then join the list.
        for identifier in wanted:
            # Once only: notes that refer to each other would never end.
            note = by_id.pop(identifier, None)
            if note is not None:
                lines.extend(text.blocks(note))
                text.words.tally["note-moved-to-end"] += 1
    return lines


def _right_to_left_styles(package: DocxPackage) -> frozenset[str]:
    """Return the ids of the paragraph styles that run right to left, also by inheritance."""
    own: dict[str, bool] = {}
    parents: dict[str, str] = {}
    default = ""
    for part in package.parts("styles"):
        for style in part.iterfind(f"{WORD}style"):
            if style.get(f"{WORD}type") != "paragraph":
                continue
            identifier = str(style.get(f"{WORD}styleId", ""))
            bidi = style.find(f"{WORD}pPr/{WORD}bidi")
            if bidi is not None:
                own[identifier] = DocxWords.is_on(bidi)
            parent = style.find(f"{WORD}basedOn")
            if parent is not None:
                parents[identifier] = str(parent.get(f"{WORD}val", ""))
            else:
                parents.setdefault(identifier, "")
            if style.get(f"{WORD}default") in {"1", "true", "on"}:
                default = identifier
    found = set()
    for identifier in parents:
        style_id, steps = identifier, 0
        while style_id and style_id not in own and steps < 50:
            style_id, steps = parents.get(style_id, ""), steps + 1
        if own.get(style_id, False):
            found.add(identifier)
    # A paragraph that names no style has the default one.
    return frozenset(found | ({""} if default in found else set()))


def _count_left_out(package: DocxPackage, tally: Counter[str]) -> None:
    for kind in ("header", "footer"):
        for part in package.parts(kind):
            if any((element.text or "").strip() for element in part.iter(_PROSE)):
                tally["header-left-out"] += 1
    for part in package.parts("comments"):
        tally["comment-left-out"] += sum(1 for _ in part.iter(f"{WORD}comment"))
