"""What the View and Help menus do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QWidget

from desk_annotator.core.span import Side
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.linked_view import LinkedView
from desk_annotator.qt.settings import Settings
from desk_annotator.qt.theme import Theme, ThemeChoice

if TYPE_CHECKING:
    from desk_annotator.qt.character_dialog import CharacterDialog
    from desk_annotator.qt.keys_dialog import KeysDialog

_FLAGS = ("link_scrolling", "invisibles", "show_segments", "snap", "logical_arrows")


class ViewCommands(QObject):
    """Connects the actions that change how things look; remembers them in the settings."""

    def __init__(
        self,
        actions: Actions,
        view: LinkedView,
        theme: Theme,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._view = view
        self._theme = theme
        self._settings = settings
        self._keys: KeysDialog | None = None
        self._characters: CharacterDialog | None = None
        group = QActionGroup(self)
        for choice in ThemeChoice:
            action = actions[f"theme_{choice}"]
            action.setActionGroup(group)
            action.setChecked(choice is theme.choice)
            action.triggered.connect(self._choose_theme)
        for action_id in _FLAGS:
            action = actions[action_id]
            action.setChecked(settings.flag(f"view/{action_id}", default=action.isChecked()))
            action.toggled.connect(self._flag_chosen)
        actions["flip"].triggered.connect(self._flip)
        actions["zoom_in"].triggered.connect(self._zoom_in)
        actions["zoom_out"].triggered.connect(self._zoom_out)
        actions["zoom_reset"].triggered.connect(self._zoom_reset)
        actions["characters"].triggered.connect(self._show_characters)
        actions["keys"].triggered.connect(self._show_keys)
        actions["about"].triggered.connect(self._show_about)
        self._apply_flags()

    def _store(self) -> None:
        """Remember the choices, as soon as they are made: the program may be ended by others."""
        for action_id in _FLAGS:
            self._settings.set_flag(f"view/{action_id}", value=self._actions[action_id].isChecked())
        self._settings.set_text("theme", str(self._theme.choice))

    def _apply_flags(self) -> None:
        self._view.is_scrolling_linked = self._actions["link_scrolling"].isChecked()
        for side in Side:
            pane = self._view.pane(side)
            pane.show_invisibles = self._actions["invisibles"].isChecked()
            pane.snap_to_words = self._actions["snap"].isChecked()
            pane.logical_arrows = self._actions["logical_arrows"].isChecked()

    def _flag_chosen(self) -> None:
        self._apply_flags()
        self._store()

    def _choose_theme(self) -> None:
        for choice in ThemeChoice:
            if self._actions[f"theme_{choice}"].isChecked():
                self._theme.choose(choice)
        self._store()

    def _flip(self) -> None:
        self._view.pane(self._view.focused_side).toggle_direction_here()

    def _zoom_in(self) -> None:
        self._view.pane(self._view.focused_side).zoom_in()

    def _zoom_out(self) -> None:
        self._view.pane(self._view.focused_side).zoom_out()

    def _zoom_reset(self) -> None:
        self._view.pane(self._view.focused_side).zoom_reset()

    def _show_characters(self) -> None:
        if self._characters is None:
            from desk_annotator.qt.character_dialog import CharacterDialog  # noqa: PLC0415

            self._characters = CharacterDialog(self._view, self._window)
        self._characters.show()
        self._characters.raise_()

    def _show_keys(self) -> None:
        if self._keys is None:
            from desk_annotator.qt.keys_dialog import KeysDialog  # noqa: PLC0415

            self._keys = KeysDialog(self._actions, self._window)
        self._keys.show()
        self._keys.raise_()
        self._keys.activateWindow()

    def _show_about(self) -> None:
        from desk_annotator.qt.about_dialog import AboutDialog  # noqa: PLC0415

        dialog = AboutDialog(self._window)
        dialog.exec()
        dialog.deleteLater()
