"""Words the user's confirmed links have paired, over all her projects, if she wishes it.

Nothing but pairs of words and counts is kept: no text, no name of a project, no date. Each
link counts when it is made and is taken out when it is deleted or undone; opening a project
counts nothing.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from platformdirs import user_data_path

from desk_annotator.alignment.words import COMMON, words_of
from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.errors import SaveError, TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.safe_file import write_safely
from desk_annotator.storage.state_folder import make_private

_FORMAT = "desk-annotator-words"
_VERSION = 1
_SIZE_LIMIT = 64_000_000
_LONGEST = 8
"""Words that count, of one side of a link that is learnt from: a sentence pairs too much."""
_LEAST = 0.2
"""How sure a pair must be to be used."""

Pairs = Counter[tuple[str, str, str]]
"""Languages ("en ar"), source stem, target stem -> links."""


def words_path() -> Path:
    """Return the file in which the words of the user who runs the program are kept."""
    return user_data_path("desk-annotator", appauthor=False) / "words.json"


class PersonalLexicon:
    """Counts of paired words. Several threads may use it, and several programs its file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pairs: Pairs = Counter()
        self._fresh: Pairs = Counter()
        self._turn = Lock()

    def load(self) -> None:
        """Read what was learnt before. Raises TextError if the file is there but not ours."""
        read = _read(self._path)
        with self._turn:
            self._pairs = read + self._fresh

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to forget."""
        return not self._pairs

    def learn(self, bitext: Bitext, edit: Edit) -> None:
        """Count the links an edit (or its undoing) confirmed, and take out those it removed."""
        for change in edit.changes:
            if isinstance(change, AnnotationChange) and change.pair_id == bitext.id:
                gained, lost = _paired(bitext, change.after), _paired(bitext, change.before)
                with self._turn:
                    for pairs, sign in ((gained, 1), (lost, -1)):
                        for pair in pairs:
                            self._fresh[pair] += sign
                            self._pairs[pair] += sign

    def between(self, source_language: str, target_language: str) -> dict[str, dict[str, float]]:
        """Return source stem -> target stem -> how surely they answer each other (0 to 1)."""
        languages = f"{_primary(source_language)} {_primary(target_language)}"
        with self._turn:
            counts = {
                (left, right): count
                for (name, left, right), count in self._pairs.items()
                if name == languages and count > 0
            }
        lefts, rights = Counter[str](), Counter[str]()
        for (left, right), count in counts.items():
            lefts[left] += count
            rights[right] += count
        found: dict[str, dict[str, float]] = {}
        for (left, right), count in counts.items():
            alike = count / float(lefts[left] * rights[right]) ** 0.5
            sure = alike * (count - 0.4) / count
            if sure >= _LEAST:
                found.setdefault(left, {})[right] = sure
        return found

    def save(self) -> None:
        """Add what was learnt since the last time to the file.

        Raises SaveError if it cannot be written, TextError if what is there is not ours; what
        was learnt is kept for another try.
        """
        with self._turn:
            fresh = Counter({pair: count for pair, count in self._fresh.items() if count})
        if not fresh:
            return
        merged = _read(self._path)
        merged.update(fresh)
        merged = +merged
        self._write(merged)
        with self._turn:
            self._fresh.subtract(fresh)
            self._pairs = Counter(merged)
            self._pairs.update(self._fresh)

    def forget(self) -> None:
        """Forget everything, in the file too. Raises SaveError if that cannot be written."""
        if os.path.lexists(self._path):
            self._write(Counter())
        with self._turn:
            self._pairs = Counter()
            self._fresh = Counter()

    def _write(self, pairs: Pairs) -> None:
        languages: dict[str, dict[str, dict[str, int]]] = {}
        for (name, left, right), count in sorted(pairs.items()):
            languages.setdefault(name, {}).setdefault(left, {})[right] = count
        document = {"format": _FORMAT, "version": _VERSION, "languages": languages}
        try:
            make_private(self._path.parent)
        except OSError as error:
            raise SaveError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "What was learnt from your links cannot be kept in “{folder}”. Your project "
                    "is not affected.",
                ),
                folder=str(self._path.parent),
            ) from error
        data = json.dumps(document, ensure_ascii=False, indent=0).encode("utf-8", "replace")
        write_safely(self._path, data)


def _primary(language: str) -> str:
    return language.partition("-")[0].casefold()


def _paired(bitext: Bitext, annotation: Annotation | None) -> list[tuple[str, str, str]]:
    """Return the word pairs a link teaches; none if it is not the user's own, or long."""
    if (
        annotation is None
        or annotation.tag != Tag.MATCHING
        or annotation.status in (Status.SUGGESTED, Status.REJECTED)
    ):
        return []
    stems = []
    for side in Side:
        characters = bitext.text(side).characters
        words = [
            word
            for span in annotation.text_spans(side)
            for word in words_of(characters[span.start : span.end])
        ]
        stems.append(
            sorted({word.stem for word in words if word.key not in COMMON and not word.is_number})
        )
    if max(map(len, stems)) > _LONGEST:
        return []
    languages = " ".join(_primary(bitext.text(side).language) for side in Side)
    return [(languages, left, right) for left in stems[0] for right in stems[1]]


def _read(path: Path) -> Pairs:
    if not os.path.lexists(path):
        return Counter()
    try:
        data, _ = read_bounded(path, _SIZE_LIMIT)
        return _pairs_of(json.loads(data))
    except (FaultError, ValueError, RecursionError) as error:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "What was learnt from your links (“{file}”) cannot be read. It was left as it is "
                "and is not used. Empty it to begin anew.",
            ),
            file=path.name,
        ) from error


def _pairs_of(document: object) -> Pairs:
    """Return the counts of a document. Raises ValueError if it is not of our format."""
    message = "not a file of word pairs"
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise ValueError(message)
    found: Pairs = Counter()
    for name, table in _items(document.get("languages")):
        for left, row in _items(table):
            for right, count in _items(row):
                if isinstance(count, int) and count > 0:
                    found[name, left, right] = count
    return found


def _items(value: object) -> list[tuple[str, object]]:
    if not isinstance(value, Mapping):
        message = "not a table"
        raise ValueError(message)  # noqa: TRY004 - a fault of the file, not of the program
    return list(value.items())
