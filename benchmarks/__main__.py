"""Measures everything, candidates in turn, and writes a table and JSON.

python dev.py bench            some minutes: 1,000 to 100,000 words
python dev.py bench --full     up to a million words, with more repeats
python dev.py bench panes      only some parts: panes, start, window, model, export, alignment
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.export_speed import BARE
from benchmarks.measuring import (
    BESIDE_MACHINE,
    CONTROLS,
    ROOT,
    interleaved,
    listen,
    medians,
)
from benchmarks.panes import panes
from benchmarks.samples import characters, project
from benchmarks.tables import say, table, verdict
from desk_annotator.core.span import Side
from desk_annotator.formats.export_table import EXPORTERS, PDF
from desk_annotator.storage.project_codec import encode

_PARTS = ("panes", "start", "window", "model", "export", "alignment")
_K, _M = 1000, 1_000_000
_EDITS = ("edit", "edit a note", "undo")
"""What is to cost the same however many annotations there are."""


def start(folder: Path, *, repeats: int) -> dict[str, object]:
    made = folder / "project.json"
    made.write_bytes(encode(project(100 * _K, _K), generator="benchmark"))
    texts = []
    for side in Side:
        texts.append(folder / f"{side}.txt")
        texts[-1].write_text(characters(100 * _K, side), encoding="utf-8")
    candidates = [["ours", made], ["bare", *texts]]
    interleaved("start_speed", candidates, repeats=1)  # compiles what is compiled once
    say("\nWhole program from its start: 100,000 words a side, 1,000 annotations")
    ours, bare = interleaved("start_speed", candidates, repeats=2 * repeats + 1)
    gates = {"first picture": 2.0, "memory (MiB)": 1.3}
    return {"start": table(ours, bare, gates)}


def window(folder: Path, *, full: bool, repeats: int) -> dict[str, object]:
    words = _M if full else 100 * _K
    sizes = {"many": 100 * _K if full else 10 * _K, "few": 100}
    paths = {}
    for name, count in sizes.items():
        paths[name] = folder / f"{name}.json"
        paths[name].write_bytes(encode(project(words, count), generator="benchmark"))
    few, many = interleaved(
        "window_speed", [[paths["few"]], [paths["many"]]], repeats=repeats, timeout=600
    )
    say(f"\nWhole window, {words:,} words a side (milliseconds; a wait may be the machine's)")
    say(f"  {'':34}{sizes['few']:>10,}{sizes['many']:>10,} annotations")
    ratios: dict[str, float] = {}
    for name, value in many.items():
        gate = ""
        if name in _EDITS:
            ratios[name] = value / few[name]
            gate = f"{ratios[name]:8.2f}  {verdict(ratios[name], 1.5)}"
        if name.startswith("longest work"):
            gate = f"          ≤ 50 {'reached' if value <= 50 else 'NOT reached'}"
        say(f"  {name:34}{few[name]:10.2f}{value:10.2f}{gate}")
    found = {
        "few": few,
        "many": many,
        "ratios": ratios,
        "words": words,
        "annotations": sizes,
    }
    return {"window": found, "large edits": large_edits(paths["many"], full=full, repeats=repeats)}


def large_edits(path: Path, *, full: bool, repeats: int) -> dict[str, object]:
    """Edits of thousands of annotations: the work in the window's thread between two beats."""
    suggestions = 25 * _K if full else 8500
    reviewed = 25 * _K if full else 10 * _K
    asked = [path, "--suggestions", suggestions, "--reviewed", reviewed]
    (found,) = interleaved("large_edits", [asked], repeats=repeats, timeout=600)
    say(f"\nLarge edits, {suggestions:,} suggestions, {reviewed:,} annotations reviewed")
    say(f"  {'milliseconds':24}{'until done':>12}{'work':>8}{'wait':>8}{'less':>8}{'control':>9}")
    for name in found:
        what = name.removeprefix("until done, ")
        if what == name:
            continue
        work = found[f"longest work, {what}"]
        figures = (
            f"{found[name]:12.0f}{work:8.1f}{found[f'longest wait, {what}']:8.1f}",
            f"{found[BESIDE_MACHINE + what]:8.1f}{found[CONTROLS + what]:9.1f}",
        )
        say(f"  {what:24}{''.join(figures)}   ≤ 50 {'reached' if work <= 50 else 'NOT reached'}")
    return {"suggestions": suggestions, "reviewed": reviewed, **found}


