"""The comments of a Word document with their replies, and the characters they stand on.

The characters are those of the document as it was sent out: what a reviewer inserted with
tracked changes is left out, and what she deleted so is still there. So they can be compared
with the texts the document was made of.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree

from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.import_docx import DocxPackage
from desk_annotator.formats.import_docx_text import WORD, text_of
from desk_annotator.formats.import_result import ImportOptions, checked

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_INSERTED = frozenset({f"{WORD}ins", f"{WORD}moveTo"})
_NO_TEXT = frozenset(
    f"{WORD}{name}"
    for name in ("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "sdtPr", "drawing", "pict", "object")
)
_SIGNS = {
    f"{WORD}tab": "\t",
    f"{WORD}br": "\n",
    f"{WORD}cr": "\n",
    f"{WORD}noBreakHyphen": "\u2011",
    f"{WORD}softHyphen": "\u00ad",
}
_TEXTS = frozenset({f"{WORD}t", f"{WORD}delText"})
COMMENT_LIMIT = 500_000
"""How many comments a document may have."""
PARAGRAPH_LIMIT = 2_000_000
"""How many paragraphs its body may have, and its comments together."""
_CHECKED = 256
"""Elements between two looks at whether the file is still wanted."""
_LONGEST = 1_000
"""Replies to replies that are followed; no program writes more than one."""
_COMMENTS = 0.4
"""The share of the reading that is done once the comments are read, and the body is next."""
_YES = frozenset({"1", "true", "on"})


@dataclass(slots=True)
class Thread:
    """A comment and the replies to it, each as its lines, in their order.

    `start` and `end` are offsets (code points) into the characters of the document; both are 0
    if it stands nowhere. `date` is as the file has it.
    """

    lines: tuple[str, ...]
    date: str = ""
    is_resolved: bool = False
    start: int = 0
    end: int = 0
    replies: list[tuple[str, ...]] = field(default_factory=list)


@frozen
class DocxThreads:
    """What a document's comments say, and its characters, with a LF behind each paragraph."""

    threads: tuple[Thread, ...]
    characters: str


def read_threads(data: bytes, name: str, options: ImportOptions) -> DocxThreads:
    """Return the comments of a document. Raises TextError if it cannot be read, or not in time.

    What the `check` of the options raises goes through; their `tell` hears the share read.
    """
    check = options.check
    package = DocxPackage(data, name, check, options.room)
    found: dict[str, tuple[str, Thread]] = {}
    lines = 0
    comments = package.streamed_comments(options.part(0.0, _COMMENTS).tell)
    for place, comment in enumerate(checked(comments, check)):
        if comment.tag == f"{WORD}comment":
            thread = Thread(
                tuple(comment_lines_of(comment)), date=str(comment.get(f"{WORD}date", ""))
            )
            found[str(comment.get(f"{WORD}id", ""))] = (_last_paragraph(comment), thread)
            lines += len(thread.lines)
        if place >= COMMENT_LIMIT or lines > PARAGRAPH_LIMIT:
            raise _too_many(name)
    body = _Body(name, check)
    body.walk(package.streamed_body(options.part(_COMMENTS, 1.0).tell), is_hidden=False)
    for identifier, (start, end) in body.ranges.items():
        if identifier in found:
            _, thread = found[identifier]
            thread.start, thread.end = start, end
    return DocxThreads(tuple(_in_threads(package, list(found.values()))), "".join(body.pieces))


def _too_many(name: str) -> TextError:
    return TextError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” has more than {comments} comments or {paragraphs} paragraphs. Nothing was "
            "imported.",
        ),
        name=name,
        comments=COMMENT_LIMIT,
        paragraphs=PARAGRAPH_LIMIT,
    )


def comment_lines_of(comment: etree._Element) -> Iterator[str]:
    """Yield the lines of a comment as they read now."""
    for paragraph in comment.iter(f"{WORD}p"):
        pieces: list[str] = []
        for element in paragraph.iter():
            if element.tag == f"{WORD}t":
                pieces.append(text_of(element))
            elif element.tag in _SIGNS and _is_in_run(element):
                pieces.append(_SIGNS[str(element.tag)])
        yield from "".join(pieces).split("\n")


