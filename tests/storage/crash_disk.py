"""A disk that a power cut may catch at any moment, under the most pessimistic legal model.

What was written to a file since it was last flushed may be there whole, cut, as zeros or not at
all; each change of a folder (a new name, a replacement, a removal) may be lost or kept, in any
combination, until the folder is flushed; a replacement is one change. A folder whose own name is
lost takes with it what is in it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, product
from pathlib import Path

from desk_annotator.storage.file_calls import FileCalls

Name = tuple[str, str]
"""The folder, below the root, and the name in it."""
FOLDER = -1


class Recorder(FileCalls):
    """Does everything, and notes it; files are numbered, folders named."""

    def __init__(self, root: Path) -> None:
        self.calls: list[tuple] = []
        self._root = root
        self._files: dict[int, int] = {}
        self._folders: dict[int, str] = {}

    def _name(self, path) -> Name:
        inside = Path(path).relative_to(self._root)
        return str(inside.parent), inside.name

    def make_folder(self, path, mode):
        super().make_folder(path, mode)
        self.calls.append(("folder", self._name(path)))

    def create(self, path, mode):
        descriptor = super().create(path, mode)
        self._files[descriptor] = len(self.calls)
        self.calls.append(("create", self._name(path), len(self.calls)))
        return descriptor

    def open(self, path):
        descriptor = super().open(path)
        if Path(path).is_dir():
            self._folders[descriptor] = str(Path(path).relative_to(self._root))
        return descriptor

    def write(self, descriptor, data):
        written = super().write(descriptor, data)
        self.calls.append(("write", self._files[descriptor], bytes(data[:written])))
        return written

    def sync(self, descriptor):
        super().sync(descriptor)
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            self.calls.append(("sync folder", self._folders[descriptor]))
        else:
            self.calls.append(("sync", self._files[descriptor]))

    def replace(self, new, path):
        super().replace(new, path)
        self.calls.append(("replace", self._name(new), self._name(path)))

    def remove(self, path):
        super().remove(path)
        self.calls.append(("remove", self._name(path)))


class Disk:
    """What is surely on the device, and what is only on its way there."""

    def __init__(self, files: Mapping[Name, bytes]) -> None:
        """Begin with these files, and their folders, that are surely there."""
        numbers = {name: FOLDER - 1 - at for at, name in enumerate(files)}
        self.sure = {numbers[name]: data for name, data in files.items()}
        self.written = dict(self.sure)
        self.names: dict[Name, int] = {(".", folder): FOLDER for folder, _ in files} | numbers
        self.now = dict(self.names)
        self.pending: list[tuple] = []

    def do(self, call: tuple) -> None:
        match call:
            case ("folder", name):
                self.now[name] = FOLDER
                self.pending.append((name, FOLDER, None))
            case ("create", name, number):
                self.sure[number] = self.written[number] = b""
                self.now[name] = number
                self.pending.append((name, number, None))
            case ("write", number, data):
                self.written[number] += data
            case ("sync", number):
                self.sure[number] = self.written[number]
            case ("replace", new, path):
                number = self.now.pop(new)
                self.now[path] = number
                self.pending.append((path, number, new))
            case ("remove", name):
                self.now.pop(name)
                self.pending.append((None, None, name))
            case ("sync folder", folder):
                kept = [each for each in self.pending if (each[0] or each[2])[0] != folder]
                for each in self.pending:
                    if each not in kept:
                        self._apply(self.names, each)
                self.pending = kept

    @staticmethod
    def _apply(names: dict[Name, int], change: tuple) -> None:
        name, number, gone = change
        names.pop(gone, None)
        if name is not None:
            names[name] = number

    def _contents(self, number: int) -> set[bytes]:
        sure, now = self.sure[number], self.written[number]
        added = len(now) - len(sure)
        return {sure, now, now[: len(sure) + added // 2], sure + bytes(added)}

    def crashes(self) -> Iterator[dict[Name, bytes]]:
        """Yield every content of the disk that a crash at this moment could leave."""
        sizes = range(len(self.pending) + 1)
        for chosen in chain.from_iterable(combinations(self.pending, size) for size in sizes):
            names = dict(self.names)
            for change in chosen:
                self._apply(names, change)
            files = {name: each for name, each in names.items() if _is_reached(name[0], names)}
            numbers = sorted(set(files.values()) - {FOLDER})
            for contents in product(*map(self._contents, numbers)):
                by_number = dict(zip(numbers, contents, strict=True))
                yield {
                    name: by_number[number] for name, number in files.items() if number != FOLDER
                }


def moments(
    disk: Disk, calls: Iterable[tuple], told: int | None
) -> Iterator[tuple[tuple, int | None, dict[Name, bytes]]]:
    """Do calls, and yield every state that a crash in between could leave, each once.

    With it come the call before the crash, and the number last told as safe by then, at first
    `told`.
    """
    seen: set = set()
    for call in calls:
        if call[0] == "told":
            told = call[1]
        disk.do(call)
        for state in disk.crashes():
            key = (told, tuple(sorted(state.items())))
            if key not in seen:
                seen.add(key)
                yield call, told, state


def _is_reached(folder: str, names: dict[Name, int]) -> bool:
    """Tell whether a folder and all those above it are there."""
    while folder != ".":
        above, name = os.path.split(folder)
        if names.get((above or ".", name)) != FOLDER:
            return False
        folder = above or "."
    return True
