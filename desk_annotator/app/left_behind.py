"""What sessions that broke off left of projects that are not open: found, and not yet read."""

from __future__ import annotations

from desk_annotator.app.crash_protection_recovery import Offer, is_file, without_copies
from desk_annotator.core.frozen import frozen
from desk_annotator.storage.bounded_file import digest_bounded
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.journal_record import SavingEntry
from desk_annotator.storage.layout import SIZE_LIMIT
from desk_annotator.storage.reading_watch import Check, unchecked
from desk_annotator.storage.recovery import JournalContent, find_journals
from desk_annotator.storage.state_folder import StateFolders


@frozen
class LeftBehind:
    """Work that is in no file, newest first."""

    unsaved: tuple[Offer, ...]
    """Projects that were never saved."""
    edited: tuple[str, ...]
    """Files that may lack edits; what is to be made of these is known once one is opened."""


def left_behind(folders: StateFolders, *, check: Check = unchecked) -> LeftBehind:
    """Look through all journals; `check` is called meanwhile, and what it raises goes through.

    Journals that hold nothing more than another go to the trash.
    """
    unsaved: list[Offer] = []
    edited: list[str] = []
    for content in find_journals(folders, check=check):
        path = content.header.path
        if content.header.initial is not None and not _was_saved(content, check):
            unsaved.append(Offer(content, content.edits, fits=False))
        if content.edits and is_file(path):
            edited.append(path)
    return LeftBehind(without_copies(unsaved, folders), tuple(dict.fromkeys(edited)))


def offers_of_unsaved(folders: StateFolders) -> tuple[Offer, ...]:
    """Return the projects that were never saved when a crash came, newest first."""
    return left_behind(folders).unsaved


def _was_saved(content: JournalContent, check: Check) -> bool:
    """True if the crash came when the first save had just ended: its file will tell the rest."""
    for entry in content.entries:
        if isinstance(entry, SavingEntry):
            try:
                found = digest_bounded(entry.path, SIZE_LIMIT, check=check)
            except FaultError:
                continue
            if found == entry.sha256:
                return True
    return False
