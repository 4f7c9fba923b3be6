"""Measures the worst files that each importer accepts: seconds of the processor, and memory.

    python -m tests.torture.bounds            # all of them, a few minutes
    python -m tests.torture.bounds xlsx tmx   # those of some importers

Each file is made as large, as deep, as densely filled and as awkward as it may be, and is
imported as the window does it, in a process of its own. It must be imported, or refused with one
sentence, within 10 seconds and 1 GB.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from desk_annotator.core.errors import DeskAnnotatorError
from tests.torture.bound_cases import CASES
from tests.torture.import_samples import kinds, suffix
from tests.torture.import_trial import not_a_sentence, used
from tests.torture.mutations import peak_megabytes

SECONDS = 10.0
MEGABYTES = 1000.0
MOST_SECONDS = 30
"""Seconds of the processor after which the system ends a process that would go on."""
PATIENCE = 900
"""Seconds after which it is ended whatever it does: the computer may be busy with other things."""
MEMORY = 6_000_000_000
"""Bytes of memory a process gets before it fails, so that the computer goes on."""


def make(path: Path, kind: str, case: str) -> None:
    """Write the file of a case."""
    path.write_bytes(CASES[kind][case]())


def measure(path: Path, kind: str, pipe: Connection) -> None:
    """Import the file, and say what came of it, the seconds and the megabytes."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    came = "imported"
    try:
        used(path, kind)
    except DeskAnnotatorError as error:
        came = not_a_sentence(error, path.name) or f"refused: {error}"
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        came = f"WRONG {type(error).__name__}: {error}"
    pipe.send((came, time.process_time(), peak_megabytes()))


def tried(kind: str, case: str, folder: Path) -> str:
    """Make and import one file; print a line, and return what is wrong with what came of it."""
    context = multiprocessing.get_context("spawn")
    path = folder / f"{case.replace(' ', '-')}{suffix(kind)}"
    # In a process of its own too: the memory of this one would count as that of its children.
    maker = context.Process(target=make, args=(path, kind, case))
    maker.start()
    maker.join()
    if maker.exitcode:
        message = f"the file of {kind}: {case} could not be made"
        raise RuntimeError(message)
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=measure, args=(path, kind, theirs))
    reader.start()
    theirs.close()
    try:
        came, seconds, peak = (
            ours.recv() if ours.poll(PATIENCE) else (f"WRONG: over {PATIENCE} s", 0.0, 0.0)
        )
    except EOFError:
        reader.join()
        came, seconds, peak = f"WRONG: ended with status {reader.exitcode}", 0.0, 0.0
    reader.kill()
    reader.join()
    size = path.stat().st_size / 1e6
    path.unlink()
    wrong = came if came.startswith(("WRONG", "not", "the")) else ""
    if seconds > SECONDS or peak > MEGABYTES:
        wrong = "beyond the bounds"
    flag = "!!" if wrong else "  "
    print(
        f"{flag} {kind:12} {case:34} {size:6.1f} MB {seconds:6.1f} s {peak:6.0f} MB  {came[:90]}",
        flush=True,
    )
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", metavar="IMPORTER", help=", ".join(kinds()))
    parser.add_argument("--only", help="a part of the name of a case")
    wishes = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="bounds-") as folder:
        for kind in wishes.kinds or kinds():
            for case in CASES.get(kind, {}):
                if wishes.only is None or wishes.only in case:
                    wrong += bool(tried(kind, case, Path(folder)))
    print(f"{wrong} beyond {SECONDS:.0f} s or {MEGABYTES:.0f} MB, or wrong otherwise")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
