"""Finds again what a project quotes, after its texts were changed outside the program.

Nothing is guessed: a place is proposed only if the quote stands in the text once, or stands once
between the same characters as in a text it is known from. Everything else is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from desk_annotator.app.unplaced import UNPLACED_FIELD
from desk_annotator.core.annotation import Annotation, check, new_id
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.errors import AnnotationError, TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span, are_disjoint
from desk_annotator.core.text import Text, canonical
from desk_annotator.storage.loaded_project import LoadedProject, Problem

CONTEXT = 32
"""Code points before and behind a quote that must be the same to tell it from its likes."""

Known = Callable[[str, Side], Sequence[str]]
"""Gives the characters a side had in earlier versions, by the id of its pair; newest first."""


class Finding(StrEnum):
    """What a search for the place of a quote came to."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not found"


@frozen(kw_only=True)
class Place:
    """One span of an annotation and where it should be, in code points of the repaired text.

    `proposal` is None unless it was found; `candidates` are all the places of the quote.
    """

    pair_id: str
    annotation_id: str
    side: Side
    span: Span
    quote: str
    finding: Finding
    proposal: Span | None = None
    candidates: tuple[Span, ...] = ()

    @property
    def is_moved(self) -> bool:
        """True if the user has something to look at: it moved, or has no sure place."""
        return self.proposal != self.span


@frozen
class Reanchoring:
    """The places in doubt, the ignored ranges and cuts given up, and the project repaired.

    In `repaired` an annotation without a sure place for all of its text stands in the field
    `UNPLACED_FIELD` of its pair, with its quotes; a place without text is left out.
    """

    places: tuple[Place, ...]
    ignored_given_up: int
    cuts_given_up: int
    unplaced: int
    repaired: Project


def reanchor(loaded: LoadedProject, known: Known = lambda _pair, _side: ()) -> Reanchoring:
    """Search every place in doubt in a project that contradicts itself.

    Raises TextError if a text cannot be brought into canonical form.
    """
    work = _Work(loaded, known)
    pairs = tuple(work.pair(pair) for pair in loaded.project.pairs)
    repaired = replace(loaded.project, id=new_id(), pairs=pairs)
    given_up = work.ignored_given_up, work.cuts_given_up
    return Reanchoring(tuple(work.places), *given_up, work.unplaced, repaired)


