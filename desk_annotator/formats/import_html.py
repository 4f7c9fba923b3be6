"""Web pages as they were saved (HTML, MHTML): the article, apart from all that stands around it.

The article is found by the readability library; navigation, sharing, comments and the like are
taken out before it looks. What was left out is counted in lines, and the whole page can be had
instead. Nothing is fetched: pictures, frames and scripts are not looked at.
"""

from __future__ import annotations

import codecs
import logging
import re
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from itertools import chain, islice

from lxml import etree, html
from readability import Document
from readability.readability import Unparseable

from desk_annotator.formats.import_html_progress import refuse_endless_tags, too_large_page
from desk_annotator.formats.import_html_text import (
    bare,
    lines_of,
    without_code,
    without_furniture,
)
from desk_annotator.formats.import_result import (
    ImportedText,
    ImportOptions,
    TextAssembly,
    no_text,
)
from desk_annotator.formats.import_segments import tidy_tag
from desk_annotator.formats.patience import OutOfPatienceError, patience
from desk_annotator.text.encoding import ENCODINGS, decode, detect, fits
from desk_annotator.text.language import detect_language

PAGE_LIMIT = 16_000_000
"""Characters of the largest page that is read."""
TAG_LIMIT = 400_000
"""Tags that a page may have."""
ARTICLE_LIMIT = 4_000_000
"""Characters of the largest page in which the article is looked for."""
ARTICLE_SECONDS = 3.0
"""Seconds of the processor that looking for it may take; else all lines of the page are taken."""
_LONGEST_HEADING = 1_000
"""Characters of the longest headline and title, and parts of it, that are looked at."""
_SHORTEST_ARTICLE = 140
"""Letters; with less than that the page has no article, and all of its text is taken."""

