"""Reading the bytes of a text to import, or saying plainly why not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desk_annotator.core.errors import TextError
from desk_annotator.storage.text_file import read_bytes


def test_bytes_come_as_they_are(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfa\r\n\0\xff" * 300_000
    (tmp_path / "a.txt").write_bytes(data)
    assert read_bytes(tmp_path / "a.txt") == data
    assert read_bytes(str(tmp_path / "a.txt"), limit=len(data)) == data


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "large.txt").write_bytes(b"x" * 2_000_001)
    for name, words in (
        ("gone.txt", "“gone.txt” cannot be read: it is not there"),
        ("empty.txt", "it is empty"),
        ("large.txt", "it has 3 MB, and 2 MB is the most"),
        (".", "it is a folder"),
    ):
        with pytest.raises(TextError, match=words) as caught:
            read_bytes(tmp_path / name, limit=2_000_000)
        assert str(caught.value).endswith("Nothing was changed.")


def test_denied_and_failing(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")

    def failing(*arguments):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", failing)
        with pytest.raises(TextError, match=r"the system cannot read it \(Input/output error\)"):
            read_bytes(tmp_path / "a.txt")

    def denied(*arguments):
        raise PermissionError(13, "denied")

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(TextError, match="you are not allowed to read it"):
        read_bytes(tmp_path / "a.txt")


def test_a_file_that_grows_while_it_is_read_stays_bounded(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")
    monkeypatch.setattr(os, "read", lambda descriptor, size: b"x" * size)
    with pytest.raises(TextError, match="is the most"):
        read_bytes(tmp_path / "a.txt", limit=5_000_000)
