"""Spoils valid files in every way there is, and looks what opening or importing them does.

    python -m tests.torture.mutations --count 20000
    python -m tests.torture.mutations docx --count 5000
    python -m tests.torture.mutations importers

Each spoiled file is put on disk and opened, by a process of its own, so that even a crash below
Python is seen. A file must give a project or one sentence, within two seconds and 1 GB, and be
the same afterwards, to the byte and the time of its change. What opens for writing must also be
possible to work on and to save. Of importers see `import_trial`.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from desk_annotator.app.open_project import from_loaded
from desk_annotator.core.errors import ProjectFileError
from desk_annotator.storage.project_file import load_project, project_bytes
from tests.torture import import_trial
from tests.torture.import_samples import kinds
from tests.torture.import_spoiling import spoiled_imports
from tests.torture.spoiling import (
    cut_and_pasted,
    doubled,
    exchanged,
    flipped,
    prefixes,
    raw,
)

ROOT = Path(__file__).resolve().parents[2]
BASES = (
    *sorted((ROOT / "tests" / "golden").glob("project_v*.json")),
    ROOT / "seeds" / "samples.json",
)
PROJECT = "project"
SECONDS = 2.0
MEGABYTES = 1000
HANG_SECONDS = 60
BATCH = 500
LONGEST_SENTENCE = 1000


def spoiled_files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` files, each with how it was spoiled; every prefix of the smallest first."""
    bases = [path.read_bytes() for path in BASES]
    documents = [json.loads(data) for data in bases]
    done = 0
    for data in (b"", b"\0", bytes(len(bases[0])), b"\xef\xbb\xbf", *prefixes(bases[0])):
        if done == count // 3:
            break
        done += 1
        yield "prefixes", data
    chance = random.Random(seed)
    while done < count:
        done += 1
        number = chance.choice((0, 0, 0, 1, 1, 2))
        data, document = bases[number], documents[number]
        match chance.randrange(6):
            case 0:
                yield "bytes changed", flipped(data, chance)
            case 1:
                yield "stretches moved", cut_and_pasted(data, chance)
            case 2 | 3:
                yield "values exchanged", exchanged(document, chance)
            case 4:
                yield "not quite JSON", raw(document, chance)
            case _:
                yield "fields doubled", doubled(data, chance)


def attempt(path: Path, data: bytes) -> tuple[str, str, float]:
    """Open one file; return what came of it, what is wrong with that, and the seconds taken."""
    path.write_bytes(data)
    before = path.stat()
    wrong = ""
    begun = time.perf_counter()
    try:
        loaded = load_project(path)
        came = "refused" if loaded is None else "read-only" if loaded.read_only_reason else "opened"
    except ProjectFileError as error:
        came = "refused"
        sentence = str(error)
        if "\n" in sentence or len(sentence) > LONGEST_SENTENCE or path.name not in sentence:
            wrong = f"not one sentence: {sentence[:200]!r}"
    seconds = time.perf_counter() - begun
    if came != "refused":
        opened = from_loaded(loaded, path)
        if came == "opened":
            project_bytes(opened.workspace.snapshot(), name=path.name)
    after = path.stat()
    same = (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    if not same or path.read_bytes() != data:
        wrong = "the file was changed"
    elif seconds > SECONDS:
        wrong = f"took {seconds:.1f} s"
    return came, wrong, seconds


def child(pipe: Connection, folder: Path, files: list[tuple[str, bytes]], kind: str) -> None:
    """Open or import files, and say of each what came of it."""
    for _, data in files:
        try:
            pipe.send(trial(kind)(folder, data))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            pipe.send(("error", f"{type(error).__name__}: {error}"[:300], 0.0))
    pipe.send(peak_megabytes())
    pipe.close()


def trial(kind: str) -> Callable[[Path, bytes], tuple[str, str, float]]:
    """Return what tries one file of this kind in a folder."""
    if kind == PROJECT:
        return lambda folder, data: attempt(folder / "spoiled.json", data)
    name = import_trial.spoiled_name(kind)
    return lambda folder, data: import_trial.attempt(folder / name, data, kind)


def peak_megabytes() -> float:
    """Return the most memory this process ever had, in MB; 0 where that cannot be learned."""
    if sys.platform == "win32":
        return 0.0
    status = Path("/proc/self/status")
    if status.exists():
        # What `getrusage` says holds also what the process had before it ran this program.
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text("ascii", "replace"))
        if found is not None:
            return int(found[1]) / 1000
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_000_000 if sys.platform == "darwin" else 1000)


