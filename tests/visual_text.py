"""Arabic as programs leave it that write its letters joined and in visual order."""

from __future__ import annotations

from desk_annotator.core.text import Direction
from desk_annotator.text.visual import visual_line


def visual_text(text: str, direction: Direction, *, ligatures: bool = False) -> str:
    """Return a text of several lines (ended by LF), each as `visual_line` gives it."""
    return "\n".join(visual_line(line, direction, ligatures=ligatures) for line in text.split("\n"))