def model(*, full: bool, repeats: int) -> dict[str, object]:
    words, annotations = (_M, 100 * _K) if full else (100 * _K, 10 * _K)
    runs = []
    for _ in range(repeats):
        run = listen("model_speed", ["--words", words, "--annotations", annotations], timeout=600)
        if run is not None:
            runs.append(run)
    found = medians(runs)
    say(f"\nModel, {words:,} words a side, {annotations:,} annotations (milliseconds)")
    beside = {
        "load and validate": "json.loads",
        "save: encode": "json.dumps",
        "save: encode and read back": "json.dumps",
    }
    ratios: dict[str, float] = {}
    for name, value in found.items():
        shown = ""
        if name in beside:
            ratios[name] = value / found[beside[name]]
            shown = f"{ratios[name]:8.2f} × {beside[name]}, {verdict(ratios[name], 2.0)}"
        say(f"  {name:34}{value:10.3f}{shown}")
    return {"model": {"words": words, "annotations": annotations, **found, "ratios": ratios}}


_EXPORTS = tuple(row.id for row in (*EXPORTERS, PDF))
_WAITS = tuple(one for one in _EXPORTS if one != "mqm")
_SHOWN = {
    "processor seconds": "cpu s",
    "peak memory (MiB)": "MiB",
    "file (MiB)": "file",
    "longest work without a look at cancel (s)": "no look",
}


def export(*, full: bool, repeats: int) -> dict[str, object]:
    """Measure every format beside lines of JSON from the standard library."""
    found: dict[str, object] = {}
    for count in (_K, 10 * _K, *([100 * _K] if full else [])):
        asked = [[BARE, "--annotations", count]]
        # MQM repeats both texts for each error: more is refused, and says so.
        formats = [one for one in _EXPORTS if one != "mqm" or count == _K]
        asked += [[one, "--annotations", count] for one in formats]
        once = 1 if count > 10 * _K else repeats
        runs = interleaved("export_speed", asked, repeats=once, timeout=900)
        bare = runs[0]
        say(f"\nExports, {count:,} annotations, {10 * count:,} words a side")
        say(f"  {'':14}" + "".join(f"{name:>10}" for name in (*_SHOWN.values(), "ratio")))
        rows: dict[str, object] = {}
        for (name, *_), run in zip(asked, runs, strict=True):
            ratio = run["processor seconds"] / bare["processor seconds"]
            shown = "".join(f"{run.get(field, float('nan')):10.2f}" for field in _SHOWN)
            say(f"  {name!s:14}{shown}{ratio:9.1f} × {BARE}")
            rows[str(name)] = {**run, "ratio": ratio}
        found[f"{count:,} annotations"] = rows
    count = 100 * _K if full else 10 * _K
    asked = [[one, "--annotations", count] for one in _WAITS]
    waits = interleaved("export_waits", asked, repeats=1 if full else repeats, timeout=1800)
    say(f"\nThe window during an export of {count:,} annotations (milliseconds)")
    for (name, *_), run in zip(asked, waits, strict=True):
        say(f"  {name}")
        for field, value in run.items():
            say(f"    {field:34}{value:10.2f}")
    found["window"] = {str(name): run for (name, *_), run in zip(asked, waits, strict=True)}
    return {"export": found}


def alignment(*, full: bool) -> dict[str, object]:
    """Align made-up texts with one thread for each sum, so that processor time tells of work."""
    words = ["1000", "10000", "100000"] if full else ["1000", "10000"]
    say("\nAlignment (processor time)")
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.alignment_speed", "--json", "--words", *words],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    *lines, figures = ended.stdout.splitlines()
    for line in lines:
        say(line)
    return {"alignment": json.loads(figures)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("parts", nargs="*", choices=(*_PARTS, []), default=[])
    parser.add_argument("--full", action="store_true", help="up to a million words")
    parser.add_argument(
        "--processor",
        action="store_true",
        help="in panes, processor time instead of that on the clock: for a busy machine",
    )
    parser.add_argument("--repeats", type=int, default=0)
    parser.add_argument("--output", type=Path, default=ROOT / "out" / "benchmarks.json")
    asked = parser.parse_args()
    parts = asked.parts or _PARTS
    repeats = asked.repeats or (5 if asked.full else 3)
    started = time.time()
    say(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    found: dict[str, object] = {
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "full": asked.full,
        "repeats": repeats,
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Bytecode as an installed program has it, and settings that are nobody's.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
        for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            (folder / variable).mkdir()
            os.environ[variable] = str(folder / variable)
        few = max(repeats // 2, 1)
        measures: dict[str, Callable[[], dict[str, object]]] = {
            "panes": lambda: {
                "panes": panes(full=asked.full, repeats=repeats, processor=asked.processor)
            },
            "start": lambda: start(folder, repeats=repeats),
            "window": lambda: window(folder, full=asked.full, repeats=few),
            "model": lambda: model(full=asked.full, repeats=few),
            "export": lambda: export(full=asked.full, repeats=few),
            "alignment": lambda: alignment(full=asked.full),
        }
        asked.output.parent.mkdir(parents=True, exist_ok=True)
        for part, measure in measures.items():
            if part not in parts:
                continue
            found |= measure()
            # After each part: the whole takes long, and may be broken off.
            asked.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    say(f"\n{time.time() - started:.0f} s; the figures are in {asked.output}")


if __name__ == "__main__":
    sys.exit(main())
