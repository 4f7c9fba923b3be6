"""Kills the core of the application at random moments, again and again, and looks what is left.

    python -m tests.torture.kill_storm --kills 10000

A child process opens a project, recovers what the last one left, and then edits, undoes, redoes
and saves as fast as it can. Before each edit it says what the project will be after it
(intended), and behind it that this is so (acknowledged). It is killed in the middle. The project
on disk must then be readable, and together with the journal give the state last acknowledged,
or the one just intended.

`--naive` does it all with a file that is written over in place and without a journal: if that
were not found wanting, nothing here would prove anything.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from desk_annotator.app.crash_protection import CrashProtection
from desk_annotator.app.crash_protection_recovery import (
    offers_for,
    replay,
    restore,
    separate,
)
from desk_annotator.app.left_behind import offers_of_unsaved
from desk_annotator.app.open_project import (
    OpenProject,
    new_project,
    note_saved,
    open_project,
    save_task,
)
from desk_annotator.app.workspace import Workspace
from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.edit import (
    AnnotationChange,
    Edit,
    IgnoredChange,
    PairChange,
    TitleChange,
)
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text
from desk_annotator.storage.edit_record import project_to_json
from desk_annotator.storage.project_file import as_saved, project_bytes
from desk_annotator.storage.signature import Signature
from desk_annotator.storage.state_folder import StateFolders

SOURCE = "The shop opened in 2009. A second one followed two years later, in the old town."
TARGET = "افتُتح المتجر عام ٢٠٠٩، ثم تبعه متجر ثانٍ بعد عامين في المدينة القديمة 😀."
ROUNDS = 25
"""Kills before a new project is begun."""
LIVES = ((0.75, 0.03), (1.0, 0.2))
"""How long a child lives at most, in seconds, and up to which chance."""


def digest(project: Project) -> str:
    """Return what tells two states of a project apart; times of the whole do not."""
    value = project_to_json(replace(as_saved(project), modified="", created=""))
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:20]


def make_pair(number: int) -> Pair:
    return Pair(
        id=f"00000000-0000-4000-8000-{number:012}",
        title=f"pair {number}",
        source=Text.of(SOURCE, language="en", direction=Direction.LTR),
        target=Text.of(TARGET, language="ar", direction=Direction.RTL),
    )


class Place:
    """A folder with a project and the user's own folders."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "مشروع.json"
        self.folders = StateFolders.below(folder / "state", folder / "data")

    def left(self) -> Project | None:
        """Return what a user would get now: the file, with what its journal adds."""
        if self.path.exists():
            opened = open_project(self.path)
            offers = offers_for(opened, self.folders)
        else:
            offers = offers_of_unsaved(self.folders)
            if not offers:
                return None
            opened = separate(offers[0])
        if len(offers) > 1 or (offers and not (offers[0].fits or offers[0].is_new)):
            message = f"{len(offers)} journals are offered"
            raise AssertionError(message)
        if offers and replay(opened.workspace, offers[0]) != len(offers[0].edits):
            message = "the journal does not fit"
            raise AssertionError(message)
        return opened.workspace.snapshot()


