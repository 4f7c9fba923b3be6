"""A sentence for the user that can be shown as it is, and still be translated."""

from __future__ import annotations

from typing import Self


class Sentence(str):  # noqa: SLOT000 - `of` fills two attributes in
    """An English sentence that remembers its template (context "Errors") and its values.

    It is a `str`, so it fits wherever text is shown or put into another sentence; the window
    translates it by `template` and fills in `values` again. A value may itself be a Sentence.
    """

    template: str
    values: dict[str, object]

    @classmethod
    def of(cls, template: str, /, **values: object) -> Self:
        """Fill a `str.format` template with named values."""
        sentence = cls(template.format(**values))
        sentence.template = template
        sentence.values = values
        return sentence
