"""The model: texts, spans, annotations, pairs, edits. Standard library only, no I/O, no Qt."""
