"""Coverage-guided fuzzing: inputs are bred that reach ever more of a reader.

    python -m tests.torture.fuzz project --seconds 300
    python -m tests.torture.fuzz docx --seconds 300

It needs atheris (Linux or macOS), which nothing else does: `.venv/bin/pip install atheris`.
A reader may give a result or raise the error it promises; anything else stops the run, and the
input stands in the folder named with --keep. Further arguments go to libFuzzer.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 20_000
SLOWEST_SECONDS = 10
MEGABYTES = 1000

with atheris.instrument_imports(include=["desk_annotator", "json", "csv", "email", "zipfile"]):
    from desk_annotator.core.errors import DeskAnnotatorError, ProjectFileError
    from desk_annotator.storage.project_codec import decode
    from desk_annotator.storage.project_file import project_bytes
    from desk_annotator.text.encoding import detect
    from tests.torture import import_trial
    from tests.torture.import_samples import kinds, samples
    from tests.torture.import_spoiling import shape_of


def open_project(data: bytes) -> None:
    """Read a project; what can be written over must be possible to save."""
    try:
        loaded = decode(data, name="fuzz.json")
    except ProjectFileError:
        return
    if loaded.read_only_reason is None:
        project_bytes(loaded.project, name="fuzz.json")


class Importing:
    """Imports what is bred, by one importer, and uses what it gives."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._kind = kind
        self._path = folder / import_trial.spoiled_name(kind)

    def __call__(self, data: bytes) -> None:
        """Import a file as the window does; it may be refused with one sentence."""
        detect(data)
        self._path.write_bytes(data)
        try:
            import_trial.taken(self._path, self._kind, by_content=False)
        except DeskAnnotatorError as error:
            wrong = import_trial.not_a_sentence(error, self._path.name)
            if wrong:
                raise AssertionError(wrong) from error


def bred(kind: str) -> Callable[[bytes, int, int], bytes]:
    """Return what breeds: half of the time with a knowledge of how such files are made."""

    def breed(data: bytes, size: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            try:
                return shape_of(kind, data)(data, chance)[:size]
            except Exception:  # noqa: BLE001 - far from any valid file the knowledge ends
                return bytes(atheris.Mutate(data, size))
        return bytes(atheris.Mutate(data, size))

    return breed


PROJECT = "project"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=(PROJECT, *kinds()))
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="a folder for the input that went wrong")
    wishes, rest = parser.parse_known_args()
    kind = wishes.target
    keep = wishes.keep or Path(tempfile.mkdtemp(prefix="fuzz-found-"))
    keep.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix="fuzz-corpus-"))
    if kind == PROJECT:
        folders = (ROOT / "tests" / "golden", ROOT / "seeds")
        valid = [path.read_bytes() for each in folders for path in each.glob("project_v*.json")]
        run: Callable[[bytes], None] = open_project
    else:
        valid = list(samples(kind))
        run = Importing(kind, Path(tempfile.mkdtemp(prefix="fuzz-import-")))
    for number, data in enumerate(valid):
        (corpus / str(number)).write_bytes(data)
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
    breed = {} if kind == PROJECT else {"custom_mutator": bred(kind)}
    atheris.Setup(arguments, run, **breed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
