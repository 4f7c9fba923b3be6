"""A glossary chosen in the window is used and remembered; words are learnt only if wished."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt

from desk_annotator.app.personal_lexicon import words_path
from desk_annotator.core.span import Side
from desk_annotator.qt import knowledge_commands
from desk_annotator.qt.application import main_window
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import ThemeChoice

ENGLISH = "Zorb the vint morp falu.\n\nThe kint waited for the ambassador.\n"
ARABIC = "بسبس كخكخ كخكخ تشك.\n\nانتظر السفير.\n"


@pytest.fixture
def opened(desk):
    desk.show_pair(ENGLISH, ARABIC)
    aligned(desk)
    yield desk
    actions = desk.window.actions_table
    actions["no_glossary"].trigger()
    actions["learn_words"].setChecked(False)
    desk.window.suggesting.knowledge.forget_words()


def aligned(desk):
    desk.qtbot.waitUntil(lambda: not desk.window.suggesting.knowledge.is_busy, timeout=60_000)
    desk.wait_for_alignment()


def asked(desk, quote):
    desk.drag(Side.SOURCE, quote)
    desk.pane(Side.SOURCE).setFocus()
    desk.key(Qt.Key.Key_Q)
    desk.qtbot.waitUntil(lambda: not desk.window.suggesting.counterparts.is_busy, timeout=60_000)
    return desk.pane(Side.TARGET).selected_text()


@pytest.fixture
def glossary(tmp_path):
    path = tmp_path / "terms.csv"
    path.write_text("en,ar\nvint morp,كخكخ كخكخ\nother,أخرى\n", encoding="utf-8")
    return str(path)


def test_a_glossary_is_used_at_once_and_remembered(opened, glossary):
    before = opened.window.alignment.knowledge
    opened.window.suggesting.knowledge.read_glossary(glossary)
    aligned(opened)
    assert opened.window.alignment.knowledge is not before
    assert "2 concepts" in opened.notices()[-1]
    assert asked(opened, "vint morp") == "كخكخ كخكخ"
    assert Settings().text("suggestions/glossary", "") == glossary
    opened.window.actions_table["no_glossary"].trigger()
    aligned(opened)
    assert opened.window.alignment.knowledge.glossary is None
    assert Settings().text("suggestions/glossary", "") == ""


def test_a_bad_glossary_says_so_and_the_one_in_use_stays(opened, glossary, tmp_path):
    opened.window.suggesting.knowledge.read_glossary(glossary)
    aligned(opened)
    opened.window.suggesting.knowledge.read_glossary(str(tmp_path / "nowhere.csv"))
    aligned(opened)
    assert "cannot be read" in opened.notices()[-1]
    assert opened.window.alignment.knowledge.glossary.name == "terms.csv"


class Held:
    """Reads glossaries in the order in which the test lets them be read."""

    def __init__(self, monkeypatch):
        self._read = knowledge_commands.read_glossary
        self._gates = {}
        monkeypatch.setattr(knowledge_commands, "read_glossary", self._wait)

    def _wait(self, path):
        assert self.gate(path).wait(30)
        return self._read(path)

    def gate(self, path):
        return self._gates.setdefault(path, threading.Event())


def test_a_glossary_given_up_while_it_is_read_is_not_used(opened, glossary, monkeypatch):
    held = Held(monkeypatch)
    knowledge = opened.window.suggesting.knowledge
    knowledge.read_glossary(glossary)
    assert opened.window.actions_table["no_glossary"].isEnabled()
    opened.window.actions_table["no_glossary"].trigger()
    held.gate(glossary).set()
    aligned(opened)
    opened.settle()
    assert opened.window.alignment.knowledge.glossary is None
    assert Settings().text("suggestions/glossary", "") == ""
    assert not opened.window.actions_table["no_glossary"].isEnabled()
    assert opened.notices() == []


def test_of_two_glossaries_the_one_chosen_last_is_used(opened, glossary, tmp_path, monkeypatch):
    other = tmp_path / "other.csv"
    other.write_text("en,ar\none,واحد\n", encoding="utf-8")
    held = Held(monkeypatch)
    knowledge = opened.window.suggesting.knowledge
    knowledge.read_glossary(glossary)
    knowledge.read_glossary(str(other))
    held.gate(str(other)).set()
    opened.qtbot.waitUntil(lambda: bool(opened.notices()), timeout=60_000)
    held.gate(glossary).set()
    aligned(opened)
    opened.settle()
    assert opened.window.alignment.knowledge.glossary.name == "other.csv"
    assert Settings().text("suggestions/glossary", "") == str(other)


def test_an_earlier_glossary_that_cannot_be_read_says_nothing_any_more(
    opened, glossary, monkeypatch
):
    held = Held(monkeypatch)
    knowledge = opened.window.suggesting.knowledge
    knowledge.read_glossary("nowhere.csv")
    opened.window.actions_table["no_glossary"].trigger()
    held.gate("nowhere.csv").set()
    aligned(opened)
    opened.settle()
    assert opened.notices() == []


def test_a_glossary_is_asked_for_like_every_file(opened, glossary):
    asked = []

    class Answers:
        def __init__(self, path):
            self.path = path

        def glossary_to_use(self, folder):
            asked.append(folder)
            return self.path

    knowledge = opened.window.suggesting.knowledge
    knowledge.prompts = Answers("")
    opened.window.actions_table["glossary"].trigger()
    assert not knowledge.is_busy
    knowledge.prompts = Answers(glossary)
    opened.window.actions_table["glossary"].trigger()
    aligned(opened)
    assert len(asked) == 2
    assert opened.window.alignment.knowledge.glossary.name == "terms.csv"


def test_a_glossary_that_is_gone_can_be_given_up(opened, glossary, tmp_path):
    Settings().set_text("suggestions/glossary", str(tmp_path / "gone.csv"))
    second = main_window(Settings(), ThemeChoice.LIGHT)
    opened.qtbot.waitUntil(lambda: not second.suggesting.knowledge.is_busy, timeout=60_000)
    opened.settle()
    assert len(second.notices.notices) == 1
    second.actions_table["no_glossary"].trigger()
    assert Settings().text("suggestions/glossary", "") == ""
    second.close()
    second.deleteLater()


def link_kint(desk):
    desk.drag(Side.SOURCE, "kint")
    desk.drag(Side.TARGET, "السفير")
    desk.key(Qt.Key.Key_1)
    assert desk.tags() == ["matching"]


def test_nothing_is_kept_unless_wished(opened):
    link_kint(opened)
    opened.window.suggesting.knowledge.close()
    assert not words_path().exists() or "kint" not in words_path().read_text(encoding="utf-8")


def test_words_are_kept_if_wished_and_can_be_emptied(opened):
    opened.window.actions_table["learn_words"].setChecked(True)
    aligned(opened)
    link_kint(opened)
    opened.window.suggesting.knowledge.close()
    aligned(opened)
    assert "kint" in words_path().read_text(encoding="utf-8")
    assert opened.window.alignment.knowledge.words.between("en", "ar")["kint"]
    opened.window.actions_table["forget_words"].trigger()
    assert "kint" in words_path().read_text(encoding="utf-8")
    opened.window.notices.notices[-1].actions[0][1]()
    assert "kint" not in words_path().read_text(encoding="utf-8")


def test_the_next_start_reads_the_glossary_again(opened, glossary):
    opened.window.suggesting.knowledge.read_glossary(glossary)
    aligned(opened)
    second = main_window(Settings(), ThemeChoice.LIGHT)
    opened.qtbot.waitUntil(lambda: not second.suggesting.knowledge.is_busy, timeout=60_000)
    opened.settle()
    assert second.alignment.knowledge.glossary.name == "terms.csv"
    second.close()
    second.deleteLater()
