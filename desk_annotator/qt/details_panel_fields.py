"""The fields of the details panel: quotes to read, a note to write, boxes to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QComboBox, QSizePolicy, QTextEdit, QWidget

from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction
from desk_annotator.core.utf16 import Utf16Map
from desk_annotator.qt.combo_list import SteadyBox
from desk_annotator.qt.fonts import quote_font
from desk_annotator.text.isolates import isolate

Index = QModelIndex | QPersistentModelIndex

QUOTE_LIMIT = 8_000
"""Characters (code points) of one side that a quote box shows at most: Qt lays all of them out, in
the turn in which the annotation becomes the active one."""

_LINES_SHOWN = 6
_NOTE_LINES = 2
_RTL_LINE_PERCENT = 120


def qt_direction(direction: Direction) -> Qt.LayoutDirection:
    """Return Qt's name for a base direction."""
    if direction is Direction.RTL:
        return Qt.LayoutDirection.RightToLeft
    return Qt.LayoutDirection.LeftToRight


class _FittedText(QTextEdit):
    """A plain text box as tall as its text needs, within bounds; Tab leaves it."""

    def __init__(self, parent: QWidget, *, least_lines: int, most_lines: int) -> None:
        super().__init__(parent)
        self._least_lines = least_lines
        self._most_lines = most_lines
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.document().setDefaultCursorMoveStyle(Qt.CursorMoveStyle.VisualMoveStyle)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the height of the text, within bounds."""
        line = self.fontMetrics().lineSpacing()
        frame = 2 * self.frameWidth() + 2
        margin = 2 * self.document().documentMargin()
        wanted = self.document().size().height()
        least = self._least_lines * line + margin
        most = self._most_lines * line * 1.3 + margin
        return QSize(160, round(min(max(wanted, least), most) + frame))

    def minimumSizeHint(self) -> QSize:
        """Let the panel be narrow."""
        return QSize(80, self.sizeHint().height())


class QuoteBox(_FittedText):
    """The quote of one side in full, in the direction of its text; read only.

    What is copied is taken from the text itself, as Qt would turn no-break spaces into
    ordinary ones.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, least_lines=1, most_lines=_LINES_SHOWN)
        self._shown = ""
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def show_quote(self, bitext: Bitext, spans: Iterable[Span], side: Side) -> bool:
        """Show the text of the spans, a gap between pieces; False if not all of it fits."""
        text = bitext.text(side)
        room = QUOTE_LIMIT
        pieces: list[str] = []
        is_whole = True
        for span in spans:
            piece = text.characters[span.start : min(span.end, span.start + room)]
            is_whole = is_whole and len(piece) == span.length
            room -= len(piece)
            if piece:
                pieces.append(piece)
        self._shown = "\n…\n".join(pieces)
        self.document().setDefaultFont(quote_font(self.font(), text.direction))
        self.setPlainText(self._shown)
        shape = QTextBlockFormat()
        if text.direction is Direction.RTL:
            # Marks above and below the letters need room.
            shape.setLineHeight(
                _RTL_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
            )
        shape.setLayoutDirection(qt_direction(text.direction))
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(shape)
        return is_whole

    def createMimeDataFromSelection(self) -> QMimeData:
        """Return the selected characters of the text, plain."""
        places = Utf16Map(self._shown)
        # Qt leaves out a byte order mark that opens a text; its positions begin behind it.
        left_out = places.length16 - (self.document().characterCount() - 1)
        cursor = self.textCursor()
        start = places.to_offset(cursor.selectionStart() + left_out)
        end = places.to_offset(cursor.selectionEnd() + left_out)
        data = QMimeData()
        data.setText(self._shown[start:end])
        return data


class NoteField(_FittedText):
    """The note. Each paragraph finds its direction by its first letter, or is told.

    `finished` says that the user has ended a stretch of typing: she left the field or
    pressed Ctrl+Enter.
    """

    finished = Signal()
    left = Signal()
    """Emitted when the user is done with the note by a key and wants to be back in the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, least_lines=_NOTE_LINES, most_lines=12)

    def note(self) -> str:
        """Return the characters of the note, no-break spaces among them."""
        # toPlainText() would turn no-break spaces into ordinary ones.
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def set_note(self, note: str) -> None:
        """Show another note; there is then nothing to undo in the field."""
        self.setPlainText(note)
        self.document().setModified(False)

    def is_touched(self) -> bool:
        """True if the user has typed since the note was set or `mark_taken`."""
        return self.document().isModified()

    def mark_taken(self) -> None:
        """Say that what is in the field now has been taken."""
        self.document().setModified(False)

    def flip(self) -> None:
        """Turn the direction of the paragraph at the cursor; display only."""
        cursor = self.textCursor()
        rtl = cursor.block().textDirection() is Qt.LayoutDirection.RightToLeft
        shape = QTextBlockFormat()
        shape.setLayoutDirection(
            Qt.LayoutDirection.LeftToRight if rtl else Qt.LayoutDirection.RightToLeft
        )
        touched = self.is_touched()
        cursor.mergeBlockFormat(shape)
        self.document().setModified(touched)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as plain text."""
        if source.hasText():
            self.insertPlainText(source.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the note on Ctrl+Enter and on Escape, and go back to the text."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        done = enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if done or event.key() == Qt.Key.Key_Escape:
            self.finished.emit()
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Enter for the note while the keyboard is here."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the note when the keyboard goes elsewhere in the window or out of it."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.finished.emit()


class ChoiceBox(SteadyBox):
    """A combo box that takes the width there is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def choose(self, value: object, words: str) -> None:
        """Show a value; one that is not in the list is put in with `words`."""
        place = self.findData(value)
        if place < 0:
            self.addItem(words, value)
            place = self.count() - 1
        self.setCurrentIndex(place)


class _CategoryNames(QStringListModel):
    """Category names as they are for editing, isolated for showing."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a name."""
        if role == Qt.ItemDataRole.DisplayRole:
            return isolate(str(super().data(index, Qt.ItemDataRole.EditRole)))
        return super().data(index, role)


class CategoryBox(ChoiceBox):
    """A category to choose from the list or to type."""

    finished = Signal()
    """Emitted when the user has chosen or typed a category."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._names = _CategoryNames(self)
        self.setModel(self._names)
        self._is_touched = False
        self.activated.connect(self._touch)
        self.activated.connect(self._finish)
        editor = self.lineEdit()
        if editor is not None:
            editor.textEdited.connect(self._touch)
            editor.editingFinished.connect(self._finish)

    def set_names(self, names: list[str]) -> None:
        """Offer other names; what is in the field stays."""
        if names == self._names.stringList():
            return
        typed = self.currentText()
        self._names.setStringList(names)
        self.setCurrentIndex(self.findData(typed, Qt.ItemDataRole.EditRole))
        self.setEditText(typed)

    def typed(self) -> str | None:
        """Return what the user has chosen or typed since `set_category`, None if nothing."""
        return self.currentText() if self._is_touched else None

    def set_category(self, category: str) -> None:
        """Show a category."""
        self._is_touched = False
        self.setCurrentIndex(-1)
        self.setEditText(category)
        editor = self.lineEdit()
        if editor is not None:
            editor.setCursorPosition(0)

    def _touch(self) -> None:
        self._is_touched = True

    def _finish(self) -> None:
        self.finished.emit()
