"""What the benchmarks print and what they write for programs are the same figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import __main__ as benchmarks


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is measured: each process tells of figures that are known."""

    def interleaved(module: str, candidates: list[object], **_: object) -> list[dict[str, float]]:
        if module != "window_speed":
            return [{} for _ in candidates]
        edits = {"edit a note": 1.0, "undo": 1.0, "longest work, save": 3.0}
        return [{"edit": 2.0, **edits}, {"edit": 3.0, **edits}]

    monkeypatch.setattr(benchmarks, "interleaved", interleaved)
    monkeypatch.setattr(benchmarks, "project", lambda words, count: None)
    monkeypatch.setattr(benchmarks, "encode", lambda made, generator: b"{}")
    monkeypatch.setattr(
        benchmarks,
        "listen",
        lambda *_, **__: {
            "json.loads": 2.0,
            "load and validate": 3.0,
            "json.dumps": 4.0,
            "save: encode": 2.0,
            "save: encode and read back": 5.0,
        },
    )


@pytest.mark.usefixtures("figures")
def test_the_window_is_written_with_its_figures_and_ratios(tmp_path: Path) -> None:
    found = benchmarks.window(tmp_path, full=False, repeats=1)["window"]
    assert isinstance(found, dict)
    assert found["few"]["edit"] == 2.0
    assert found["many"]["edit"] == 3.0
    assert found["many"]["longest work, save"] == 3.0
    assert found["ratios"] == {"edit": 1.5, "edit a note": 1.0, "undo": 1.0}


@pytest.mark.usefixtures("figures")
def test_the_model_is_written_with_its_ratios() -> None:
    found = benchmarks.model(full=False, repeats=1)["model"]
    assert isinstance(found, dict)
    assert found["ratios"] == {
        "load and validate": 1.5,
        "save: encode": 0.5,
        "save: encode and read back": 1.25,
    }
