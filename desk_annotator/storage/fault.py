"""What is wrong in a project file, and where: the place is a path such as ``pairs[2].title``."""

from __future__ import annotations

from desk_annotator.core.errors import ProjectFileError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.storage.sentence import Sentence


class FaultError(Exception):
    """Found while reading; becomes a ProjectFileError once the name of the file is known.

    `place` is empty where the fault is the whole file's.
    """

    def __init__(self, template: str, /, *, place: str = "", **values: object) -> None:
        self.place = place
        self.reason = Sentence.of(template, **values)
        super().__init__(f"{place}: {self.reason}")


def refusal(fault: FaultError, file: str) -> ProjectFileError:
    """Return the error that tells the user of a fault in the file with this name."""
    if not fault.place:
        return ProjectFileError(
            QT_TRANSLATE_NOOP(
                "Errors", "The file “{file}” cannot be opened: {reason}. Nothing was changed."
            ),
            file=file,
            reason=fault.reason,
        )
    return ProjectFileError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The project file “{file}” cannot be opened. At {place}: {reason}. "
            "Nothing was changed.",
        ),
        file=file,
        place=fault.place,
        reason=fault.reason,
    )
