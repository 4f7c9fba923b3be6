"""The style sheet of the window is kept in a file, which may be lost or spoiled at any time."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette

from desk_annotator.qt import theme_dress
from desk_annotator.qt.theme_dress import dress


@pytest.fixture
def made(monkeypatch):
    """Count how often the theme package is asked."""
    names = []
    real = theme_dress._made

    def counted(name):
        names.append(name)
        return real(name)

    monkeypatch.setattr(theme_dress, "_made", counted)
    return names


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_kept_dress_is_the_one_that_was_made(qapp, tmp_path, made, name):
    first_sheet, first_palette = dress(name, tmp_path)
    second_sheet, second_palette = dress(name, tmp_path)

    assert made == [name]
    assert second_sheet == first_sheet
    assert "QToolBar" in first_sheet
    for group in (
        QPalette.ColorGroup.Active,
        QPalette.ColorGroup.Inactive,
        QPalette.ColorGroup.Disabled,
    ):
        for role in theme_dress._ROLES:
            assert second_palette.color(group, role) == first_palette.color(group, role)
            assert second_palette.isBrushSet(group, role) == first_palette.isBrushSet(group, role)


def test_light_and_dark_are_kept_apart(qapp, tmp_path, made):
    grounds = [
        dress(name, tmp_path)[1].color(QPalette.ColorRole.Window)
        for name in ("light", "dark", "light", "dark")
    ]

    assert made == ["light", "dark"]
    assert grounds[:2] == grounds[2:]
    assert grounds[0].lightness() > grounds[1].lightness()


def spoil_by_cutting(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def spoil_by_emptying(file: Path) -> None:
    file.write_bytes(b"")


def spoil_by_a_letter(file: Path) -> None:
    data = file.read_bytes()
    at = data.index(b"QToolBar")
    file.write_bytes(data[:at] + b"X" + data[at + 1 :])


def spoil_by_other_versions(file: Path) -> None:
    content = json.loads(file.read_bytes().partition(b"\n")[2])
    content["origin"] = "another version"
    content["sheet"] = "QWidget { color: red }"
    written = json.dumps(content).encode()
    file.write_bytes(sha256(written).hexdigest().encode() + b"\n" + written)


def spoil_by_taking_a_picture_away(file: Path) -> None:
    sheet = json.loads(file.read_bytes().partition(b"\n")[2])["sheet"]
    Path(min(theme_dress._pictures(sheet))).unlink()


@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        spoil_by_cutting,
        spoil_by_emptying,
        spoil_by_a_letter,
        spoil_by_other_versions,
        spoil_by_taking_a_picture_away,
    ],
)
def test_a_spoiled_file_is_made_anew(qapp, tmp_path, made, spoil):
    sheet, _ = dress("dark", tmp_path)
    spoil(tmp_path / "theme-dark.json")

    assert dress("dark", tmp_path)[0] == sheet
    assert made == ["dark", "dark"]
    assert all(Path(picture).is_file() for picture in theme_dress._pictures(sheet))
    assert dress("dark", tmp_path)[0] == sheet
    assert made == ["dark", "dark"]


def test_without_a_place_to_keep_it_the_dress_is_made_each_time(qapp, tmp_path, made):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")

    first = dress("light", in_the_way)
    second = dress("light", in_the_way / "below")

    assert first[0] == second[0]
    assert made == ["light", "light"]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_nothing_half_written_is_left(qapp, tmp_path, made):
    dress("light", tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["theme-light.json"]
