"""Labels and tooltips that show user data as the plain text it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desk_annotator.core.text import Direction

TOOLTIP_LIMIT = 1000
"""Characters (code points) a tooltip shows at most."""


_LRM = "\u200e"
_RLM = "\u200f"


def directed(words: str, widget: QWidget) -> str:
    """Return words of the interface so that they run as it does, whatever letter comes first.

    A label, a message box and a window's title run as their first letter does, also if that is
    one of an Arabic file name in isolates.
    """
    rtl = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return (_RLM if rtl else _LRM) + words if words else ""


class PlainLabel(QLabel):
    """A label that never takes its text for HTML, and whose "&" is an ampersand.

    A QLabel guesses: ``<b>`` in a quote would vanish and ``<img>`` would load a file. Give it
    a buddy only if its text is ours, since a buddy makes "&" a mnemonic.
    """

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, wraps: bool = False
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        if wraps:
            # A wrapping label must be allowed to grow tall in a narrow panel.
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.setText(text)


def plain_tooltip(text: str, direction: Direction | None, *, limit: int = TOOLTIP_LIMIT) -> str:
    """Return a rich tooltip that shows `text` (cut to `limit` code points) as plain text.

    Rich, so that it wraps and has a base direction of its own; escaped, so that nothing in
    the text acts. Without a direction each paragraph takes that of its first strong letter.
    Returns the empty string (no tooltip) for an empty text.
    """
    if not text:
        return ""
    from html import escape  # noqa: PLC0415 - its table of entities is large

    shown = text if len(text) <= limit else text[:limit] + "…"
    side = f' dir="{direction}"' if direction is not None else ""
    paragraphs = "".join(
        f'<p{side} style="margin:0; white-space:pre-wrap">{escape(line) or "&nbsp;"}</p>'
        for line in shown.split("\n")
    )
    return f"<html><body>{paragraphs}</body></html>"
