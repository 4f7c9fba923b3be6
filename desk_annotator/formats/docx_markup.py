"""The elements of a DOCX text, as strings: what is written in large numbers needs no tree.

Elements stand in the order that the schema asks for. Text handed in must hold nothing that XML
forbids (`with_signs` sees to that).
"""

from __future__ import annotations

from functools import cache

from desk_annotator.core.text import Direction
from desk_annotator.formats.tag_colours import colours_of
from desk_annotator.text.language import well_formed_tag

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\r": "&#13;",
        "\n": "&#10;",
        "\t": "&#9;",
    }
)
BOLD = "<w:b/><w:bCs/>"
SMALL = '<w:sz w:val="12"/><w:szCs w:val="12"/>'
PARAGRAPH_END = "</w:p>"


def attribute(text: str) -> str:
    """Return text as it stands between the quotation marks of an attribute."""
    return text.translate(_ATTRIBUTE)


@cache
def paragraph_start(direction: Direction, style: str = "") -> str:
    """Return how a paragraph begins; `style` is the id of a style of ours."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    turned = "<w:bidi/>" if direction is Direction.RTL else ""
    look = f"<w:pPr>{named}{turned}</w:pPr>" if named or turned else ""
    return f"<w:p>{look}"


@cache
def shading(tag: str, underline: str) -> str:
    """Return the properties of a run in the colours of a tag."""
    colours = colours_of(tag)
    return (
        f'<w:u w:val="{underline}" w:color="{colours.line}"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{colours.tint}"/>'
    )


@cache
def run_start(direction: Direction, language: str, look: str) -> str:
    """Return how a run begins; `look` are properties that stand before its direction."""
    rtl = direction is Direction.RTL
    turned = "<w:rtl/>" if rtl else ""
    spoken = ""
    if language:
        spoken = f'<w:lang w:{"bidi" if rtl else "val"}="{well_formed_tag(language)}"/>'
    properties = f"{look}{turned}{spoken}"
    return f"<w:r><w:rPr>{properties}</w:rPr>" if properties else "<w:r>"


def run(characters: str, direction: Direction, language: str = "", look: str = "") -> str:
    """Return a run of one line's characters; tabs become elements."""
    text = characters.translate(_TEXT)
    text = "<w:tab/>".join(map(_stretch, text.split("\t"))) if "\t" in text else _stretch(text)
    return f"{run_start(direction, language, look)}{text}</w:r>"


def _stretch(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>' if text else ""


def comment_range_start(number: int) -> str:
    """Return the mark where the text of a comment begins."""
    return f'<w:commentRangeStart w:id="{number}"/>'


def comment_range_end(number: int) -> str:
    """Return the mark where the text of a comment ends, and the sign that leads to it."""
    return (
        f'<w:commentRangeEnd w:id="{number}"/><w:r><w:rPr><w:rStyle w:val="CommentReference"/>'
        f'</w:rPr><w:commentReference w:id="{number}"/></w:r>'
    )
