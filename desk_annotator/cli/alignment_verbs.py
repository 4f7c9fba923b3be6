"""The verbs `align` and `suggest`: what the program itself finds to correspond."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from desk_annotator.alignment.encoding import Encoder, installed_encoder
from desk_annotator.alignment.engine import align as align_texts
from desk_annotator.alignment.phrase_links import phrase_links
from desk_annotator.alignment.result import LIKELY, LIKELY_PHRASE, LINKED, Flag, Link, as_json
from desk_annotator.app.clock import utc_now
from desk_annotator.app.cutting import hand_cuts
from desk_annotator.app.glossary_file import read_glossary
from desk_annotator.app.knowledge import Knowledge
from desk_annotator.app.new_pair import draft_side, make_pair
from desk_annotator.app.suggestions import own, suggest_phrases
from desk_annotator.app.suggestions import suggest as suggest_edit
from desk_annotator.app.workspace import Workspace
from desk_annotator.cli.project_argument import chosen_pairs, refuse_to_replace, save_to
from desk_annotator.cli.terminal import plain
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import EditError, SaveError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.text_file import read_bytes
from desk_annotator.text.isolates import one_line


def align(arguments: Namespace) -> int:
    """Align two text files and print what was found; nothing is written to disk."""
    source, target = (
        draft_side(Path(path).name, read_bytes(path))
        for path in (arguments.source, arguments.target)
    )
    pair = make_pair(source, target)
    languages = pair.source.language, pair.target.language
    encoder = _encoder(arguments)
    glossary = _knowledge(arguments).glossary_between(*languages)
    found = align_texts(pair.source, pair.target, encoder=encoder, glossary=glossary)
    phrases: tuple[Link, ...] | None = None
    if arguments.phrases:
        phrases = phrase_links(pair.source, pair.target, found, encoder=encoder, glossary=glossary)
    if arguments.json:
        written = as_json(found, phrases=phrases, with_scores=arguments.scores)
        json.dump(written, sys.stdout, ensure_ascii=False)
        print()
        return 0
    for kind, links, least in (
        ("matching", found.links, LINKED),
        ("phrase  ", phrases or (), LIKELY_PHRASE),
    ):
        for link in links:
            if link.confidence >= least:
                print(
                    f"{link.confidence:4.0%}  {kind}  {_quote(pair.source, link.source)}"
                    f"  |  {_quote(pair.target, link.target)}"
                )
    for tag, text, flags in (
        ("missing ", pair.source, found.missing),
        ("added   ", pair.target, found.added),
    ):
        for flag in _likely(flags):
            print(f"{flag.confidence:4.0%}  {tag}  {_quote(text, flag.span)}")
    return 0


def _likely(flags: tuple[Flag, ...]) -> list[Flag]:
    return [flag for flag in flags if flag.confidence >= LIKELY]


def _quote(text: Text, span: Span) -> str:
    return plain(one_line(text.characters[span.start : span.end], 60))


def _encoder(arguments: Namespace) -> Encoder | None:
    return None if arguments.no_encoder else installed_encoder()


def _knowledge(arguments: Namespace) -> Knowledge:
    return Knowledge(read_glossary(arguments.glossary) if arguments.glossary else None)


def suggest(arguments: Namespace) -> int:
    """Write the project with suggestions in it, to another file unless told otherwise."""
    loaded = load_project(arguments.project)
    if loaded.read_only_reason:
        raise SaveError(
            QT_TRANSLATE_NOOP("Errors", "Nothing was suggested in “{file}”. {reason}"),
            file=Path(arguments.project).name,
            reason=loaded.read_only_reason,
        )
    refuse_to_replace(arguments.output, overwrite=arguments.overwrite)
    project = loaded.project
    encoder = _encoder(arguments)
    knowledge = _knowledge(arguments)
    workspace = Workspace(project, clock=utc_now)
    for number, pair in chosen_pairs(project, arguments.pair):
        made = _suggested(workspace, workspace.bitext(pair.id), knowledge, encoder, arguments)
        if made:
            print(f"{number}  {plain(pair.title)}: suggestions {made}")
        else:
            print(f"{number}  {plain(pair.title)}: nothing new to suggest")
    save_to(arguments.output, workspace.snapshot())
    return 0


def _suggested(
    workspace: Workspace,
    bitext: Bitext,
    knowledge: Knowledge,
    encoder: Encoder | None,
    arguments: Namespace,
) -> int:
    """Put suggestions into a pair and return how much that changed."""
    source, target = bitext.text(Side.SOURCE), bitext.text(Side.TARGET)
    glossary = knowledge.glossary_between(source.language, target.language)
    mine = own(bitext)
    found = align_texts(
        source,
        target,
        confirmed=mine,
        hand=hand_cuts(bitext),
        encoder=encoder,
        glossary=glossary,
    )
    least: float | None = arguments.least
    made = _applied(workspace, lambda: suggest_edit(bitext, found, utc_now(), least=least))
    if arguments.phrases:
        links = phrase_links(
            source, target, found, confirmed=mine, encoder=encoder, glossary=glossary
        )
        made += _applied(workspace, lambda: suggest_phrases(bitext, links, utc_now(), least=least))
    return made


def _applied(workspace: Workspace, ask: Callable[[], Edit]) -> int:
    """Return how much an edit changed, 0 if there was nothing to suggest."""
    try:
        edit = ask()
    except EditError:
        return 0
    workspace.apply(edit)
    return len(edit.changes)
