"""Reading a project can be stopped at every piece, and says how far it has come."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desk_annotator.app.open_project import open_project
from desk_annotator.core.errors import ProjectFileError
from desk_annotator.storage import any_layout_json, piecewise_json, project_decoder, strict_json
from desk_annotator.storage.project_codec import decode


class StoppedError(Exception):
    """What the check of these tests raises."""


class Countdown:
    """A check that stops the reading at one call."""

    def __init__(self, calls: int) -> None:
        self.left = calls

    def __call__(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise StoppedError


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "_SMALL", 0)
    monkeypatch.setattr(strict_json, "_CHECKED", 300)
    monkeypatch.setattr(any_layout_json, "_WINDOW", 600)
    monkeypatch.setattr(piecewise_json, "_PIECE", 200)
    monkeypatch.setattr(piecewise_json, "_TEXT_PIECE", 40)
    monkeypatch.setattr(project_decoder, "_BLOCK", 1)


def ours(golden: bytes) -> bytes:
    return golden


def one_line(golden: bytes) -> bytes:
    return json.dumps(json.loads(golden)).encode()


def spoiled(golden: bytes) -> bytes:
    return golden.replace(b'"status": ', b'"status": 7, "status": ', 1)


def cut_off(golden: bytes) -> bytes:
    return golden[: len(golden) // 2]


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("form", [ours, one_line, spoiled, cut_off])
def test_reading_stops_at_every_piece(golden: bytes, form: Callable[[bytes], bytes]) -> None:
    data = form(golden)
    stops = 0
    while True:
        try:
            decode(data, name="p.json", check=Countdown(stops))
        except StoppedError:
            stops += 1
            assert gc.isenabled()
        except ProjectFileError:
            assert form in (spoiled, cut_off)
            break
        else:
            assert form in (ours, one_line)
            break
    assert stops > 5


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("form", [ours, one_line])
def test_progress_rises_from_nearly_nothing_to_nearly_all(
    golden: bytes, form: Callable[[bytes], bytes]
) -> None:
    shares: list[float] = []
    decode(form(golden), name="p.json", progress=shares.append)
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1
    assert shares[-1] > 0.7
    assert len(set(shares)) >= 4


def test_a_project_is_opened_or_not_at_all(tmp_path: Path, golden: bytes) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(golden)
    stops = 0
    while True:
        try:
            open_project(path, check=Countdown(stops))
        except StoppedError:
            stops += 1
            assert [entry.name for entry in tmp_path.iterdir()] == ["p.json"]
        else:
            break
    assert stops
    assert path.read_bytes() == golden
