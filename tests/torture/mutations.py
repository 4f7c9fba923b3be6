"""Spoils valid project files in every way there is, and looks what opening them does.

    python -m tests.torture.mutations --count 20000

Each spoiled file is put on disk and opened, by a process of its own, so that even a crash below
Python is seen. A file must give a project or one sentence, within two seconds and 1 GB, and be
the same afterwards, to the byte and the time of its change. What opens for writing must also be
possible to work on and to save.
"""

from __future__ import annotations

import argparse
import copy
import json
import multiprocessing
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from desk_annotator.app.open_project import from_loaded
from desk_annotator.core.errors import ProjectFileError
from desk_annotator.storage.project_file import load_project, project_bytes

ROOT = Path(__file__).resolve().parents[2]
BASES = (
    *sorted((ROOT / "tests" / "golden").glob("project_v*.json")),
    ROOT / "seeds" / "samples.json",
)
SECONDS = 2.0
MEGABYTES = 1000
HANG_SECONDS = 60
BATCH = 500
LONGEST_SENTENCE = 1000

STRANGE: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    7.0,
    1e308,
    10**19,
    -(10**40),
    2**63,
    "",
    "\0",
    "\ud83d",
    "\ufdd0",
    "\u202e<b>&lt;</b>",
    "x" * 100_000,
    "../../etc/passwd",
    [],
    {},
    [[]],
    [1, 2],
    [True, 2],
    ["crlf-to-lf", 1],
    {"start": 0, "end": 1, "quote": "F"},
)
RAW = (
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"9" * 5_000,
    b"9" * 100_000,
    b"-0",
    b'"\\ud83d"',
    b'"\\ude00\\ud83d"',
    b'"\\u0000"',
    b'"\xed\xa0\x80"',
    b'"\xff"',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"[" * 90 + b"]" * 90,
    b"[" * 200 + b"]" * 200,
    b"[" * 900 + b"]" * 900,
    b'{"a":1,"a":2}',
    b'{"id":1,"\\u0069d":2}',
    b"\0" * 64,
)