class _Work:
    def __init__(self, loaded: LoadedProject, known: Known) -> None:
        self.places: list[Place] = []
        self.ignored_given_up = 0
        self.cuts_given_up = 0
        self.unplaced = 0
        self._known = known
        self._wrong: dict[tuple[str, Side], list[Problem]] = {}
        self._quotes: dict[tuple[str, str, Side, Span], str] = {}
        for problem in loaded.problems:
            if problem.side is None:
                continue
            self._wrong.setdefault((problem.pair_id, problem.side), []).append(problem)
            if problem.span is not None:
                key = (problem.pair_id, problem.annotation_id, problem.side, problem.span)
                self._quotes[key] = problem.quote

    def pair(self, pair: Pair) -> Pair:
        sides = {side: self._side(pair, side) for side in Side}
        if not any(side.in_doubt for side in sides.values()):
            return pair
        kept: list[Annotation] = []
        unplaced: list[object] = []
        for annotation in pair.annotations:
            placed = self._annotation(pair, annotation, sides)
            if placed is None:
                unplaced.append(self._unplaced(pair, annotation))
            else:
                kept.append(placed)
        self.unplaced += len(unplaced)
        ignored = {side: self._ignored(pair.ignored(side), sides[side]) for side in Side}
        before = pair.extra.get(UNPLACED_FIELD)
        extra: Mapping[str, object] = pair.extra
        if unplaced:
            earlier = before if isinstance(before, list) else []
            extra = {**pair.extra, UNPLACED_FIELD: [*earlier, *unplaced]}
        return replace(
            pair,
            source=sides[Side.SOURCE].text,
            target=sides[Side.TARGET].text,
            ignored_source=ignored[Side.SOURCE],
            ignored_target=ignored[Side.TARGET],
            cuts_source=self._cuts(pair.cuts_source, sides[Side.SOURCE]),
            cuts_target=self._cuts(pair.cuts_target, sides[Side.TARGET]),
            annotations=tuple(kept),
            extra=extra,
        )

    def _side(self, pair: Pair, side: Side) -> _TextInDoubt:
        old = pair.text(side)
        problems = self._wrong.get((pair.id, side), [])
        text = old
        characters = canonical(old.characters)[0] if problems else old.characters
        if characters != old.characters:
            text = Text.of(
                characters,
                language=old.language,
                direction=old.direction,
                imported=old.imported,
            )
        was_changed = any(problem.span is None for problem in problems)
        earlier = tuple(self._known(pair.id, side)) if problems else ()
        earlier = tuple(each for each in earlier if each != old.characters)
        if was_changed and not any(problem.place.endswith(".sha256") for problem in problems):
            # Only its form is wrong: nobody changed it since its places were noted.
            earlier = (old.characters, *earlier)
        return _TextInDoubt(text, was_changed, bool(problems), earlier, old.characters)

    def _annotation(
        self, pair: Pair, annotation: Annotation, sides: Mapping[Side, _TextInDoubt]
    ) -> Annotation | None:
        spans: dict[Side, tuple[Span, ...]] = {}
        moves: dict[tuple[Side, Span], Span] = {}
        is_whole = True
        for side in Side:
            found: list[Span] = []
            for span in annotation.spans(side):
                place = self._place(pair, annotation, side, span, sides[side])
                if place is None:
                    found.append(span)
                    continue
                self.places.append(place)
                if place.proposal is not None:
                    found.append(place.proposal)
                    moves[side, span] = place.proposal
                elif not span.is_caret:
                    is_whole = False
            spans[side] = tuple(sorted(found))
        if not is_whole or not all(are_disjoint(found) for found in spans.values()):
            return None
        moved = replace(
            annotation,
            source=spans[Side.SOURCE],
            target=spans[Side.TARGET],
            span_extra={
                (side, moves.get((side, span), span)): extra
                for (side, span), extra in annotation.span_extra.items()
            },
        )
        try:
            check(moved, len(sides[Side.SOURCE].text), len(sides[Side.TARGET].text))
        except AnnotationError:
            return None
        return moved

    def _place(
        self, pair: Pair, annotation: Annotation, side: Side, span: Span, text: _TextInDoubt
    ) -> Place | None:
        """Return where a span should be, or None if nothing is in doubt about it."""
        wrong = self._quotes.get((pair.id, annotation.id, side, span))
        if wrong is None and not text.was_changed:
            return None
        quote = text.present[span.start : span.end] if wrong is None else wrong
        finding, proposal, candidates = text.search(quote, span)
        if proposal == span and wrong is None:
            return None
        return Place(
            pair_id=pair.id,
            annotation_id=annotation.id,
            side=side,
            span=span,
            quote=quote,
            finding=finding,
            proposal=proposal,
            candidates=candidates,
        )

    def _ignored(self, spans: Sequence[Span], text: _TextInDoubt) -> tuple[Span, ...]:
        if not text.was_changed:
            return tuple(spans)
        found: list[Span] = []
        for span in spans:
            proposal = text.follow(span)
            if proposal is not None and are_disjoint((*found, proposal)):
                found.append(proposal)
            else:
                self.ignored_given_up += 1
        return tuple(found)

    def _cuts(self, cuts: Cuts, text: _TextInDoubt) -> Cuts:
        """Return the cuts made by hand where they are now; those without a sure place are gone."""
        if not text.was_changed:
            return cuts
        found = NO_CUTS
        # Each cut follows the character it stands before, so that it needs no room behind.
        places = [text.follow(Span(at, at + 1)) for at in cuts.at]
        stretches = [text.follow(span) for span in cuts.joined]
        for stretch in stretches:
            if stretch is not None and not any(map(stretch.overlaps, found.joined)):
                found = found.join(stretch)
        for place in places:
            if place is not None and place.start:
                found = found.split(place.start)
        kept = len(places) + len(stretches) - places.count(None) - stretches.count(None)
        self.cuts_given_up += len(cuts.at) + len(cuts.joined) - kept
        return found

    def _unplaced(self, pair: Pair, annotation: Annotation) -> dict[str, object]:
        """Return an annotation as JSON, with the quotes the file had."""
        value: dict[str, object] = {
            name: getattr(annotation, name)
            for name in ("id", "tag", "note", "category", "severity", "justified", "status")
        }
        value |= {name: getattr(annotation, name) for name in ("author", "created", "modified")}
        for side in Side:
            value[str(side)] = [
                {
                    "start": span.start,
                    "end": span.end,
                    "quote": self._quotes.get(
                        (pair.id, annotation.id, side, span),
                        pair.text(side).characters[span.start : span.end],
                    ),
                }
                for span in annotation.spans(side)
            ]
        return {**value, **annotation.extra}


