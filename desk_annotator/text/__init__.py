"""Text as it is: encodings, languages, boundaries, search, bidi controls. No Qt, no files."""
