"""What edits change of a project: its title, its fields and its pairs; all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import groupby

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import (
    AnnotationChange,
    Change,
    CutsChange,
    Edit,
    IgnoredChange,
    PairChange,
    TitleChange,
)
from desk_annotator.core.project import Project


class ProjectContent:
    """The content of an open project.

    Only the workspace's gate changes it, and an `EditPreparation` a copy of it, in a thread.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        """The fields of the project; neither its title nor its pairs are kept up to date here."""
        self.title = project.title
        self.bitexts = [Bitext(pair) for pair in project.pairs]
        self._copied = project
        """Of a copy: the fields it began with."""
        self._originals: dict[Bitext, Bitext] = {}
        """Of a copy: what its pairs are copies of."""

    def bitext(self, pair_id: str) -> Bitext:
        """Return the pair with this id. Raises KeyError if there is none."""
        for bitext in self.bitexts:
            if bitext.id == pair_id:
                return bitext
        raise KeyError(pair_id)

    # One edit at once

    def take_effect(self, edit: Edit) -> None:
        """Make all changes of an edit or, if any does not fit, none.

        Raises AnnotationError if an annotation would break a rule, ValueError or KeyError if the
        edit does not start from the present state.
        """
        done: list[Change] = []
        try:
            for change in edit.changes:
                self._make(change)
                done.append(change)
        except BaseException:
            for change in reversed(done):
                self._make(change.inverse())
            raise

    def _make(self, change: Change) -> None:
        if isinstance(change, AnnotationChange):
            bitext = self.bitext(change.pair_id)
            bitext.verify_annotation(change)
            bitext.apply_annotation(change)
        elif isinstance(change, IgnoredChange):
            self.bitext(change.pair_id).apply_ignored(change)
        elif isinstance(change, CutsChange):
            self.bitext(change.pair_id).apply_cuts(change)
        elif isinstance(change, TitleChange):
            self._make_title(change)
        elif isinstance(change, PairChange):
            self._make_pair(change)
        else:
            present, before, after = self.project.fields, change.before, change.after
            # A save puts in who works on a project that does not say it yet.
            names_differ = present.annotator != before.annotator
            if present.extra != before.extra or (
                names_differ and present.annotator and before.annotator
            ):
                message = "the fields of the project are not as the edit expects them"
                raise ValueError(message)
            self.project = replace(self.project, annotator=after.annotator, extra=after.extra)

    def _make_title(self, change: TitleChange) -> None:
        present = self.title if change.pair_id is None else self.bitext(change.pair_id).title
        if present != change.before:
            message = "the title is not as the edit expects it"
            raise ValueError(message)
        if change.pair_id is None:
            self.title = change.after
        else:
            self.bitext(change.pair_id).title = change.after

    def _make_pair(self, change: PairChange) -> None:
        self._verify_pair(change)
        after = Bitext(change.after) if change.after is not None else None
        if change.before is not None:
            del self.bitexts[change.position]
        if after is not None:
            self.bitexts.insert(change.position, after)

    def _verify_pair(self, change: PairChange) -> None:
        places = len(self.bitexts) if change.before is not None else len(self.bitexts) + 1
        if not 0 <= change.position < places:
            message = f"the project has no place {change.position} for a pair"
            raise ValueError(message)
        others = list(self.bitexts)
        if change.before is not None and not others.pop(change.position).is_as(change.before):
            message = "the pair is not as the edit expects it"
            raise ValueError(message)
        if change.after is not None and any(each.id == change.after.id for each in others):
            message = f"the project has a pair with the id {change.after.id} already"
            raise ValueError(message)

    # A large edit in a copy

    def copied(self, pair_ids: Collection[str]) -> ProjectContent:
        """Return a copy in which edits of these pairs can be tried, in another thread too.

        The other pairs are not copied; a thread must leave them alone.
        """
        made = ProjectContent(replace(self.project, pairs=()))
        made.title = self.title
        made._originals = {
            bitext.copied(): bitext for bitext in self.bitexts if bitext.id in pair_ids
        }
        copies = {original: copy for copy, original in made._originals.items()}
        made.bitexts = [copies.get(bitext, bitext) for bitext in self.bitexts]
        return made

    @property
    def copies(self) -> Collection[Bitext]:
        """The pairs of a copy that are copies themselves."""
        return self._originals.keys()

    def take_effect_in_steps(self, edit: Edit) -> Iterator[int]:
        """Make all changes of an edit in a copy; yields now and then how many are made.

        Raises as `take_effect` does, and the copy is then of no use any more.
        """
        done = 0
        for pair_id, group in groupby(edit.changes, key=_pair_annotated):
            changes = list(group)
            if pair_id is None:
                for change in changes:
                    self._make(change)
                    yield done
            else:
                alike = [change for change in changes if isinstance(change, AnnotationChange)]
                for number in self.bitext(pair_id).exchange(alike):
                    yield done + number
            done += len(changes)

    def count_in_steps(self) -> Iterator[float]:
        """Count the coverage of the copied pairs to its end, so that nobody need count again.

        Yields the share (0 to 1) of the sides to count that is counted.
        """
        meters = [
            meter for bitext in self._originals for meter in bitext.meters if not meter.is_counted
        ]
        for place, meter in enumerate(meters):
            while not meter.is_counted:
                meter.count_some()
                yield (place + meter.share_counted) / len(meters)

    def adopt(self, copy: ProjectContent) -> None:
        """Become what a copy of this has become, which is used no more. Takes no time.

        Nothing may have changed here meanwhile but what the copy was told too, and what a save
        put into the fields.
        """
        self.title = copy.title
        if copy.project is not copy._copied:
            fields = copy.project.fields
            self.project = replace(self.project, annotator=fields.annotator, extra=fields.extra)
        pairs = []
        for bitext in copy.bitexts:
            original = copy._originals.get(bitext, bitext)
            if original is not bitext:
                original.take_over(bitext)
            pairs.append(original)
        self.bitexts = pairs


def _pair_annotated(change: Change) -> str | None:
    return change.pair_id if isinstance(change, AnnotationChange) else None
