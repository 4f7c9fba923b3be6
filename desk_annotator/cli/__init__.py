"""The command line: every verb but `open` and `snapshot` works without Qt."""