class Storm:
    """What a child does until it is killed."""

    def __init__(self, place: Place, seed: int, pipe: int, *, naive: bool) -> None:
        self.place = place
        self.random = random.Random(seed)
        self.pipe = pipe
        self.naive = naive
        self.saving: threading.Thread | None = None
        self.saved: list = []
        self.opened = self.open()
        self.model = Workspace(self.opened.workspace.snapshot())
        self.say("R", digest(self.opened.workspace.snapshot()))

    def say(self, what: str, value: str) -> None:
        os.write(self.pipe, f"{what} {value}\n".encode())

    def protected(self, opened: OpenProject) -> CrashProtection:
        return CrashProtection(opened, self.place.folders, sync_seconds=0.003)

    def open(self) -> OpenProject:
        place = self.place
        if self.naive:
            return open_project(place.path) if place.path.exists() else new_project(make_pair(0))
        if place.path.exists():
            opened = open_project(place.path)
            offers = offers_for(opened, place.folders)
        else:
            offers = offers_of_unsaved(place.folders)
            opened = separate(offers[0]) if offers else new_project(make_pair(0))
        protection = self.protected(opened)
        if offers:
            restore(offers[0], opened, protection, place.folders)
        protection.begin()
        return opened

    def rage(self) -> None:
        while True:
            chance = self.random.random()
            if chance < 0.08:
                self.save()
            elif chance < 0.10:
                self.reopen()
            else:
                self.edit()
            if self.saved:
                self.end_save()

    def save(self) -> None:
        if self.saving is not None:
            return
        task = save_task(self.opened, self.place.path)

        def run() -> None:
            try:
                if self.naive:
                    data = project_bytes(task.project, name="p")
                    with self.place.path.open("wb") as file:
                        file.write(data)
                    state = self.place.path.stat()
                    self.saved.append((task, Signature.of(data, state.st_mtime_ns)))
                else:
                    self.saved.append((task, task.run()))
            except BaseException as error:  # noqa: BLE001 - told by the storm itself
                self.saved.append((task, error))

        self.saving = threading.Thread(target=run, daemon=True)
        self.saving.start()

    def end_save(self) -> None:
        task, outcome = self.saved.pop()
        self.saving = None
        if isinstance(outcome, BaseException):
            raise outcome
        note_saved(self.opened, task, outcome)
        self.say("S", digest(task.project))

    def reopen(self) -> None:
        """Close the project and open it again, as a user does in between."""
        if self.saving is not None or not self.opened.workspace.is_saved or self.naive:
            return
        self.opened.protection.leave()
        self.opened = self.open()

    def edit(self) -> None:
        workspace = self.opened.workspace
        chance = self.random.random()
        undoable = workspace._history.undoable
        redoable = workspace._history.redoable
        if chance < 0.15 and undoable is not None:
            edit, act = undoable.inverse(), workspace.undo
        elif chance < 0.25 and redoable is not None:
            edit, act = redoable, workspace.redo
        else:
            edit = self.wish()
            act = lambda: workspace.apply(edit)  # noqa: E731 - one of three ways
        self.model.apply(edit)
        after = digest(self.model.snapshot())
        self.say("I", after)
        act()
        self.say("A", after)

    def wish(self) -> Edit:
        """Return an edit of any kind; the project stays small."""
        workspace, chance = self.opened.workspace, self.random.random()
        bitexts = workspace.bitexts
        if not bitexts or (chance < 0.02 and len(bitexts) < 3):
            pair = make_pair(self.random.randrange(10**9))
            return Edit("Add pair", (PairChange(len(bitexts), None, pair),))
        place = self.random.randrange(len(bitexts))
        bitext = bitexts[place]
        if chance < 0.04 and len(bitexts) > 1:
            return Edit("Remove pair", (PairChange(place, bitext.snapshot(), None),))
        if chance < 0.10:
            title = f"عنوان {self.random.random()}"
            change = TitleChange(bitext.id, bitext.title, title)
            if self.random.random() < 0.5:
                change = TitleChange(None, workspace.title, title)
            return Edit("Title", (change,))
        if chance < 0.15:
            side = self.random.choice(list(Side))
            after = (self.span(side),) if not bitext.ignored(side) else ()
            return Edit("Ignore", (IgnoredChange(bitext.id, side, bitext.ignored(side), after),))
        present = bitext.in_order()
        if present and (chance < 0.3 or len(present) > 25):
            gone = self.random.sample(present, min(len(present), self.random.randint(1, 3)))
            return Edit("Delete", tuple(AnnotationChange(bitext.id, each, None) for each in gone))
        if present and chance < 0.6:
            old = self.random.choice(present)
            new = replace(old, note=f"ملاحظة {self.random.random()}")
            return Edit("Note", (AnnotationChange(bitext.id, old, new),))
        made = Annotation(
            id=f"a{self.random.randrange(10**12)}",
            tag=Tag.MATCHING,
            source=(self.span(Side.SOURCE),),
            target=(self.span(Side.TARGET),),
        )
        return Edit("Tag", (AnnotationChange(bitext.id, None, made),))

    def span(self, side: Side) -> Span:
        length = len(SOURCE if side is Side.SOURCE else TARGET)
        start = self.random.randrange(length - 1)
        return Span(start, self.random.randrange(start + 1, length))


