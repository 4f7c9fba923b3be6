"""Label Studio tasks that come back: regions and relations become annotations again.

Regions that were ours are told by their ids; they may have been moved, got other labels, or
been joined to new ones by relations. Regions that relations connect are one annotation. Only
what Label Studio can carry is told: the tag, the spans, and what stands beside the regions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import fingerprint
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.formats.import_json import (
    NOT_AS_EXPECTED,
    mapping,
    members,
    moment,
    number,
    parsed,
    text,
)
from desk_annotator.formats.import_result import (
    Detail,
    ImportedAnnotations,
    ImportOptions,
    ReviewedAnnotation,
    UnreadParts,
    checked,
    told,
)
from desk_annotator.formats.label_studio import FACTS, NOTE, SENT
from desk_annotator.formats.short_calls import let_go, letting_go_of

_OURS = re.compile(r"(.+)\.(?:source|target)[1-9][0-9]{0,8}(?:#.*)?", re.DOTALL)
_JUSTIFIED: Mapping[str, bool] = {"yes": True, "no": False}
_NOWHERE = Span(0, 0)
_RESULTS = (("annotations", "result"), ("predictions", "result"))
_PARSED = 0.5
"""The share of the reading that is done once the file is parsed."""


def is_ours(data: bytes) -> bool:
    """Tell whether these bytes are a list of tasks with results."""
    return (
        data[:400].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[")
        and b'"result"' in data
        and b'"data"' in data
    )


def read(data: bytes, name: str, options: ImportOptions) -> ImportedAnnotations:
    """Return the annotations of all tasks. Raises TextError if there are none."""
    options.check()
    tasks = members(parsed(data, name, options.part(0.0, _PARSED), _taken))
    found: list[ReviewedAnnotation] = []
    unread = UnreadParts()
    for place, value in enumerate(tasks, 1):
        options.check()
        first, last = (_PARSED + (1.0 - _PARSED) * each / len(tasks) for each in (place - 1, place))
        try:
            task = _Task(mapping(value), place, unread)
        except NOT_AS_EXPECTED:
            unread.add("task", place)
            continue
        found += task.annotations(options.part(first, last))
    if not found:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” holds no regions of a source and a target. Export the tasks from Label "
                "Studio as “JSON”, not as “JSON-MIN” or a table. Nothing was imported.",
            ),
            name=name,
        )
    return ImportedAnnotations(tuple(found), unread=unread.count, unread_parts=unread.first)


@dataclass(slots=True)
class _Region:
    """A stretch of one side with its label; `start` and `end` are in the task's own unit."""

    side: Side
    start: int
    end: int
    quote: str | None
    label: str
    facts: Mapping[str, Detail] = field(default_factory=dict)
    span: Span = _NOWHERE


@dataclass(slots=True)
class _Result:
    """A region with its id, or the ids of the two regions that a relation connects, or nothing."""

    ids: tuple[str, ...] = ()
    region: _Region | None = None


def _taken(path: tuple[str, ...], value: object) -> object:
    """Read a result as soon as it is parsed: of long files all of them are never held."""
    return _result(value) if path in _RESULTS and isinstance(value, dict) else value


def _result(value: Mapping[str, object]) -> _Result:
    try:
        if value["type"] == "relation":
            return _Result((text(value["from_id"]), text(value["to_id"])))
        return _Result((text(value["id"]),), _region(value))
    except NOT_AS_EXPECTED:
        return _Result()


def _results(value: object) -> list[_Result]:
    """Return the results of a list, of which some may have been read already."""
    if not isinstance(value, list):
        raise TypeError(type(value))
    found = [one if isinstance(one, _Result) else _result(mapping(one)) for one in value]
    let_go(value)
    return found


