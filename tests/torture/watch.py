"""Watches which files the program opens, and that it never turns to the network.

    python -m tests.torture.watch

The program runs under strace, which sees every call to the system. It opens a project, imports
a file of each kind, takes over reviews, exports in every format, aligns, suggests and draws its
window. The files refer to others of the user's, by entities, links, pictures, relationships and
names, and to addresses. Only the chosen files may be opened, and nothing asked of the network.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from desk_annotator.formats.import_table import IMPORTERS, ImportKind
from tests.torture.import_samples import ENGLISH, ROOT, kinds, project, samples, suffix, zipped
from tests.torture.import_samples import relations as office_relations

PRIVATE = "words of the user's that are nobody's business"
NO_NETWORK = "http://127.0.0.1:9/seen"
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/sys", "/dev", "/run", "/var/cache")
"""Where the system keeps itself: libraries, fonts, languages, devices."""

_CALL = re.compile(r"^(?:\[pid +\d+\] +|\d+ +)?(\w+)\((.*)$")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_LOOKS = re.compile(r"stat|access|readlink|getcwd|chdir|utime|getxattr|listxattr|^execve$")
"""Calls that only ask whether and what a file is, and starting the program itself."""
_NETWORK = re.compile(
    r"^(?:socket|connect|bind|listen|accept4?|send(?:to|msg|mmsg)|recv(?:from|msg|mmsg)"
    r"|getsockname|getpeername|setsockopt|getsockopt|shutdown|socketpair)$"
)


def prepare(folder: Path) -> None:
    """Make the home of a user with private files, and chosen files that refer to them."""
    for name in ("chosen", "made", "home/Documents", "home/.run"):
        (folder / name).mkdir(parents=True)
    chosen = folder / "chosen"
    secret = folder / "home" / "Documents" / "secret.txt"
    secret.write_text(PRIVATE, encoding="utf-8")
    beside = chosen / "beside.txt"
    beside.write_text(PRIVATE, encoding="utf-8")
    from desk_annotator.storage.project_file import save_project

    save_project(project(), chosen / "project.json")
    # The names of the texts in the project are those of files that are there.
    path = chosen / "project.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"news-en.txt"', json.dumps(str(secret))),
        encoding="utf-8",
    )
    of_kind = {row.id: row.kind for row in IMPORTERS}
    names = {ImportKind.TEXT: "text", ImportKind.PAIR: "pair", ImportKind.ANNOTATIONS: "review"}
    for kind in kinds():
        if kind in of_kind:
            end = suffix(kind)
            (chosen / f"{names[of_kind[kind]]}-{kind}{end}").write_bytes(samples(kind)[0])
    for number in range(2):
        (chosen / f"text-{number}.txt").write_text("\n".join(ENGLISH), encoding="utf-8")
    (chosen / "glossary.tbx").write_bytes(samples("glossary")[0])
    for name, data in _curious(secret, beside):
        (chosen / name).write_bytes(data)


def _curious(secret: Path, beside: Path) -> Iterator[tuple[str, bytes]]:
    """Yield files that ask for others."""
    uri = secret.as_uri()
    prose = "".join(f"<p>{ENGLISH[0]} {ENGLISH[1]}</p>" for _ in range(9))
    yield (
        "text-curious.html",
        f'<html><head><base href="{uri}"><link rel=stylesheet href="{uri}"><meta http-equiv='
        f'refresh content="0;url={NO_NETWORK}"><script src="{NO_NETWORK}"></script></head><body>'
        f'<img src="{uri}"><img src="{NO_NETWORK}"><iframe src="{beside.name}"></iframe>'
        f'<object data="{uri}"></object>{prose}</body></html>'.encode(),
    )
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    outside = office_relations(("header", "../../beside.txt"), ("footnotes", str(secret)))
    outside = outside.replace(
        "</Relationships>",
        f'<Relationship Id="x" Type="a/attachedTemplate" TargetMode="External" Target="{uri}"/>'
        f'<Relationship Id="y" Type="a/image" TargetMode="External" Target="{NO_NETWORK}"/>'
        "</Relationships>",
    )
    yield (
        "text-curious.docx",
        zipped(
            {
                "_rels/.rels": office_relations(("officeDocument", "word/document.xml")),
                "word/document.xml": f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>'
                f'{ENGLISH[0]}</w:t></w:r><w:r><w:drawing><a link="{uri}"/></w:drawing></w:r>'
                "</w:p></w:body></w:document>",
                "word/_rels/document.xml.rels": outside,
            }
        ),
    )
    yield (
        "pair-curious.tmx",
        samples("tmx")[0].replace(b'"tmx14.dtd"', f'"{secret.as_uri()}"'.encode()),
    )
    yield (
        "pair-curious.xlf",
        samples("xliff")[0].replace(
            b"<body>",
            f'<header><skl><external-file href="{uri}"/></skl><reference><external-file '
            f'href="{NO_NETWORK}"/></reference></header><body>'.encode(),
        ),
    )


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a user whose home is in the folder."""
    home = folder / "home"
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "LC_ALL")}
    return {
        **kept,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / ".run"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }


