"""Turns the sentences of the layers below into the language of the interface."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.storage.sentence import Sentence


def sentence(error: DeskAnnotatorError) -> str:
    """Return the translated sentence of an error."""
    return _filled(error.template, error.values)


def _filled(template: str, values: dict[str, object]) -> str:
    """Translate a template and the sentences inside its values, and put them together."""
    shown = {
        name: _filled(value.template, value.values) if isinstance(value, Sentence) else value
        for name, value in values.items()
    }
    return QCoreApplication.translate("Errors", template).format(**shown)
