"""Work in threads: what it tells is heard from the first share on."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desk_annotator.qt.background import Background, Job


class _Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def progressed(self, share: float) -> None:
        self.heard.append(share)

    def finished(self, outcome: str) -> None:
        self.heard.append(outcome)

    def failed(self, error: Exception) -> None:
        self.heard.append(error)


class _AtOnce:
    """A pool of threads in which work is done before `start` returns, as it may happen."""

    def start(self, run) -> None:
        run.run()


def test_a_share_told_at_once_is_heard(qtbot, monkeypatch):
    background, listener = Background(), _Listener()
    monkeypatch.setattr(background, "_pool", _AtOnce())

    def work(job: Job[str]) -> str:
        job.tell(0.42)
        return "done"

    background.start(
        work,
        finished=listener.finished,
        failed=listener.failed,
        progressed=listener.progressed,
    )
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    assert listener.heard == [0.42, "done"]
