"""The one family of errors whose sentences a translator reads, and the user's wish to stop.

Each error carries an English template and its values apart, so that the window can
translate the template (context "Errors") and show the same values.
"""

from __future__ import annotations


class DeskAnnotatorError(Exception):
    """Something the user must hear of: what happened, to which file, what is safe, what to do.

    `template` is a `str.format` template with named fields; `values` fills it.
    `str(error)` is the English sentence.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.template.format(**self.values)


class TextError(DeskAnnotatorError):
    """A file or string cannot be taken as a text (empty, binary, truncated, undecodable)."""


class AnnotationError(DeskAnnotatorError):
    """An annotation breaks a rule of its tag or lies outside its text.

    `place` says where inside the annotation, for example ``source[0].end`` or ``target``.
    """

    def __init__(self, template: str, /, *, place: str = "", **values: object) -> None:
        super().__init__(template, **values)
        self.place = place


class EditError(DeskAnnotatorError):
    """A wish of the user's cannot be carried out as it stands; nothing was changed."""


class MergeError(DeskAnnotatorError):
    """Two versions of a project cannot be merged; neither was changed."""


class ProjectFileError(DeskAnnotatorError):
    """A project file cannot be read; nothing on disk was changed."""


class SaveError(DeskAnnotatorError):
    """A file could not be written; what stood there before is still there."""


class ExportError(DeskAnnotatorError):
    """An export could not be made; no file was changed."""


class Cancelled(Exception):  # noqa: N818 - it is a wish of the user's, not an error
    """Raised by what long work asks or tells, to stop it: nobody wants the result any more."""
