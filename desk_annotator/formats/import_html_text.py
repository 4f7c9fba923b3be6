"""From the elements of a web page to lines of text, as a browser would break them."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator

from lxml import etree, html

from desk_annotator.formats.import_result import checked, go_on

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li "
    "main menu nav ol p pre search section summary table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset({"td", "th"})
_CODE_NAMES = (
    "applet audio base button canvas datalist embed frame frameset head iframe input link map "
    "math meta meter noframes noscript object optgroup option output progress rp rt script "
    "select source style svg template textarea title track video"
)
_CODE = _CODE_NAMES.split()
_FURNITURE = ("nav", "aside", "form", "menu", "dialog")
_FURNITURE_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "toolbar"}
)
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|sharedaddy|addtoany|social|socials|comment|comments|respond|"
    r"disqus|related|breadcrumb|breadcrumbs|newsletter|subscribe|cookie|cookies|consent|"
    r"sidebar|navbar|menu|pagination|pager|promo|advert|advertisement|ads|outbrain|taboola|"
    r"jp-relatedposts|toolbar|tags|skip-link)(?:$|[\s_-])",
    re.IGNORECASE,
)
_KEPT = frozenset({"html", "body", "article", "main"})
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACE = re.compile("[ \t\n\r\f]+")
_LONGEST_FURNITURE = 0.5
"""A part with more than this share of all letters is no furniture, whatever it is called."""


def without_code(page: html.HtmlElement) -> None:
    """Take out of a page what is no text of it: scripts, controls, what is hidden."""
    for element in list(page.iter(*_CODE)):
        _drop(element)
    for element in page.xpath("//*[@hidden or @style]"):
        if element.tag in _KEPT:
            continue
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
            _drop(element)


def without_furniture(page: html.HtmlElement) -> None:
    """Take out of a page what stands around its article, as far as its names tell."""
    # The characters inside each element that is open, so that none is counted twice.
    counts = [0]
    found: list[tuple[int, html.HtmlElement]] = []
    for event, element in etree.iterwalk(page, events=("start", "end")):
        if event == "start":
            counts.append(len(element.text or ""))
            continue
        inside = counts.pop()
        counts[-1] += inside + len(element.tail or "")
        if isinstance(element.tag, str) and element.tag not in _KEPT and _is_furniture(element):
            found.append((inside, element))
    limit = _LONGEST_FURNITURE * counts[0]
    for inside, element in found:
        if inside <= limit:
            _drop(element)


def _is_furniture(element: html.HtmlElement) -> bool:
    if element.tag in _FURNITURE or element.get("role", "").lower() in _FURNITURE_ROLES:
        return True
    if element.tag in ("header", "footer"):
        # Those of the page, not of the article.
        return next(element.iterancestors("article", "main"), None) is None
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return _FURNITURE_NAMES.search(names) is not None


def _drop(element: html.HtmlElement) -> None:
    """Empty an element and let it be one that breaks no line; what follows it stays behind it.

    To take it out would mean to join the texts around it, which takes long where there are many,
    and cannot be done with characters that are none of XML.
    """
    if element.getparent() is not None:
        element.clear(keep_tail=True)
        element.tag = "span"


def bare(page: html.HtmlElement) -> html.HtmlElement:
    """Return a copy with no attributes but those that say what an element is for."""
    made = copy.deepcopy(page)
    for element in made.iter(etree.Element):
        for key in element.keys():  # noqa: SIM118 - attributes are deleted on the way
            if key not in ("class", "id", "itemprop", "role"):
                del element.attrib[key]
    return made


def lines_of(root: html.HtmlElement, check: Callable[[], None] = go_on) -> list[str]:
    """Return the lines of an element, without those that are empty.

    `check` is called several times a second; what it raises goes through.

    White space is one space, as browsers show it, but stays as it is in preformatted text;
    a space at which no line is broken is a character like any other.
    """
    lines: list[str] = []
    held: list[str] = []
    length = 0
    # Some lines at a time: of all of a long page each step is a call of half a second, in which
    # no other thread gets on.
    for piece in checked(_pieces(root), check):
        held.append(piece)
        length += len(piece)
        if length > _AT_A_TIME and "\n" in piece:
            held[-1], _, begun = piece.rpartition("\n")
            lines += _lines("".join(held))
            held, length = [begun], len(begun)
    lines += _lines("".join(held))
    return lines


def _lines(characters: str) -> Iterator[str]:
    # Only of two spaces there is one too many: to look at each space takes ten times as long.
    for line in re.sub("  +", " ", characters).split("\n"):
        bare = re.sub(" ?\t ?", "\t", line).strip(" ") if "\t" in line else line.strip(" ")
        if bare.strip(_MARK).strip():
            yield bare.replace(_MARK, " ")


_AT_A_TIME = 1 << 18
"""Characters that are brought into lines in one call."""


_MARK = "\ufdd0"
"""Stands for a space or line feed of preformatted text while the rest is brought together."""


def _pieces(root: html.HtmlElement) -> Iterator[str]:
    preformatted = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            preformatted += tag == "pre"
            yield (_opening(tag, element))
            yield (_text(element.text, preformatted=preformatted > 0))
        else:
            preformatted -= tag == "pre"
            yield ("\n" if tag in _BLOCKS else "")
            if element is not root:
                yield (_text(element.tail, preformatted=preformatted > 0))


def _opening(tag: str, element: html.HtmlElement) -> str:
    if tag == "br" or tag in _BLOCKS:
        return "\n"
    is_next_cell = tag in _CELLS and any(
        each.tag in _CELLS for each in element.itersiblings(preceding=True)
    )
    return "\t" if is_next_cell else ""


def _text(characters: str | None, *, preformatted: bool) -> str:
    if not characters:
        return ""
    # The mark is no character, and so can be in no text.
    characters = characters.replace(_MARK, "")
    if preformatted:
        return characters.replace("\r\n", "\n").replace("\r", "\n").replace(" ", _MARK)
    return _SPACE.sub(" ", characters)
