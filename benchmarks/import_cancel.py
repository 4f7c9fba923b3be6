"""How soon the reading of a large file can be stopped: the longest time between two looks.

    python -m benchmarks.import_cancel

Prints, for a large file of each kind, its size, how long it is read, and the longest time in
which nobody looks whether the reading is still wanted. That is how long Cancel may take. All
times are of the processor: what the machine gives to others meanwhile comes on top.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from desk_annotator.app.importing import import_file
from desk_annotator.app.new_pair import make_project
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.formats import docx_report, json_lines, label_studio, web_annotation
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.import_result import ImportOptions

ENGLISH = "The house on the hill was sold on Monday to a family of five. "
ARABIC = "بيع البيت الذي على التل يوم الاثنين لأسرة من خمسة أفراد. "
NOW = "2026-01-01T00:00:00Z"


def zipped(members: dict[str, bytes]) -> bytes:
    """Return an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def xliff(units: int) -> bytes:
    """Return an XLIFF 1.2 file with this many units."""
    body = "".join(
        f"<trans-unit id='{n}'><source>{n} <g id='1'>{ENGLISH}</g></source>"
        f"<target>{n} {ARABIC}</target></trans-unit>"
        for n in range(units)
    )
    start = "<xliff version='1.2'><file source-language='en' target-language='ar'><body>"
    return f"{start}{body}</body></file></xliff>".encode()


def tmx(units: int) -> bytes:
    """Return a translation memory with this many units."""
    body = "".join(
        f"<tu><tuv xml:lang='en'><seg>{n} {ENGLISH}</seg></tuv>"
        f"<tuv xml:lang='ar'><seg>{n} {ARABIC}</seg></tuv></tu>"
        for n in range(units)
    )
    return f"<tmx version='1.4'><header srclang='en'/><body>{body}</body></tmx>".encode()


def xlsx(rows: int) -> bytes:
    """Return a workbook with this many rows."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    cells = "".join(
        f"<row><c t='inlineStr'><is><t>{n} {ENGLISH}</t></is></c>"
        f"<c t='inlineStr'><is><t>{n} {ARABIC}</t></is></c></row>"
        for n in range(rows)
    )
    return zipped(
        {
            "_rels/.rels": f"<Relationships xmlns='{package}'><Relationship Id='a' "
            f"Type='{relation}/officeDocument' Target='xl/workbook.xml'/></Relationships>".encode(),
            "xl/workbook.xml": f"<workbook xmlns='{namespace}' xmlns:r='{relation}'><sheets>"
            "<sheet name='a' sheetId='1' r:id='a'/></sheets></workbook>".encode(),
            "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{package}'><Relationship Id='a' "
            f"Type='{relation}/worksheet' Target='sheet.xml'/></Relationships>".encode(),
            "xl/sheet.xml": f"<worksheet xmlns='{namespace}'><sheetData>{cells}</sheetData>"
            "</worksheet>".encode(),
        }
    )


def docx(paragraphs: int) -> bytes:
    """Return a Word document with this many paragraphs."""
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = "".join(f"<w:p><w:r><w:t>{n} {ENGLISH}</w:t></w:r></w:p>" for n in range(paragraphs))
    return zipped(
        {
            "_rels/.rels": f"<Relationships xmlns='{package}'><Relationship Id='a' "
            f"Type='{relation}/officeDocument' Target='word/document.xml'/>"
            "</Relationships>".encode(),
            "word/document.xml": f"<w:document xmlns:w='{namespace}'><w:body>{body}</w:body>"
            "</w:document>".encode(),
        }
    )


def project(annotations: int) -> Project:
    """Return a project with this many annotations."""
    source, target = ENGLISH * annotations, ARABIC * annotations
    pair = Pair(
        id="00000000-0000-4000-8000-000000000000",
        title="large",
        source=Text.of(source, language="en", direction=Direction.LTR),
        target=Text.of(target, language="ar", direction=Direction.RTL),
    )
    made = tuple(
        Annotation(
            id=f"00000000-0000-4000-8000-{n:012}",
            tag="matching",
            source=(Span(n * len(ENGLISH), n * len(ENGLISH) + 10),),
            target=(Span(n * len(ARABIC), n * len(ARABIC) + 10),),
            created=NOW,
            modified=NOW,
        )
        for n in range(annotations)
    )
    return make_project((replace(pair, annotations=made),), now=NOW)


def samples() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of a large file of each kind."""
    yield "large.txt", (ENGLISH * 1_000_000).encode()
    yield "large.xlf", xliff(200_000)
    yield "large.tmx", tmx(200_000)
    yield "large.tsv", "".join(f"{ENGLISH}\t{ARABIC}\n" for _ in range(240_000)).encode()
    yield "large.xlsx", xlsx(150_000)
    yield "large.docx", docx(400_000)
    yield "large.html", f"<p>{'</p><p>'.join([ENGLISH] * 60_000)}</p>".encode()
    reviewed = project(25_000)
    options = ExportOptions()
    yield "review.jsonl", json_lines.write(reviewed, options).data
    yield "review.json", label_studio.write(reviewed, options).data
    yield "review.jsonld", web_annotation.write(reviewed, options).data
    yield "review.docx", docx_report.write(project(10_000), options).data


def measured(name: str, data: bytes) -> tuple[float, float]:
    """Return the processor seconds that reading takes, and the most without a look."""
    begin = last = time.process_time()
    longest = 0.0

    def check() -> None:
        nonlocal last, longest
        now = time.process_time()
        longest, last = max(longest, now - last), now

    import_file(name, data, ImportOptions(check=check))
    check()
    return last - begin, longest


def main() -> None:
    """Measure and print."""
    for name, data in samples():
        seconds, longest = measured(name, data)
        print(json.dumps({"file": name, "MB": round(len(data) / 1e6, 1)}), end=" ")
        print(f"read in {seconds:.2f} s, at most {longest:.2f} s between two looks", flush=True)


if __name__ == "__main__":
    main()
