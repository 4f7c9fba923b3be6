"""Coverage-guided fuzzing: inputs are bred that reach ever more of a reader.

    python -m tests.torture.fuzz project --seconds 300
    python -m tests.torture.fuzz text --seconds 300

It needs atheris (Linux or macOS), which nothing else does: `.venv/bin/pip install atheris`.
A reader may give a result or raise the error it promises; anything else stops the run, and the
input stands in the folder named with --keep. Further arguments go to libFuzzer.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 20_000
SLOWEST_SECONDS = 10
MEGABYTES = 1000

with atheris.instrument_imports(include=["desk_annotator", "json"]):
    from desk_annotator.core.errors import ProjectFileError, TextError
    from desk_annotator.formats.import_result import ImportOptions
    from desk_annotator.formats.import_text import read
    from desk_annotator.storage.project_codec import decode
    from desk_annotator.storage.project_file import project_bytes
    from desk_annotator.text.encoding import detect


def open_project(data: bytes) -> None:
    """Read a project; what can be written over must be possible to save."""
    try:
        loaded = decode(data, name="fuzz.json")
    except ProjectFileError:
        return
    if loaded.read_only_reason is None:
        project_bytes(loaded.project, name="fuzz.json")


def import_text(data: bytes) -> None:
    """Read a plain text; what is read must be canonical, and so a text."""
    detect(data)
    try:
        read(data, "fuzz.txt", ImportOptions())
    except TextError:
        return


TARGETS: dict[str, tuple[Callable[[bytes], None], str]] = {
    "project": (open_project, "project_v*.json"),
    "text": (import_text, "*.txt"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="a folder for the input that went wrong")
    wishes, rest = parser.parse_known_args()
    run, names = TARGETS[wishes.target]
    keep = wishes.keep or Path(tempfile.mkdtemp(prefix="fuzz-found-"))
    keep.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix="fuzz-corpus-"))
    for folder in (ROOT / "tests" / "golden", ROOT / "seeds"):
        for path in folder.glob(names):
            shutil.copyfile(path, corpus / path.name)
    print(f"what goes wrong is kept in {keep}", flush=True)
    arguments = [
        sys.argv[0],
        f"-max_total_time={wishes.seconds}",
        f"-max_len={LONGEST}",
        f"-timeout={SLOWEST_SECONDS}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={keep}/",
        "-print_final_stats=1",
        *rest,
        str(corpus),
    ]
    atheris.Setup(arguments, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