def child(place: Place, seed: int, pipe: int, *, naive: bool) -> None:
    try:
        Storm(place, seed, pipe, naive=naive).rage()
    except BaseException:  # noqa: BLE001 - the parent shows it
        os.write(pipe, f"X {traceback.format_exc()!r}\n".encode())
    os._exit(3)


class Harness:
    """Starts children, kills them, and judges what they left."""

    def __init__(self, seed: int, *, naive: bool) -> None:
        self.random = random.Random(seed)
        self.naive = naive
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def run(self, kills: int, *, report: bool = False) -> None:
        began = time.monotonic()
        done = 0
        while done < kills:
            folder = Path(tempfile.mkdtemp(prefix="kill-storm-"))
            allowed: set[str] = set()
            for _ in range(min(ROUNDS, kills - done)):
                done += 1
                allowed = self.round(Place(folder), allowed)
                if report and done % 500 == 0:
                    passed = time.monotonic() - began
                    print(f"{done} kills, {passed:.0f} s, {self.summary()}", flush=True)
                if not allowed:
                    break
            shutil.rmtree(folder)

    def summary(self) -> str:
        counts = self.counts
        return (
            f"{counts['A']} edits acknowledged, {counts['S']} saves acknowledged, "
            f"{counts['recovered']} recoveries, {counts['lost']} lost, "
            f"{counts['unreadable']} unreadable"
        )

    def round(self, place: Place, allowed: set[str]) -> set[str]:
        """Let a child rage and kill it; return the states that may be there now."""
        said = self.kill(place)
        saved = ""
        for what, value in said:
            self.counts[what] += 1
            if what == "X":
                self.fault("unreadable", value)
                return set()
            if what == "R":
                if allowed and value not in allowed:
                    self.fault("lost", "the recovery gave a state that was never there")
                    return set()
                allowed = {value}
            elif what == "I":
                allowed = {*allowed, value}
            elif what == "A":
                allowed = {value}
            else:
                saved = value
        try:
            project = place.left()
        except DeskAnnotatorError as error:
            self.fault("unreadable", str(error))
            return set()
        except AssertionError as error:
            self.fault("lost", str(error))
            return set()
        if project is None:
            if saved or any(what == "A" for what, _ in said):
                self.fault("lost", "nothing is there")
            return set()
        now = digest(project)
        if allowed and now not in allowed:
            self.fault("lost", "acknowledged edits are not there")
            return set()
        self.counts["recovered"] += 1
        return {now}

    def fault(self, kind: str, sentence: str) -> None:
        self.counts[kind] += 1
        self.wrong.append(f"{kind}: {sentence}")

    def kill(self, place: Place) -> list[tuple[str, str]]:
        ear, mouth = os.pipe()
        seed, chance = self.random.random(), self.random.random()
        longest = next(seconds for share, seconds in LIVES if chance < share)
        patience = self.random.uniform(0, longest)
        pid = os.fork()
        if not pid:
            os.close(ear)
            child(place, seed, mouth, naive=self.naive)
        os.close(mouth)
        time.sleep(patience)
        os.kill(pid, signal.SIGKILL)
        pieces = []
        while piece := os.read(ear, 1 << 16):
            pieces.append(piece)
        os.close(ear)
        os.waitpid(pid, 0)
        lines = b"".join(pieces).split(b"\n")[:-1]  # the last is not whole
        return [(line[:1].decode(), line[2:].decode()) for line in lines]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--naive", action="store_true")
    wishes = parser.parse_args()
    seed = wishes.seed if wishes.seed is not None else random.randrange(10**9)
    print(f"seed {seed}", flush=True)
    harness = Harness(seed, naive=wishes.naive)
    harness.run(wishes.kills, report=True)
    print(f"{wishes.kills} kills: {harness.summary()}")
    for sentence in harness.wrong[:5]:
        print(f"  {sentence}")
    return 1 if harness.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
