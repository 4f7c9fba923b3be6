"""Operations of the model on one project, some beside what the standard library needs.

python -m benchmarks.model_speed --words 1000000 --annotations 100000
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.measuring import median_of, milliseconds, tell
from benchmarks.samples import project
from desk_annotator.app.search import search
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import AnnotationChange, Edit
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import EXPORTERS
from desk_annotator.storage.journal import Journal
from desk_annotator.storage.journal_record import JournalHeader
from desk_annotator.storage.lock_owner import Owner
from desk_annotator.storage.project_codec import decode, encode
from desk_annotator.storage.project_file import project_bytes
from desk_annotator.storage.safe_file import write_safely
from desk_annotator.text.find import Query


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=int, required=True)
    parser.add_argument("--annotations", type=int, required=True)
    asked = parser.parse_args()
    made = project(asked.words, asked.annotations)
    data = encode(made, generator="benchmark")
    document = json.loads(data)
    gc.freeze()
    figures: dict[str, float] = {"file (MB)": len(data) / 1e6}
    rounds = [files(data, document, made) for _ in range(3)]
    figures |= {name: median(one[name] for one in rounds) for name in rounds[0]}
    del document
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "saved.json"
        figures["write to disk, flushed"] = median_of(lambda: write_safely(path, data), 3)
        figures |= journal(Path(folder), asked.annotations)
    figures |= work(made)
    tell(figures)


def files(data: bytes, document: object, made) -> dict[str, float]:
    """Reading and writing, in turn with the standard library."""
    found = {"json.loads": milliseconds(lambda: json.loads(data))}
    found["load and validate"] = milliseconds(lambda: decode(data, name="benchmark"))
    found["json.dumps"] = milliseconds(
        lambda: json.dumps(document, ensure_ascii=False).encode("utf-8")
    )
    found["save: encode"] = milliseconds(lambda: encode(made, generator="benchmark"))
    found["save: encode and read back"] = milliseconds(
        lambda: project_bytes(made, name="benchmark")
    )
    return found


def new_change(bitext: Bitext, number: int) -> AnnotationChange:
    places = random.Random(number)
    spans = {}
    for side in Side:
        start = places.randrange(len(bitext.text(side)) - 40)
        spans[side] = (Span(start, start + places.randint(1, 40)),)
    made = Annotation(
        id=f"new-{number}",
        tag=Tag.MATCHING,
        source=spans[Side.SOURCE],
        target=spans[Side.TARGET],
    )
    return AnnotationChange(bitext.id, None, made)


def work(made) -> dict[str, float]:
    """What happens while one works."""
    found = {"make workspace (indexes)": median_of(lambda: Workspace(made), 3)}
    workspace = Workspace(made)
    bitext = workspace.bitexts[0]
    found["coverage of both sides"] = milliseconds(lambda: [bitext.coverage(side) for side in Side])
    edits = [Edit("Add", (new_change(bitext, number),)) for number in range(300)]
    found["one edit"] = median(milliseconds(lambda e=edit: workspace.apply(e)) for edit in edits)
    found["undo"] = median_of(workspace.undo, 200)
    found["coverage after an edit"] = median_of(lambda: bitext.coverage(Side.SOURCE), 50)
    places = random.Random(7)
    length = len(bitext.text(Side.SOURCE))
    starts = [places.randrange(length) for _ in range(500)]
    found["index query, 400 characters"] = median(
        milliseconds(lambda s=start: bitext.index(Side.SOURCE).touching(s, s + 400))
        for start in starts
    )
    found["snapshot for a save"] = median_of(lambda: workspace.snapshot(in_order=False), 5)
    texts = [bitext.text(side) for side in Side]
    for name, query in {
        "find a word": Query(pattern="harbour"),
        "find a word, folded": Query(pattern="النهر", fold=True),
        "find a pattern": Query(pattern=r"har\w+r", regex=True),
    }.items():
        found[name] = median_of(lambda q=query: search(*texts, q), 3)
    for exporter in EXPORTERS:
        if exporter.id in ("tsv", "jsonl"):
            found[f"export {exporter.id}"] = milliseconds(
                lambda e=exporter: e.write(made, ExportOptions())
            )
    return found


def journal(folder: Path, annotations: int) -> dict[str, float]:
    """Appending one edit to the journal, as the window's thread does."""
    small = project(1000, 10)
    bitext = Bitext(small.pairs[0])
    header = JournalHeader(
        project_id="p", title="", base="0" * 64, initial=None, path="", app="benchmark",
        owner=Owner.of_this_process(), session="s", time="2024-05-12T00:00:00Z",
    )  # fmt: skip
    kept = Journal(folder / "journal", header)
    kept.start()
    edits = [Edit("Add", (replace(new_change(bitext, number)),)) for number in range(200)]
    found = median(
        milliseconds(lambda e=edit: kept.append("2024-05-12T00:00:00Z", "made", e))
        for edit in edits
    )
    kept.remove()
    return {"journal one edit": found}


if __name__ == "__main__":
    main()
