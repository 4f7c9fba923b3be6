"""Merges another version of a project into the open one: what it starts from, and the one edit.

The base is the project as it was read or saved last. Only a change of that very file has one:
of any other copy nobody can say which of our versions it started from, and a wrong base would
take what is merely missing there for deleted.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.open_project import OpenProject, is_same_file
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import MergeError, ProjectFileError, SaveError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.merging import Merge, merge
from desk_annotator.core.merging_conflict import Choice
from desk_annotator.core.merging_edit import edit_between
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.storage.backups import BackupStore
from desk_annotator.storage.bounded_file import read_bounded
from desk_annotator.storage.collector import collector_paused
from desk_annotator.storage.fault import FaultError, refusal
from desk_annotator.storage.layout import SIZE_LIMIT
from desk_annotator.storage.loaded_project import LoadedProject
from desk_annotator.storage.project_codec import decode
from desk_annotator.storage.reading_watch import Check, Progress, unchecked, unheard
from desk_annotator.storage.signature import Signature
from desk_annotator.storage.state_folder import StateFolders

_log = logging.getLogger(__name__)
_READ = 0.6
"""Share of the work that reading the other version is."""
_TOLD = 200
"""Annotations compared between two words about it."""
_LABEL = QT_TRANSLATE_NOOP("Edit", "Merge")


@frozen
class MergeWish:
    """What shall be merged: the open project as it is now, and the file with the other version.

    If the other version is in the open project's own file, `known` is the signature of that file
    as it was read or saved last, and `base` the project it held then.
    """

    workspace: Workspace
    state: int
    mine: Project
    path: Path
    known: Signature | None
    base: Project | None

    @classmethod
    def of(cls, opened: OpenProject, path: Path) -> MergeWish:
        """Return the wish to merge what is in `path` into the open project as it is now."""
        workspace = opened.workspace
        is_own = opened.path is not None and is_same_file(path, opened.path)
        return cls(
            workspace,
            workspace.state,
            workspace.snapshot(in_order=False),
            path,
            opened.signature if is_own else None,
            opened.on_disk if is_own else None,
        )


@frozen
class MergePlan:
    """Two versions brought together, for the user to decide on what contradicts.

    `theirs` is the signature of the file with the other version, `migrated_from` its major
    version if that is an older one.
    """

    wish: MergeWish
    merge: Merge
    theirs: Signature
    migrated_from: int | None = None

    @property
    def is_own_file(self) -> bool:
        """True if the other version is in the file of the open project."""
        return self.wish.known is not None


@frozen
class DecidedMerge:
    """The edit that makes the merger of the open project, and the one that makes it of theirs.

    `to_base` makes of theirs what both started from, if that is known, else the open project, as
    `to_mine` does.
    """

    plan: MergePlan
    edit: Edit
    of_theirs: Edit
    to_base: Edit
    to_mine: Edit


def plan_merge(
    wish: MergeWish,
    folders: StateFolders,
    *,
    check: Check = unchecked,
    progress: Progress = unheard,
) -> MergePlan:
    """Read the other version, and merge as far as no choice is needed.

    `check` is called for every piece read and annotation compared, and what it raises goes
    through; `progress` hears the share done, 0 to 1.
    What another program wrote into the open project's file is copied to the file history first.
    Raises ProjectFileError if the file cannot be read or contradicts itself, MergeError if the
    two cannot be merged, SaveError if no copy can be kept.
    """
    try:
        data, mtime_ns = read_bounded(wish.path, SIZE_LIMIT)
    except FaultError as fault:
        raise refusal(fault, wish.path.name) from fault
    with collector_paused():
        theirs = decode(
            data, name=wish.path.name, check=check, progress=lambda share: progress(_READ * share)
        )
        _refuse_unsound(theirs, wish.path.name)
        if wish.known is not None:
            _refuse_another_project(theirs.project, wish)
            _keep(BackupStore(folders, wish.mine.id), data, wish.path)
        steps = _Steps(wish.mine, theirs.project, check, progress)
        merged = merge(wish.base, wish.mine, theirs.project, steps.step)
    return MergePlan(wish, merged, Signature.of(data, mtime_ns), theirs.migrated_from)


class _Steps:
    """Tells how far comparing is, by the annotations looked at."""

    def __init__(self, mine: Project, theirs: Project, check: Check, progress: Progress) -> None:
        pairs = (*mine.pairs, *theirs.pairs)
        self._total = max(sum(len(pair.annotations) for pair in pairs), 1)
        self._done = 0
        self._check = check
        self._progress = progress

    def step(self) -> None:
        """Take notice of one more."""
        self._check()
        self._done += 1
        if not self._done % _TOLD:
            self._progress(_READ + (1 - _READ) * min(self._done / self._total, 1.0))


def _refuse_unsound(theirs: LoadedProject, name: str) -> None:
    if theirs.read_only_reason is not None:
        raise ProjectFileError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” cannot be merged: {reason} Nothing was changed; open it by itself to "
                "see what is in it.",
            ),
            file=name,
            reason=theirs.read_only_reason,
        )


def _refuse_another_project(theirs: Project, wish: MergeWish) -> None:
    if theirs.id != wish.mine.id:
        raise MergeError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Another project, “{title}”, has taken the place of yours in “{file}”. Save yours "
                "under another name; then the two can be compared.",
            ),
            title=theirs.title or theirs.id,
            file=wish.path.name,
        )


def _keep(store: BackupStore, data: bytes, file: Path) -> None:
    try:
        store.keep(data, file=file)
    except (OSError, SaveError) as error:
        reason: object = error.values.get("reason", error) if isinstance(error, SaveError) else ""
        raise SaveError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Nothing was merged, because the other version in “{file}” could not be copied to "
                "the file history first: {reason}. Save yours under another name.",
            ),
            file=file.name,
            reason=reason or getattr(error, "strerror", None) or type(error).__name__,
        ) from error


def decide(plan: MergePlan, choices: Sequence[Choice], *, check: Check = unchecked) -> DecidedMerge:
    """Return the edits that a choice for each conflict makes; costs in proportion to the project.

    `check` is called now and then; what it raises goes through. Raises ValueError if a choice is
    missing.
    """
    merged = plan.merge.project(choices)
    mine, theirs, base = plan.merge.mine, plan.merge.theirs, plan.wish.base
    to_mine = edit_between(theirs, mine, _LABEL, check)
    return DecidedMerge(
        plan,
        edit_between(mine, merged, _LABEL, check),
        edit_between(theirs, merged, _LABEL, check),
        to_mine if base is None else edit_between(theirs, base, _LABEL, check),
        to_mine,
    )


def refuse_outdated(opened: OpenProject, decided: DecidedMerge) -> None:
    """Raise MergeError if the project was changed or saved since the merge was planned."""
    plan, workspace = decided.plan, opened.workspace
    if workspace is not plan.wish.workspace or workspace.state != plan.wish.state:
        raise outdated()
    if plan.is_own_file and opened.signature != plan.wish.known:
        raise outdated()


def note_merged(opened: OpenProject, decided: DecidedMerge) -> None:
    """Take notice that the edit of a merge, if it has any changes, was just made.

    If the other version is in the project's own file, that file is from now on the one a save
    expects, and the journal starts from it, so that a crash leaves edits that fit it. The
    project then counts as not saved, also where all is undone, unless the merger is what the
    file holds.
    """
    plan, workspace = decided.plan, opened.workspace
    if plan.is_own_file:
        opened.signature = plan.theirs
        opened.on_disk = plan.merge.theirs
        opened.migrated_from = plan.migrated_from
        if decided.of_theirs.changes:
            workspace.mark_unsaved()
        else:
            workspace.mark_saved(workspace.state, plan.merge.theirs)
        if isinstance(opened.protection, CrashProtection):
            _start_journal_from(opened, opened.protection, decided)


def outdated() -> MergeError:
    """Return the error of a merge that is too late."""
    return MergeError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The project was changed or saved since the two versions were compared. Nothing was "
            "merged; compare them again.",
        )
    )


def _start_journal_from(
    opened: OpenProject, protection: CrashProtection, decided: DecidedMerge
) -> None:
    """Let the journal start from the other version, so that undo goes on behind a crash too.

    First comes what leads from theirs to where the edits started, then the edits as they were
    made, the merge among them. The old journal goes only when the new one is on the device; until
    then it holds the merge too, and is restored as a copy.
    """
    journal, plan = protection.journal, decided.plan
    path = os.path.abspath(opened.path or plan.wish.path)  # noqa: PTH100 - a link stays one
    base, title = plan.theirs.sha256, opened.workspace.title
    if not decided.of_theirs.changes:  # nothing is missing in their file
        journal.checkpoint(base, path, journal.last, title=title)
        return
    way, since, wish = decided.to_base, 0, plan.wish
    if wish.base is None or wish.known is None or journal.base != wish.known.sha256:
        # The edits start from something else; that of the merge starts from the open project.
        way = decided.to_mine
        since = journal.last + (0 if decided.edit.changes else 1)
    journal.rebase(base, path, opened.workspace.now(), way, title=title, since=since)
