"""What the repository says of itself is true."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LONGEST_FILE = 400
LONGEST_MAIN_WINDOW = 300
# Names that say nothing of what is inside.
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "tools"}
TEXT_SUFFIXES = {"", ".cfg", ".ini", ".json", ".md", ".py", ".qss", ".svg", ".toml", ".ts", ".txt"}
# A file named in a document: a path with a folder or a known suffix, in `code` or in a link.
NAMED = re.compile(r"`([^`\s]+)`|\]\(([^)\s]+)\)")
MACHINE_PATH = re.compile(r"(?<![\w.~<])/(?:work|tmp|root|home|Users|opt)/[\w.-]+|[A-Z]:\\Users\\")


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files of the repository; skips where there is none (an unpacked archive)."""
    try:
        listing = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a checkout")
    return tuple(path for name in listing.split("\0") if name and (path := ROOT / name).is_file())


def tracked_texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        if path.suffix in TEXT_SUFFIXES and "seeds" not in path.parts:
            yield path, path.read_text(encoding="utf-8")


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def declared() -> list[Requirement]:
    """Return what pyproject.toml asks for, at run time and for the checks."""
    table = project()
    run_time = table["project"]["dependencies"]  # type: ignore[index]
    development = table["dependency-groups"]["dev"]  # type: ignore[index]
    return [Requirement(line) for line in [*run_time, *development]]


@cache
def pinned() -> tuple[Requirement, ...]:
    """Return every line of the lock files."""
    lines = [
        line.strip() for name in LOCKS for line in (ROOT / name).read_text("utf-8").splitlines()
    ]
    return tuple(Requirement(line) for line in lines if line and not line.startswith("#"))


def holds(requirement: Requirement, python: str) -> bool:
    """Tell whether a line counts for this Python on Linux."""
    if requirement.marker is None:
        return True
    return requirement.marker.evaluate({"python_version": python, "sys_platform": "linux"})


def version_of(requirement: Requirement) -> str:
    (specifier,) = requirement.specifier
    assert specifier.operator == "=="
    return specifier.version


def test_no_source_file_is_too_long() -> None:
    too_long = {}
    for path in tracked():
        if path.suffix != ".py":
            continue
        limit = LONGEST_MAIN_WINDOW if path.name == "main_window.py" else LONGEST_FILE
        length = len(path.read_text(encoding="utf-8").splitlines())
        if length > limit:
            too_long[shown(path)] = length

    assert too_long == {}


def test_every_module_name_says_what_is_inside() -> None:
    words = {
        shown(path): EMPTY_NAMES.intersection(part for part in path.with_suffix("").parts)
        for path in tracked()
        if path.suffix == ".py" and ROOT / "desk_annotator" in path.parents
    }

    assert words
    assert {name: found for name, found in words.items() if found} == {}


def missing_files(document: str, folder: Path) -> list[str]:
    """Return the files a document names that are not there."""
    result = []
    for match in NAMED.finditer(document):
        name = (match[1] or match[2]).rstrip(".,;:").partition("#")[0]
        is_path = bool(re.fullmatch(r"(\./)?[\w.-]+(/[\w.-]+)*/?", name)) and (
            bool(match[2])
            or re.match(r"(\./)?(desk_annotator|tests|docs|seeds|resources|benchmarks|\.ci)/", name)
            or re.fullmatch(r"[\w-]+\.(py|toml|md)|requirements[\w-]*\.txt", name)
        )
        if not is_path or any((base / name).exists() for base in (ROOT, folder)):
            continue
        # A file named without its folder may lie in any: the sentence around it says which.
        if match[2] or name not in {path.name for path in tracked()}:
            result.append(name)
    return result


def test_every_file_a_document_names_is_there() -> None:
    missing = {
        shown(path): names
        for path, text in tracked_texts()
        if path.suffix == ".md" and (names := missing_files(text, path.parent))
    }

    assert missing == {}


def test_the_check_of_documents_sees_a_file_that_is_not_there() -> None:
    document = (
        "See `tests/nowhere.py`, [this](docs/gone.md#part), `gone.py`, `a/b`, `dev.py`, "
        "`conftest.py`, <https://x/y>."
    )

    assert missing_files(document, ROOT) == ["tests/nowhere.py", "docs/gone.md", "gone.py"]


def test_no_lock_or_half_written_file_of_a_run_is_kept() -> None:
    """Whoever opens the samples would take it away, and find the checkout changed."""
    assert [shown(path) for path in tracked() if path.name.startswith(".~")] == []


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    found = {
        shown(path): names
        for path, text in tracked_texts()
        if path != Path(__file__) and (names := MACHINE_PATH.findall(text))
    }

    assert found == {}


def test_the_check_of_paths_sees_one() -> None:
    for folder in ("work", "tmp", "home"):
        assert MACHINE_PATH.search(f"in /{folder}/someone there")
    assert not MACHINE_PATH.search("desk_annotator/home/x and https://example.org/home/x")


@pytest.mark.parametrize("python", PYTHONS)
def test_each_python_has_one_pin_for_each_package(python: str) -> None:
    names = [canonicalize_name(each.name) for each in pinned() if holds(each, python)]

    assert sorted(names) == sorted(set(names))
    assert len({"pyqtdarktheme", "pyqtdarktheme-fork"} & set(names)) == 1


@pytest.mark.parametrize("python", PYTHONS)
def test_what_is_asked_for_is_pinned_to_a_version_that_fits(python: str) -> None:
    pins = {canonicalize_name(each.name): each for each in pinned() if holds(each, python)}

    for wanted in declared():
        if holds(wanted, python):
            name = canonicalize_name(wanted.name)
            assert name in pins, f"{wanted.name} stands in no lock file"
            assert wanted.specifier.contains(version_of(pins[name]))


def test_readers_in_a_folder_of_their_own_are_pinned_and_stand_nowhere_else() -> None:
    lines = (ROOT / "requirements-readers.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    versions = {canonicalize_name(each.name): version_of(each) for each in pins}
    elsewhere = {canonicalize_name(each.name) for each in pinned()}

    assert len(versions) == len(pins)
    assert not elsewhere & set(versions)
    for line in project()["dependency-groups"]["readers"]:  # type: ignore[index]
        wanted = Requirement(line)
        assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)])


def test_pyside_6_12_stays_away_from_pythons_that_count_references_to_none() -> None:
    for requirement in [*declared(), *pinned()]:
        if canonicalize_name(requirement.name) in {"pyside6-essentials", "shiboken6"}:
            assert not (holds(requirement, "3.11") and requirement.specifier.contains("6.12.0"))


def test_the_classifiers_name_the_pythons_that_are_locked() -> None:
    table: dict[str, object] = project()["project"]  # type: ignore[assignment]
    versions = [
        line.rpartition(" ")[2]
        for line in table["classifiers"]  # type: ignore[attr-defined]
        if re.search(r":: Python :: 3\.\d+$", line)
    ]

    assert tuple(versions) == PYTHONS
    floor = SpecifierSet(str(table["requires-python"]))
    assert floor.contains(PYTHONS[0])
    assert not floor.contains("3.10")


def test_continuous_integration_runs_what_a_person_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert script.rstrip().endswith("python3 dev.py test")


def test_setting_up_needs_nothing_but_the_standard_library() -> None:
    result = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "dev.py"), "help"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    for command in ("run", "test"):
        assert re.search(rf"^  {command} ", result.stdout, re.MULTILINE)
