"""Marks the sentences a user reads, so that they can be translated later by Qt.

Qt's `lupdate` finds texts to translate by the name of the function they are passed
to. The layers below the window must not import Qt, so they mark their sentences with
this function of the same name, which only gives the text back; the window translates
the sentence (by its context and English text) at the moment it shows it.
"""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Return `text` unchanged; `context` is where the translator will find it."""
    del context
    return text
