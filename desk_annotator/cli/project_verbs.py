"""The verbs `new`, `validate` and `stats`."""

from __future__ import annotations

import json
import re
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from desk_annotator.app.clock import utc_now
from desk_annotator.app.file_history import texts_known
from desk_annotator.app.new_pair import PairDraft, draft_side, make_pair, make_project, should_swap
from desk_annotator.app.open_project import is_same_file
from desk_annotator.app.reanchoring import reanchor
from desk_annotator.cli.project_argument import load, refuse_to_replace, save_to
from desk_annotator.cli.terminal import plain
from desk_annotator.cli.text_warnings import tell_what_looks_wrong
from desk_annotator.cli.verbs import UsageError
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side
from desk_annotator.storage.loaded_project import LoadedProject
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.state_folder import StateFolders
from desk_annotator.storage.text_file import read_bytes
from desk_annotator.text.encoding import ENCODINGS
from desk_annotator.text.isolates import one_line

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def new(arguments: Namespace) -> int:
    """Make a project of two text files; never over a file that is there unless told to."""
    output = arguments.output
    for path in (arguments.source, arguments.target):
        if is_same_file(output, path):
            message = f"the project would replace “{path}”: name another file with -o"
            raise UsageError(message)
    source = _draft(arguments.source, arguments.source_encoding, arguments.source_language)
    target = _draft(arguments.target, arguments.target_encoding, arguments.target_language)
    refuse_to_replace(output, overwrite=arguments.overwrite)
    for draft in (source, target):
        tell_what_looks_wrong(draft.name, draft.characters)
    pair = make_pair(source, target, arguments.title)
    project = make_project((pair,), now=utc_now(), annotator=arguments.annotator)
    save_to(output, project)
    print(f"Made {plain(Path(output).name)}:")
    for name, draft in (("source", source), ("target", target)):
        print(
            f"  {name}  {plain(draft.name)}: {draft.language}, {draft.direction}, "
            f"{draft.encoding}, {len(draft.characters):,} characters"
        )
        for change in draft.changes:
            print(f"          {change.kind}: {change.count:,}")
    if should_swap(source, target):
        print(
            "note: the source runs right to left and the target left to right; "
            "if that is the wrong way round, make the project again with the files swapped",
            file=sys.stderr,
        )
    return 0


def _draft(path: str, encoding: str | None, language: str | None) -> PairDraft:
    known = [one.id for one in ENCODINGS]
    if encoding is not None and encoding.lower() not in known:
        message = f"there is no encoding “{encoding}”; there are: {', '.join(known)}"
        raise UsageError(message)
    if language is not None and not _LANGUAGE_TAG.fullmatch(language):
        message = f"“{language}” is no language tag: write one such as en, ar or ar-EG"
        raise UsageError(message)
    return draft_side(
        Path(path).name,
        read_bytes(path),
        encoding=encoding.lower() if encoding is not None else None,
        language=language,
    )


def validate(arguments: Namespace) -> int:
    """Print every problem of a project file with its place; 1 if there is any."""
    loaded = load_project(arguments.project)
    name = plain(Path(arguments.project).name)
    for problem in loaded.problems:
        print(plain(str(problem)))
    if loaded.problems:
        _print_proposals(loaded)
        print(f"{name}: {len(loaded.problems)} problems; nothing was changed", file=sys.stderr)
        return 1
    annotations = sum(len(pair.annotations) for pair in loaded.project.pairs)
    print(
        f"{name}: no problems found (pairs: {len(loaded.project.pairs):,}, "
        f"annotations: {annotations:,})"
    )
    if loaded.read_only_reason:
        print(f"note: {loaded.read_only_reason}", file=sys.stderr)
    return 0


def _print_proposals(loaded: LoadedProject) -> None:
    """Say where the quotes of a project that contradicts itself stand now."""
    folders = StateFolders.of_user()
    found = reanchor(loaded, partial(texts_known, folders, loaded.project.id))
    for place in found.places:
        if not place.is_moved:
            continue
        quote = plain(one_line(place.quote, 60))
        where = f"{place.annotation_id} {place.side} [{place.span.start}, {place.span.end})"
        if place.proposal is not None:
            told = f"stands at [{place.proposal.start}, {place.proposal.end})"
        elif place.candidates:
            told = "stands at " + ", ".join(
                f"[{span.start}, {span.end})" for span in place.candidates[:5]
            )
            told += f" and {len(place.candidates) - 5} more" if len(place.candidates) > 5 else ""
            told += ": which one is not certain"
        else:
            told = "cannot be found again"
        print(f"{plain(where)}: “{quote}” {told}")


def stats(arguments: Namespace) -> int:
    """Print counts and coverage of each pair and of the whole project."""
    project = load(arguments.project)
    pairs = [_pair_stats(number, pair) for number, pair in enumerate(project.pairs, start=1)]
    everything = [annotation for pair in project.pairs for annotation in pair.annotations]
    if arguments.json:
        value = {
            "id": project.id,
            "title": project.title,
            "annotator": project.annotator,
            "coverage_unit": "codepoint",
            **_counts(everything),
            "pairs": pairs,
        }
        print(json.dumps(value, ensure_ascii=False, indent=2))
        return 0
    print(plain(project.title) or "Project")
    _print_counts(_counts(everything), "  ")
    for pair in pairs:
        print(f"\n{pair['number']}  {plain(str(pair['title']))}")
        _print_counts(pair, "   ")
        coverage = pair["coverage"]
        if isinstance(coverage, dict):
            for side, figures in coverage.items():
                told = ", ".join(f"{kind} {count:,}" for kind, count in figures.items())
                print(f"   {side + ':':<12} {told}")
    return 0


def _pair_stats(number: int, pair: Pair) -> dict[str, object]:
    bitext = Bitext(pair)
    return {
        "number": number,
        "id": pair.id,
        "title": pair.title,
        **_counts(pair.annotations),
        "coverage": {str(side): asdict(bitext.coverage(side)) for side in Side},
    }


def _counts(annotations: tuple[Annotation, ...] | list[Annotation]) -> dict[str, object]:
    return {
        "annotations": len(annotations),
        "tags": _tally(annotation.tag for annotation in annotations),
        "severities": _tally(annotation.severity for annotation in annotations),
        "statuses": _tally(annotation.status for annotation in annotations),
    }


def _tally(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _print_counts(counts: dict[str, object], indent: str) -> None:
    print(f"{indent}annotations: {counts['annotations']}")
    for name in ("tags", "severities", "statuses"):
        tally = counts[name]
        if isinstance(tally, dict) and tally:
            told = ", ".join(f"{plain(key) or 'not rated'} {n:,}" for key, n in tally.items())
            print(f"{indent}{name + ':':<12} {told}")