@frozen
class _TextInDoubt:
    """The text of one side as it will be, and what is known of how it was."""

    text: Text
    was_changed: bool
    in_doubt: bool
    earlier: tuple[str, ...]
    present: str

    def search(self, quote: str, span: Span) -> tuple[Finding, Span | None, tuple[Span, ...]]:
        """Find the place of a quote that stood at `span`."""
        sought = _canonical(quote)
        candidates = _occurrences(self.text.characters, sought) if sought else ()
        if len(candidates) == 1:
            return Finding.FOUND, candidates[0], candidates
        for old in self.earlier:
            # Only a text in which the quote stood there tells what stood around it.
            if old[span.start : span.end] != quote or span.end > len(old):
                continue
            proposal = self._between(old, span, sought)
            if proposal is not None:
                return Finding.FOUND, proposal, candidates or (proposal,)
        # Nobody says that it moved; carets quote nothing, so that nothing says that they did not.
        if sought and span in candidates and not self._is_known(quote, span):
            return Finding.FOUND, span, candidates
        return (Finding.AMBIGUOUS if candidates else Finding.NOT_FOUND), None, candidates

    def follow(self, span: Span) -> Span | None:
        """Return where a range is now that nobody quotes; None unless an earlier text tells."""
        for old in self.earlier:
            if span.end <= len(old):
                return self._between(old, span, _canonical(old[span.start : span.end]))
        return None

    def _is_known(self, quote: str, span: Span) -> bool:
        return any(old[span.start : span.end] == quote for old in self.earlier)

    def _between(self, old: str, span: Span, sought: str) -> Span | None:
        """Return the one place where the same characters stand on both sides, or else on one."""
        before = _canonical(old[max(0, span.start - CONTEXT) : span.start])
        behind = _canonical(old[span.end : span.end + CONTEXT])
        for front, rest in ((before, behind), (before, ""), ("", behind)):
            if not sought and not (front and rest):
                continue
            if not front and not rest:
                continue
            found = _occurrences(self.text.characters, front + sought + rest)
            if len(found) == 1:
                start = found[0].start + len(front)
                return Span(start, start + len(sought))
            if found:
                return None
        return None


def _canonical(characters: str) -> str:
    try:
        return canonical(f".{characters}")[0][1:]
    except TextError:
        return characters


def _occurrences(characters: str, sought: str) -> tuple[Span, ...]:
    """Return every place of `sought`, also those that overlap."""
    found: list[Span] = []
    start = characters.find(sought)
    while start >= 0:
        found.append(Span(start, start + len(sought)))
        start = characters.find(sought, start + 1)
    return tuple(found)
