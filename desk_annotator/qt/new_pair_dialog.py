"""Makes a pair of two texts, shown first as they will be: sides, languages, directions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.clock import utc_now
from desk_annotator.app.importing import segment_annotations, with_cuts, without_notes
from desk_annotator.app.new_pair import make_pair, should_swap
from desk_annotator.core.annotation import Annotation, Status
from desk_annotator.core.project import Pair
from desk_annotator.core.span import Side
from desk_annotator.core.text import TextChange
from desk_annotator.formats.import_result import Segment
from desk_annotator.qt.background import Background
from desk_annotator.qt.combo_list import SteadyBox
from desk_annotator.qt.dialog_room import grow, open_at
from desk_annotator.qt.dragged_files import local_files
from desk_annotator.qt.fonts import interface_font
from desk_annotator.qt.icons import icon
from desk_annotator.qt.new_pair_reading import Wish
from desk_annotator.qt.new_pair_side import NewPairSide
from desk_annotator.qt.new_pair_words import change_words
from desk_annotator.qt.pair_dialog_end import PairDialogEnd
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.signed_label import SignedLabel


class NewPairDialog(QDialog):
    """Asks for the two texts of a pair; nothing is made before OK, and only of readable texts.

    After `exec`, `pair` is the pair made, or None; `adds_to_open` says where it is to go.
    """

    def __init__(
        self,
        paths: list[str],
        *,
        can_add: bool,
        folder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`folder` is where to look for files first."""
        super().__init__(parent)
        self.pair: Pair | None = None
        self.folder = folder
        """The folder of the file chosen last."""
        self._background = Background(self)
        self._title_is_ours = True
        self.setWindowTitle(self.tr("New pair"))
        self.setAcceptDrops(True)
        self.title_field = QLineEdit(self)  # before the sides, for Tab goes from top to bottom
        self.sides = {side: NewPairSide(side, self._background, self) for side in Side}
        self._make_widgets(can_add=can_add)
        self._lay_out()
        for panel in self.sides.values():
            panel.changed.connect(self._changed)
            panel.pair_found.connect(self._take_pair)
        self.title_field.textEdited.connect(self._title_edited)
        for side, path in zip(Side, paths, strict=False):
            self.sides[side].take_file(path)
        self._changed()
        self._focus_first()
        open_at(self, 980, 620)

    def _make_widgets(self, *, can_add: bool) -> None:
        self.title_field.setFont(interface_font(self.title_field.font()))
        self.title_field.setAccessibleName(self.tr("Title of the pair"))
        self.swap_button = QToolButton(self)
        self.swap_button.setIcon(icon("swap"))
        self.swap_button.setIconSize(QSize(20, 20))
        self.swap_button.setMinimumSize(34, 34)
        self.swap_button.setToolTip(self.tr("Swap source and target"))
        self.swap_button.setAccessibleName(self.tr("Swap source and target"))
        self.swap_button.clicked.connect(self.swap)
        self.offer = QWidget(self)
        self.offer_label = SignedLabel(self.offer)
        self.offer_label.set_words(
            self.tr(
                "The source runs right to left and the target left to right: "
                "are they the wrong way round?"
            ),
            "info",
        )
        self.offer_button = QPushButton(self.tr("Swap them"), self.offer)
        self.offer_button.setAutoDefault(False)
        self.offer_button.clicked.connect(self.swap)
        self.segments_label = PlainLabel(self.tr("Of the se&gments of the file, make:"), self)
        self.segments_box = SteadyBox(self)
        self.segments_box.setFont(interface_font(self.segments_box.font()))
        self.segments_box.addItem(self.tr("Suggestions to accept"), Status.SUGGESTED.value)
        self.segments_box.addItem(self.tr("Matching annotations"), Status.OPEN.value)
        self.segments_box.addItem(self.tr("Only the texts"), "")
        self.segments_box.setMinimumContentsLength(26)
        self.segments_box.setAccessibleName(self.tr("What to make of the segments of the file"))
        self.segments_box.currentIndexChanged.connect(self._say_notes)
        self.segments_label.setBuddy(self.segments_box)
        self.notes_label = SignedLabel(self, wraps=False)
        self._end = PairDialogEnd(self, self.tr("Make pair"), can_add=can_add)
        self.add_button, self.new_button = self._end.add_button, self._end.new_button
        self.ok_button = self._end.ok_button

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title_label = PlainLabel(self.tr("&Title:"), self)
        title_label.setBuddy(self.title_field)
        title.addWidget(title_label)
        title.addWidget(self.title_field, 1)
        panels = QHBoxLayout()
        panels.addWidget(self.sides[Side.SOURCE], 1)
        panels.addWidget(self.swap_button, 0, Qt.AlignmentFlag.AlignVCenter)
        panels.addWidget(self.sides[Side.TARGET], 1)
        offer = QHBoxLayout(self.offer)
        offer.setContentsMargins(0, 0, 0, 0)
        offer.addWidget(self.offer_label, 1, Qt.AlignmentFlag.AlignVCenter)
        offer.addWidget(self.offer_button)
        column = QVBoxLayout(self)
        column.addLayout(title)
        column.addLayout(panels, 1)
        column.addWidget(self.offer)
        segments = QHBoxLayout()
        segments.addWidget(self.segments_label)
        segments.addWidget(self.segments_box)
        segments.addStretch(1)
        column.addLayout(segments)
        column.addWidget(self.notes_label)
        column.addLayout(self._end.row())

    @property
    def adds_to_open(self) -> bool:
        """True if the pair is to be added to the open project."""
        return self.add_button.isChecked()

    @property
    def is_complete(self) -> bool:
        """True if both sides are readable texts."""
        return all(panel.draft is not None for panel in self.sides.values())

    # What changes

    def _changed(self) -> None:
        source, target = (self.sides[side].draft for side in Side)
        complete = source is not None and target is not None
        self.ok_button.setEnabled(complete)
        self._share_folder()
        for panel in self.sides.values():
            # Enter makes the pair as soon as it can be made, wherever the keyboard is.
            panel.choose_button.setAutoDefault(not complete)
        if complete:
            self.ok_button.setDefault(True)
        self.offer.setVisible(
            source is not None and target is not None and should_swap(source, target)
        )
        has_segments = bool(self._segments())
        for widget in (self.segments_label, self.segments_box):
            widget.setVisible(has_segments)
        self._say_notes()
        self.swap_button.setEnabled(any(panel.wish() is not None for panel in self.sides.values()))
        if self._title_is_ours:
            wish = self.sides[Side.SOURCE].wish() or self.sides[Side.TARGET].wish()
            self.title_field.setText(Path(wish.name).stem if wish is not None else "")
        self._focus_next()
        grow(self)

    def _share_folder(self) -> None:
        """Let each side look where the file of the other was."""
        for panel in self.sides.values():
            if panel.folder not in ("", self.folder):
                self.folder = panel.folder
        for panel in self.sides.values():
            panel.folder = self.folder

    def _focus_next(self) -> None:
        """Go on with the keyboard where something is missing, once a side has its text."""
        for panel in self.sides.values():
            if panel.draft is not None and (
                # Also while another window has the keyboard.
                self.focusWidget() in (panel.choose_button, panel.paste_button)
            ):
                self._focus_first()
                return

    def _take_pair(self, wish: Wish) -> None:
        """Fill both sides from a file that holds both texts."""
        for side, panel in self.sides.items():
            panel.take_wish(replace(wish, part=side))

    def _segments(self) -> tuple[Segment, ...]:
        """Return the segments that correspond, if both sides come from one reading of a file."""
        source, target = (self.sides[side].wish() for side in Side)
        if source is None or target is None or source.found is not target.found:
            return ()
        if source.found is None or source.part is None or source.part is target.part:
            return ()
        if source.is_repaired or target.is_repaired:
            return ()  # The segments' offsets are those of the texts as they came.
        segments = source.found.segments
        if source.part is Side.SOURCE:
            return segments
        return tuple(Segment(one.target, one.source, one.note) for one in segments)

    @property
    def _segment_status(self) -> str:
        """The status of annotations to make of segments; empty for none."""
        return str(self.segments_box.currentData())

    def _say_notes(self) -> None:
        """Say what of the segments a pair without annotations would not hold."""
        count = sum(1 for segment in self._segments() if segment.note)
        words = ""
        if count and not self._segment_status:
            change = TextChange("segment-note-left-out", count)
            words = change_words(change)
        self.notes_label.set_words(words, "info" if words else "")
        self.notes_label.setVisible(bool(words))

    def _title_edited(self, title: str) -> None:
        self._title_is_ours = not title

    def _focus_first(self) -> None:
        for panel in self.sides.values():
            if panel.wish() is None:
                panel.choose_button.setFocus()
                return
        self.ok_button.setFocus()

    def swap(self) -> None:
        """Make the source the target and the target the source."""
        source, target = (self.sides[side].wish() for side in Side)
        self.sides[Side.SOURCE].take_wish(target)
        self.sides[Side.TARGET].take_wish(source)

    # Dropping files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files and text."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take two files as source and target; one, or text, for the side it is dropped on."""
        event.acceptProposedAction()
        files = local_files(event.mimeData())
        if len(files) > 1:
            for side, path in zip(Side, files, strict=False):
                self.sides[side].take_file(path)
            return
        target = self.sides[Side.TARGET]
        place = target.mapFrom(self, event.position().toPoint()).x()
        beyond = place >= 0 if target.x() > self.sides[Side.SOURCE].x() else place < target.width()
        self.sides[Side.TARGET if beyond else Side.SOURCE].take_dropped(event.mimeData())

    # Ending

    def accept(self) -> None:
        """Make the pair, if both sides are readable."""
        source, target = (self.sides[side].draft for side in Side)
        if source is None or target is None:
            return
        annotations: tuple[Annotation, ...] = ()
        status = self._segment_status
        if status:
            annotations = segment_annotations(self._segments(), now=utc_now(), status=status)
        else:
            source = without_notes(source, self._segments())
        pair = make_pair(source, target, self.title_field.text().strip())
        self.pair = with_cuts(replace(pair, annotations=annotations), self._segments())
        super().accept()

    def done(self, result: int) -> None:
        """End reading before the dialog goes."""
        self._background.cancel_all()
        for panel in self.sides.values():
            panel.stop()
        self._background.wait()
        super().done(result)
