"""What two processes tell each other when one aligns for the other: lines of JSON.

Each message is a list that begins with its kind. Long things go in several messages, so that
neither side is ever busy for long with one of them. Offsets are code points.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from desk_annotator.alignment.result import Alignment, Flag, Link, Reason, ReasonKind
from desk_annotator.alignment.shared_words import Lexicon
from desk_annotator.alignment.terms import Glossary
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.cuts import NO_CUTS, Cuts
from desk_annotator.core.frozen import frozen
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text

Message = list[Any]
Anchors = tuple[tuple[int, int], ...]

_STRETCH = 1 << 15
"""Code points of a text in one message."""

_ROWS = 200
"""Links, flags, annotations or words in one message."""


@frozen
class Request:
    """What `engine.align` is asked, and whether the encoder of the process is to be used.

    With an alignment in `phrases_in`, what is asked for are the phrases inside its links.
    """

    source: Text
    target: Text
    confirmed: Sequence[Annotation] = ()
    hand: tuple[Cuts, Cuts] = (NO_CUTS, NO_CUTS)
    glossary: Glossary = field(default_factory=dict)
    lexicon: Lexicon | None = None
    with_encoder: bool = True
    phrases_in: Alignment | None = None


def as_line(message: Message) -> bytes:
    """Return a message as it goes through a pipe: ASCII, its line feed included."""
    return json.dumps(message).encode("ascii") + b"\n"


def from_line(line: bytes) -> Message:
    """Return the message of a line. Raises ValueError if it is none."""
    message = json.loads(line)
    if not isinstance(message, list) or not message:
        raise ValueError(line[:80])
    return message


# ---------------------------------------------------------------- what is asked


def asked(request: Request) -> Iterator[Message]:
    """Give the messages that ask for an alignment; the last is ``["align", …]``."""
    for number, (text, cuts) in enumerate(
        zip((request.source, request.target), request.hand, strict=True)
    ):
        for start in range(0, len(text), _STRETCH):
            yield ["text", number, text.characters[start : start + _STRETCH]]
        yield ["language", number, text.language, text.direction.value]
        for some in _some(cuts.at):
            yield ["cuts", number, some]
        for some in _some([_pair(span) for span in cuts.joined]):
            yield ["joined", number, some]
    for some in _some(request.confirmed):
        yield ["confirmed", [_annotation_row(each) for each in some]]
    for some in _some(list(request.glossary.items())):
        yield ["glossary", [[term, list(others)] for term, others in some]]
    if request.lexicon is not None:
        for some in _some(list(request.lexicon.items())):
            yield ["lexicon", [[stem, dict(others)] for stem, others in some]]
    if request.phrases_in is not None:
        for message in answered(request.phrases_in, ()):
            yield ["aligned", message]
    yield ["align", request.with_encoder, request.lexicon is not None]


class Asking:
    """Puts the messages of `asked` together again."""

    def __init__(self) -> None:
        self._stretches: tuple[list[str], list[str]] = ([], [])
        self._languages: list[tuple[str, str]] = [("", "ltr"), ("", "ltr")]
        self._at: tuple[list[int], list[int]] = ([], [])
        self._joined: tuple[list[Span], list[Span]] = ([], [])
        self._confirmed: list[Annotation] = []
        self._glossary: dict[str, list[str]] = {}
        self._lexicon: dict[str, Mapping[str, float]] = {}
        self._known = Answer()
        self._phrases_in: Alignment | None = None

    def hear(self, message: Message) -> Request | None:
        """Take the next message; return the request once it is whole."""
        kind, *rest = message
        if kind == "text":
            self._stretches[rest[0]].append(rest[1])
        elif kind == "language":
            self._languages[rest[0]] = (rest[1], rest[2])
        elif kind == "cuts":
            self._at[rest[0]].extend(rest[1])
        elif kind == "joined":
            self._joined[rest[0]].extend(Span(*pair) for pair in rest[1])
        elif kind == "confirmed":
            first = len(self._confirmed)
            self._confirmed += [
                _annotation_of(number, row) for number, row in enumerate(rest[0], first)
            ]
        elif kind == "glossary":
            self._glossary.update(rest[0])
        elif kind == "lexicon":
            self._lexicon.update(rest[0])
        elif kind == "aligned":
            known = self._known.hear(rest[0])
            self._phrases_in = known[0] if known is not None else None
        elif kind == "align":
            return self._request(with_encoder=rest[0], with_lexicon=rest[1])
        return None

    def _request(self, *, with_encoder: bool, with_lexicon: bool) -> Request:
        texts = [
            Text.of("".join(stretches), language=language, direction=Direction(direction))
            for stretches, (language, direction) in zip(
                self._stretches, self._languages, strict=True
            )
        ]
        cuts = [
            Cuts(tuple(at), tuple(joined))
            for at, joined in zip(self._at, self._joined, strict=True)
        ]
        return Request(
            texts[0],
            texts[1],
            self._confirmed,
            (cuts[0], cuts[1]),
            self._glossary,
            self._lexicon if with_lexicon else None,
            with_encoder,
            self._phrases_in,
        )


def _annotation_row(annotation: Annotation) -> list[object]:
    spans = [[_pair(span) for span in annotation.spans(side)] for side in Side]
    return [annotation.tag, annotation.status, *spans]


def _annotation_of(number: int, row: Sequence[Any]) -> Annotation:
    """Return an annotation with what the aligner looks at; its id is its number."""
    tag, status, source, target = row
    return Annotation(
        id=str(number),
        tag=tag,
        status=status,
        source=tuple(Span(*pair) for pair in source),
        target=tuple(Span(*pair) for pair in target),
    )


# ---------------------------------------------------------------- what is answered


def answered(alignment: Alignment, anchors: Anchors) -> Iterator[Message]:
    """Give the messages that tell what was found; the last is ``["end"]``."""
    for some in _some(alignment.links):
        yield [
            "links",
            [[*_pair(link.source), *_pair(link.target), *_judgement(link)] for link in some],
        ]
    for kind, flags in (("missing", alignment.missing), ("added", alignment.added)):
        for some_flags in _some(flags):
            yield [
                kind,
                [[*_pair(flag.span), flag.other, *_judgement(flag)] for flag in some_flags],
            ]
    for some_anchors in _some(anchors):
        yield ["anchors", some_anchors]
    yield ["end"]


class Answer:
    """Puts the messages of `answered` together again."""

    def __init__(self) -> None:
        self._links: list[Link] = []
        self._flags: dict[str, list[Flag]] = {"missing": [], "added": []}
        self._anchors: list[tuple[int, int]] = []

    def hear(self, message: Message) -> tuple[Alignment, Anchors] | None:
        """Take the next message; return what was found once it is whole."""
        kind, *rest = message
        if kind == "links":
            self._links += [
                Link(Span(*row[:2]), Span(*row[2:4]), row[4], _reasons(row[5]), confirmed=row[6])
                for row in rest[0]
            ]
        elif kind in self._flags:
            self._flags[kind] += [
                Flag(Span(*row[:2]), row[2], row[3], _reasons(row[4]), confirmed=row[5])
                for row in rest[0]
            ]
        elif kind == "anchors":
            self._anchors += [(here, there) for here, there in rest[0]]
        elif kind == "end":
            found = Alignment(
                tuple(self._links), tuple(self._flags["missing"]), tuple(self._flags["added"])
            )
            return found, tuple(self._anchors)
        return None


def _judgement(found: Link | Flag) -> list[object]:
    told = [[each.kind.value, each.words, each.number] for each in found.reasons]
    return [found.confidence, told, found.confirmed]


def _reasons(rows: Sequence[Any]) -> tuple[Reason, ...]:
    return tuple(Reason(ReasonKind(kind), words, number) for kind, words, number in rows)


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _some(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(things), _ROWS):
        yield things[start : start + _ROWS]