def command(folder: Path, *more: str) -> list[str]:
    """Return how the watched program is started."""
    return [sys.executable, "-m", "tests.torture.watched", str(folder), *more]


def allowed(folder: Path) -> tuple[str, ...]:
    """Return where files may be opened: chosen, made, the user's state, and the installation."""
    home = folder / "home"
    own = [home / name / "desk-annotator" for name in (".local/share", ".local/state", ".config")]
    own += [home / ".cache", home / ".run", home / ".config" / "fontconfig", home / ".fonts"]
    own += [home / ".local" / "share" / "fonts"]
    places = [sys.prefix, sys.base_prefix, sys.exec_prefix, *SYSTEM]
    places += [ROOT / "desk_annotator", ROOT / "tests", ROOT / "resources"]
    return tuple(str(Path(place)) for place in (folder / "made", *own, *places))


def strangers(paths: Iterable[str], folder: Path) -> list[str]:
    """Return those of the paths that the program has no business with."""
    chosen = {str(path) for path in (folder / "chosen").iterdir() if path.name != "beside.txt"}
    places = allowed(folder)
    tops = {str(ROOT), str(folder), str(folder / "chosen"), "/", ""}
    found: dict[str, None] = {}
    for path in paths:
        whole = os.path.normpath(os.path.join(ROOT, path)) if path else ""  # noqa: PTH118
        if whole in chosen or whole in tops or whole.startswith(("/dev/", "/proc/")):
            continue
        if not any(whole == place or whole.startswith(place + os.sep) for place in places):
            found[whole] = None
    return list(found)


def seen_by_strace(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the paths of files that were opened or changed, and the calls to the network."""
    paths: list[str] = []
    network: list[str] = []
    for line in lines:
        found = _CALL.match(line)
        if found is None:
            continue
        name, rest = found.groups()
        if _NETWORK.match(name):
            network.append(line.strip())
        elif not _LOOKS.search(name) and " = -1 ENOENT" not in line:
            paths.extend(
                path.encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
                for path in _PATH.findall(rest)
            )
    return paths, network


def seen_by_interpreter(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the same of what the interpreter noted of itself."""
    paths: list[str] = []
    network: list[str] = []
    for line in lines:
        event, *arguments = json.loads(line)
        if event.startswith(("open", "os.", "shutil.", "tempfile.")):
            if event not in ("os.putenv", "os.unsetenv", "os.listxattr"):
                paths += [each for each in arguments[:2] if isinstance(each, str) and "/" in each]
        elif event not in ("ctypes.dlopen", "socket.gethostname"):
            network.append(line.strip())
    return paths, network


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, help="a file for all that strace saw")
    wishes = parser.parse_args()
    if shutil.which("strace") is None:
        print("strace is not installed: `apt-get install strace`, on Linux.")
        return 2
    with tempfile.TemporaryDirectory(prefix="watch-") as name:
        folder = Path(name).resolve()
        prepare(folder)
        log = folder / "strace.log"
        strace = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=network,file", "-o", str(log)]
        done = subprocess.run(
            [*strace, *command(folder, "--window")],
            cwd=ROOT,
            env=environment(folder),
            check=False,
            capture_output=True,
            encoding="utf-8",
        )
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        if wishes.keep is not None:
            shutil.copyfile(log, wishes.keep)
        paths, network = seen_by_strace(lines)
        strange = strangers(paths, folder)
    print(done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr[-2000:])
    print(f"{len(lines):,} calls: {len(set(paths)):,} files opened or changed, of which", end=" ")
    print(f"{len(strange)} are none of the program's; {len(network)} calls to the network")
    for line in (*strange[:20], *network[:20]):
        print(f"  {line[:200]}")
    return 1 if strange or network or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
