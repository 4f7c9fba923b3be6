"""Exports of a project for other programs and for readers. No Qt; nothing here writes a file."""
