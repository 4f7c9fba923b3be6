"""Plain text, in every encoding there is a row for."""

from __future__ import annotations

from desk_annotator.formats.import_result import ImportedText, ImportOptions
from desk_annotator.text.encoding import text_from_bytes


def read(data: bytes, name: str, options: ImportOptions) -> ImportedText:
    """Return the text of a file of characters. Raises TextError if it is none."""
    decoded = text_from_bytes(data, options.encoding, name=name, check=options.check)
    return ImportedText(decoded.characters, decoded.encoding, changes=decoded.changes)
