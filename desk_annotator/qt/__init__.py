"""The window: everything that needs a screen. The only package that imports PySide6."""
