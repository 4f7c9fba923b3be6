"""Opens, imports, exports and aligns files, to be watched while it does so.

    python -m tests.torture.watched FOLDER [--window] [--noted FILE]

FOLDER is as `watch.prepare` leaves it. With --noted the interpreter's own events (files opened,
made or removed, sockets, processes) are written to a file, one JSON list a line; what goes
round the interpreter is seen by strace alone.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

NOTED = (
    *(
        "open",
        "os.",
        "shutil.",
        "socket.",
        "subprocess.",
        "urllib.",
        "http.",
        "ftplib.",
        "smtplib.",
    ),
    *("pty.", "ctypes.dlopen", "tempfile."),
)


def note_events(path: Path) -> None:
    """Write every event of the interpreter that touches files, the network or processes."""
    out = path.open("w", encoding="utf-8", buffering=1)
    busy = False

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal busy
        if busy or not event.startswith(NOTED):
            return
        busy = True
        try:
            words = [
                event,
                *(str(os.fspath(x)) if hasattr(x, "__fspath__") else x for x in arguments),
            ]
            out.write(json.dumps(words, default=repr) + "\n")
        finally:
            busy = False

    sys.addaudithook(hook)


def work(folder: Path, *, window: bool) -> list[int]:
    """Use the program as a user of the command line would; return the exit statuses."""
    # Late, so that loading the program is watched as well.
    from desk_annotator.cli.command_line import main

    chosen, made = folder / "chosen", folder / "made"
    project = str(chosen / "project.json")
    statuses = [main(["validate", project]), main(["show", project])]
    statuses += [
        main(["import", str(path), "-o", str(made / f"{path.name}.json")])
        for path in sorted(chosen.glob("pair-*"))
    ]
    texts = sorted(chosen.glob("text-*"))
    for path in texts:
        out = made / f"{path.name}.json"
        statuses.append(main(["import", str(path), str(chosen / "text-0.txt"), "-o", str(out)]))
    for path in sorted(chosen.glob("review-*")):
        out = str(made / f"{path.name}.json")
        statuses.append(main(["import", str(path), "--into", project, "-o", out]))
    from desk_annotator.formats.export_table import EXPORTERS

    for row in EXPORTERS:
        out = str(made / f"export{row.suffix}")
        statuses.append(main(["export", project, "--format", row.id, "-o", out]))
    glossary = str(chosen / "glossary.tbx")
    one, other = str(chosen / "text-0.txt"), str(chosen / "text-1.txt")
    statuses.append(main(["align", one, other, "--glossary", glossary]))
    statuses.append(main(["suggest", project, "-o", str(made / "suggested.json")]))
    if window:
        statuses.append(main(["snapshot", project, "-o", str(made / "window.png")]))
    return statuses


def run() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--window", action="store_true")
    parser.add_argument("--noted", type=Path)
    wishes = parser.parse_args()
    if wishes.noted is not None:
        note_events(wishes.noted)
    statuses = work(wishes.folder, window=wishes.window)
    print("exit statuses:", *statuses)
    return max(statuses)


if __name__ == "__main__":
    sys.exit(run())