_SNIFFED = 4096
"""Bytes at the beginning in which a page names its encoding."""
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_ARCHIVE = re.compile(rb"(?:From: |Snapshot-Content-Location: |MIME-Version: )", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_PARTS = 2_000
"""Parts that a single-file archive may have, and how many of them may hold others."""
_LEVELS = 20
_HEADLINE = re.compile("headline|(?:entry|article|post|story)[_-]?title", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")

# What the library says of a page it cannot read is told to the user here, not in a log.
logging.getLogger("readability.readability").disabled = True


def is_archive(data: bytes) -> bool:
    """Tell whether these bytes begin as a page does that was saved as a single file (MHTML)."""
    head = data[:_SNIFFED]
    return _ARCHIVE.match(head) is not None and b"multipart/related" in head.lower()


def read(data: bytes, name: str, options: ImportOptions) -> ImportedText:
    """Return the text of the article, or of the whole page if that is wished for.

    Raises TextError if this is no page or holds no text.
    """
    declared = ""
    if is_archive(data):
        data, declared = _page_of_archive(data, name)
    encoding = options.encoding or _encoding(data, declared, options.check)
    characters = decode(data, encoding, name=name, check=options.check)
    page = _parsed(characters, name, options.check)
    language = tidy_tag(page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang"))
    title = " ".join((page.findtext(".//title") or "").split())[:_LONGEST_HEADING]
    without_code(page)
    everything = lines_of(page, options.check)
    assembly = TextAssembly()
    lines = everything
    if not options.whole_page:
        is_large = len(characters) > ARTICLE_LIMIT
        lines = _article(page, title, large=is_large, check=options.check)
        left_out = sum((Counter(everything) - Counter(lines)).values())
        assembly.tally["page-line-left-out"] += left_out
    text = "\n".join(lines)
    assembly.add(text)
    # Templates of sites name their own language, whatever the article is written in.
    spoken = detect_language(text)
    if spoken != "und" and language.partition("-")[0] != spoken:
        language = ""
    return assembly.text(name, encoding, language=language)


def _encoding(data: bytes, declared: str, check: Callable[[], None]) -> str:
    """Return the encoding by its mark, else as the page says, else the likeliest."""
    marked = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    found = detect(data, check).encoding
    if data.startswith(marked):
        return found
    if not declared:
        match = _CHARSET.search(data[:_SNIFFED])
        declared = match[1].decode("ascii") if match is not None else ""
    try:
        codec = codecs.lookup(declared).name if declared else ""
    except LookupError:
        return found
    if codec == "iso8859-1":
        codec = "cp1252"  # as every browser reads it
    for encoding in ENCODINGS:
        if codecs.lookup(encoding.codec).name == codec and not codec.startswith("utf-16"):
            return encoding.id if fits(data, encoding.id, check) else found
    return found


def _page_of_archive(data: bytes, name: str) -> tuple[bytes, str]:
    """Return the first page in a single-file archive, with the encoding its headers name."""
    kinds = data.lower()
    if kinds.count(b"content-type:") > _PARTS or kinds.count(b"multipart/") > _LEVELS:
        raise too_large_page(name)
    # The newer policies read headers by a grammar, which takes very long for long ones.
    message = message_from_bytes(data, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content:
                declared = _HEADER_CHARSET.search(str(part.get("content-type", ""))[:_SNIFFED])
                return content, declared[1] if declared is not None else ""
    raise no_text(name)


def _parsed(characters: str, name: str, check: Callable[[], None]) -> html.HtmlElement:
    if len(characters) > PAGE_LIMIT or characters.count("<") > TAG_LIMIT:
        raise too_large_page(name)
    data = characters.encode("utf-8", "replace")
    refuse_endless_tags(data, name, check)
    check()
    parser = html.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        page = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise no_text(name) from error
    # The parser ends quietly at such a place, and half a page must not pass for all of it.
    if any("depth" in entry.message or "limit" in entry.message for entry in parser.error_log):
        raise too_large_page(name)
    return page


def _article(
    page: html.HtmlElement, title: str, *, large: bool, check: Callable[[], None]
) -> list[str]:
    """Return the lines of the article with its headline."""
    headline = _headline(page, title)
    without_furniture(page)
    remaining = lines_of(page, check)
    if large:
        return remaining
    try:
        with patience(ARTICLE_SECONDS, check):
            found = html.document_fromstring(Document(bare(page)).summary())
    except (Unparseable, OutOfPatienceError, etree.LxmlError, ValueError, AssertionError):
        check()  # The library would have taken its wish to end for a fault of the page.
        return remaining
    lines = lines_of(found, check)
    letters = chain.from_iterable(map(_LETTER.finditer, lines))
    if next(islice(letters, _SHORTEST_ARTICLE - 1, None), None) is None:
        return remaining
    return [headline, *lines] if headline and headline not in lines else lines


def _headline(page: html.HtmlElement, title: str) -> str:
    """Return the heading that is the article's and not the site's; empty if none is."""
    candidates = []
    for heading in page.iter("h1"):
        if _is_long(heading):
            continue
        words = " ".join(lines_of(heading))
        names = " ".join(heading.get(key, "") for key in ("class", "id", "itemprop"))
        is_inside = _has_ancestor(heading, "article", "main")
        is_named = is_inside or _HEADLINE.search(names) is not None
        if words and (is_named or words in title):
            is_below = not _has_ancestor(heading, "header", "nav")
            candidates.append((is_named, is_below, words))
    # Of several that are as likely, `max` gives the first.
    return max(candidates, key=lambda each: each[:2], default=(False, False, ""))[2]


def _is_long(heading: html.HtmlElement) -> bool:
    """Tell whether this is far more than a heading; one may hold others, and all of the page."""
    parts = list(islice(heading.iter(), _LONGEST_HEADING))
    length = sum(len(part.text or "") + len(part.tail or "") for part in parts)
    return len(parts) == _LONGEST_HEADING or length > _LONGEST_HEADING


def _has_ancestor(element: html.HtmlElement, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None
