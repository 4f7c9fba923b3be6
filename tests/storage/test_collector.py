"""The collector rests during long work, and afterwards does what it did before."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from desk_annotator.storage import collector
from desk_annotator.storage.collector import CollectorRest, collector_paused


@pytest.fixture(autouse=True)
def on() -> Iterator[None]:
    """The collector works before a test, and after it."""
    gc.enable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.parametrize("is_on", [True, False])
def test_it_rests_and_is_then_as_it_was(is_on: bool) -> None:
    if not is_on:
        gc.disable()
    with CollectorRest():
        assert not gc.isenabled()
    assert gc.isenabled() is is_on


def test_it_rests_on_where_another_work_has_ended() -> None:
    other = collector_paused()
    other.__enter__()
    with CollectorRest() as rest:
        other.__exit__(None, None, None)
        assert gc.isenabled()
        rest.renew()
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_works_again_after_an_error() -> None:
    def broken() -> None:
        with CollectorRest():
            message = "broken"
            raise ValueError(message)

    with pytest.raises(ValueError, match="broken"):
        broken()
    assert gc.isenabled()


@pytest.mark.parametrize("many", [False, True])
def test_much_that_was_made_is_not_looked_at_again(
    monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    monkeypatch.setattr(collector, "_MUCH", 1000)
    gc.collect()
    before = gc.get_freeze_count()
    with CollectorRest():
        made = [[number] for number in range(3000 if many else 10)]
    assert (gc.get_freeze_count() - before > len(made)) is many
