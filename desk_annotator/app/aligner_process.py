"""Aligning in a process of its own: the window is never kept waiting, and it stops at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import desk_annotator
from desk_annotator.alignment.exchange import Anchors, Answer, Request, as_line, asked, from_line
from desk_annotator.alignment.result import Alignment
from desk_annotator.core.errors import Cancelled, EditError
from desk_annotator.core.message import QT_TRANSLATE_NOOP

_WORKER = "desk_annotator.app.aligner_worker"


class AlignerProcess:
    """One process that aligns, again and again, and remembers the vectors of what it has seen.

    `align` may be called in any thread, one call at a time; `stop` in any, at any time.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    @property
    def is_stopped(self) -> bool:
        """True once `stop` was called: this one aligns no more."""
        return self._stopped

    def align(
        self, request: Request, progress: Callable[[float], None]
    ) -> tuple[Alignment, Anchors]:
        """Return what was found, and the anchors for scrolling.

        Raises Cancelled once `stop` was called, EditError if the process ended by
        itself, OSError if it cannot be started.
        """
        process = self._started()
        answer = Answer()
        try:
            if process.stdin is None or process.stdout is None:
                raise self._lost()
            for message in asked(request):
                process.stdin.write(as_line(message))
            process.stdin.flush()
            for line in process.stdout:
                message = from_line(line)
                if message[0] == "share":
                    progress(message[1])
                    continue
                if message[0] == "failed":
                    raise RuntimeError(message[1])
                found = answer.hear(message)
                if found is not None:
                    return found
        except (OSError, ValueError) as error:
            raise self._lost() from error
        raise self._lost()

    def stop(self) -> None:
        """End the process, whatever it does; return at once."""
        with self._turn:
            self._stopped = True
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            # The system takes its time to give back some hundred megabytes.
            threading.Thread(target=_bury, args=(process,)).start()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._turn:
            if self._stopped:
                raise Cancelled
            if self._process is None:
                self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our module
                    [sys.executable, "-m", _WORKER],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            return self._process

    def _lost(self) -> Exception:
        """Return what to raise when no more answers come."""
        if self._stopped:
            return Cancelled()
        self.stop()
        return EditError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Finding what corresponds ended before it was done, perhaps for want of memory. "
                "The project is as it was. “Suggest” begins it again.",
            )
        )


def _bury(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue  # what was not yet sent can no longer be


def _environment() -> dict[str, str]:
    """Return the environment in which the process finds this package, wherever it was found."""
    place = str(Path(desk_annotator.__file__).resolve().parent.parent)
    paths = [place, *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        # Nothing that lies in the folder the program was started in is taken for a module.
        "PYTHONSAFEPATH": "1",
        # On few processors several threads for one multiplication only get in each other's way.
        "OPENBLAS_NUM_THREADS": "1",
    }