class _Task:
    """One pair, as it came back. Raises one of the expected errors if it is none of ours."""

    def __init__(self, task: Mapping[str, object], place: int, unread: UnreadParts) -> None:
        data = mapping(task["data"])
        self._characters = {side: text(data[str(side)]) for side in Side}
        self._digests = {side: fingerprint(self._characters[side]) for side in Side}
        self._pair_id = text(data.get("pair_id") or "")
        sent = data.get(SENT)
        self._sent = sent if isinstance(sent, dict) else {}
        self._task = task
        self._place_in_file = place
        self._unread = unread

    def annotations(self, options: ImportOptions) -> Iterator[ReviewedAnnotation]:
        """Yield what was judged, then the suggestions nobody took up."""
        taken: set[str] = set()
        for kind, first in (("annotations", 0.0), ("predictions", 0.5)):
            results = self._newest(kind)
            groups = self._groups(results, options.part(first, first + 0.25))
            with letting_go_of(groups, results):
                for group in told(groups, options.part(first + 0.25, first + 0.5)):
                    one = self._reviewed(group, is_judged=kind == "annotations")
                    if one is None:
                        self._pass_over(next(iter(group.values())).quote or "")
                    elif one.annotation.id not in taken or kind == "annotations":
                        taken.add(one.annotation.id)
                        yield one

    def _pass_over(self, words: str = "") -> None:
        """Count something of this task that could not be understood."""
        self._unread.add("task", self._place_in_file, words)

    def _newest(self, kind: str) -> list[_Result]:
        """Return the results of the annotator who worked last; those of others are counted."""
        found: list[tuple[str, list[_Result]]] = []
        for value in members(self._task.get(kind)):
            try:
                one = mapping(value)
                if one.get("was_cancelled") is True:
                    continue
                moment = str(one.get("updated_at") or one.get("created_at") or "")
                found.append((moment, _results(one["result"])))
            except NOT_AS_EXPECTED:
                self._pass_over()
        with_results = [each for each in found if each[1]]
        for _ in with_results[1:]:
            self._pass_over()
        return max(with_results, key=lambda each: each[0])[1] if with_results else []

    def _groups(self, results: list[_Result], options: ImportOptions) -> list[dict[str, _Region]]:
        """Return the regions that belong together, by their ids."""
        regions: dict[str, _Region] = {}
        relations: list[tuple[str, ...]] = []
        for result in told(results, options):
            if result.region is not None:
                regions[result.ids[0]] = result.region
            elif result.ids:
                relations.append(result.ids)
            else:
                self._pass_over()
        for side in Side:
            one_side = {key: one for key, one in regions.items() if one.side is side}
            self._place(side, one_side, options.check)
        groups = _connected(regions, relations, options.check)
        return [{key: regions[key] for key in group} for group in groups]

    def _place(self, side: Side, regions: Mapping[str, _Region], check: Callable[[], None]) -> None:
        """Find the span of each region of a side; one that fits in no unit stays empty.

        Label Studio counts code points. Versions that counted UTF-16 units are told by the
        quotes: they all fit so, and do not all fit the other way. Where neither is so, regions
        without a quote are not believed.
        """
        characters = self._characters[side]
        units = Utf16Map(characters)
        quoted = {key: one for key, one in regions.items() if one.quote is not None}
        believed: Mapping[str, _Region] = regions
        spans = {key: Span(one.start, one.end) for key, one in regions.items()}
        if not _all_fit(characters, quoted, spans, check):
            as_units = {
                key: Span(units.to_offset(one.start), units.to_offset(one.end))
                for key, one in regions.items()
                if one.end <= units.length16
            }
            if _all_fit(characters, quoted, as_units, check):
                spans = as_units
            else:
                believed = quoted
        for key, region in checked(believed.items(), check):
            if key in spans and _fits(characters, region, spans[key]):
                region.span = spans[key]

    def _reviewed(
        self, group: Mapping[str, _Region], *, is_judged: bool
    ) -> ReviewedAnnotation | None:
        labels = {region.label for region in group.values()}
        owners = {found[1] for key in group if (found := _OURS.fullmatch(key)) is not None}
        is_placed = not any(region.span.is_caret for region in group.values())
        if len(labels) != 1 or len(owners) > 1 or not is_placed:
            return None  # It says two things at once, or other things than the text.
        identity = next(iter(owners), "") or self._new_id(group)
        said: defaultdict[str, set[Detail]] = defaultdict(set)
        for region in group.values():
            for key, value in region.facts.items():
                said[key].add(value)
        if is_judged and Status.SUGGESTED in said["status"]:
            # Who sent the task back has looked at what was suggested.
            said["status"] = {Status.OPEN}
        elif not is_judged:
            said["status"] = {Status.SUGGESTED}
        spans = {
            side: tuple(sorted({one.span for one in group.values() if one.side is side}))
            for side in Side
        }
        first = {key: min(values, key=str) for key, values in said.items() if values}
        justified = first.get("justified")
        return ReviewedAnnotation(
            Annotation(
                id=identity,
                tag=labels.pop(),
                source=spans[Side.SOURCE],
                target=spans[Side.TARGET],
                justified=justified if isinstance(justified, bool) else None,
                modified=moment(self._sent.get(identity)),
                note=str(first.get("note", "")),
                category=str(first.get("category", "")),
                severity=str(first.get("severity", "")),
                status=str(first.get("status", Status.OPEN)),
                author=str(first.get("author", "")),
            ),
            self._pair_id,
            self._digests[Side.SOURCE],
            self._digests[Side.TARGET],
            tuple(
                self._characters[side][span.start : span.end]
                for side in Side
                for span in spans[side]
            ),
            is_whole=False,
            said={key: frozenset(values) for key, values in said.items() if values},
        )

    def _new_id(self, regions: Iterable[str]) -> str:
        """Return the id of an annotation made in Label Studio: the same each time it is read."""
        return str(uuid5(NAMESPACE_URL, f"label-studio:{self._pair_id}:{min(regions)}"))


