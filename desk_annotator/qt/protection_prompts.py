"""Asks what to do with a project that somebody else has open."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desk_annotator.qt.plain_label import directed
from desk_annotator.storage.lock import Holder
from desk_annotator.text.isolates import isolate, isolate_name

translate = QCoreApplication.translate


class LockChoice(Enum):
    """What to do with a project that is open elsewhere."""

    READ_ONLY = auto()
    COPY = auto()
    TAKE_OVER = auto()
    CANCEL = auto()


def locked_sentence(name: str, holder: Holder) -> str:
    """Say who has a project open, where and since when."""
    if holder.owner is None:
        return translate(
            "Protection",
            "“{name}” seems to be open elsewhere: there is a lock beside it that cannot be read.",
        ).format(name=isolate_name(name))
    from desk_annotator.qt.recovery_dialog import clock_time  # noqa: PLC0415 - locks are rare

    active = datetime.fromtimestamp(holder.active, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return translate(
        "Protection",
        "“{name}” is open elsewhere: by {user} on {host}, since {since}, last active {active}.",
    ).format(
        name=isolate_name(name),
        user=isolate(holder.owner.user or "?"),
        host=isolate_name(holder.owner.host),
        since=clock_time(holder.since),
        active=clock_time(active),
    )


class ProtectionPrompts:
    """Asks with dialogs; tests put their own answers in its place."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def locked(self, name: str, holder: Holder) -> LockChoice:
        """Ask how to open a project that somebody else has open."""
        from PySide6.QtWidgets import QMessageBox  # noqa: PLC0415 - as above

        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(translate("Protection", "Open elsewhere"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(directed(locked_sentence(name, holder), box))
        box.setInformativeText(
            translate(
                "Protection",
                "A copy is a project of its own, and can be merged later. If you take over and "
                "both of you change the file, the second to save is asked what to do.",
            )
        )
        role = QMessageBox.ButtonRole
        look = box.addButton(translate("Protection", "Open &read-only"), role.AcceptRole)
        copy = box.addButton(translate("Protection", "Open a &copy"), role.AcceptRole)
        take = box.addButton(translate("Protection", "&Take over"), role.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(look)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        if clicked is look:
            return LockChoice.READ_ONLY
        if clicked is copy:
            return LockChoice.COPY
        return LockChoice.TAKE_OVER if clicked is take else LockChoice.CANCEL
