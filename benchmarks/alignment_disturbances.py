"""Make documents with known links, missing and added text out of aligned ones, for tuning.

    python -m benchmarks.alignment_disturbances DOCUMENTS.jsonl... -o MADE.jsonl
        [--seed 1] [--each 3] [--share K/N]

Each line of DOCUMENTS is an object with "id", "genre", "class", "source" and "target" (with "lang"
and "text") and "links" ([s0, s1, t0, t1], code points). Passages of linked segments are drawn from
those whose stops and order are whole, and disturbed in one of eight ways:

clean    nothing is changed
light    7 % of the segments are taken out of the target, as many are put in from elsewhere
heavy    25 %, several at a stretch
merge    as light; a third of the borders lose their stop and line break, on each side by itself
onepara  10 %; the target is one paragraph
nostop   15 %; the target is one paragraph, and most full stops are gone on both sides
reorder  7 %; two blocks of the target stand elsewhere
clause   single sentences at an end of a segment are taken out of the target or put in

`--share K/N` uses only every N-th document, beginning with the K-th, for the passages and for what
is put in, so that documents made to tune on share no text with those made to measure on (but for
what the sources themselves repeat). Written are the same fields, "missing" and "added" too. The
same arguments give the same documents.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS = ("clean", "light", "heavy", "merge", "onepara", "nostop", "reorder", "clause")
SHARES = {"light": 0.07, "heavy": 0.25, "merge": 0.07, "onepara": 0.1, "nostop": 0.15}
WHOLE = frozenset({"clean", "light", "heavy", "onepara", "reorder"})
"""Kinds whose segments still have their stops."""

FEWEST, MOST = 9, 110
_STOP = re.compile(r"[.!?؟]+(?=[\"'”’»)\s]*$)")
_ANY_STOP = re.compile(r"\.(?=\s|$)")
_SENTENCE = re.compile(r"(?<=[.!?؟])\s+")


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and a target segment; an empty one has no counterpart."""

    source: str
    target: str
    sources: tuple[tuple[str, bool], ...] = ()
    """The pieces of the source segment with whether they have a counterpart, if not the whole."""
    targets: tuple[tuple[str, bool], ...] = ()


@dataclass(slots=True)
class Written:
    """One side as it is put together."""

    text: str = ""

    def add(self, piece: str, separator: str) -> tuple[int, int]:
        """Write a piece, a separator before it unless it is the first; return where it stands."""
        if self.text:
            self.text += separator
        start = len(self.text)
        self.text += piece
        return start, len(self.text)