def _region(value: Mapping[str, object]) -> _Region:
    inside = mapping(value["value"])
    labels = members(inside["labels"])
    if value["type"] != "labels" or len(labels) != 1:
        message = "no region with one label"
        raise ValueError(message)
    start, end = number(inside["start"]), number(inside["end"])
    quote = inside.get("text")
    meta = value.get("meta")
    beside = meta.get("text") if isinstance(meta, dict) else None
    return _Region(
        Side(text(value["to_name"])),
        min(start, end),
        max(start, end),
        text(quote) if quote is not None else None,
        text(labels[0]),
        _facts(beside.split("\n") if isinstance(beside, str) else members(beside)),
    )


def _facts(lines: Iterable[object]) -> dict[str, Detail]:
    """Return what stands beside a region, by field; what is no field of ours is a note."""
    found: dict[str, Detail] = {}
    notes: list[str] = []
    for value in lines:
        line = text(value)
        key, parted, said = line.partition(": ")
        if key == NOTE and parted:
            notes.append(said)
        elif key in FACTS and parted and key not in found and "\n" not in line:
            found[key] = _JUSTIFIED.get(said) if key == "justified" else said
        elif line.strip():
            notes.append(line)
    if notes:
        found["note"] = "\n".join(notes)
    return found


def _connected(
    regions: Mapping[str, _Region], relations: Iterable[tuple[str, ...]], check: Callable[[], None]
) -> list[list[str]]:
    """Return the ids of regions in groups of those that relations connect, in their order."""
    leaders = {key: key for key in regions}

    def leader(key: str) -> str:
        while leaders[key] != key:
            leaders[key] = leaders[leaders[key]]
            key = leaders[key]
        return key

    for one, other in checked(relations, check):
        if one in leaders and other in leaders:
            leaders[leader(one)] = leader(other)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key in checked(regions, check):
        groups[leader(key)].append(key)
    return list(groups.values())


def _all_fit(
    characters: str,
    regions: Mapping[str, _Region],
    spans: Mapping[str, Span],
    check: Callable[[], None],
) -> bool:
    return all(
        key in spans and _fits(characters, region, spans[key])
        for key, region in checked(regions.items(), check)
    )


def _fits(characters: str, region: _Region, span: Span) -> bool:
    """Tell whether a region says what stands there; Label Studio may change its white space."""
    if span.is_caret or span.end > len(characters):
        return False
    if region.quote is None:
        return True  # The whole text is compared too.
    there = characters[span.start : span.end]
    return there == region.quote or _bare(there) == _bare(region.quote)


def _bare(quote: str) -> str:
    return "".join(quote.replace("\\n", "\n").split())
