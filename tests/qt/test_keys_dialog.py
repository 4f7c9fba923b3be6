import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence

from desk_annotator import __version__
from desk_annotator.qt.about_dialog import AboutDialog
from desk_annotator.qt.actions import Actions, arabic_twin
from desk_annotator.qt.keys_dialog import KeysDialog


@pytest.fixture
def actions(qapp):
    owner = QObject()
    yield Actions(owner)
    owner.deleteLater()


@pytest.fixture
def dialog(qtbot, actions):
    dialog = KeysDialog(actions)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def rows(dialog, *, shown_only=False):
    """Return the rows as {(group, command): keys}."""
    found = {}
    for number in range(dialog.tree.topLevelItemCount()):
        group = dialog.tree.topLevelItem(number)
        for row in range(group.childCount()):
            item = group.child(row)
            if not shown_only or not (group.isHidden() or item.isHidden()):
                found[group.text(0), item.text(0)] = item.text(1)
    return found


def test_every_action_is_listed_with_all_its_keys_but_their_arabic_twins(dialog, actions):
    listed = rows(dialog)
    for action in actions:
        plain = action.text().replace("&", "").removesuffix("…")
        (keys,) = [keys for (_, words), keys in listed.items() if words == plain]
        assert all(sequence.toString() for sequence in action.shortcuts())
        twins = {arabic_twin(sequence.toString()) for sequence in action.shortcuts()}
        for sequence in action.shortcuts():
            is_listed = sequence.toString(QKeySequence.SequenceFormat.NativeText) in keys
            assert is_listed is (sequence.toString() not in twins)


def test_actions_stand_under_their_menus(dialog):
    listed = rows(dialog)
    assert listed["File", "Save"] == "\u2066Ctrl+S\u2069"
    assert ("Annotate · Move edges", "Move end right by letter") in listed


def test_mouse_gestures_are_listed(dialog):
    words = " ".join(f"{command} {keys}" for (_, command), keys in rows(dialog).items())
    for gesture in (
        "Click again",
        "Ctrl + drag",
        "Alt + drag",
        "edge",
        "Double-click",
        "Triple-click",
        "Ctrl + wheel",
    ):
        assert gesture in words


def test_words_and_keys_filter_the_list(qtbot, dialog):
    qtbot.keyClicks(dialog.field, "next match")
    assert set(rows(dialog, shown_only=True)) == {("Go", "Next matching")}
    qtbot.keyClick(dialog.field, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert rows(dialog, shown_only=True) == rows(dialog)
    qtbot.keyClicks(dialog.field, "shift+f3")
    assert set(rows(dialog, shown_only=True)) == {("Edit", "Find previous")}
    qtbot.keyClick(dialog.field, Qt.Key.Key_Escape)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Escape)
    assert dialog.isHidden()


def test_it_does_not_stop_the_work_and_shows_keys_as_they_are_now(qtbot, dialog, actions):
    assert not dialog.isModal()
    dialog.close()
    actions["save"].setShortcut(QKeySequence("Ctrl+Alt+S"))
    dialog.show()
    qtbot.waitExposed(dialog)
    assert rows(dialog)["File", "Save"] == "\u2066Ctrl+Alt+S\u2069"
    actions["undo"].setText("&Undo: Tag as missing")
    dialog.refresh()
    assert ("Edit", "Undo") in rows(dialog)


def test_control_keys_are_there_for_an_arabic_keyboard_without_a_latin_one(actions):
    def keys(command):
        return {sequence.toString() for sequence in actions[command].shortcuts()}

    assert {"Ctrl+Z", "Ctrl+ئ"} <= keys("undo")
    assert {"Ctrl+Shift+Z", "Ctrl+Shift+ئ"} <= keys("redo")
    assert {"Ctrl+S", "Ctrl+س"} <= keys("save")
    every = [key for action in actions for key in keys(action.objectName())]
    assert len(every) == len(set(every)), "no key for two commands"


def test_checkable_commands_show_their_mark_in_menus(actions):
    checkable = [action for action in actions if action.isCheckable()]
    assert checkable
    assert not any(action.isIconVisibleInMenu() for action in checkable)


def test_about_tells_version_licence_and_libraries(qtbot):
    about = AboutDialog()
    qtbot.addWidget(about)
    about.show()
    qtbot.waitExposed(about)
    assert __version__ in about.version_label.text()
    assert "MIT" in about.version_label.text()
    names = [about.list.topLevelItem(row).text(0) for row in range(about.list.topLevelItemCount())]
    assert "\u2066PySide6\u2069" in names
    assert all(about.list.topLevelItem(row).text(1) != "—" for row in range(len(names)))
    qtbot.mouseClick(about.copy_button, Qt.MouseButton.LeftButton)
    assert f"Desk Annotator {__version__}" in QGuiApplication.clipboard().text()
    about.close()
