"""Desk Annotator: tag what a translation matches, misses and adds."""

__version__ = "0.1.0"