class Mutations:
    """Runs batches of spoiled files and gathers what came of them."""

    def __init__(self, keep: Path | None = None, kind: str = PROJECT) -> None:
        self.came: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.slowest = 0.0
        self.peak = 0.0
        self._keep = keep
        self._kind = kind

    def run(self, files: list[tuple[str, bytes]], folder: Path) -> None:
        """Open the files in a process of their own."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=child, args=(theirs, folder, files, self._kind))
        process.start()
        theirs.close()
        for kind, data in files:
            self.kinds[kind] += 1
            try:
                if not ours.poll(HANG_SECONDS):
                    self._note(kind, data, f"hung for {HANG_SECONDS} s")
                    break
                came, wrong, seconds = ours.recv()
            except EOFError:
                process.join()
                self._note(kind, data, f"the process ended with status {process.exitcode}")
                break
            self.came[came] += 1
            self.slowest = max(self.slowest, seconds)
            if wrong:
                self._note(kind, data, wrong)
        else:
            self.peak = max(self.peak, ours.recv())
        process.kill()
        process.join()
        ours.close()

    def _note(self, kind: str, data: bytes, wrong: str) -> None:
        self.wrong.append(f"{kind}: {wrong}")
        if self._keep is not None:
            self._keep.mkdir(parents=True, exist_ok=True)
            (self._keep / f"{self._kind}-{len(self.wrong)}").write_bytes(data)

    def summary(self) -> str:
        """Return the figures in a line."""
        came = ", ".join(f"{number:,} {what}" for what, number in sorted(self.came.items()))
        return (
            f"{came}, slowest {self.slowest:.2f} s, at most {self.peak:.0f} MB, "
            f"{len(self.wrong)} wrong"
        )


def run(kind: str, count: int, seed: int, keep: Path | None) -> Mutations:
    """Spoil and open `count` files of one kind, and print what came of them."""
    mutations = Mutations(keep, kind)
    files = spoiled_files(count, seed) if kind == PROJECT else spoiled_imports(kind, count, seed)
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        while batch := list(islice(files, BATCH)):
            mutations.run(batch, Path(folder))
    if mutations.peak > MEGABYTES:
        mutations.wrong.append(f"{mutations.peak:.0f} MB of memory")
    told = ", ".join(f"{number:,} {way}" for way, number in mutations.kinds.items())
    print(f"{kind}: {count} files ({told}): {mutations.summary()}", flush=True)
    for sentence in mutations.wrong[:10]:
        print(f"  {sentence}", flush=True)
    return mutations


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known = (PROJECT, *kinds())
    parser.add_argument("kind", nargs="?", choices=(*known, "importers"), default=PROJECT)
    parser.add_argument("--count", type=int, help="of each kind: 20,000 projects, 5,000 others")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", type=Path, help="a folder for the files with which it went wrong")
    wishes = parser.parse_args()
    seed = wishes.seed if wishes.seed is not None else random.randrange(10**9)
    print(f"seed {seed}", flush=True)
    chosen = known[1:] if wishes.kind == "importers" else (wishes.kind,)
    wrong = 0
    for kind in chosen:
        count = wishes.count or (20_000 if kind == PROJECT else 5_000)
        wrong += len(run(kind, count, seed, wishes.keep).wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
