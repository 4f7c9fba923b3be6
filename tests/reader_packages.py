"""Brings the programs and schemas that exports are read back with, and says where they are.

`python3 dev.py test` runs this. They lie beside the pinned packages and not among them:

* `packages`: what requirements-readers.txt names;
* `schemas`: the core schema of XLIFF 2 and the DTD of TMX 1.4, taken out of two packages of
  Debian's. They are not ours to bring along, and no package of Python's has them. On other
  systems they are missing, and tests/formats/test_schemas.py skips what needs them.

Only the standard library is used here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(sys.prefix) / "readers"
PACKAGES = FOLDER / "packages"
SCHEMAS = FOLDER / "schemas"
LOCK = Path(__file__).resolve().parent.parent / "requirements-readers.txt"
_STAMP = FOLDER / "installed.txt"
PATIENCE = 180
"""Seconds that one call of Debian's tools may take."""


@dataclass(frozen=True)
class Schema:
    """A file inside a Debian package, or inside an archive in one, and what it must be."""

    package: str
    path: str
    member: str
    """The file inside the archive at `path`; empty if the file at `path` is meant."""
    name: str
    """Where it comes to lie in the folder of schemas."""
    sha256: str


_SYMFONY = "usr/share/php/Symfony/Component/Translation/Resources/schemas"
WANTED = (
    Schema(
        package="php-symfony-translation",
        path=f"{_SYMFONY}/xliff-core-2.0.xsd",
        member="",
        name="xliff_core_2.0.xsd",
        sha256="86869fdd384cc4c0bfda9097ded6b2058ccdc027973d5ce6177fceac17e96f89",
    ),
    Schema(
        package="php-symfony-translation",
        path=f"{_SYMFONY}/xml.xsd",
        member="",
        # Where the schema of XLIFF looks for it.
        name="informativeCopiesOf3rdPartySchemas/w3c/xml.xsd",
        sha256="4811c301144dd763dca0cd9f8d0b4029c0a4ad1d84c73132c2531ec5f06ac340",
    ),
    Schema(
        package="omegat",
        path="usr/share/omegat/OmegaT.jar",
        member="schemas/tmx14.dtd",
        name="tmx14.dtd",
        sha256="b55b69432676c1a330c1d4acf2db5f61d276ea83cda0180b7b3bc7018c459063",
    ),
)


def install_packages() -> str:
    """Install what is pinned unless it is there; return why it is missing, empty if it is not."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if _STAMP.is_file() and _STAMP.read_text(encoding="ascii") == digest:
        return ""
    print("Installing what exports are read back with (60 MB) …", flush=True)
    shutil.rmtree(PACKAGES, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    words = [*pip, "--quiet", "--no-deps", "--target", str(PACKAGES), "-r", str(LOCK)]
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    if result.returncode:
        shutil.rmtree(PACKAGES, ignore_errors=True)  # half of them would fail where none is skipped
        return result.stderr.strip() or f"pip ended with {result.returncode}"
    _STAMP.write_text(digest, encoding="ascii")
    return ""


def fetch_schemas() -> str:
    """Take the schemas out of Debian's packages; return why one is missing, empty if none is."""
    missing = [schema for schema in WANTED if not is_there(schema)]
    if not missing:
        return ""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return "they are taken out of packages of Debian's, and this system has none"
    for package in sorted({schema.package for schema in missing}):
        with tempfile.TemporaryDirectory() as folder:
            if not _downloaded(package, Path(folder)):
                return f"“apt-get download {package}” does not work here"
            for schema in missing:
                if schema.package == package:
                    _take(schema, Path(folder) / "unpacked")
    others = [schema.name for schema in missing if not is_there(schema)]
    if others:
        return f"this system's packages have others than expected: {', '.join(others)}"
    return ""


def is_there(schema: Schema) -> bool:
    """Tell whether a schema lies in the folder and is the one that is meant."""
    path = SCHEMAS / schema.name
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == schema.sha256


def _downloaded(package: str, folder: Path) -> bool:
    """Download a package without installing it, and unpack it into the folder `unpacked`."""
    download = ["apt-get", "download", package]
    if not _runs(download, folder) and not (
        os.geteuid() == 0 and _runs(["apt-get", "update"], folder) and _runs(download, folder)
    ):
        return False
    (archive,) = folder.glob("*.deb")
    return _runs(["dpkg-deb", "--extract", str(archive), "unpacked"], folder)


def _runs(words: list[str], folder: Path) -> bool:
    try:
        run = subprocess.run(words, cwd=folder, capture_output=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:  # a network that takes what is asked and answers nothing
        return False
    return run.returncode == 0


def _take(schema: Schema, unpacked: Path) -> None:
    """Put a schema into the folder of schemas if it is the one that is meant."""
    path = unpacked / schema.path
    if not path.is_file():
        return
    data = path.read_bytes()
    if schema.member:
        with zipfile.ZipFile(path) as archive:
            if schema.member not in archive.namelist():
                return
            data = archive.read(schema.member)
    if hashlib.sha256(data).hexdigest() == schema.sha256:
        target = SCHEMAS / schema.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def main() -> None:
    """Bring everything; the checks run without it too, and skip what needs it."""
    for what, bring in (
        ("label-studio-sdk", install_packages),
        ("the schemas of XLIFF and TMX", fetch_schemas),
    ):
        reason = bring()
        if reason:
            print(f"Without {what}: {reason}", flush=True)


if __name__ == "__main__":
    main()
