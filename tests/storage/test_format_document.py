"""docs/FORMAT.md says what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from desk_annotator.core.text import fingerprint
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.storage import layout

DOCUMENT = (Path(__file__).parents[2] / "docs" / "FORMAT.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("Project", layout.PROJECT_KEYS),
        ("Pair", layout.PAIR_KEYS),
        ("Side", layout.SIDE_KEYS),
        ("Annotation", layout.ANNOTATION_KEYS),
    ],
)
def test_every_field_is_described_in_the_order_of_the_file(heading, keys) -> None:
    section = DOCUMENT.split(f"\n### {heading}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", section, re.MULTILINE)
    assert tuple(re.findall(r"\w+", " ".join(rows))) == tuple(keys)


def test_the_example_is_right() -> None:
    example = json.loads(DOCUMENT.split("```json\n")[1].split("```")[0])
    assert tuple(example) == layout.PROJECT_KEYS
    pair = example["pairs"][0]
    text = pair["source"]["text"]
    assert pair["source"]["sha256"] == fingerprint(text)
    assert tuple(pair["annotations"][0]) == layout.ANNOTATION_KEYS
    for span in pair["annotations"][0]["source"]:
        assert text[span["start"] : span["end"]] == span["quote"]


def test_the_offsets_of_the_example_word_are_right() -> None:
    text = json.loads(DOCUMENT.split("```json\n")[1].split("```")[0])["pairs"][0]["source"]["text"]
    assert "`[21, 23)` here, but `[22, 24)`" in DOCUMENT
    assert "`[24, 26)` in bytes" in DOCUMENT
    assert text[21:23] == "in"
    assert (Utf16Map(text).to_utf16(21), Utf16Map(text).to_utf16(23)) == (22, 24)
    assert text.encode()[24:26] == b"in"