def _is_in_run(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{WORD}r"


def _last_paragraph(comment: etree._Element) -> str:
    """Return the id by which other parts name a comment: that of its last paragraph."""
    paragraphs = comment.findall(f"{WORD}p")
    return str(paragraphs[-1].get(f"{_W14}paraId", "")) if paragraphs else ""


def _in_threads(package: DocxPackage, comments: list[tuple[str, Thread]]) -> Iterator[Thread]:
    """Yield the comments that are no replies, with the replies to them."""
    parents: dict[str, str] = {}
    resolved: set[str] = set()
    for part in package.parts("commentsExtended"):
        for each in part.iter(f"{_W15}commentEx"):
            paragraph = str(each.get(f"{_W15}paraId", ""))
            parents[paragraph] = str(each.get(f"{_W15}paraIdParent", ""))
            if each.get(f"{_W15}done") in _YES:
                resolved.add(paragraph)
    by_paragraph = {paragraph: thread for paragraph, thread in comments if paragraph}
    tops: dict[str, str] = {}
    for paragraph, thread in comments:
        top = _top(paragraph, parents, by_paragraph, tops)
        if top != paragraph:
            by_paragraph[top].replies.append(thread.lines)
        else:
            thread.is_resolved = bool(paragraph) and paragraph in resolved
            yield thread


def _top(
    paragraph: str,
    parents: Mapping[str, str],
    known: Container[str],
    tops: dict[str, str],
) -> str:
    """Return the comment that a reply belongs to in the end; `tops` keeps those found out."""
    way = [paragraph]
    while way[-1] not in tops and parents.get(way[-1]) in known and parents[way[-1]] not in way:
        way.append(parents[way[-1]])
        if len(way) > _LONGEST:
            break
    top = tops.get(way[-1], way[-1])
    tops.update(dict.fromkeys(way, top))
    return top


class _Body:
    """The characters of a document as it was sent out, and where its comments stand."""

    def __init__(self, name: str, check: Callable[[], None]) -> None:
        self.pieces: list[str] = []
        self.ranges: dict[str, tuple[int, int]] = {}
        self._length = 0
        self._name = name
        self._check = check
        self._paragraphs = 0
        self._steps = 0

    def walk(
        self, elements: Iterable[etree._Element], *, is_hidden: bool, is_run: bool = False
    ) -> None:
        """Add what is inside elements; `is_hidden` says that they were inserted later."""
        for element in elements:
            self._step()
            tag = str(element.tag)
            if tag in _TEXTS:
                self._put("" if is_hidden else text_of(element))
            elif tag in _SIGNS and is_run:
                self._put("" if is_hidden else _SIGNS[tag])
            elif tag == f"{WORD}commentRangeStart":
                self.ranges[str(element.get(f"{WORD}id", ""))] = (self._length, self._length)
            elif tag == f"{WORD}commentRangeEnd":
                identifier = str(element.get(f"{WORD}id", ""))
                start, _ = self.ranges.get(identifier, (self._length, self._length))
                self.ranges[identifier] = (start, self._length)
            elif tag == f"{WORD}commentReference":
                place = (self._length, self._length)
                self.ranges.setdefault(str(element.get(f"{WORD}id", "")), place)
            elif tag == f"{WORD}p":
                self._paragraph(element, is_hidden=is_hidden)
            elif tag not in _NO_TEXT:
                hides = is_hidden or tag in _INSERTED
                self.walk(element, is_hidden=hides, is_run=tag == f"{WORD}r")

    def _paragraph(self, paragraph: etree._Element, *, is_hidden: bool) -> None:
        self._paragraphs += 1
        if self._paragraphs > PARAGRAPH_LIMIT:
            raise _too_many(self._name)
        self.walk(paragraph, is_hidden=is_hidden)
        # Unlike `find`, this makes nothing of the other parts: a whole text may be one paragraph.
        properties = paragraph.iterchildren(f"{WORD}pPr")
        marks = chain.from_iterable(each.iterchildren(f"{WORD}rPr") for each in properties)
        mark = next(marks, None)
        was_added = mark is not None and any(mark.find(tag) is not None for tag in _INSERTED)
        if not is_hidden and not was_added:
            self._put("\n")

    def _step(self) -> None:
        """Take notice of one more element: a whole text may be one paragraph."""
        self._steps += 1
        if self._steps % _CHECKED == 0:
            self._check()

    def _put(self, characters: str) -> None:
        if characters:
            self.pieces.append(characters)
            self._length += len(characters)
