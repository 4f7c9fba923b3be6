"""The parts of a DOCX file around its body: styles, settings, properties, relations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from lxml import etree

from desk_annotator.formats.docx_theme import font_table, theme

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_DUBLIN = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
W = f"{{{_WORD}}}"
"""The namespace of WordprocessingML, as it stands before a name."""


def element(name: str, /, **attributes: str) -> etree._Element:
    """Return an element of WordprocessingML with attributes of it."""
    made = etree.Element(W + name, nsmap={"w": _WORD})
    for key, value in attributes.items():
        made.set(W + key, value)
    return made


def _data(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" '
    'w:bottom="1134" w:left="1134" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
)


def package(
    body: Iterable[str], comments: Iterable[str], *, title: str, made: str
) -> list[tuple[str, bytes | Iterable[str]]]:
    """Return the parts of a document, in order; `made` is its time in ISO 8601, or anything.

    `body` are its paragraphs and `comments` its comments, as XML; each is asked for once, the
    body first.
    """
    space = f'xmlns:w="{_WORD}"'
    return [
        ("[Content_Types].xml", _content_types()),
        ("_rels/.rels", _relations(_PACKAGE_RELATIONS)),
        (
            "word/document.xml",
            chain(
                (f"{_DECLARATION}<w:document {space}><w:body>",),
                body,
                (f"{_PAGE}</w:body></w:document>",),
            ),
        ),
        ("word/_rels/document.xml.rels", _relations(_DOCUMENT_RELATIONS)),
        (
            "word/comments.xml",
            chain((f"{_DECLARATION}<w:comments {space}>",), comments, ("</w:comments>",)),
        ),
        ("word/styles.xml", _data(_styles())),
        ("word/settings.xml", _data(_settings())),
        ("word/fontTable.xml", font_table()),
        ("word/theme/theme1.xml", theme()),
        ("docProps/core.xml", _properties(title, made)),
    ]


_PACKAGE_RELATIONS = (
    (f"{_OFFICE}/officeDocument", "word/document.xml"),
    (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
)
_DOCUMENT_RELATIONS = (
    (f"{_OFFICE}/styles", "styles.xml"),
    (f"{_OFFICE}/settings", "settings.xml"),
    (f"{_OFFICE}/comments", "comments.xml"),
    (f"{_OFFICE}/fontTable", "fontTable.xml"),
    (f"{_OFFICE}/theme", "theme/theme1.xml"),
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    ("/word/document.xml", f"{_MAIN}.document.main+xml"),
    ("/word/styles.xml", f"{_MAIN}.styles+xml"),
    ("/word/settings.xml", f"{_MAIN}.settings+xml"),
    ("/word/comments.xml", f"{_MAIN}.comments+xml"),
    ("/word/fontTable.xml", f"{_MAIN}.fontTable+xml"),
    ("/word/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
    ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
)


def _content_types() -> bytes:
    space = f"{_PACKAGE}/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})  # type: ignore[dict-item]
    for extension, media in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        etree.SubElement(root, f"{{{space}}}Default", Extension=extension, ContentType=media)
    for name, media in _TYPES:
        etree.SubElement(root, f"{{{space}}}Override", PartName=name, ContentType=media)
    return _data(root)


def _relations(relations: tuple[tuple[str, str], ...]) -> bytes:
    space = f"{_PACKAGE}/relationships"
    root = etree.Element(f"{{{space}}}Relationships", nsmap={None: space})  # type: ignore[dict-item]
    for number, (kind, target) in enumerate(relations, start=1):
        etree.SubElement(
            root, f"{{{space}}}Relationship", Id=f"rId{number}", Type=kind, Target=target
        )
    return _data(root)


def _properties(title: str, made: str) -> bytes:
    root = etree.Element(
        f"{{{_CORE}}}coreProperties",
        nsmap={"cp": _CORE, "dc": _DUBLIN, "dcterms": _TERMS, "xsi": _INSTANCE},
    )
    etree.SubElement(root, f"{{{_DUBLIN}}}title").text = title
    if _MOMENT.fullmatch(made):
        for name in ("created", "modified"):
            moment = etree.SubElement(root, f"{{{_TERMS}}}{name}")
            moment.set(f"{{{_INSTANCE}}}type", "dcterms:W3CDTF")
            moment.text = made
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _settings() -> etree._Element:
    settings = element("settings")
    compat = etree.SubElement(settings, W + "compat")
    # Without it Word opens the document in the mode of an old version.
    compat.append(
        element(
            "compatSetting",
            name="compatibilityMode",
            uri="http://schemas.microsoft.com/office/word",
            val="15",
        )
    )
    return settings


_ARABIC_STEP = 1.17
"""How much larger Arabic is set: at one size its letters look smaller than Latin ones, in Arial,
which Word takes for it, as in what other programs put in its place."""


def _sizes(half_points: int) -> list[etree._Element]:
    """Return the size of letters, and that of the letters of runs from right to left."""
    arabic = round(half_points * _ARABIC_STEP)
    return [element("sz", val=str(half_points)), element("szCs", val=str(arabic))]


def _styles() -> etree._Element:
    styles = element("styles")
    defaults = etree.SubElement(styles, W + "docDefaults")
    look = etree.SubElement(etree.SubElement(defaults, W + "rPrDefault"), W + "rPr")
    look.append(element("rFonts", ascii="Calibri", hAnsi="Calibri", eastAsia="Calibri", cs="Arial"))
    look.extend(_sizes(23))
    look.append(element("lang", val="en", bidi="ar"))
    spacing = etree.SubElement(etree.SubElement(defaults, W + "pPrDefault"), W + "pPr")
    spacing.append(element("spacing", after="40", line="300", lineRule="auto"))
    normal = element("style", type="paragraph", default="1", styleId="Normal")
    normal.append(element("name", val="Normal"))
    styles.append(normal)
    for name, identity, size, level in (
        ("Title", "Title", 40, None),
        ("heading 1", "Heading1", 32, "0"),
        ("heading 2", "Heading2", 25, "1"),
        ("annotation text", "CommentText", 20, None),
    ):
        style = element("style", type="paragraph", styleId=identity)
        style.append(element("name", val=name))
        style.append(element("basedOn", val="Normal"))
        paragraph = etree.SubElement(style, W + "pPr")
        run = etree.SubElement(style, W + "rPr")
        if identity == "CommentText":
            paragraph.append(element("spacing", after="0", line="240", lineRule="auto"))
        else:
            paragraph.append(element("keepNext"))
            paragraph.append(element("spacing", before="240", after="120"))
            run.extend((element("b"), element("bCs")))
        if level is not None:
            paragraph.append(element("outlineLvl", val=level))
        run.extend(_sizes(size))
        styles.append(style)
    reference = element("style", type="character", styleId="CommentReference")
    reference.append(element("name", val="annotation reference"))
    etree.SubElement(reference, W + "rPr").extend(_sizes(16))
    styles.append(reference)
    return styles
