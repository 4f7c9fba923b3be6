"""Writes exports to files: one, or many projects in many formats, where no failure stops the rest.

Every file is written by the safe save: under its name stands all of it or what was there before.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from desk_annotator.app.open_project import is_same_file
from desk_annotator.app.saving import keep_project
from desk_annotator.core.errors import Cancelled, DeskAnnotatorError, ExportError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.project import Project
from desk_annotator.formats.export import Exporter, ExportOptions, Loss
from desk_annotator.storage.collector import CollectorRest
from desk_annotator.storage.project_file import load_project
from desk_annotator.storage.safe_file import write_safely


@frozen
class ExportWritten:
    """A file that was written, its size in bytes, and what it could not carry."""

    path: Path
    size: int
    losses: tuple[Loss, ...]


@frozen
class BatchSource:
    """A project to export: a file, or one that is open and handed in as it is now.

    `path` also gives the exports their names.
    """

    path: Path
    project: Project | None = None


@frozen
class BatchOutcome:
    """What became of one source in one format: a file, or the reason why there is none.

    `exporter` is None if the source could not be read, and then nothing was tried. `pair` is
    the number of the pair the file holds, from 1; 0 for all. `doubts` counts the places in
    which the project contradicts itself.
    """

    source: BatchSource
    exporter: Exporter | None = None
    pair: int = 0
    written: ExportWritten | None = None
    problem: DeskAnnotatorError | None = None
    doubts: int = 0


@frozen(kw_only=True)
class BatchPlan:
    """What a batch writes: each source in each format into a folder.

    A name that is taken gets a number, unless `replaces`; files of the batch itself, and the
    sources, are never replaced. With `by_pair` each pair goes into a file of its own.
    """

    sources: Sequence[BatchSource]
    exporters: Sequence[Exporter]
    folder: Path
    options: ExportOptions
    by_pair: bool = False
    replaces: bool = False


def export_to(
    path: Path,
    project: Project,
    exporter: Exporter,
    options: ExportOptions,
    *,
    is_cancelled: Callable[[], bool],
    tell: Callable[[float], None],
) -> ExportWritten:
    """Make the export and write the file; `tell` hears the share done, 0 to 1.

    Raises Cancelled once `is_cancelled` says so (nothing is written then), ExportError, or
    SaveError.
    """
    told = 0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if is_cancelled():
            raise Cancelled
        percent = 100 * done // total if total else 100
        if percent > told:
            told = percent
            tell(percent / 100)

    # The rows of a long project make the collector stop every thread for as long as half a second,
    # and as long once more for those a cancelled export leaves, unless it is spared of them.
    with CollectorRest():
        export = exporter.write(project, replace(options, progress=progress))
    if is_cancelled():
        raise Cancelled
    write_safely(path, export.data, backup=keep_project)
    return ExportWritten(path, len(export.data), export.losses)


def free_name(folder: Path, stem: str, suffix: str, is_taken: Callable[[Path], bool]) -> Path:
    """Return the path of a new file: the first of “stem”, “stem (2)”, “stem (3)” not taken."""
    path = folder / f"{stem}{suffix}"
    number = 2
    while is_taken(path):
        path = folder / f"{stem} ({number}){suffix}"
        number += 1
    return path


def export_batch(
    plan: BatchPlan,
    *,
    is_cancelled: Callable[[], bool],
    tell: Callable[[float], None],
    load: Callable[[Path], tuple[Project, int]] | None = None,
) -> Iterator[BatchOutcome]:
    """Write the files of a plan one after the other, and yield what became of each.

    `tell` hears the share of the whole, 0 to 1. `load` returns a project and in how many
    places it contradicts itself; it may raise ProjectFileError. A fault of the program in one
    file is the problem of that file. Raises Cancelled once `is_cancelled` says so: the files
    written by then stay, each of them whole.
    """
    names = _Names(plan)
    for number, source in enumerate(plan.sources):

        def tell_here(share: float, number: int = number) -> None:
            tell((number + share) / len(plan.sources))

        tell_here(0)
        if is_cancelled():
            raise Cancelled
        project, doubts = source.project, 0
        if project is None:
            try:
                project, doubts = (load or _loaded)(source.path)
            except Cancelled:
                raise
            except Exception as error:  # noqa: BLE001 - told of this file; the others go on
                yield BatchOutcome(source, problem=_problem(error, source.path.name))
                continue
        tasks = list(_tasks(plan, project))
        for place, (exporter, pair, options) in enumerate(tasks):

            def tell_file(
                share: float,
                place: int = place,
                count: int = len(tasks),
                tell_here: Callable[[float], None] = tell_here,
            ) -> None:
                tell_here((place + share) / count)

            path = names.path(source, exporter, pair)
            try:
                written = export_to(
                    path, project, exporter, options, is_cancelled=is_cancelled, tell=tell_file
                )
            except Cancelled:
                raise
            except Exception as error:  # noqa: BLE001 - told of this file; the others go on
                problem = _problem(error, path.name)
                yield BatchOutcome(source, exporter, pair, problem=problem, doubts=doubts)
            else:
                names.keep(path)
                yield BatchOutcome(source, exporter, pair, written, doubts=doubts)
    tell(1.0)


def _problem(error: Exception, name: str) -> DeskAnnotatorError:
    """Return what is told of an error; of one that nobody expected, its kind and its place.

    Its own words are left out: they may quote the texts.
    """
    if isinstance(error, DeskAnnotatorError):
        return error
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return ExportError(
        QT_TRANSLATE_NOOP(
            "Errors",
            "“{name}” was not made, because of a fault of the program ({fault}). What stood "
            "there before is still there. Please report the words in brackets.",
        ),
        name=name,
        fault=type(error).__name__ + place,
    )


def _loaded(path: Path) -> tuple[Project, int]:
    loaded = load_project(path)
    return loaded.project, len(loaded.problems)


def _tasks(plan: BatchPlan, project: Project) -> Iterable[tuple[Exporter, int, ExportOptions]]:
    for exporter in plan.exporters:
        if not plan.by_pair:
            yield exporter, 0, plan.options
            continue
        for number, pair in enumerate(project.pairs, start=1):
            yield exporter, number, replace(plan.options, pair_ids=frozenset({pair.id}))


class _Names:
    """Gives each file of a batch a name of its own."""

    def __init__(self, plan: BatchPlan) -> None:
        self._plan = plan
        self._sources = {_key(source.path) for source in plan.sources}
        self._made: set[str] = set()

    def path(self, source: BatchSource, exporter: Exporter, pair: int) -> Path:
        """Return where an export goes."""
        stem = source.path.name
        if stem.lower().endswith(".json"):
            stem = stem[: -len(".json")]
        if pair:
            stem = f"{stem} - {pair:02}"
        return free_name(self._plan.folder, stem or "export", exporter.suffix, self._is_taken)

    def keep(self, path: Path) -> None:
        """Note that a file was written."""
        self._made.add(_key(path))

    def _is_taken(self, path: Path) -> bool:
        key = _key(path)
        if key in self._made or key in self._sources:
            return True
        # A link that leads nowhere has a name as well.
        if not (path.exists() or path.is_symlink()):
            return False
        return not self._plan.replaces or any(
            is_same_file(path, source.path) for source in self._plan.sources
        )


def _key(path: Path) -> str:
    """Return what is the same for paths that some file systems hold for one file."""
    return str(path.absolute()).casefold()
