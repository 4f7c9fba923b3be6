"""What a version of a project holds, in words to read through, and which files it is of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desk_annotator.core.project import Project
from desk_annotator.core.span import Side
from desk_annotator.qt.annotation_list_words import tag_word
from desk_annotator.text.isolates import isolate, isolate_name, one_line

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


def file_words(files: Sequence[Path], among: Iterable[Path]) -> tuple[str, str]:
    """Return which files a version is of: in a few words, and with their folders.

    `among` are all files that are named in the list: of those with the same name the few words
    tell the folder too.
    """
    if not files:
        unknown = QCoreApplication.translate("FileHistory", "not known")
        return unknown, QCoreApplication.translate(
            "FileHistory", "It was not noted which file this version is from."
        )
    others = set(among)
    return ", ".join(_short(file, others) for file in files), "\n".join(
        isolate_name(str(file)) for file in files
    )


def _short(file: Path, others: set[Path]) -> str:
    alike = {other for other in others if other.name == file.name and other != file}
    if not alike:
        return isolate_name(file.name)
    is_told = file.parent.name and all(other.parent.name != file.parent.name for other in alike)
    folder = file.parent.name if is_told else str(file.parent)
    return QCoreApplication.translate("FileHistory", "{file} in {folder}").format(
        file=isolate_name(file.name), folder=isolate_name(folder)
    )
