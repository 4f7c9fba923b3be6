"""From the elements of a Word document to lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from desk_annotator.formats.import_result import go_on

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_DELETED = frozenset({f"{WORD}del", f"{WORD}moveFrom"})
_CHARACTERS = {
    f"{WORD}tab": "\t",
    f"{WORD}ptab": "\t",
    f"{WORD}cr": "\n",
    f"{WORD}noBreakHyphen": "\u2011",
    f"{WORD}softHyphen": "\xad",
}
_TABLE = f"{WORD}tbl"
_BLOCKS = frozenset({f"{WORD}p", _TABLE})
_EMBEDDED = f"{WORD}altChunk"
_CONTROL_PROPERTIES = frozenset({f"{WORD}sdtPr", f"{WORD}sdtEndPr"})
_CONTROLS = frozenset({f"{WORD}sdt", f"{WORD}sdtContent", f"{WORD}customXml"})
_PICTURES = frozenset({f"{WORD}drawing", f"{WORD}pict", f"{WORD}object"})
_NOTE_REFERENCES = {
    f"{WORD}footnoteReference": "footnotes",
    f"{WORD}endnoteReference": "endnotes",
}
_OFF = frozenset({"0", "false", "off"})


@dataclass(slots=True)
class DocxWords:
    """What is gathered on the way: counts, and the ids of the notes referred to, in order."""

    right_to_left_styles: frozenset[str] = frozenset()
    tally: Counter[str] = field(default_factory=Counter)
    notes: dict[str, list[str]] = field(
        default_factory=lambda: {kind: [] for kind in _NOTE_REFERENCES.values()}
    )
    right_to_left: int = 0
    left_to_right: int = 0
    """Paragraphs with text, by their direction."""

    @staticmethod
    def is_on(switch: etree._Element | None) -> bool:
        """Tell whether a switch such as ``w:bidi`` is there and not turned off."""
        return switch is not None and switch.get(f"{WORD}val") not in _OFF


class DocxText:
    """Reads blocks (paragraphs, tables) as lines. Recursion is bounded by the parser's depth.

    `check` is called for each block; what it raises goes through.
    """

    def __init__(self, words: DocxWords, check: Callable[[], None] = go_on) -> None:
        self.words = words
        self._check = check
        self._fields: list[bool] = []
        """The fields that are open, True for each while its instruction lasts."""
        self._instructions = 0
        """How many of them are True."""

    def blocks(self, parent: etree._Element) -> list[str]:
        """Return the lines of what stands in a body, cell, note or the like."""
        lines: list[str] = []
        unfinished: list[str] = []
        for block in self._block_elements(parent):
            self._check()
            if block.tag == _TABLE:
                lines.extend(self._table(block))
                continue
            unfinished.append(self._paragraph(block))
            if _is_mark_deleted(block):
                # Without its deleted mark the paragraph runs on in the next.
                self.words.tally["tracked-deletion-left-out"] += 1
                continue
            lines.append("".join(unfinished))
            unfinished.clear()
        if any(unfinished):
            lines.append("".join(unfinished))
        return lines

    def _block_elements(self, parent: etree._Element) -> Iterator[etree._Element]:
        # Not by recursion: each block would then pass through every level above it.
        levels = [iter(parent)]
        while levels:
            element = next(levels[-1], None)
            if element is None:
                levels.pop()
            elif element.tag in _BLOCKS:
                yield element
            elif element.tag in _DELETED:
                self.words.tally["tracked-deletion-left-out"] += 1
            elif element.tag == _EMBEDDED:
                self.words.tally["embedded-file-left-out"] += 1
            elif element.tag not in _CONTROL_PROPERTIES:
                levels.append(iter(self._chosen(element)))

    def _chosen(self, element: etree._Element) -> etree._Element:
        """Return the first of several versions of the same, or the element itself."""
        if element.tag == f"{_COMPATIBILITY}AlternateContent":
            for choice in element:
                return choice
        return element

    def _table(self, table: etree._Element) -> list[str]:
        lines = []
        for row in self._within(table, f"{WORD}tr"):
            if row.find(f"{WORD}trPr/{WORD}del") is not None:
                self.words.tally["tracked-deletion-left-out"] += 1
                continue
            cells = ["\n".join(self.blocks(cell)) for cell in self._within(row, f"{WORD}tc")]
            lines.append("\t".join(cells))
        return lines

    def _within(self, parent: etree._Element, tag: str) -> Iterator[etree._Element]:
        """Yield the rows or cells of a table, also from inside content controls."""
        levels = [iter(parent)]
        while levels:
            element = next(levels[-1], None)
            if element is None:
                levels.pop()
            elif element.tag == tag:
                yield element
            elif element.tag in _CONTROLS:
                levels.append(iter(element))

    def _paragraph(self, paragraph: etree._Element) -> str:
        if not len(paragraph):
            return ""
        properties = paragraph.find(f"{WORD}pPr")
        text = "".join(self._inline(paragraph, []))
        # An instruction that is never ended must not swallow the rest of the document.
        self._fields.clear()
        self._instructions = 0
        if text.strip():
            if self._is_right_to_left(properties):
                self.words.right_to_left += 1
            else:
                self.words.left_to_right += 1
            if properties is not None and properties.find(f"{WORD}numPr") is not None:
                self.words.tally["list-number-left-out"] += 1
        return text

    def _is_right_to_left(self, properties: etree._Element | None) -> bool:
        if properties is None:
            return "" in self.words.right_to_left_styles
        bidi = properties.find(f"{WORD}bidi")
        if bidi is not None:
            return self.words.is_on(bidi)
        style = properties.find(f"{WORD}pStyle")
        name = str(style.get(f"{WORD}val", "")) if style is not None else ""
        return name in self.words.right_to_left_styles

    def _inline(self, parent: etree._Element, pieces: list[str]) -> list[str]:
        """Append the characters inside an element to the pieces, and return them."""
        for element in parent:
            tag = element.tag
            if tag == f"{WORD}r":
                pieces.extend(self._run(element))
            elif tag in _DELETED:
                self.words.tally["tracked-deletion-left-out"] += 1
            elif tag in (f"{WORD}pPr", f"{WORD}sdtPr", f"{WORD}sdtEndPr"):
                continue
            elif tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
                self.words.tally["equation-left-out"] += 1
            else:
                self._inline(self._chosen(element), pieces)
        return pieces

    def _run(self, run: etree._Element) -> Iterator[str]:
        properties = run.find(f"{WORD}rPr")
        is_hidden = properties is not None and self.words.is_on(properties.find(f"{WORD}vanish"))
        for element in run:
            if element.tag == f"{WORD}fldChar":
                self._field(str(element.get(f"{WORD}fldCharType", "")))
                continue
            if self._instructions:
                continue  # the instruction of a field, not what it shows
            if is_hidden:
                if element.tag == f"{WORD}t":
                    self.words.tally["hidden-text-left-out"] += 1
                continue
            yield self._piece(self._chosen(element))

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(True)
            self._instructions += 1
        elif kind == "separate" and self._fields:
            self._instructions -= self._fields[-1]
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._instructions -= self._fields.pop()

    def _piece(self, element: etree._Element) -> str:
        tag = str(element.tag)
        if tag == f"{WORD}t":
            return text_of(element)
        if tag in _CHARACTERS:
            return _CHARACTERS[tag]
        if tag == f"{WORD}br":
            # A break of the page or column is the layout's, one of the line the writer's.
            return "\n" if element.get(f"{WORD}type", "textWrapping") == "textWrapping" else ""
        if tag in _NOTE_REFERENCES:
            self.words.notes[_NOTE_REFERENCES[tag]].append(str(element.get(f"{WORD}id", "")))
        elif tag == f"{WORD}sym":
            self.words.tally["symbol-left-out"] += 1
        elif tag == f"{WORD}ruby":
            base = element.find(f"{WORD}rubyBase")
            return "" if base is None else "".join(self._inline(base, []))
        elif tag in _PICTURES or tag == f"{_COMPATIBILITY}Choice":
            boxes = sum(1 for _ in element.iter(f"{WORD}txbxContent"))
            self.words.tally["text-box-left-out" if boxes else "picture-left-out"] += boxes or 1
        return ""


def text_of(element: etree._Element) -> str:
    """Return the characters of an element that holds nothing else."""
    text = (element.text or "").replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    if element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve":
        return text
    return text.strip(" \t")


def _is_mark_deleted(paragraph: etree._Element) -> bool:
    if not len(paragraph):
        return False
    mark = paragraph.find(f"{WORD}pPr/{WORD}rPr")
    return mark is not None and any(mark.find(tag) is not None for tag in _DELETED)
