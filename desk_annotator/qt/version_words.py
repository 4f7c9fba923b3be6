"""What a version of a project holds, in words to read through, and how its file is named."""

from __future__ import annotations

from datetime import datetime

from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.qt.annotation_list_words import tag_word
from desk_annotator.text.isolates import isolate, one_line

_MOST_QUOTES = 200


def version_words(project: Project) -> str:
    """Return its pairs with the quotes of their annotations, as plain text of several lines."""
    lines: list[str] = []
    for pair in project.pairs:
        lines += [isolate(pair.title or "–"), ""]
        for annotation in pair.annotations[:_MOST_QUOTES]:
            quotes = [
                isolate(one_line(pair.text(side).characters[span.start : span.end], 60))
                for side in Side
                for span in annotation.text_spans(side)
            ]
            lines.append(f"  {tag_word(annotation.tag)}: {'  ↔  '.join(quotes)}")
        if len(pair.annotations) > _MOST_QUOTES:
            lines.append("  …")
        lines.append("")
    return "\n".join(lines)


def restored_name(stem: str, time: datetime) -> str:
    """Return a name for the file that the version of a time (with its zone) is restored to."""
    moment = time.astimezone().strftime("%Y-%m-%d %H.%M")
    return f"{stem.replace('/', '-')} ({moment}).json"
