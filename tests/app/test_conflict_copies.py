"""Conflict copies are known by their names and, for certain, by the project's id inside."""

from __future__ import annotations

import socket

import pytest

from desk_annotator.app.file_history_conflicts import conflict_copies

BESIDE = (
    "خبر (1).json",
    "خبر 2.json",
    f"خبر-{socket.gethostname()}.json",
    "خبر (Lina's conflicted copy 2026-01-31).json",
    "خبر.sync-conflict-20260131-120000-ABCDEFG.json",
    "خبر (In Konflikt stehende Kopie von Lina).json",
    "خبر (Copie en conflit de Lina).json",
    "خبر (نسخة متعارضة من لينا).json",
)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "خبر.json"
    path.write_text('{"id": "p1"}', "utf-8")
    return path


@pytest.mark.parametrize("name", BESIDE)
def test_a_copy_is_found_by_its_name_and_the_id_in_it(path, name):
    copy = path.with_name(name)
    copy.write_text('{"id": "p1"}', "utf-8")
    assert conflict_copies(path, "p1") == (copy,)
    copy.write_text('{"id": "p2"}', "utf-8")
    assert conflict_copies(path, "p1") == ()


@pytest.mark.parametrize("name", ["خبر-old.json", "خبر.json.txt", "other (1).json", "خبر (x).json"])
def test_other_files_are_not_looked_into(path, name):
    path.with_name(name).write_text('{"id": "p1"}', "utf-8")
    assert conflict_copies(path, "p1") == ()


def test_what_cannot_be_read_hides_no_other(path):
    path.with_name("خبر (1).json").mkdir()
    copy = path.with_name("خبر (2).json")
    copy.write_text('{"id": "p1"}', "utf-8")
    assert conflict_copies(path, "p1") == (copy,)
    assert conflict_copies(path.parent / "nowhere" / "p.json", "p1") == ()
