"""What comes back from a review becomes one edit; nothing is changed before it is applied."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from desk_annotator.app.review_places import placed_remarks
from desk_annotator.core.annotation import Annotation, Tag, check
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.errors import AnnotationError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.formats.docx_comment import present_lines
from desk_annotator.formats.import_result import (
    Detail,
    ImportedAnnotations,
    ReviewDecision,
    ReviewedAnnotation,
    ReviewedRow,
    UnreadPart,
    go_on,
    unheard,
)
from desk_annotator.formats.visible_controls import with_signs
from desk_annotator.storage.layout import IS_ID

_CHECKED = 256
"""Steps between two looks at whether the result is still wanted."""
_TO_THE_SECOND = len("2026-01-01T00:00:00")

Key = tuple[str, str]
"""The id of a pair and that of an annotation in it."""


@frozen
class ReviewMerge:
    """What a review would change: an edit, or None if it changes nothing.

    `outcomes` counts the annotations, by what became of them: ``changed``, ``added``, ``same``,
    ``newer-here`` (changed here since they were sent out; left alone), ``not-found`` (their pair
    is here, and they are not), ``other-text`` (their pair or its texts are not in this project),
    ``broken`` (their quotes or spans do not fit), ``unread``, ``remarks`` (comments that
    belong to no annotation; their words are `remarks`) and ``other-columns`` (rows of a workbook
    that were changed where nothing is read). `misfits` says of each that is ``broken`` what it
    quotes, or its id if it quotes nothing, `unread_parts` where the first stand that are
    ``unread``. `decisions` counts the annotations that would get another status, by that status.
    """

    edit: Edit | None
    outcomes: tuple[tuple[str, int], ...]
    remarks: tuple[str, ...] = ()
    misfits: tuple[str, ...] = ()
    unread_parts: tuple[UnreadPart, ...] = ()
    decisions: tuple[tuple[str, int], ...] = ()

    @property
    def changes(self) -> tuple[AnnotationChange, ...]:
        """The changes of the edit."""
        made = self.edit.changes if self.edit is not None else ()
        return tuple([change for change in made if isinstance(change, AnnotationChange)])


def merge_reviewed(
    pairs: Iterable[Pair],
    reviewed: ImportedAnnotations,
    *,
    now: str,
    check_wanted: Callable[[], None] = go_on,
    tell: Callable[[float], None] = unheard,
) -> ReviewMerge:
    """Return the edit that takes over what came back from a review; nothing is changed yet.

    Annotations are matched by id within their pair. Those that did not come back stay as they
    are. `now` is ISO 8601 in UTC. `check_wanted` is called now and then; what it raises goes
    through. `tell` hears the share done, 0 to 1.
    """
    about = len(reviewed.annotations) + len(reviewed.decisions) + len(reviewed.rows)

    def look(steps: int) -> None:
        check_wanted()
        tell(min(steps / max(about, 1), 1.0))

    work = _Merge(pairs, now, look)
    for one in reviewed.annotations:
        work.take(one)
    for decision in reviewed.decisions:
        work.decide(decision)
    loose = []
    if reviewed.remarks:
        found = placed_remarks(work.pairs.values(), reviewed.remarks, reviewed.document)
        for remark, key in found:
            if key is None:
                loose.append(remark.words)
            else:
                work.decide(ReviewDecision(key[1], key[0], remark.status, remark.words))
    tally = work.outcomes()
    written_over = work.written_over(reviewed.rows)
    if written_over:
        tally["other-columns"] = written_over
    if reviewed.unread:
        tally["unread"] = reviewed.unread
    if loose:
        tally["remarks"] = len(loose)
    label = QT_TRANSLATE_NOOP("Edit", "Take over review")
    edit = Edit(label, tuple(work.changes.values())) if work.changes else None
    return ReviewMerge(
        edit,
        tuple(sorted(tally.items())),
        tuple(loose),
        tuple(work.misfits),
        reviewed.unread_parts,
        decisions_in(work.changes.values()),
    )


def decisions_in(changes: Iterable[AnnotationChange]) -> tuple[tuple[str, int], ...]:
    """Count the annotations that changes give another status, by that status."""
    counts = Counter(
        change.after.status
        for change in changes
        if change.before is not None
        and change.after is not None
        and change.before.status != change.after.status
    )
    return tuple(sorted(counts.items()))


class _Merge:
    """The changes found so far, and what became of each annotation."""

    def __init__(self, pairs: Iterable[Pair], now: str, look: Callable[[int], None]) -> None:
        """`look` is called now and then with the number of steps taken."""
        self.pairs = {pair.id: pair for pair in pairs}
        self.changes: dict[Key, AnnotationChange] = {}
        self.misfits: list[str] = []
        self._now = now
        self._look = look
        self._steps = 0
        self._present = {
            (pair.id, annotation.id): annotation
            for pair in self.pairs.values()
            for annotation in pair.annotations
        }
        self._by_text: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for pair in self.pairs.values():
            self._by_text[pair.source.sha256, pair.target.sha256].append(pair.id)
        self._holders: defaultdict[str, list[str]] = defaultdict(list)
        """Ids of pairs by those of their annotations."""
        for pair_id, annotation_id in self._present:
            self._holders[annotation_id].append(pair_id)
        self._tally: Counter[str] = Counter()
        self._decided: dict[Key, str] = {}

    def outcomes(self) -> Counter[str]:
        """Return how many annotations there are of each outcome."""
        return self._tally + Counter(self._decided.values())

    def written_over(self, rows: tuple[ReviewedRow, ...]) -> int:
        """Return how many rows of a workbook were changed where nothing is read."""
        if not rows:
            return 0
        # Only a workbook needs what writes one.
        from desk_annotator.formats.xlsx_present import written_over  # noqa: PLC0415

        found = 0
        for row in rows:
            self._step()
            holders = [row.pair_id] if row.pair_id else self._holders.get(row.annotation_id, [])
            key = (holders[0] if len(holders) == 1 else "", row.annotation_id)
            annotation = self._present.get(key)
            if annotation is not None:
                found += written_over(self.pairs[key[0]], annotation, row.cells)
        return found

    def _step(self) -> None:
        self._steps += 1
        if self._steps % _CHECKED == 0:
            self._look(self._steps)

    # Whole annotations

    def take(self, one: ReviewedAnnotation) -> None:
        """Take notice of an annotation that came back."""
        self._step()
        pair = self._pair_of(one)
        key = (pair.id if pair is not None else one.pair_id, one.annotation.id)
        if key in self.changes:
            self._tally["broken"] += 1  # the same id twice: the first holds
            self._note_misfit(one)
            return
        before = self._present.get(key)
        outcome, after = self._reviewed(pair, before, one)
        self._tally[outcome] += 1
        if outcome == "broken":
            self._note_misfit(one)
        if after is not None:
            self.changes[key] = AnnotationChange(key[0], before, after)

    def _note_misfit(self, one: ReviewedAnnotation) -> None:
        quote = next((quote for quote in one.quotes if quote.strip()), "")
        self.misfits.append(quote or one.annotation.id)

    def _pair_of(self, one: ReviewedAnnotation) -> Pair | None:
        """Return the pair an annotation stands on; its texts must be the same, if they are told."""
        texts = (one.source_sha256, one.target_sha256)
        pair = self.pairs.get(one.pair_id)
        if one.contexts is not None:
            return pair
        if not one.pair_id:
            alike = self._by_text.get(texts, ())
            return self.pairs[alike[0]] if len(alike) == 1 else None
        is_same = pair is not None and (pair.source.sha256, pair.target.sha256) == texts
        return pair if is_same else None

    def _reviewed(
        self, pair: Pair | None, before: Annotation | None, one: ReviewedAnnotation
    ) -> tuple[str, Annotation | None]:
        if pair is None:
            return "other-text", None
        if not IS_ID(one.annotation.id) or not one.annotation.tag or not _fits(pair, one):
            return "broken", None  # A project with it could not be opened again once saved.
        if before is None:
            after = one.annotation
            if not one.is_whole:
                moment = after.modified or self._now
                after = replace(after, created=moment, modified=moment)
        else:
            over = _over(before, one)
            if over is None:
                return "broken", None
            after = over
        try:
            check(after, len(pair.source), len(pair.target))
        except AnnotationError:
            return "broken", None
        if before is None:
            return "added", after
        if after == before or (replace(after, modified=before.modified) == before):
            return "same", None
        if before.modified > after.modified:
            return "newer-here", None
        if before.modified == after.modified:
            # It was changed where nobody noted when.
            after = replace(after, modified=self._now)
        return "changed", after

    # Decisions

    def decide(self, decision: ReviewDecision) -> None:
        """Take notice of a decision or comment on an annotation that is here."""
        self._step()
        pair_id, identity = decision.pair_id, decision.annotation_id
        holders = self._holders.get(identity, [])
        if not pair_id and holders:
            if len(holders) > 1:
                if ("", identity) not in self._decided:
                    self.misfits.append(identity)
                self._decided["", identity] = "broken"
                return
            pair_id = holders[0]
        key = (pair_id, identity)
        if key not in self._present:
            is_here = pair_id in self.pairs or not pair_id
            self._decided[key] = "not-found" if is_here else "other-text"
            return
        before = self._present[key]
        earlier = self.changes[key].after if key in self.changes else None
        present = earlier or before
        if decision.lines:
            words = _written(self.pairs[pair_id], before, decision)
            if words is None:
                # Changed here since: what she wrote cannot be told from what stood there.
                if self._decided.get(key, "same") == "same":
                    self._decided[key] = "newer-here"
                return
            decision = replace(decision, comment=words)
        after = _decided(present, decision, self._now)
        if after == before:
            self._decided.setdefault(key, "same")
            return
        self._decided[key] = "changed"
        self.changes[key] = AnnotationChange(pair_id, before, after)


def _fits(pair: Pair, one: ReviewedAnnotation) -> bool:
    """Tell whether an annotation quotes what stands there, and between what, if it says so."""
    quotes: list[str] = []
    contexts = iter(one.contexts or ())
    for side in Side:
        text = pair.text(side)
        for span in one.annotation.spans(side):
            if span.end > len(text):
                return False
            if not span.is_caret:
                quotes.append(text.characters[span.start : span.end])
            if one.contexts is not None and not _is_between(text, span, next(contexts)):
                return False
    return tuple(quotes) == one.quotes


def _is_between(text: Text, span: Span, context: tuple[str, str]) -> bool:
    before, after = context
    characters = text.characters
    start = span.start - len(before)
    return start >= 0 and (
        characters[start : span.start] == before
        and characters[span.end : span.end + len(after)] == after
    )


def _over(before: Annotation, one: ReviewedAnnotation) -> Annotation | None:
    """Return what came back laid over what is here; None if it says two things of one field."""
    after = replace(one.annotation, extra=before.extra, span_extra=before.span_extra)
    if one.is_whole:
        return replace(
            after,
            author=after.author or before.author,
            created=after.created or before.created,
            modified=after.modified or before.modified,
        )
    fields = _fields(before, one.said)
    if fields is None:
        return None
    kept = replace(before, **fields)  # type: ignore[arg-type]
    kept = replace(kept, tag=after.tag, source=after.source, target=after.target)
    if after.tag == before.tag and after.tag in (Tag.MISSING, Tag.ADDED):
        # The file has no places: that of the annotation stays.
        place = before.spans(before.home.other)
        if before.home is Side.SOURCE and not after.target:
            kept = replace(kept, target=place)
        elif before.home is Side.TARGET and not after.source:
            kept = replace(kept, source=place)
    return replace(kept, modified=after.modified)


def _fields(before: Annotation, said: Mapping[str, frozenset[Detail]]) -> dict[str, Detail] | None:
    """Return the fields that a file says are other now; None if it says several things of one."""
    fields: dict[str, Detail] = {}
    for name, values in said.items():
        new = values - {getattr(before, name)}
        if len(new) > 1:
            return None
        if new:
            fields[name] = next(iter(new))
    return fields


def _decided(annotation: Annotation, decision: ReviewDecision, now: str) -> Annotation:
    note = annotation.note
    if decision.comment and decision.comment not in note:
        note = f"{note}\n{decision.comment}" if note else decision.comment
    status = decision.status or annotation.status
    if (note, status) == (annotation.note, annotation.status):
        return annotation
    return replace(annotation, note=note, status=status, modified=now)


def _written(pair: Pair, annotation: Annotation, decision: ReviewDecision) -> str | None:
    """Return what a reviewer wrote into a comment of ours, by what would stand in it now.

    None if the annotation was changed here since it was sent out.
    """
    fewest: list[str] | None = None
    for lines in present_lines(pair, annotation):
        # Word processors lose tabs and change spaces in comments: they are not compared.
        here = Counter("".join(with_signs(line)[0].split()) for line in lines)
        left = []
        for line in decision.lines:
            bare = "".join(line.split())
            if here[bare]:
                here[bare] -= 1
            elif bare:
                left.append(line.strip())
        if fewest is None or len(left) < len(fewest):
            fewest = left
    if not fewest:
        return ""
    sent = decision.sent[:_TO_THE_SECOND]
    return "\n".join(fewest) if sent == annotation.modified[:_TO_THE_SECOND] else None
