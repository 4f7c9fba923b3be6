"""Says on standard error what looks wrong in a text that is about to go into a project."""

from __future__ import annotations

import sys

from desk_annotator.cli.terminal import plain
from desk_annotator.text.inspection import warnings


def tell_what_looks_wrong(name: str, characters: str) -> None:
    """Print a note for each kind of fault the import doctor knows; `name` is the file's."""
    for warning in warnings(characters):
        print(f"note: “{plain(name)}”: {warning}", file=sys.stderr)
