"""One export of a made-up project in a process of its own: how long, and how much memory.

    python -m benchmarks.export_speed FORMAT --annotations 100000

There are ten words a side for each annotation. `json.dumps` as the format writes plain rows with
the standard library, a line an annotation: the least that can be done with them. Peak memory is
what the process needed above the project it already held (Linux only).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import tell
from benchmarks.samples import project
from desk_annotator.core.project import Project
from desk_annotator.formats.export import Exporter, ExportOptions
from desk_annotator.formats.export_table import PDF, exporter
from desk_annotator.storage.collector import collector_paused

BARE = "json.dumps"
WORDS = 10
"""Words a side for each annotation."""
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


def bare(made: Project) -> bytes:
    """Return the annotations as lines of JSON, written by the standard library alone."""
    lines = []
    for pair in made.pairs:
        sides = (pair.source.characters, pair.target.characters)
        for annotation in pair.annotations:
            spans = [
                [(span.start, span.end, text[span.start : span.end]) for span in found]
                for text, found in zip(sides, (annotation.source, annotation.target), strict=True)
            ]
            row = {"id": annotation.id, "tag": annotation.tag, "note": annotation.note}
            lines.append(json.dumps({**row, "source": spans[0], "target": spans[1]}))
    return "\n".join(lines).encode()


def row_of(format_id: str) -> Exporter:
    """Return the exporter, that of PDF with Qt."""
    found = exporter(format_id)
    if found is PDF:
        from desk_annotator.qt import pdf_report

        return pdf_report.PDF
    return found


def memory(field: str) -> float:
    """Return a field of this process in MiB: VmRSS, or VmHWM, the most there was."""
    if not _STATUS.exists():
        return float("nan")
    lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def measured(work: Callable[[], bytes]) -> dict[str, float]:
    """Return what one run of the work takes."""
    if _CLEAR.exists():
        _CLEAR.write_text("5", encoding="ascii")
    before = memory("VmRSS")
    clock, worked = time.perf_counter(), time.process_time()
    data = work()
    return {
        "seconds": time.perf_counter() - clock,
        "processor seconds": time.process_time() - worked,
        "peak memory (MiB)": memory("VmHWM") - before,
        "file (MiB)": len(data) / (1 << 20),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("format")
    parser.add_argument("--annotations", type=int, default=10_000)
    parser.add_argument("--output", type=Path)
    asked = parser.parse_args()
    made = project(WORDS * asked.annotations, asked.annotations)
    if asked.format == BARE:
        tell(measured(lambda: bare(made)))
        return
    row = row_of(asked.format)
    row.write(project(WORDS, 1), ExportOptions())  # loads what is loaded once
    longest = 0.0
    last = time.process_time()

    def progress(done: int, total: int) -> None:
        nonlocal longest, last
        del done, total
        now = time.process_time()
        longest, last = max(longest, now - last), now

    def work() -> bytes:
        nonlocal last
        last = time.process_time()
        with collector_paused():  # as the program does
            data = row.write(made, ExportOptions(progress=progress)).data
        progress(0, 0)
        if asked.output is not None:
            asked.output.write_bytes(data)
        return data

    figures = measured(work)
    tell({**figures, "longest work without a look at cancel (s)": longest})


if __name__ == "__main__":
    sys.exit(main())
