"""Answers in a Word document, written into its parts as Word writes them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

from lxml import etree

from desk_annotator.formats.docx_parts import W

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_EXTENDED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"


class AnsweredDocument:
    """A document of ours that a reviewer answers; `data` is it as she sends it back."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}
        self.comments = etree.fromstring(self._parts["word/comments.xml"])
        self.body = etree.fromstring(self._parts["word/document.xml"])
        self._extended = etree.Element(f"{W15}commentsEx", nsmap={"w15": W15[1:-1]})
        self._paragraphs = 0
        for comment in self.comments:
            self._number(comment)

    def _number(self, comment: etree._Element, parent: str = "") -> str:
        for paragraph in comment.iter(f"{W}p"):
            self._paragraphs += 1
            paragraph.set(f"{W14}paraId", f"{self._paragraphs:08X}")
        last = f"{self._paragraphs:08X}"
        entry = etree.SubElement(self._extended, f"{W15}commentEx")
        entry.set(f"{W15}paraId", last)
        if parent:
            entry.set(f"{W15}paraIdParent", parent)
        entry.set(f"{W15}done", "0")
        return last

    def comment_of(self, annotation_id: str, number: int = 0) -> etree._Element:
        """Return a comment of an annotation, counted from 0."""
        found = [each for each in self.comments if words_of(each)[-1].endswith(annotation_id)]
        return found[number]

    def _comment(self, lines: tuple[str, ...], author: str) -> etree._Element:
        made = etree.SubElement(self.comments, f"{W}comment")
        made.set(f"{W}id", str(len(self.comments) + 1000))
        made.set(f"{W}author", author)
        for line in lines:
            write_line(made, line)
        return made

    def reply(self, to: etree._Element, *lines: str, author: str = "Rana") -> etree._Element:
        """Reply to a comment; the reply stands where the comment does."""
        made = self._comment(lines, author)
        self._number(made, last_paragraph(to))
        number = to.get(f"{W}id")
        for kind in ("commentRangeStart", "commentRangeEnd"):
            for mark in self.body.iter(f"{W}{kind}"):
                if mark.get(f"{W}id") == number:
                    self._mark(kind, made, mark.addnext)
                    break
        return made

    def resolve(self, comment: etree._Element) -> None:
        """Mark a comment as done."""
        for entry in self._extended:
            if entry.get(f"{W15}paraId") == last_paragraph(comment):
                entry.set(f"{W15}done", "1")

    def set_parent(self, comment: etree._Element, parent: etree._Element) -> None:
        """Say that a comment replies to another."""
        for entry in self._extended:
            if entry.get(f"{W15}paraId") == last_paragraph(comment):
                entry.set(f"{W15}paraIdParent", last_paragraph(parent))

    def comment_on(self, quote: str, *lines: str, author: str = "Rana") -> etree._Element:
        """Comment on the first run whose text begins with a quote, or holds it at its start."""
        made = self._comment(lines, author)
        self._number(made)
        run = next(
            each for each in self.body.iter(f"{W}r") if "".join(each.itertext()).startswith(quote)
        )
        for kind, put in (("commentRangeStart", run.addprevious), ("commentRangeEnd", run.addnext)):
            self._mark(kind, made, put)
        return made

    def _mark(
        self, kind: str, comment: etree._Element, put: Callable[[etree._Element], None]
    ) -> None:
        """Put the beginning or the end of what a comment stands on, and there its sign."""
        mark = etree.Element(f"{W}{kind}")
        mark.set(f"{W}id", comment.get(f"{W}id"))
        put(mark)
        if kind == "commentRangeEnd":
            run = etree.Element(f"{W}r")
            sign = etree.SubElement(run, f"{W}commentReference")
            sign.set(f"{W}id", comment.get(f"{W}id"))
            mark.addnext(run)

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        parts = dict(self._parts)
        parts["word/comments.xml"] = etree.tostring(self.comments, xml_declaration=True)
        parts["word/document.xml"] = etree.tostring(self.body, xml_declaration=True)
        parts["word/commentsExtended.xml"] = etree.tostring(self._extended, xml_declaration=True)
        relations = etree.fromstring(parts["word/_rels/document.xml.rels"])
        space = relations.tag.partition("}")[0] + "}"
        etree.SubElement(
            relations,
            f"{space}Relationship",
            Id="rIdExtended",
            Type=_EXTENDED,
            Target="commentsExtended.xml",
        )
        parts["word/_rels/document.xml.rels"] = etree.tostring(relations, xml_declaration=True)
        types = etree.fromstring(parts["[Content_Types].xml"])
        space = types.tag.partition("}")[0] + "}"
        etree.SubElement(
            types, f"{space}Override", PartName="/word/commentsExtended.xml", ContentType=_MEDIA
        )
        parts["[Content_Types].xml"] = etree.tostring(types, xml_declaration=True)
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return stream.getvalue()


def write_line(comment: etree._Element, line: str, *, before_last: bool = False) -> None:
    """Write a line into a comment: behind its last one, or before that."""
    paragraph = etree.Element(f"{W}p")
    run = etree.SubElement(paragraph, f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = line
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if before_last:
        comment[-1].addprevious(paragraph)
    else:
        comment.append(paragraph)


def words_of(comment: etree._Element) -> list[str]:
    """Return the lines of a comment."""
    return ["".join(map(str, each.itertext())) for each in comment.iter(f"{W}p")]


def last_paragraph(comment: etree._Element) -> str:
    """Return the id of the last paragraph of a comment."""
    return str(comment[-1].get(f"{W14}paraId"))