def prefixes(data: bytes) -> Iterator[bytes]:
    """Yield every beginning of a file, and some with zeros instead of what is lacking."""
    for length in range(len(data)):
        yield data[:length]
        if length % 16 == 0:
            yield data[:length].ljust(len(data), b"\0")


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Change some bytes."""
    spoiled = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 8, 64))):
        place = chance.randrange(len(spoiled))
        if chance.random() < 0.5:
            spoiled[place] ^= 1 << chance.randrange(8)
        else:
            spoiled[place] = chance.randrange(256)
    return bytes(spoiled)


def cut_and_pasted(data: bytes, chance: random.Random) -> bytes:
    """Move, repeat, drop or blank a stretch."""
    first, last = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    last = min(last, first + chance.choice((4, 40, 400, 40_000)))
    stretch = data[first:last]
    place = chance.randrange(len(data) + 1)
    return chance.choice(
        (
            data[:first] + data[last:],
            data[:place] + stretch + data[place:],
            data[:first] + bytes(len(stretch)) + data[last:],
            data[:first] + stretch[::-1] + data[last:],
            data[:last] + data[first:],
        )
    )


def places(document: Any) -> list[tuple[Any, Any]]:
    """Return every field and entry: the object or list, and the key or rank in it."""
    found: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting:
        value = waiting.pop()
        keys = value.keys() if isinstance(value, dict) else range(len(value))
        for key in keys:
            found.append((value, key))
            if isinstance(value[key], dict | list):
                waiting.append(value[key])
    return found


def exchanged(document: Any, chance: random.Random) -> bytes:
    """Put strange values into fields, and the values of fields into others."""
    spoiled = copy.deepcopy(document)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        every = places(spoiled)
        if not every:
            break
        holder, key = chance.choice(every)
        way = chance.random()
        if way < 0.5:
            holder[key] = copy.deepcopy(chance.choice(STRANGE))
        elif way < 0.6:
            del holder[key]
        elif way < 0.75:
            other, at = chance.choice(every)
            holder[key] = copy.deepcopy(other[at])
        elif isinstance(holder[key], int) and not isinstance(holder[key], bool):
            holder[key] += chance.choice((-1, 1, 2, 1000))
        elif isinstance(holder[key], str):
            text = holder[key]
            place = chance.randrange(len(text) + 1)
            holder[key] = (
                text[:place] + chance.choice(("😀", "\r", "ا", "\u2028", "")) + text[place + 1 :]
            )
        elif isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
        else:
            holder[f"x_{key}"] = holder[key]
    return json.dumps(spoiled, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


MARK = "\x1amark"


def raw(document: Any, chance: random.Random) -> bytes:
    """Put what `json.dumps` would never write into a field."""
    spoiled = copy.deepcopy(document)
    holder, key = chance.choice(places(spoiled))
    holder[key] = MARK
    data = json.dumps(spoiled, ensure_ascii=False).encode()
    return data.replace(json.dumps(MARK).encode(), chance.choice(RAW))


def doubled(data: bytes, chance: random.Random) -> bytes:
    """Write a field a second time."""
    fields = list(re.finditer(rb'"(\w+)"\s*:\s*("[^"\\]*"|\d+|null)', data))
    field = chance.choice(fields)
    return data[: field.start()] + field[0] + b", " + data[field.start() :]


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


def child(pipe: Connection, folder: Path, files: list[tuple[str, bytes]]) -> None:
    """Open files, and say of each what came of it."""
    path = folder / "spoiled.json"
    for _, data in files:
        try:
            pipe.send(attempt(path, data))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            pipe.send(("error", f"{type(error).__name__}: {error}"[:300], 0.0))
    pipe.send(peak_megabytes())
    pipe.close()


def peak_megabytes() -> float:
    """Return the most memory this process ever had, in MB; 0 where that cannot be learned."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_000_000 if sys.platform == "darwin" else 1000)


class Mutations:
    """Runs batches of spoiled files and gathers what came of them."""

    def __init__(self, keep: Path | None = None) -> None:
        self.came: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.slowest = 0.0
        self.peak = 0.0
        self._keep = keep

    def run(self, files: list[tuple[str, bytes]], folder: Path) -> None:
        """Open the files in a process of their own."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=child, args=(theirs, folder, files))
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
            (self._keep / f"{len(self.wrong)}.json").write_bytes(data)

    def summary(self) -> str:
        """Return the figures in a line."""
        came = ", ".join(f"{number:,} {what}" for what, number in sorted(self.came.items()))
        return (
            f"{came}, slowest {self.slowest:.2f} s, at most {self.peak:.0f} MB, "
            f"{len(self.wrong)} wrong"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", type=Path, help="a folder for the files with which it went wrong")
    wishes = parser.parse_args()
    seed = wishes.seed if wishes.seed is not None else random.randrange(10**9)
    print(f"seed {seed}", flush=True)
    mutations = Mutations(wishes.keep)
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        batch: list[tuple[str, bytes]] = []
        for done, item in enumerate(spoiled_files(wishes.count, seed), start=1):
            batch.append(item)
            if len(batch) == BATCH or done == wishes.count:
                mutations.run(batch, Path(folder))
                batch = []
            if done % 5_000 == 0:
                print(f"{done} files: {mutations.summary()}", flush=True)
    if mutations.peak > MEGABYTES:
        mutations.wrong.append(f"{mutations.peak:.0f} MB of memory")
    told = ", ".join(f"{number:,} {kind}" for kind, number in mutations.kinds.items())
    print(f"{wishes.count} files ({told}): {mutations.summary()}")
    for sentence in mutations.wrong[:10]:
        print(f"  {sentence}")
    return 1 if mutations.wrong else 0


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