def segments(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the linked segments of a document in the order of the source."""
    source, target = document["source"]["text"], document["target"]["text"]
    return [
        (source[s0:s1], target[t0:t1])
        for s0, s1, t0, t1 in sorted(document["links"])
        if s1 > s0 and t1 > t0
    ]


def places(draw: random.Random, count: int, share: float, longest: int) -> set[int]:
    """Draw about a share of so many places, in stretches of up to `longest`."""
    found: set[int] = set()
    wanted = max(1, round(share * count)) if share else 0
    while len(found) < min(wanted, count - 3):
        start = draw.randrange(count)
        found.update(range(start, min(start + draw.randint(1, longest), count)))
    return found


def disturbed(
    draw: random.Random, passage: Sequence[tuple[str, str]], pool: Sequence[str], kind: str
) -> tuple[list[Pair], list[int]]:
    """Return the pairs in the order of the source, and the order in which the target has them."""
    share = SHARES.get(kind, 0.07 if kind == "reorder" else 0.0)
    longest = 4 if kind == "heavy" else 1
    gone = places(draw, len(passage), share, longest)
    new = places(draw, len(passage), share, longest)
    pairs: list[Pair] = []
    start = draw.randrange(max(1, len(pool) - len(new)))
    foreign = iter(pool[start:] if kind == "heavy" else draw.sample(list(pool), len(pool)))
    for number, (source, target) in enumerate(passage):
        if number in new:
            piece = next(foreign, "")
            if piece:
                pairs.append(Pair("", piece))
        if kind == "clause":
            pairs.append(_with_clause(draw, source, target, pool))
        else:
            pairs.append(Pair(source, "" if number in gone else target))
    order = list(range(len(pairs)))
    if kind == "reorder":
        for _ in range(2):
            size = draw.randint(1, max(2, len(order) // 6))
            begin = draw.randrange(len(order) - size)
            block = order[begin : begin + size]
            rest = order[:begin] + order[begin + size :]
            at = draw.randrange(len(rest))
            order = [*rest[:at], *block, *rest[at:]]
    return pairs, order


def _with_clause(draw: random.Random, source: str, target: str, pool: Sequence[str]) -> Pair:
    here, there = _SENTENCE.split(source), _SENTENCE.split(target)
    if len(here) == len(there) and len(here) > 1 and draw.random() < 0.4:
        last = draw.random() < 0.5
        kept = " ".join(there[:-1] if last else there[1:])
        if last:
            pieces = ((" ".join(here[:-1]), True), (here[-1], False))
        else:
            pieces = ((here[0], False), (" ".join(here[1:]), True))
        return Pair(source, kept, sources=pieces)
    if draw.random() < 0.1:
        sentence = _SENTENCE.split(draw.choice(pool))[0]
        return Pair(source, target, targets=((target, True), (sentence, False)))
    return Pair(source, target)


def without_stop(draw: random.Random, piece: str, share: float) -> str:
    """Take out a share of the full stops of a piece, and as likely whatever ends it."""
    piece = _ANY_STOP.sub(lambda found: "" if draw.random() < share else found.group(), piece)
    return piece if draw.random() >= share else _STOP.sub("", piece)


def document(
    draw: random.Random, passage: Sequence[tuple[str, str]], pool: Sequence[str], kind: str
) -> dict[str, Any]:
    """Return a passage disturbed, with its links, missing and added text."""
    pairs, order = disturbed(draw, passage, pool, kind)
    breaks = draw.choice(("\n", "\n\n")), draw.choice(("\n", "\n\n"))
    source, target = Written(), Written()
    at: dict[int, tuple[int, int]] = {}
    missing: list[tuple[int, int]] = []
    added: list[tuple[int, int]] = []
    links: list[tuple[int, int, int, int]] = []
    separator = ""
    for number, pair in enumerate(pairs):
        for piece, answered in pair.sources or (((pair.source, bool(pair.target)),)):
            if not piece:
                continue
            written, following = _written(draw, piece, kind, breaks[0], one_paragraph=False)
            span = source.add(written, separator)
            separator = " " if pair.sources and piece != pair.sources[-1][0] else following
            if answered:
                at[number] = span
            else:
                missing.append(span)
    separator = ""
    for number in order:
        pair = pairs[number]
        for piece, answered in pair.targets or (((pair.target, bool(pair.source)),)):
            if not piece:
                continue
            written, following = _written(
                draw, piece, kind, breaks[1], one_paragraph=kind in ("onepara", "nostop")
            )
            span = target.add(written, separator)
            separator = " " if pair.targets and piece != pair.targets[-1][0] else following
            if answered and number in at:
                links.append((*at[number], *span))
            else:
                added.append(span)
    return {
        "source": {"text": source.text},
        "target": {"text": target.text},
        "links": sorted(links),
        "missing": missing,
        "added": added,
    }


def _written(
    draw: random.Random, piece: str, kind: str, line_break: str, *, one_paragraph: bool
) -> tuple[str, str]:
    """Return a piece as it is written, and what separates it from the next."""
    if kind == "nostop":
        return without_stop(draw, piece, 0.85), " " if one_paragraph else line_break
    if kind == "merge" and draw.random() < 0.3:
        return _STOP.sub("", piece), " "
    return piece, " " if one_paragraph else line_break


def made(
    documents: Iterable[dict[str, Any]], seed: int, each: int, share: tuple[int, int]
) -> Iterable[dict[str, Any]]:
    """Make documents: so many for `each` genre and kind, of the given share of the documents."""
    by_genre: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for each_document in documents:
        by_genre[each_document["genre"]].append(each_document)
    for genre, members in sorted(by_genre.items()):
        chosen = members[share[0] :: share[1]]
        whole = [segments(member) for member in chosen if member["class"] in WHOLE]
        whole = [each_list for each_list in whole if len(each_list) >= FEWEST]
        if not whole:
            continue
        for kind in KINDS:
            for number in range(each):
                draw = random.Random(f"{seed} {genre} {kind} {number}")
                own = draw.choice(whole)
                most = min(len(own), MOST)
                size = round(math.exp(draw.uniform(math.log(FEWEST), math.log(most))))
                begin = draw.randrange(len(own) - size + 1)
                passage = own[begin : begin + size]
                inside = {target for _, target in passage}
                pool = [
                    target
                    for other in whole
                    for _, target in other
                    if target not in inside and other is not own
                ] or [target for _, target in own if target not in inside]
                if not pool:
                    continue
                found = document(draw, passage, pool, kind)
                found["source"]["lang"] = chosen[0]["source"]["lang"]
                found["target"]["lang"] = chosen[0]["target"]["lang"]
                yield {
                    "id": f"{genre}-{kind}-{seed}-{number}",
                    "genre": genre,
                    "class": kind,
                } | found


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("documents", type=Path, nargs="+")
    options.add_argument("-o", "--output", type=Path, required=True)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--each", type=int, default=3)
    options.add_argument("--share", default="0/1")
    chosen = options.parse_args()
    part, _, of = chosen.share.partition("/")
    documents = [
        json.loads(line)
        for path in chosen.documents
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    with chosen.output.open("w", encoding="utf-8") as out:
        for found in made(documents, chosen.seed, chosen.each, (int(part), int(of))):
            out.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
