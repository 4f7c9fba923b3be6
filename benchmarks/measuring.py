"""Medians, memory, and processes that measure and tell their figures as JSON."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent
MARK = "figures: "
BESIDE_MACHINE = "longest wait less the machine's, "
"""Begins the names of such figures; behind it stands what was done."""
CONTROLS = "control's longest wait, "
PLAIN_ALLOCATOR = {"PYTHONMALLOC": "malloc"}
"""The environment in which Python asks the system's allocator for each object."""


def pss() -> float:
    """Return the memory of this process in MiB, shared pages counted by their share."""
    return _rollup("Pss:")


class _Allocated(ctypes.Structure):
    """What glibc's mallinfo2 tells; the two fields asked for are the bytes in use."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd",
            "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    ]  # fmt: skip


def own_memory() -> float:
    """Return the memory in MiB that this process has asked for and not given back.

    What was freed but is kept for later does not count, so that it hides nothing that is taken
    next; no other process changes it. Python's objects are among it if Python was started with
    `PLAIN_ALLOCATOR`. NaN without glibc.
    """
    gc.collect()
    mallinfo = getattr(ctypes.CDLL(None), "mallinfo2", None) if sys.platform == "linux" else None
    if mallinfo is None or os.environ.get("PYTHONMALLOC") != "malloc":
        return float("nan")
    mallinfo.restype = _Allocated
    found = mallinfo()
    return (found.uordblks + found.hblkhd) / 2**20


def _rollup(row: str) -> float:
    rollup = Path("/proc/self/smaps_rollup")
    if not rollup.exists():
        return float("nan")
    for line in rollup.read_text(encoding="ascii").splitlines():
        if line.startswith(row):
            return int(line.split()[1]) / 1024
    return float("nan")


def milliseconds(
    work: Callable[[], object], clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return how long one run takes."""
    start = clock()
    work()
    return (clock() - start) * 1000


def median_of(work: Callable[[], object], times: int) -> float:
    """Return the median of several runs in milliseconds."""
    return median(milliseconds(work) for _ in range(times))


def tell(figures: dict[str, float]) -> None:
    """Hand the figures of this process to the one that started it."""
    print(MARK + json.dumps(figures), flush=True)


def listen(
    module: str,
    arguments: Sequence[object],
    *,
    timeout: float,
    beside: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, float] | None:
    """Start a module of this folder in a process of its own; None if it takes too long.

    `beside` is what its environment has beside that of this process.
    """
    environment = {**os.environ, **beside}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment["BENCHMARK_STARTED"] = repr(time.time())
    words = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    try:
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    for line in done.stdout.splitlines():
        if line.startswith(MARK):
            found: dict[str, float] = json.loads(line.removeprefix(MARK))
            return found
    message = f"{' '.join(words[2:])} ended with status {done.returncode}:\n{done.stderr[-2000:]}"
    raise RuntimeError(message)


def since_start(at: float | None = None) -> float:
    """Return the milliseconds since the process that asked for figures started this one.

    `at` is the time (as of `time.time()`) to count to, by default now.
    """
    until = time.time() if at is None else at
    return (until - float(os.environ["BENCHMARK_STARTED"])) * 1000


def medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure."""
    return {name: median(run[name] for run in runs) for name in runs[0]} if runs else {}


def interleaved(
    module: str,
    candidates: Sequence[Sequence[object]],
    *,
    repeats: int,
    timeout: float = 300,
    beside: Mapping[str, str] = MappingProxyType({}),
) -> list[dict[str, float]]:
    """Run the candidates in turn, several times, and return the medians of each.

    A candidate that once took too long is left out from then on, and has no figures.
    """
    runs: list[list[dict[str, float]]] = [[] for _ in candidates]
    given_up: set[int] = set()
    for turn in range(repeats):
        order = list(range(len(candidates)))
        if turn % 2:
            order.reverse()  # neither always has the warmer caches
        for number in order:
            if number in given_up:
                continue
            found = listen(module, candidates[number], timeout=timeout, beside=beside)
            if found is None:
                given_up.add(number)
                runs[number] = []
            else:
                runs[number].append(found)
    return [medians(found) for found in runs]
