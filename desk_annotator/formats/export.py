"""What an export is asked for and what it gives back: bytes, and what they could not carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from io import BytesIO

from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project

_SURROGATE = re.compile("[\ud800-\udfff]")


@frozen
class Loss:
    """One kind of thing an export could not carry, and how often it met it.

    `template` is English, with ``{count}`` in it, to translate in the context "Losses".
    """

    template: str
    count: int

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.template.format(count=self.count)


@frozen
class Export:
    """The bytes of the file an exporter makes, and its losses."""

    data: bytes | memoryview
    losses: tuple[Loss, ...] = ()


def no_progress(done: int, total: int) -> None:
    """Take no notice of progress."""
    del done, total


@frozen(kw_only=True)
class ExportOptions:
    """What to export and how.

    `pair_ids`, `tags` and `statuses` choose annotations; None takes all. `context` is the
    number of code points shown before and after a quote. `spreadsheet_safe` keeps cells from
    being run as formulas, at the price of an apostrophe; None leaves it to the format (CSV does,
    TSV does not). `generated` (ISO 8601 in UTC) and `generator` are written where the
    format has a place for them; they are handed in so that the same project gives the same
    bytes. `progress` is called with (done, total), in units that are the format's own, often
    enough that work stops soon if it raises Cancelled.
    """

    pair_ids: frozenset[str] | None = None
    tags: frozenset[str] | None = None
    statuses: frozenset[str] | None = None
    context: int = 40
    spreadsheet_safe: bool | None = None
    generated: str = ""
    generator: str = ""
    progress: Callable[[int, int], None] = no_progress


@frozen
class Exporter:
    """A row of the export table.

    `suffix` has its dot. `cannot_carry` are English sentences to translate in the context
    "Losses". `write` may raise ExportError, or Cancelled from the options' progress.
    """

    id: str
    title: str
    suffix: str
    media: str
    cannot_carry: tuple[str, ...]
    write: Callable[[Project, ExportOptions], Export]


def encoded(text: str) -> tuple[bytes, tuple[Loss, ...]]:
    """Return the UTF-8 bytes of `text`; NUL and half surrogate pairs become U+FFFD, as a loss.

    Texts hold none, but a note read from a file may, and a NUL ends the file for some programs.
    """
    return encoded_pieces((text,))


def encoded_pieces(pieces: Iterable[str]) -> tuple[bytes, tuple[Loss, ...]]:
    """Return what `encoded` does of a text that comes in pieces, which are never all held."""
    mending = Mending()
    data = BytesIO()
    for piece in pieces:
        data.write(mending.encoded(piece))
    return data.getvalue(), mending.losses


class Mending:
    """Puts U+FFFD for what is no character into text that comes in pieces, and counts it."""

    def __init__(self) -> None:
        self._count = 0

    def encoded(self, piece: str) -> bytes:
        """Return a piece as UTF-8."""
        if "\0" in piece:
            self._count += piece.count("\0")
            piece = piece.replace("\0", "\ufffd")
        try:
            return piece.encode("utf-8")
        except UnicodeEncodeError:
            mended, count = _SURROGATE.subn("\ufffd", piece)
            self._count += count
            return mended.encode("utf-8")

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What was replaced so far."""
        template = QT_TRANSLATE_NOOP("Losses", "Broken characters replaced by “\ufffd”: {count}")
        return (Loss(template, self._count),) if self._count else ()
