"""What a crash left unsaved: offered, looked at, restored or thrown away."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from desk_annotator.app.clock import Clock, utc_now
from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.journal_net import edit_as_saved, lead_back, net_of
from desk_annotator.app.open_project import OpenProject, from_loaded, open_project
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Project
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.collector import collector_paused, spare_what_is_here
from desk_annotator.storage.fault import FaultError, refusal
from desk_annotator.storage.journal_record import REBASED, EditEntry, JournalHeader
from desk_annotator.storage.project_file import as_saved, load_project
from desk_annotator.storage.reading_watch import Check, Progress, unchecked, unheard
from desk_annotator.storage.recovery import (
    JOURNAL_LIMIT,
    JournalContent,
    attempts,
    find_journals,
    forget_attempts,
    has_journals,
    note_attempt,
    siblings,
    throw_away,
)
from desk_annotator.storage.safe_file import write_safely
from desk_annotator.storage.state_folder import StateFolders

_log = logging.getLogger(__name__)

MOST_ATTEMPTS = 2
"""After so many replays that did not end, one is not offered first any more."""


@frozen
class Offer:
    """Edits that are in no file yet.

    `fits` says that they start from the file as it is now. If not, the file was changed since:
    they are never made on it, but on `base_copy`, the version they start from, if the file
    history has it; what comes out is a project of its own.
    """

    content: JournalContent
    edits: tuple[EditEntry, ...]
    fits: bool
    base_copy: Path | None = None

    @property
    def made(self) -> tuple[EditEntry, ...]:
        """The edits that the user made, undid and made again."""
        return tuple(entry for entry in self.edits if entry.kind != REBASED)

    @property
    def count(self) -> int:
        """How many there are; what a merge left out of the other version counts as one."""
        return len(self.made) or min(1, len(self.edits))

    @property
    def is_undone(self) -> bool:
        """True if all of them had been undone again, so that the file holds what they lead to."""
        return self.fits and lead_back(self.edits)

    @property
    def is_new(self) -> bool:
        """True if the project was never saved, so that all of it is in the journal."""
        return self.content.header.initial is not None and not self.fits

    @property
    def can_restore(self) -> bool:
        """True if there is something to make the edits on."""
        return self.fits or self.is_new or self.base_copy is not None

    @property
    def first_time(self) -> str:
        """When the first of the edits was made (ISO 8601 in UTC)."""
        return self.edits[0].time if self.edits else self.content.header.time

    @property
    def last_time(self) -> str:
        """When the last of them was made."""
        return self.edits[-1].time if self.edits else self.content.header.time

    @property
    def has_failed_before(self) -> bool:
        """True if replaying it brought the program down twice."""
        return attempts(self.content) >= MOST_ATTEMPTS


def may_have_offers(opened: OpenProject, folders: StateFolders) -> bool:
    """Tell whether `offers_for` may find anything, which takes a look at names only."""
    if opened.signature is None or opened.path is None:
        return False
    return has_journals(folders, opened.workspace.project_id)


def offers_for(
    opened: OpenProject, folders: StateFolders, *, check: Check = unchecked
) -> tuple[Offer, ...]:
    """Return what was left unsaved of a project just read, newest first.

    Journals that hold nothing more than the file does go to the trash. `check` is called while
    they are read; what it raises goes through.
    """
    if opened.signature is None or opened.path is None:
        return ()
    path = os.path.abspath(opened.path)  # noqa: PTH100 - a link stays one
    store = BackupStore(folders, opened.workspace.project_id)
    found: list[Offer] = []
    for content in find_journals(folders, opened.workspace.project_id, check=check):
        edits = content.edits_since(opened.signature.sha256)
        if edits is not None:
            if edits:
                found.append(Offer(content, edits, fits=True))
            else:
                throw_away_quietly(content, folders)
        elif not content.holds_something:
            throw_away_quietly(content, folders)
        elif content.header.path == path or not is_file(content.header.path):
            base = _base(store, content, check)
            found.append(Offer(content, content.edits, fits=False, base_copy=base))
    check()
    return without_copies(found, folders)


def is_file(path: str) -> bool:
    """True if there is a file, as far as one may look: a folder that is closed is no fault."""
    return os.path.isfile(path)  # noqa: PTH113 - is_file() raises then


def without_copies(offers: Sequence[Offer], folders: StateFolders) -> tuple[Offer, ...]:
    """Drop the journals of which another holds every edit.

    A crash in the middle of a recovery leaves the old journal and the beginning of a new one,
    or two that are the same.
    """
    kept: list[Offer] = []
    for offer in sorted(offers, key=lambda offer: len(offer.edits), reverse=True):
        if any(_begins(other, offer) for other in kept):
            throw_away_quietly(offer.content, folders)
        else:
            kept.append(offer)
    return tuple(offer for offer in offers if offer in kept)


def _begins(longer: Offer, shorter: Offer) -> bool:
    one, other = longer.content.header, shorter.content.header
    if one.project_id != other.project_id or longer.fits != shorter.fits:
        return False
    # Those that fit start from the file, each in its own way.
    if not longer.fits and (one.base != other.base or not _are_same_projects(one, other)):
        return False
    return all(
        first.json == second.json or _is_same(first, second)
        for first, second in zip(longer.edits, shorter.edits, strict=False)
    )


def _is_same(one: EditEntry, other: EditEntry) -> bool:
    try:
        return edit_as_saved(one.edit) == edit_as_saved(other.edit)
    except FaultError:
        return False


def _base(store: BackupStore, content: JournalContent, check: Check) -> Path | None:
    try:
        return store.find(content.header.base, check=check) if content.header.base else None
    except OSError as error:
        _log.info("the file history cannot be read: %s", error)
        return None


def _are_same_projects(one: JournalHeader, other: JournalHeader) -> bool:
    try:
        return _timeless(one.project()) == _timeless(other.project())
    except FaultError:
        return False


def _timeless(project: Project | None) -> Project | None:
    """Return the project less the times that each session sets anew until it is saved."""
    return None if project is None else replace(as_saved(project), created="", modified="")


def base_project(
    offer: Offer, *, check: Check = unchecked, progress: Progress = unheard
) -> Project:
    """Return what the edits of an offer that does not fit its file start from.

    `check` and `progress` are those of `load_project`. Raises ProjectFileError if the copy in
    the file history, or the project in the journal, cannot be read.
    """
    try:
        initial = offer.content.header.project(check=check, progress=progress)
    except FaultError as fault:
        raise refusal(fault, offer.content.file.name) from fault
    if initial is not None:
        return as_saved(initial)
    if offer.base_copy is None:
        message = "there is nothing to restore these edits on"
        raise ValueError(message)
    return load_project(offer.base_copy, check=check, progress=progress).project


def separate(
    offer: Offer,
    *,
    clock: Clock = utc_now,
    check: Check = unchecked,
    progress: Progress = unheard,
) -> OpenProject:
    """Return an open project, without a file, for the edits to be made on.

    `check` and `progress` are those of `load_project`. Raises ProjectFileError.
    """
    workspace = Workspace(base_project(offer, check=check, progress=progress), clock=clock)
    workspace.mark_unsaved()
    return OpenProject(workspace)


def for_merge(
    offer: Offer,
    path: Path,
    *,
    clock: Clock = utc_now,
    check: Check = unchecked,
    progress: Progress = unheard,
) -> OpenProject:
    """Return an open project for the edits of an offer that does not fit the file at `path`.

    It is the version they start from, open as that file was before another changed it: a save
    refuses to write over the change, and a merge knows what both started from. `check` and
    `progress` are those of `load_project`. Raises ProjectFileError.
    """
    if offer.base_copy is None:
        message = "there is nothing to restore these edits on"
        raise ValueError(message)
    loaded = load_project(offer.base_copy, check=check, progress=progress)
    opened = from_loaded(loaded, path, clock=clock)
    if loaded.signature is not None:  # another file's time says nothing of this one
        opened.signature = replace(loaded.signature, mtime_ns=0)
    opened.migrated_from = None
    opened.workspace.mark_unsaved()
    return opened


def looked_at(
    offer: Offer,
    path: Path | None,
    *,
    check: Check = unchecked,
    progress: Progress = unheard,
) -> OpenProject:
    """Return an open project, without a file, as an offer would restore it; nothing is restored.

    `path` is the file the edits fit, if they do. `check` and `progress` are those of
    `load_project`. Raises ProjectFileError.
    """
    if offer.fits and path is not None:
        shown = open_project(path, check=check, progress=progress)
    else:
        shown = separate(offer, check=check, progress=progress)
    check()
    replay(shown.workspace, offer)
    shown.workspace.mark_saved(shown.workspace.state, shown.workspace.snapshot())
    shown.path = shown.signature = None
    return shown


def restore(
    offer: Offer, opened: OpenProject, protection: CrashProtection, folders: StateFolders
) -> int:
    """Make the edits of an offer on a project just opened; return how many could be.

    They are in the journal of `protection`, and on the device, before the old one goes to the
    trash.
    """
    count = replay(opened.workspace, offer, begin=protection.begin)
    protection.sync()
    if protection.journal.fault is None:
        throw_away_quietly(offer.content, folders)
    return count


def replay(
    workspace: Workspace,
    offer: Offer,
    *,
    begin: Callable[[Sequence[EditEntry]], None] | None = None,
) -> int:
    """Make the edits again, in order; return how many could be.

    What was undone and redone is so again, so that undo goes on as it was. It ends at the first
    edit that does not fit, which only a damaged journal has. `begin` hears once which have been
    made when it is called; what it does then hears of the rest as they are made.
    """
    note_attempt(offer.content)
    entries = offer.edits
    with collector_paused():
        done = len(entries) if _resume(workspace, entries) else _resume_rebased(workspace, entries)
        spare_what_is_here()
    if begin is not None:
        begin(entries[:done])
    count = done + _make_each(workspace, entries[done:])
    forget_attempts(offer.content)
    return count


def _resume(workspace: Workspace, entries: Sequence[EditEntry]) -> bool:
    """Make all edits at once; return False, with nothing changed, if that cannot be."""
    net = net_of(entries, is_saved=workspace.is_saved)
    if net is None:
        return False
    content = workspace.copied_content(None)
    try:
        for _ in content.take_effect_in_steps(net.edit):
            pass
    except (DeskAnnotatorError, ValueError, KeyError, IndexError) as error:
        _log.info("the edits of a journal do not fit as one: %s", type(error).__name__)
        return False
    # The menu asks for these two at once; a large edit takes long to build.
    _ = net.history.undoable, net.history.redoable
    workspace.resume(content, net.edit, net.history)
    return True


def _resume_rebased(workspace: Workspace, entries: Sequence[EditEntry]) -> int:
    """Make what leads from the base to where the history begins; return how many edits that is."""
    first = list(takewhile(lambda entry: entry.kind == REBASED, entries))
    while first and not _resume(workspace, first):
        first.pop()
    return len(first)


def _make_each(workspace: Workspace, entries: Sequence[EditEntry]) -> int:
    done: list[Edit] = []
    undone: list[Edit] = []
    for count, entry in enumerate(entries):
        try:
            edit = edit_as_saved(entry.edit)
            if entry.kind == "undone" and done and done[-1].inverse() == edit:
                workspace.undo()
                undone.append(done.pop())
            elif entry.kind == "redone" and undone and undone[-1] == edit:
                workspace.redo()
                done.append(undone.pop())
            elif entry.kind == "amended" and done and workspace.can_amend:
                workspace.amend(edit)
                done.append(Edit(done[-1].label, done.pop().changes + edit.changes))
            else:
                workspace.apply(edit)
                done.append(edit)
                undone.clear()
        except (DeskAnnotatorError, FaultError, ValueError, KeyError, IndexError) as error:
            _log.info("edit %s of a journal does not fit: %s", entry.seq, type(error).__name__)
            return count
    return len(entries)


def export_journal(offer: Offer, path: Path) -> None:
    """Write a copy of the journal, as it is, for somebody who can read it.

    Raises SaveError, or ProjectFileError if the journal cannot be read.
    """
    file = offer.content.file
    try:
        data, _ = read_bounded(file, JOURNAL_LIMIT)
    except FaultError as fault:
        raise refusal(fault, file.name) from fault
    write_safely(path, data)


def throw_away_quietly(content: JournalContent, folders: StateFolders) -> bool:
    """Put a journal into the trash for 30 days; return whether that worked."""
    try:
        throw_away(folders, *siblings(content))
    except OSError as error:
        _log.info("a journal could not be put into the trash: %s", error)
        return False
    return True
