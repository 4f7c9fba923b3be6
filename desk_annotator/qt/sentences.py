"""Turns the sentences of the layers below into the language of the interface."""

from __future__ import annotations

import errno

from PySide6.QtCore import QCoreApplication

from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.storage.sentence import Sentence
from desk_annotator.text.isolates import isolate, isolate_name

_NAMES = ("name", "file", "path")


def sentence(error: DeskAnnotatorError) -> str:
    """Return the translated sentence of an error."""
    return _filled(error.template, error.values)


def fault_words(fault: OSError) -> str:
    """Return why the system refused to write, in words."""
    if fault.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        return QCoreApplication.translate("Errors", "the disk is full")
    if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return QCoreApplication.translate("Errors", "writing there is not allowed")
    return fault.strerror or type(fault).__name__


def _filled(template: str, values: dict[str, object]) -> str:
    """Translate a template and the sentences inside its values, and put them together.

    Data is isolated, so that it cannot turn the sentence around it; names of files keep their
    own order from left to right.
    """
    shown: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Sentence):
            shown[name] = _filled(value.template, value.values)
        elif isinstance(value, str):
            shown[name] = isolate_name(value) if name in _NAMES else isolate(value)
        else:
            shown[name] = value
    return QCoreApplication.translate("Errors", template).format(**shown)
