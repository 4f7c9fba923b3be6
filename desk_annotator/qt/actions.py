"""The commands of the window as QActions, and the menus and tool bar they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.qt.action_table import ACTIONS, ActionSpec
from desk_annotator.qt.icons import icon

SEPARATOR = "-"
_ARABIC_KEYS = dict(zip("QWERTYUIOPASDFGHJKLZXCVNM", "ضصثقفغعهخحشسيبلاتنمئءؤرىة", strict=True))
"""What the key of a Latin letter gives on an Arabic keyboard; that of B gives two letters."""

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        QT_TRANSLATE_NOOP("Menus", "&File"),
        (
            "new_pair",
            "new_pairs",
            "open",
            "@recent",
            SEPARATOR,
            "save",
            "save_as",
            "history",
            "merge",
            SEPARATOR,
            "export",
            "export_several",
            "take_over",
            SEPARATOR,
            "close_project",
            "quit",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Menus", "&Edit"),
        (
            "undo",
            "redo",
            SEPARATOR,
            "copy",
            SEPARATOR,
            "find",
            "find_next",
            "find_previous",
            SEPARATOR,
            "name",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Menus", "&Annotate"),
        (
            "tag_matching",
            "tag_added",
            "tag_missing",
            SEPARATOR,
            "keep_selection",
            "take_out",
            "set_place",
            "remove_place",
            "@edges",
            SEPARATOR,
            "note",
            "delete",
            SEPARATOR,
            "find_counterparts",
            "suggest",
            "@suggestions",
            "@segments",
            SEPARATOR,
            "ignore",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Menus", "&Go"),
        (
            "next_untouched",
            SEPARATOR,
            "next",
            "previous",
            "next_matching",
            "next_added",
            "next_missing",
            SEPARATOR,
            "counterpart",
            "overlap",
            "other_pane",
            SEPARATOR,
            "next_pair",
            "previous_pair",
            SEPARATOR,
            "clear",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Menus", "&View"),
        (
            "link_scrolling",
            "invisibles",
            "characters",
            "show_segments",
            "flip",
            SEPARATOR,
            "snap",
            "logical_arrows",
            SEPARATOR,
            "zoom_in",
            "zoom_out",
            "zoom_reset",
            SEPARATOR,
            "@theme",
            "@panels",
        ),
    ),
    (QT_TRANSLATE_NOOP("Menus", "&Help"), ("keys", SEPARATOR, "about")),
)

SUBMENUS: dict[str, tuple[str, tuple[str, ...]]] = {
    "@segments": (
        QT_TRANSLATE_NOOP("Menus", "Segments &by hand"),
        ("split_segment", "join_segments", "forget_segments"),
    ),
    "@edges": (
        QT_TRANSLATE_NOOP("Menus", "Move &edges"),
        (
            "end_forward",
            "end_back",
            "end_word_forward",
            "end_word_back",
            SEPARATOR,
            "start_forward",
            "start_back",
            "start_word_forward",
            "start_word_back",
        ),
    ),
    "@suggestions": (
        QT_TRANSLATE_NOOP("Menus", "Su&ggestions"),
        (
            "suggest_phrases",
            SEPARATOR,
            "accept",
            "reject",
            SEPARATOR,
            "accept_sure",
            "withdraw",
            SEPARATOR,
            "glossary",
            "no_glossary",
            "learn_words",
            "forget_words",
        ),
    ),
    "@theme": (QT_TRANSLATE_NOOP("Menus", "&Theme"), ("theme_system", "theme_light", "theme_dark")),
}

TOOL_BAR: tuple[str, ...] = (
    "new_pair",
    "open",
    "save",
    "export",
    SEPARATOR,
    "undo",
    "redo",
    SEPARATOR,
    "tag_matching",
    "tag_added",
    "tag_missing",
    SEPARATOR,
    "delete",
    "note",
    SEPARATOR,
    "next_untouched",
    "previous",
    "next",
    SEPARATOR,
    "find",
    "link_scrolling",
)


class Actions:
    """The QActions made from the table, by id."""

    def __init__(self, parent: QObject) -> None:
        self._actions = {spec.id: _made(spec, parent) for spec in ACTIONS}

    def __getitem__(self, action_id: str) -> QAction:
        """Return the action with this id. Raises KeyError if there is none."""
        return self._actions[action_id]

    def __iter__(self) -> Iterator[QAction]:
        """Yield every action in the order of the table."""
        return iter(self._actions.values())

    def set_enabled(self, enabled: bool, *ids: str) -> None:
        """Enable or disable several actions."""
        for action_id in ids:
            self._actions[action_id].setEnabled(enabled)


def arabic_twin(keys: str) -> str:
    """Return a key sequence of Ctrl and a letter as an Arabic keyboard gives it, or "".

    Qt finds the Latin letter itself only where the user has a Latin layout beside the Arabic.
    """
    *modifiers, key = keys.split("+")
    if "Ctrl" not in modifiers or key not in _ARABIC_KEYS:
        return ""
    return "+".join((*modifiers, _ARABIC_KEYS[key]))


def _made(spec: ActionSpec, parent: QObject) -> QAction:
    text = QCoreApplication.translate("Actions", spec.text)
    action = QAction(text, parent)
    action.setObjectName(spec.id)
    sequences = [QKeySequence(keys) for keys in spec.keys]
    twins = [QKeySequence(twin) for twin in map(arabic_twin, spec.keys) if twin]
    action.setShortcuts(sequences + twins)
    plain = text.replace("&", "").rstrip("…")
    tip = QCoreApplication.translate("Actions", spec.tip) if spec.tip else plain
    if sequences:
        key = sequences[0].toString(QKeySequence.SequenceFormat.NativeText)
        tip = f"{tip} ({key})"
    action.setToolTip(tip)
    action.setStatusTip(tip)
    if spec.icon:
        action.setIcon(icon(spec.icon))
    action.setCheckable(spec.checkable)
    action.setChecked(spec.checked)
    # In a menu an icon would take the place of the check mark.
    action.setIconVisibleInMenu(not spec.checkable)
    return action
