"""What a save expects to find under the name it is given."""

from __future__ import annotations

from desk_annotator.app.open_project import is_same_file, open_project, save_task
from desk_annotator.core.project import Project
from desk_annotator.storage.project_file import save_project


def test_one_file_is_recognised_under_other_names(tmp_path, monkeypatch):
    path = tmp_path / "p.json"
    path.write_text("{}", encoding="utf-8")
    link = tmp_path / "link.json"
    link.symlink_to(path)
    monkeypatch.chdir(tmp_path)
    assert is_same_file(path, link)
    assert is_same_file(path, type(path)("p.json"))
    assert not is_same_file(path, tmp_path / "other.json")
    assert is_same_file(tmp_path / "gone.json", type(path)("gone.json"))
    assert is_same_file(str(tmp_path / "gone" / ".." / "gone.json"), "gone.json")
    assert not is_same_file("\0", path)


def test_a_save_under_the_same_name_written_otherwise_checks_the_file(tmp_path, monkeypatch):
    project = Project(id="00000000-0000-4000-8000-000000000001", title="t")
    save_project(project, tmp_path / "p.json")
    monkeypatch.chdir(tmp_path)
    opened = open_project(type(tmp_path)("p.json"))
    task = save_task(opened, tmp_path / "p.json")
    assert task.expected == opened.signature
    assert save_task(opened, tmp_path / "q.json").expected is None
    assert [each.name for each in tmp_path.iterdir()] == ["p.json"]
