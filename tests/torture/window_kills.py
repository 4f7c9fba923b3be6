"""Kills the whole program with its window at random moments, and lets its dialog recover.

    python -m tests.torture.window_kills --kills 200

Each child is the real program, without a display. A timer in it plays the user: it presses
Restore when the recovery dialog is there, then edits and saves, and says before and behind each
edit what the project is.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desk_annotator.app.open_project import new_project, save_task
from desk_annotator.storage.state_folder import StateFolders
from tests.torture.kill_storm import Harness, Place, make_pair

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20
START_SECONDS = 90
END_SECONDS = 30
ASKED = 0.3
"""The share of the children that are asked to end, by SIGTERM or SIGHUP."""


class WindowPlace(Place):
    """A folder with a project and the home of a user."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.home = folder
        names = "desk-annotator"
        self.folders = StateFolders.below(folder / "state" / names, folder / "data" / names)

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_RUNTIME_DIR": str(self.home),
        }


class WindowHarness(Harness):
    """Starts the program, kills it, and judges what it left."""

    asked = ASKED

    def run(self, kills: int, *, report: bool = False) -> None:
        done = 0
        while done < kills:
            folder = Path(tempfile.mkdtemp(prefix="window-kills-"))
            folder.chmod(0o700)
            place = WindowPlace(folder)
            save_task(new_project(make_pair(0)), place.path).run()
            allowed: set[str] = set()
            for _ in range(min(ROUNDS, kills - done)):
                done += 1
                allowed = self.round(place, allowed)
                if report and done % 20 == 0:
                    print(f"{done} kills, {self.summary()}", flush=True)
                if not allowed:
                    break
            shutil.rmtree(folder)

    def kill(self, place: Place) -> list[tuple[str, str]]:
        words = [sys.executable, "-m", "tests.torture.window_kills", "--child", str(place.path)]
        with subprocess.Popen(
            words, cwd=ROOT, stdout=subprocess.PIPE, env=place.environment()
        ) as process:
            chance = self.random.random()
            if chance < 0.15 * (self.asked < 1):  # while it starts, or in the middle of a recovery
                time.sleep(self.random.uniform(0.3, 1.5))
                first = b""
            else:
                if not select.select([process.stdout], [], [], START_SECONDS)[0]:
                    process.kill()
                    return [("X", "the window never showed the project")]
                first = process.stdout.readline()
                time.sleep(self.random.uniform(0, 1.2))
            if chance > 1 - self.asked:
                first += self.end(process)
            process.kill()
            lines = (first + process.stdout.read()).split(b"\n")[:-1]
        return [(line[:1].decode(), line[2:].decode()) for line in lines]

    def end(self, process: subprocess.Popen[bytes]) -> bytes:
        """Ask the program to end, as the system does when the session ends; return its words."""
        asked = self.random.choice((signal.SIGTERM, signal.SIGHUP))
        process.send_signal(asked)
        try:
            said, _ = process.communicate(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            self.fault("deaf", f"it went on after signal {asked}")
            return b""
        self.counts["ended"] += 1
        if process.returncode != 128 + asked:
            self.fault("deaf", f"it ended with {process.returncode} at signal {asked}")
        process.stdout = io.BytesIO()
        return said


def child(path: str) -> int:
    """Be the program and its user."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from desk_annotator.app.workspace import Workspace
    from desk_annotator.qt.application import application, run
    from desk_annotator.qt.main_window import MainWindow
    from desk_annotator.qt.recovery_dialog import RecoveryDialog
    from tests.torture.kill_storm import Storm, digest

    class User(Storm):
        def __init__(self) -> None:
            self.random = random.Random()
            self.pipe = sys.stdout.fileno()
            self.opened = None
            self.model = None

        def act(self) -> None:
            windows = QApplication.topLevelWidgets()
            for dialog in windows:
                if isinstance(dialog, RecoveryDialog) and dialog.isVisible():
                    dialog.restore_button.click()
                    return
            window = next(each for each in windows if isinstance(each, MainWindow))
            if window.project is None:
                return
            if self.opened is None:
                self.opened = window.project
                window.files.saved.connect(self.note_saved)
                self.model = Workspace(self.opened.workspace.snapshot())
                self.say("R", digest(self.opened.workspace.snapshot()))
            if self.random.random() < 0.05:
                window.files.save()
            else:
                self.edit()

        def say(self, what: str, value: str) -> None:
            try:
                super().say(what, value)
            except BrokenPipeError:
                os._exit(3)  # nobody listens any more: the harness itself was ended

        def note_saved(self) -> None:
            self.say("S", "saved")

    app = application(["desk-annotator"])
    user = User()
    timer = QTimer(app)
    timer.timeout.connect(user.act)
    timer.start(1)
    return run([path])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--asked", type=float, default=ASKED, help="share ended by SIGTERM, SIGHUP")
    parser.add_argument("--child")
    wishes = parser.parse_args()
    if wishes.child:
        return child(wishes.child)
    seed = wishes.seed if wishes.seed is not None else random.randrange(10**9)
    print(f"seed {seed}", flush=True)
    harness = WindowHarness(seed, naive=False)
    harness.asked = wishes.asked
    harness.run(wishes.kills, report=True)
    print(
        f"{wishes.kills} kills: {harness.counts['R']} windows shown, {harness.summary()}, "
        f"{harness.counts['ended']} ended when asked"
    )
    for sentence in harness.wrong[:5]:
        print(f"  {sentence}")
    return 1 if harness.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
