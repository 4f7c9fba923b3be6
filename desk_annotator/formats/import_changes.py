"""What import changed or left out, in sentences: one for each kind of `TextChange`.

They are English, with ``{count}``, and marked for translation in the context "Changes".
"""

from __future__ import annotations

from collections.abc import Mapping

from desk_annotator.core.message import QT_TRANSLATE_NOOP

CHANGE_SENTENCES: Mapping[str, str] = {
    "bom-removed": QT_TRANSLATE_NOOP(
        "Changes", "Byte order marks at the start are taken off: {count}"
    ),
    "cr-to-lf": QT_TRANSLATE_NOOP("Changes", "CR line ends become LF: {count}"),
    "crlf-to-lf": QT_TRANSLATE_NOOP("Changes", "CRLF line ends become LF: {count}"),
    "line-separator-to-lf": QT_TRANSLATE_NOOP(
        "Changes", "Line separators (U+2028) become LF: {count}"
    ),
    "noncharacter-removed": QT_TRANSLATE_NOOP(
        "Changes", "Code points that are no characters are left out: {count}"
    ),
    "paragraph-separator-to-lf": QT_TRANSLATE_NOOP(
        "Changes", "Paragraph separators (U+2029) become LF: {count}"
    ),
    "comment-left-out": QT_TRANSLATE_NOOP("Changes", "Comments left out: {count}"),
    "control-closed": QT_TRANSLATE_NOOP(
        "Changes", "Repaired: direction characters closed where their line ends: {count}"
    ),
    "control-removed": QT_TRANSLATE_NOOP(
        "Changes", "Repaired: direction characters that closed nothing, taken out: {count}"
    ),
    "embedded-file-left-out": QT_TRANSLATE_NOOP("Changes", "Embedded files left out: {count}"),
    "equation-left-out": QT_TRANSLATE_NOOP("Changes", "Equations left out: {count}"),
    "forms-to-letters": QT_TRANSLATE_NOOP(
        "Changes", "Repaired: presentation forms written as letters: {count}"
    ),
    "header-left-out": QT_TRANSLATE_NOOP("Changes", "Headers and footers left out: {count}"),
    "heading-left-out": QT_TRANSLATE_NOOP(
        "Changes", "Rows that only name the columns, left out: {count}"
    ),
    "hidden-text-left-out": QT_TRANSLATE_NOOP("Changes", "Pieces of hidden text left out: {count}"),
    "inline-tag-left-out": QT_TRANSLATE_NOOP(
        "Changes", "Inline tags left out, their text kept: {count}"
    ),
    "list-number-left-out": QT_TRANSLATE_NOOP(
        "Changes", "Automatic numbers and bullets left out: {count}"
    ),
    "mojibake-decoded": QT_TRANSLATE_NOOP(
        "Changes", "Repaired: groups of characters decoded once more: {count}"
    ),
    "note-moved-to-end": QT_TRANSLATE_NOOP(
        "Changes", "Footnotes and endnotes moved to the end: {count}"
    ),
    "other-language-left-out": QT_TRANSLATE_NOOP(
        "Changes", "Texts in other languages left out: {count}"
    ),
    "page-line-left-out": QT_TRANSLATE_NOOP(
        "Changes", "Lines around the article (menus, comments and the like) left out: {count}"
    ),
    "picture-left-out": QT_TRANSLATE_NOOP("Changes", "Pictures and drawings left out: {count}"),
    "segment-note-left-out": QT_TRANSLATE_NOOP("Changes", "Notes on segments left out: {count}"),
    "segment-without-source": QT_TRANSLATE_NOOP("Changes", "Segments without a source: {count}"),
    "segment-without-target": QT_TRANSLATE_NOOP(
        "Changes", "Segments without a translation: {count}"
    ),
    "space-put-between-segments": QT_TRANSLATE_NOOP(
        "Changes", "Spaces put between sentences that touched: {count}"
    ),
    "symbol-left-out": QT_TRANSLATE_NOOP(
        "Changes", "Symbols that only one typeface has, left out: {count}"
    ),
    "text-box-left-out": QT_TRANSLATE_NOOP("Changes", "Text boxes left out: {count}"),
    "tracked-deletion-left-out": QT_TRANSLATE_NOOP(
        "Changes", "Tracked deletions left out: {count}"
    ),
    "visual-order-turned": QT_TRANSLATE_NOOP(
        "Changes", "Repaired: lines turned from visual to logical order: {count}"
    ),
}
