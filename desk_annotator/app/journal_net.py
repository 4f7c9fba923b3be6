"""What the edits of a journal come to, found without building every one of them.

Of ten thousand edits most lie behind others: of each annotation only the first value and the last
are built. The history gets the edits as `Deferred`, which are read when undo comes to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desk_annotator.core.annotation import Annotation
from desk_annotator.core.edit import AnnotationChange, Change, Edit, PairChange
from desk_annotator.core.frozen import frozen
from desk_annotator.core.history import Deferred, History
from desk_annotator.core.project import Pair, Project
from desk_annotator.storage.edit_record import annotation_from_json, edit_from_json
from desk_annotator.storage.fault import FaultError
from desk_annotator.storage.journal_record import REBASED, EditEntry
from desk_annotator.storage.project_file import as_saved

_Change = tuple[bytes, bytes, bytes]
"""A change as it stands in a line: what it is of, its value before, and its value after."""
_EMPTY = b"null"
_ID = b'{"id":"'
_PAIR = b'{"kind":"pair",'


@frozen
class JournalNet:
    """One edit that does what all of a journal do, and the history they leave."""

    edit: Edit
    history: History


def net_of(entries: Sequence[EditEntry], *, is_saved: bool) -> JournalNet | None:
    """Return what the edits come to, made on a state that `is_saved` on disk or is not.

    None if they are not such as are written here, or do not follow from each other; then only
    making them one by one tells how far they lead.
    """
    try:
        summing = _Summing(is_saved=is_saved)
        for entry in entries:
            summing.take(entry)
        return JournalNet(Edit("", tuple(summing.changes())), summing.history)
    except (FaultError, _OutOfOrderError, ValueError, RecursionError):
        return None
    except (KeyError, TypeError, IndexError, AttributeError):
        # JSON of another shape than the one written here.
        return None


def lead_back(entries: Sequence[EditEntry]) -> bool:
    """Tell whether undo took all these edits back, so that they lead where they began.

    Their kinds tell, without a look into any. What was changed back by hand counts as changed.
    """
    away = 0
    for kind in (entry.kind for entry in entries):
        if kind == "undone":
            away -= 1
        elif kind == "redone" or (kind == "made" and away >= 0):
            away += 1
        elif kind != "amended" or away <= 0:
            return False  # another state, from which no undo leads back
    return away == 0


class _OutOfOrderError(Exception):
    """An edit does not start from what those before it lead to."""


@dataclass(slots=True)
class _Step:
    """An edit in the history: its label, its changes and the entries that made it."""

    label: bytes
    changes: tuple[_Change, ...]
    entries: tuple[EditEntry, ...]

    def deferred(self) -> Deferred:
        """Return the edit, to be built when undo comes to it."""
        entries = self.entries
        return lambda: _edit_of(entries)


def _step_of(entry: EditEntry) -> _Step:
    """Take a line apart, without looking into the values. Raises ValueError or FaultError."""
    line, start = entry.line, entry.start
    first = line.index(b'"changes":[', start)
    label = line[start:first]
    # Such a key is not in a string, where quotation marks are escaped; if there is one each,
    # there is one change, and no unknown field has such a name.
    if (
        line.count(b'"before":', first) == 1 == line.count(b'"after":', first)
        and line[-5:] == b"}]}}\n"
    ):
        middle = line.index(b'"before":', first)
        last = line.index(b',"after":', middle)
        change = line[first + 11 : middle], line[middle + 9 : last], line[last + 9 : -5]
        return _Step(label, (change,), (entry,))
    value = json.loads(entry.json)
    return _Step(label, tuple(map(_taken_apart, value["changes"])), (entry,))


def _taken_apart(change: dict[str, object]) -> _Change:
    before, after = change.pop("before"), change.pop("after")
    return _written(change)[:-1] + b",", _written(before), _written(after)


def _written(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


class _Summing:
    """Walks over the edits of a journal in order."""

    def __init__(self, *, is_saved: bool) -> None:
        self.history = History()
        if not is_saved:
            self.history.mark_unsaved()
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._changes: list[Change] = []
        self._net: dict[tuple[bytes, bytes], list[bytes]] = {}
        """The first value and the last of each thing changed: by what it is of, and, of an
        annotation, by its id too."""

    def take(self, entry: EditEntry) -> None:
        """Follow one edit."""
        step = _step_of(entry)
        for change in step.changes:
            self._follow(change)
        self._record(step, entry.kind)

    def _follow(self, change: _Change) -> None:
        of, before, after = change
        if of.startswith(_PAIR):
            self._flush()  # what was changed before is in the pair that goes
            self._changes += _built([change])
            return
        value = before if after == _EMPTY else after
        key = of, value[: value.index(b'"', 7)] if value.startswith(_ID) else b""
        known = self._net.get(key)
        if known is None:
            self._net[key] = [before, after]
        elif known[1] == before or _is_same(of, known[1], before):
            known[1] = after
        else:
            raise _OutOfOrderError

    def _flush(self) -> None:
        self._changes += _built(
            [
                (of, before, after)
                for (of, _), (before, after) in self._net.items()
                if before != after
            ]
        )
        self._net.clear()

    def _record(self, step: _Step, kind: str) -> None:
        done, undone, history = self._done, self._undone, self.history
        if kind == "undone" and done and _takes_back(done[-1], step):
            history.step_back()
            undone.append(done.pop())
        elif kind == "redone" and undone and _is_again(undone[-1], step):
            history.step_forward()
            done.append(undone.pop())
        elif kind == "amended" and done and history.can_amend:
            last = done[-1]
            done[-1] = _Step(last.label, last.changes + step.changes, last.entries + step.entries)
            history.amend(done[-1].deferred())
        elif kind == REBASED and history.is_empty:
            history.mark_unsaved()
        else:
            history.push(step.deferred())
            done.append(step)
            undone.clear()

    def changes(self) -> list[Change]:
        """Return what all edits come to."""
        self._flush()
        return self._changes


def _built(changes: Sequence[_Change]) -> Iterator[Change]:
    """Yield the changes, as they are if their values come from a file. Raises FaultError."""
    of_all = {of: json.loads(of[:-1] + b"}") for of in {of for of, _, _ in changes}}
    values = json.loads(b"[%b]" % b",".join([each for change in changes for each in change[1:]]))
    for at, (of, _, _) in enumerate(changes):
        before, after = values[2 * at], values[2 * at + 1]
        what = of_all[of]
        if what["kind"] == "annotation":
            yield AnnotationChange(what["pair"], _annotation(before), _annotation(after))
        else:
            value = {"label": "", "changes": [{**what, "before": before, "after": after}]}
            yield change_as_saved(edit_from_json(value).changes[0])


def _annotation(value: object) -> Annotation | None:
    return None if value is None else annotation_as_saved(annotation_from_json(value))


def _is_same(of: bytes, one: bytes, other: bytes) -> bool:
    """Tell whether two values are the same once they come from a file."""
    changes = [(of, each, each) for each in (one, other)]
    first, second = _built(changes)
    return first == second


def _takes_back(last: _Step, step: _Step) -> bool:
    if last.label != step.label or len(last.changes) != len(step.changes):
        return False
    swapped = tuple((of, after, before) for of, before, after in reversed(last.changes))
    if swapped == step.changes:
        return True
    one, other = _edit_of(last.entries), _edit_of(step.entries)
    return one is not None and one.inverse() == other


def _is_again(last: _Step, step: _Step) -> bool:
    if last.label != step.label:
        return False
    return last.changes == step.changes or _edit_of(last.entries) == _edit_of(step.entries)


def _edit_of(entries: Sequence[EditEntry]) -> Edit | None:
    """Return the edit that these made, the amending ones among them; None if one is malformed."""
    try:
        edits = [edit_as_saved(entry.edit) for entry in entries]
    except FaultError:
        return None
    return Edit(edits[0].label, tuple(change for edit in edits for change in edit.changes))


# A file keeps no unknown fields of spans that are gone; an open project may. Replayed edits must
# start from what the file holds.


def edit_as_saved(edit: Edit) -> Edit:
    """Return an edit as it is if its values come from a file."""
    changes = tuple(change_as_saved(change) for change in edit.changes)
    return Edit(edit.label, changes) if changes != edit.changes else edit


def change_as_saved(change: Change) -> Change:
    """Return a change as it is if its values come from a file."""
    if isinstance(change, AnnotationChange):
        return replace(
            change,
            before=annotation_as_saved(change.before),
            after=annotation_as_saved(change.after),
        )
    if isinstance(change, PairChange):
        return replace(
            change, before=_pair_as_saved(change.before), after=_pair_as_saved(change.after)
        )
    return change


def annotation_as_saved(annotation: Annotation | None) -> Annotation | None:
    """Return an annotation as it comes from a file."""
    if annotation is None or not annotation.span_extra:
        return annotation
    return replace(
        annotation,
        span_extra={
            (side, span): extra
            for (side, span), extra in annotation.span_extra.items()
            if extra and span in annotation.spans(side)
        },
    )


def _pair_as_saved(pair: Pair | None) -> Pair | None:
    if pair is None:
        return None
    return as_saved(Project(id="p", title="", pairs=(pair,))).pairs[0]
