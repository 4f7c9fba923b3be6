"""Project files: their format, and reading and writing them so that nothing is ever lost."""
