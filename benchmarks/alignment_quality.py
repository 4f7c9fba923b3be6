"""Align documents and write what was found, for a scorer to compare with gold.

    python -m benchmarks.alignment_quality DOCUMENTS.jsonl... -o FOUND.jsonl [--no-encoder]

Each line of DOCUMENTS is an object with "id", "source" and "target", these with "lang" and
"text"; each line written has the same "id" and what `align --json` prints.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from desk_annotator.alignment.encoding import installed_encoder
from desk_annotator.alignment.engine import align
from desk_annotator.alignment.result import as_json
from desk_annotator.core.text import Direction, Text


def text_of(side: dict[str, str]) -> Text:
    direction = Direction.RTL if side["lang"] == "ar" else Direction.LTR
    return Text.of(side["text"], language=side["lang"], direction=direction)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("documents", type=Path, nargs="+")
    options.add_argument("-o", "--output", type=Path, required=True)
    options.add_argument("--no-encoder", action="store_true")
    chosen = options.parse_args()
    encoder = None if chosen.no_encoder else installed_encoder()
    with chosen.output.open("w", encoding="utf-8") as out:
        for path in chosen.documents:
            for line in path.read_text(encoding="utf-8").splitlines():
                document = json.loads(line)
                found = align(
                    text_of(document["source"]), text_of(document["target"]), encoder=encoder
                )
                out.write(json.dumps({"id": document["id"], **as_json(found)}) + "\n")


if __name__ == "__main__":
    main()
