#!/usr/bin/env python3
"""Set up and run Desk Annotator from a checkout: `python3 dev.py run`, `python3 dev.py test`.

Each command first does all the set-up it needs, and skips what is already done: the folder
.venv with the pinned packages, and on Linux the system libraries that Qt asks for. Only the
standard library is used here.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Desk Annotator needs Python 3.11 or newer, and this is Python {}.{}. Start it with a "
        "newer one, for example: python3.12 dev.py test".format(*sys.version_info[:2])
    )

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.json"
OUT = ROOT / "out"
SAMPLES = ROOT / "seeds" / "samples.json"

RUN_LOCKS = ("requirements.txt",)
TEST_LOCKS = ("requirements.txt", "requirements-dev.txt")

QT_LIBRARIES = (
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libxkbcommon0",
)
X11_LIBRARIES = (
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
WAYLAND_LIBRARIES = ("libwayland-client0", "libwayland-cursor0", "libwayland-egl1")

# Loading a platform plugin by hand names the library it lacks, which Qt's own message does not.
QT_PROBE = """
import ctypes, pathlib, sys
import PySide6
from PySide6.QtWidgets import QApplication
QApplication([])
plugins = pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
for name in sys.argv[1:]:
    for plugin in sorted(plugins.glob(name)):
        ctypes.CDLL(str(plugin))
"""
DISPLAY_PROBE = "from PySide6.QtWidgets import QApplication; QApplication([])"


class SetUpError(Exception):
    """Something expected stands in the way; its message says what, and what to do."""


def say(sentence: str) -> None:
    """Print one sentence of progress at once, also into a pipe."""
    print(sentence, flush=True)


def environment(**changes: str) -> dict[str, str]:
    """Return the environment for our own Python: nothing of another Python leaks in."""
    result = dict(os.environ)
    for name in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX"):
        result.pop(name, None)
    result.update(PIP_USER="0", **changes)
    return result


def call(arguments: Sequence[object], env: Mapping[str, str] | None = None) -> int:
    """Run a program in the checkout with its output shown; return its exit status."""
    words = [str(argument) for argument in arguments]
    return subprocess.run(words, cwd=ROOT, env=env or environment(), check=False).returncode


def listen(
    arguments: Sequence[object], env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program in the checkout with its output kept."""
    return subprocess.run(
        [str(argument) for argument in arguments],
        cwd=ROOT,
        env=env or environment(),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def last_lines(output: str, count: int = 12) -> str:
    """Return the end of a program's output, indented."""
    lines = [line for line in output.splitlines() if line.strip()]
    return "\n".join("    " + line for line in lines[-count:])


def install_system_packages(packages: Sequence[str], why: str) -> None:
    """Install Debian packages if that can be done here; else raise SetUpError with the command."""
    if shutil.which("apt-get") is None:
        raise SetUpError(
            f"{why} Install what Debian calls {', '.join(packages)} with this system's package "
            "manager, and start again."
        )
    if os.geteuid() != 0:
        raise SetUpError(f"{why} Install it and start again:\n    {apt_command(packages)}")
    say(f"{why} Installing {', '.join(packages)} …")
    env = environment(DEBIAN_FRONTEND="noninteractive")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    lists = Path("/var/lib/apt/lists")
    known = lists.is_dir() and any("_Packages" in entry.name for entry in lists.iterdir())
    result = listen(install, env) if known else None
    if result is None or result.returncode:
        listen(["apt-get", "update"], env)
        result = listen(install, env)
    if result.returncode:
        raise SetUpError(
            f"apt-get could not install them:\n{last_lines(result.stdout)}\n"
            f"Install them by hand and start again:\n    {apt_command(packages)}"
        )


def apt_command(packages: Sequence[str]) -> str:
    """Return what a person without root types to install Debian packages."""
    return "sudo apt-get update && sudo apt-get install " + " ".join(packages)


def make_venv() -> None:
    """Make .venv with this Python unless it is there and works. Raises SetUpError."""
    version = "{}.{}".format(*sys.version_info[:2])
    if PYTHON.exists():
        question = "import pip, sys; print('{}.{}'.format(*sys.version_info[:2]))"
        answer = listen([PYTHON, "-c", question])
        if answer.returncode == 0 and answer.stdout.split()[-1:] == [version]:
            return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        why = f"Python {version} is here without its venv module."
        install_system_packages([f"python{version}-venv"], why)
    say(f"Making .venv with Python {version} …")
    result = listen([sys.executable, "-m", "venv", "--clear", VENV])
    if result.returncode:
        raise SetUpError(f"The folder .venv could not be made:\n{last_lines(result.stdout)}")


def install_packages(locks: Sequence[str]) -> None:
    """Bring the packages of the lock files into .venv unless they are there. Raises SetUpError."""
    wanted = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in locks}
    try:
        present = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        present = {}
    if all(present.get(name) == digest for name, digest in wanted.items()):
        return
    say("Installing the pinned packages into .venv (about 100 MB the first time) …")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    requirements = [word for name in locks for word in ("-r", name)]
    result = listen([*pip, "install", "--quiet", "--no-deps", *requirements])
    if result.returncode:
        raise SetUpError(
            f"The packages could not be installed:\n{last_lines(result.stdout)}\n"
            "If this computer has no network, connect it and start again: the network is needed "
            "this once. Nothing outside .venv was changed."
        )
    result = listen([*pip, "check"])
    if result.returncode:
        raise SetUpError(f"The pinned packages do not fit together:\n{last_lines(result.stdout)}")
    STAMP.write_text(json.dumps({**present, **wanted}, indent=1) + "\n", encoding="utf-8")


