"""What is in exports that are zip files, as text that can be read and compared."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import openpyxl
from openpyxl.cell.rich_text import CellRichText
from openpyxl.workbook import Workbook


def workbook(data: bytes) -> Workbook:
    """Return a workbook with the runs inside its cells."""
    return openpyxl.load_workbook(BytesIO(data), rich_text=True)


def runs(value: object) -> list[tuple[str, str | None]]:
    """Return (characters, colour) of the runs of a cell's value."""
    if not isinstance(value, CellRichText):
        return [("" if value is None else str(value), None)]
    return [
        (run, None) if isinstance(run, str) else (run.text, run.font.color.rgb) for run in value
    ]


def workbook_view(data: bytes) -> str:
    """Return every cell of a workbook that is not empty, one a line, with its look."""
    lines = []
    for sheet in workbook(data):
        lines.append(f"== {sheet.title} {sheet.dimensions}, frozen at {sheet.freeze_panes}")
        for line in sheet.iter_rows():
            for cell in line:
                if cell.value is None:
                    continue
                look = f"{cell.data_type}{cell.alignment.readingOrder:.0f}"
                shown = [
                    text if colour is None else (text, colour) for text, colour in runs(cell.value)
                ]
                lines.append(f"{cell.coordinate} {look} {shown!r}")
    return "\n".join([*lines, ""])


def parts(data: bytes) -> dict[str, str]:
    """Return the parts of a zip file as text, in order."""
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def archive_view(data: bytes) -> str:
    """Return the parts of a zip file one after the other, elements of XML on their own lines."""
    shown = []
    for name, text in parts(data).items():
        lined = text.replace("><", ">\n<") if text.startswith("<?xml") else text
        shown.append(f"== {name}\n{lined}\n")
    return "".join(shown)
