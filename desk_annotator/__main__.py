"""Starts Desk Annotator: the window, or a verb of the command line."""

from __future__ import annotations

import sys

from desk_annotator.cli.command_line import main

if __name__ == "__main__":
    sys.exit(main())