def has_display() -> bool:
    """Tell whether windows can be asked for here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def prepare_qt(*, windows: bool) -> None:
    """See to the system libraries Qt needs, for windows or for pictures only. Raises SetUpError."""
    packages = list(QT_LIBRARIES)
    plugins: list[str] = []
    if windows and os.environ.get("DISPLAY"):
        packages += X11_LIBRARIES
        plugins.append("libqxcb.so")
    if windows and os.environ.get("WAYLAND_DISPLAY"):
        packages += WAYLAND_LIBRARIES
        plugins.append("libqwayland*.so")
    env = environment(QT_QPA_PLATFORM="offscreen")
    result = listen([PYTHON, "-c", QT_PROBE, *plugins], env)
    if result.returncode == 0:
        return
    message = (last_lines(result.stdout, 1) or "no message").strip()
    if not sys.platform.startswith("linux"):
        raise SetUpError(f"Qt does not start: {message}")
    install_system_packages(packages, f"Qt lacks a system library ({message}).")
    result = listen([PYTHON, "-c", QT_PROBE, *plugins], env)
    if result.returncode:
        raise SetUpError(f"Qt still does not start:\n{last_lines(result.stdout)}")


def set_up(locks: Sequence[str], *, windows: bool) -> None:
    """Do all set-up. Raises SetUpError."""
    make_venv()
    install_packages(locks)
    prepare_qt(windows=windows)


def application(*arguments: object) -> list[object]:
    """Return the command that starts the program from this checkout."""
    return [PYTHON, "-m", "desk_annotator", *arguments]


def run(arguments: Sequence[str]) -> int:
    """Start the program, or without a display write what it makes into the folder out."""
    windows = has_display()
    set_up(RUN_LOCKS, windows=windows)
    if arguments:
        return call(application(*arguments))
    if not windows:
        return run_without_display("There is no display here")
    probe = listen([PYTHON, "-c", DISPLAY_PROBE])
    if probe.returncode:
        return run_without_display("The display of this session does not answer")
    copy = own_samples()
    say(f"Opening {shown(copy)}, your own copy of {shown(SAMPLES)} (delete it to start anew) …")
    return call(application(copy))


def run_without_display(why: str) -> int:
    """Write exports of the sample project and a picture of its window into the folder out."""
    say(f"{why}: making the reports and a picture of the window instead of opening it …")
    samples = shown(SAMPLES)
    made = {
        "the report (HTML)": OUT / "report.html",
        "the annotations (JSON Lines)": OUT / "annotations.jsonl",
        "a picture of the window": OUT / "window.png",
    }
    report, annotations, picture = (shown(path) for path in made.values())
    OUT.mkdir(exist_ok=True)
    offscreen = environment(QT_QPA_PLATFORM="offscreen")
    for command in (
        ("export", samples, "--format", "html", "-o", report),
        ("export", samples, "--format", "jsonl", "-o", annotations),
        ("snapshot", samples, "-o", picture),
    ):
        status = call(application(*command), offscreen)
        if status:
            raise SetUpError(f"`desk-annotator {' '.join(command)}` ended with status {status}.")
    made["the project (JSON)"] = own_samples()
    for what, path in made.items():
        say(f"  {shown(path)}: {what}")
    return 0


def own_samples() -> Path:
    """Return a copy of the sample project that may be changed; one already there is kept."""
    copy = OUT / SAMPLES.name
    if not copy.exists():
        OUT.mkdir(exist_ok=True)
        shutil.copyfile(SAMPLES, copy)
    return copy


def shown(path: Path) -> str:
    """Return a path as a person in the checkout would type it."""
    return path.relative_to(ROOT).as_posix()


def test(arguments: Sequence[str]) -> int:
    """Run every check; what follows goes to pytest (for example `test -k span`)."""
    set_up(TEST_LOCKS, windows=False)
    # What could not be had is said there, and the tests that need it say so again and skip.
    call([PYTHON, "-m", "tests.reader_packages"])
    env = environment(QT_QPA_PLATFORM="offscreen")
    # pytest comes last, so that its closing line with the counts ends the output.
    steps: tuple[tuple[str, list[object]], ...] = (
        ("ruff check", ["-m", "ruff", "check"]),
        ("ruff format", ["-m", "ruff", "format", "--check"]),
        ("mypy", ["-m", "mypy"]),
        ("pytest", ["-m", "pytest", *arguments]),
    )
    failed: dict[str, int] = {}
    for name, words in steps:
        say(f"== {name}")
        status = call([PYTHON, *words], env)
        if status:
            failed[name] = status
    if failed:
        say(f"== failed: {', '.join(failed)}")
    return next(iter(failed.values()), 0)


def tidy(arguments: Sequence[str]) -> int:
    """Lay out the code as `test` wants it, and mend what ruff can mend."""
    set_up(TEST_LOCKS, windows=False)
    targets = list(arguments) or ["."]
    status = call([PYTHON, "-m", "ruff", "check", "--fix", *targets])
    return call([PYTHON, "-m", "ruff", "format", *targets]) or status


STORMS = {
    "--window": "window_kills",
    "--mutations": "mutations",
    "--fuzz": "fuzz",
    "--bounds": "bounds",
    "--watch": "watch",
}


def torture(arguments: Sequence[str]) -> int:
    """Kill the core 10,000 times; or --window, --mutations, --fuzz, --bounds, --watch."""
    set_up(TEST_LOCKS, windows=False)
    words = [word for word in arguments if word not in STORMS]
    storm = next((STORMS[word] for word in arguments if word in STORMS), "kill_storm")
    return call([PYTHON, "-m", f"tests.torture.{storm}", *words])


def bench(arguments: Sequence[str]) -> int:
    """Measure the speed beside plain Qt and the standard library (minutes; `--full` longer)."""
    set_up(RUN_LOCKS, windows=False)
    env = environment(QT_QPA_PLATFORM="offscreen")
    return call([PYTHON, "-m", "benchmarks", *arguments], env)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "test": test,
    "tidy": tidy,
    "torture": torture,
    "bench": bench,
}


def main(arguments: Sequence[str]) -> int:
    """Carry out one command and return the exit status."""
    if not arguments or arguments[0] not in COMMANDS:
        say("Usage: python3 dev.py COMMAND [what the command takes]\n")
        for name, command in COMMANDS.items():
            say(f"  {name:7} {(command.__doc__ or '').splitlines()[0]}")
        return 0 if arguments and arguments[0] in ("help", "-h", "--help") else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except (SetUpError, OSError) as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
