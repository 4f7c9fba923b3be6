"""The worst files there are for each importer, made to measure it: large, deep, dense, awkward."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

from tests.torture.bound_filling import ARABIC, LATIN, LIMIT, Case, filled
from tests.torture.bound_markup import GLOSSARIES, TMX, XLIFF
from tests.torture.bound_office import DOCX, XLSX
from tests.torture.bound_pages import HTML
from tests.torture.import_samples import GLOSSARY, export


def _text(piece: str, codec: str = "utf-8", size: int = LIMIT) -> Case:
    return lambda: filled(piece.encode(codec), size)


def _noise() -> bytes:
    chance = random.Random(1)
    return chance.randbytes(LIMIT // 2).hex().encode()


TEXT: Mapping[str, Case] = {
    "one line": lambda: b"x" * LIMIT,
    "ASCII lines": _text(LATIN + "\n"),
    "Arabic": _text(ARABIC + "\r\n"),
    "Arabic in Windows-1256": _text(ARABIC + "\n", "cp1256"),
    "Arabic in UTF-16": lambda: b"\xff\xfe" + _text(ARABIC + "\n", "utf-16-le", LIMIT - 2)(),
    "ASCII with one emoji": lambda: "😀".encode() + b"word " * ((LIMIT - 4) // 5),
    "emoji": _text("😀"),
    "line ends": _text("\r\n\u2028\u2029\r"),
    "noncharacters": _text("a\ufdd0"),
    "controls": _text("\u202e\u2066a"),
    "presentation forms": _text("\ufee0\ufef3\ufedc\ufee2 ", size=8_000_000),
    "mojibake": lambda: filled(ARABIC.encode().decode("cp1252", "replace").encode(), 7_000_000),
    "marks": _text("a" + "\u0301" * 500),
    "damaged UTF-8": lambda: filled(ARABIC.encode() * 20 + b"\xff"),
    "hexadecimal noise": _noise,
}


# Tables and lines

TABLE: Mapping[str, Case] = {
    "rows": lambda: filled(f"{LATIN}\t{ARABIC}\n".encode()),
    "rows that fit": lambda: f"{LATIN}\t{ARABIC}\n".encode() * 195_000,
    "short rows": lambda: filled(b"a\tb\n"),
    "empty rows": lambda: filled(b"\n", before=f"{LATIN}\t{ARABIC}\n".encode()),
    "one row": lambda: filled(b"\t", before=f"{LATIN}\t{ARABIC}\n".encode()),
    "wide rows": lambda: filled(b"x\t" * 700 + b"\n", 20_000_000),
    "quoted": lambda: filled(f'"{LATIN}","{ARABIC} ""so"""\n'.encode(), 30_000_000),
    "an open quotation": lambda: b'a,"' + filled(b"b,c\n", 100_000) + b'"\n' + b'"x' * 9_000_000,
    "quotation marks": lambda: filled(b'"\t"', 20_000_000),
}


def _line(spans: int) -> bytes:
    line = json.loads(export("jsonl").split(b"\n")[0])
    one = line["source"]["spans"][:1] or [{"start": 0, "end": 1, "quote": "x"}]
    line["source"]["spans"] = one * spans
    return json.dumps(line).encode() + b"\n"


JSON_LINES: Mapping[str, Case] = {
    "annotations": lambda: filled(_line(1)),
    "spans": lambda: filled(_line(50_000)),
    "empty objects on a line": lambda: _line(1) + b"[" + filled(b"{},", 60_000_000) + b"{}]",
    "empty objects": lambda: _line(1) + filled(b"{}\n", 60_000_000),
    "empty lines": lambda: _line(1) + filled(b"\n", 60_000_000),
    "digits": lambda: _line(1) + filled(b"9" * 4_000 + b"\n", 60_000_000),
    "nesting": lambda: _line(1) + filled(b"[" * 900 + b"]" * 900 + b"\n", 60_000_000),
}

REVIEW_JSON: Mapping[str, Case] = {
    "empty objects": lambda: b'[{"data":' + b"[" + filled(b"{},", 60_000_000) + b"{}]}]",
    "numbers": lambda: b'[{"data":' + b"[" + filled(b"1.5,", 60_000_000) + b"1]}]",
    "strings": lambda: (
        b'{"@context":"http://www.w3.org/ns/anno.jsonld","a":'
        b"[" + filled(b'"ab",', 60_000_000) + b'"a"]}'
    ),
    "keys": lambda: b"[{" + b",".join(b'"%d":1' % number for number in range(4_000_000)) + b"}]",
}

CASES: Mapping[str, Mapping[str, Case]] = {
    "text": TEXT,
    "docx": DOCX,
    "html": HTML,
    "xliff": XLIFF,
    "tmx": TMX,
    "table": TABLE,
    "xlsx": XLSX,
    "jsonl": JSON_LINES,
    "label-studio": REVIEW_JSON,
    GLOSSARY: GLOSSARIES,
}
