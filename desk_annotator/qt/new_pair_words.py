"""What is said of the texts of a new pair: what import changed, what looks wrong, which files."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from desk_annotator.core.text import TextChange
from desk_annotator.formats.import_changes import CHANGE_SENTENCES
from desk_annotator.formats.import_table import IMPORTERS, ImportKind
from desk_annotator.qt.annotation_list_words import number
from desk_annotator.text.inspection import TextWarning
from desk_annotator.text.isolates import isolate_name


def change_words(change: TextChange) -> str:
    """Return the sentence about one kind of change."""
    template = CHANGE_SENTENCES.get(change.kind, isolate_name(change.kind) + ": {count}")
    shown = QCoreApplication.translate("Changes", template)
    return shown.format(count=number(change.count))


def warning_words(warnings: Iterable[TextWarning]) -> str:
    """Return the sentences about what looks wrong in a text, one a line."""
    return "\n".join(
        QCoreApplication.translate("Inspection", warning.template).format(
            count=number(warning.count)
        )
        for warning in warnings
    )


def patterns() -> str:
    """Return the patterns of the names of files that hold texts, for a file chooser."""
    suffixes = {
        suffix
        for importer in IMPORTERS
        if importer.kind is not ImportKind.ANNOTATIONS
        for suffix in importer.suffixes
    }
    return " ".join(f"*{suffix}" for suffix in sorted(suffixes | {".log"}))
