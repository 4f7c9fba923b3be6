"""One side of the dialog for a new pair: where its text comes from, and what it will be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.new_pair import PairDraft
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.span import Side
from desk_annotator.core.text import Direction
from desk_annotator.qt.annotation_list_words import number, side_word
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.combo_list import SteadyBox
from desk_annotator.qt.delay import Delay
from desk_annotator.qt.dragged_files import local_files
from desk_annotator.qt.fonts import interface_font
from desk_annotator.qt.name_label import NameLabel
from desk_annotator.qt.new_pair_choices import FileChoices
from desk_annotator.qt.new_pair_preview import PairPreview
from desk_annotator.qt.new_pair_reading import PREVIEW_LINES, SideReading, Wish, read_side
from desk_annotator.qt.new_pair_words import change_words, patterns, warning_words
from desk_annotator.qt.plain_label import PlainLabel
from desk_annotator.qt.sentences import sentence
from desk_annotator.qt.signed_label import Sign, SignedLabel
from desk_annotator.text.encoding import ENCODINGS
from desk_annotator.text.isolates import isolate, isolate_name
from desk_annotator.text.language import LANGUAGES, direction_of

PATIENCE = 300
"""Milliseconds after which a panel says that it is reading."""


class NewPairSide(QFrame):
    """A panel that asks for the text of one side and shows it."""

    changed = Signal()
    """There is another draft, or none any more."""
    pair_found = Signal(object)
    """A file holds both texts of a pair; with the wish that led to it."""

    def __init__(self, side: Side, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self.side = side
        self.draft: PairDraft | None = None
        """What the side will be made of; None while there is nothing readable."""
        self.folder = ""
        """Where to look for files first."""
        self._background = background
        self._reading: SideReading | None = None
        self._wish: Wish | None = None
        self._job: Job[SideReading] | None = None
        """The reading begun last."""
        self._is_setting = False
        self._patience = Delay(PATIENCE, self._say_reading, self)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._make_widgets()
        self._lay_out()
        self._show(None)

    # Parts

    def _make_widgets(self) -> None:
        self.heading = PlainLabel(side_word(self.side), self)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.choose_button = QPushButton(self.tr("Choose file…"), self)
        self.choose_button.clicked.connect(self._choose)
        self.paste_button = QPushButton(self.tr("Paste text"), self)
        self.paste_button.setAutoDefault(False)
        self.paste_button.clicked.connect(self.paste)
        self.name_label = NameLabel(self)
        self.language_box = self._box(self._language_chosen)
        for language in LANGUAGES:
            self.language_box.addItem("", language.tag)
        self.direction_box = self._box(self._direction_chosen)
        self.direction_box.addItem(self.tr("Left to right"), Direction.LTR.value)
        self.direction_box.addItem(self.tr("Right to left"), Direction.RTL.value)
        self.encoding_box = self._box(self._encoding_chosen)
        self.preview = PairPreview(self)
        self.empty_label = PlainLabel(
            self.tr("Choose a text file, drop one here, or paste text."), self, wraps=True
        )
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fault_label = SignedLabel(self)
        self.notes_label = SignedLabel(self)
        self.warning_label = SignedLabel(self)
        self.repair_box = QCheckBox(self.tr("Use the repaired text"), self)
        self.repair_box.setToolTip(
            self.tr(
                "Shows the text without what looks wrong, and takes it; the file stays as it is"
            )
        )
        self.repair_box.clicked.connect(self._repair_chosen)
        self._name_all()

    def _box(self, chosen: object) -> QComboBox:
        box = SteadyBox(self)
        box.setFont(interface_font(box.font()))
        box.setMinimumContentsLength(10)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMaxVisibleItems(20)
        box.activated.connect(chosen)
        return box

    def _name_all(self) -> None:
        side = side_word(self.side)
        for widget, name in (
            (self.choose_button, self.tr("Choose file for {0}")),
            (self.paste_button, self.tr("Paste text for {0}")),
            (self.encoding_box, self.tr("Encoding of {0}")),
            (self.language_box, self.tr("Language of {0}")),
            (self.direction_box, self.tr("Direction of {0}")),
            (self.preview, self.tr("Preview of {0}")),
            (self.repair_box, self.tr("Use the repaired text for {0}")),
        ):
            widget.setAccessibleName(name.format(side))
        self.setAccessibleName(side)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.heading)
        buttons.addStretch(1)
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.paste_button)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(4)
        form.addRow(self.tr("File:"), self.name_label)
        form.addRow(self.tr("Language:"), self.language_box)
        form.addRow(self.tr("Direction:"), self.direction_box)
        form.addRow(self.tr("Encoding:"), self.encoding_box)
        self.choices = FileChoices(self.side, form, self)
        self.choices.wished.connect(self._read)
        page = QWidget(self)
        self._pages = QStackedLayout(page)
        self._pages.addWidget(self.empty_label)
        self._pages.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.addLayout(buttons)
        column.addLayout(form)
        column.addWidget(page, 1)
        for widget in (self.fault_label, self.warning_label, self.repair_box, self.notes_label):
            column.addWidget(widget)

    # Where the text comes from

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Choose the text: {0}").format(side_word(self.side)),
            self.folder,
            self.tr("Texts ({0});;All files (*)").format(patterns()),
        )
        if path:
            self.take_file(path)

    def take_file(self, path: str) -> None:
        """Read a file; encoding, language and direction are detected."""
        self.folder = str(Path(path).parent)
        self._read(Wish(Path(path).name or path, path=Path(path)))

    def paste(self) -> None:
        """Take the text, or the file, that is on the clipboard."""
        self.take_dropped(QGuiApplication.clipboard().mimeData())

    def take_dropped(self, data: QMimeData | None) -> None:
        """Take the first file, or else the text, of what was dropped or pasted."""
        files = local_files(data) if data is not None else ()
        text = data.text() if data is not None else ""
        if files:
            self.take_file(files[0])
        elif text:
            # Half a surrogate pair, if one is pasted, is then refused with a sentence.
            pasted = text.encode("utf-8", errors="surrogatepass")
            self._read(Wish(self.tr("pasted text"), data=pasted, encoding="utf-8"))
        elif self.draft is None:
            self._say_fault(self.tr("There is no text on the clipboard."))

    def wish(self) -> Wish | None:
        """Return what the panel reads or has read."""
        return self._wish

    def take_wish(self, wish: Wish | None) -> None:
        """Read what another panel had, or nothing."""
        if wish is not None:
            self._read(wish)
            return
        if self._job is not None:
            self._job.cancel()
        self._wish = None
        self._show(None)

    # Reading

    def _read(self, wish: Wish) -> None:
        self._wish = wish
        self.draft = None
        self._patience.start()

        def work(job: Job[SideReading]) -> SideReading:
            return read_side(wish, job.check)

        if self._job is not None:
            self._job.cancel()
        self._job = self._background.start(work, finished=self._read_done, failed=self._broke)
        self.changed.emit()

    def _broke(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return  # Another text was chosen meanwhile, or the dialog was closed.
        self._patience.stop()
        raise error

    def _read_done(self, reading: SideReading) -> None:
        wish = self._wish
        if wish is None or replace(reading.wish, data=wish.data) != wish:
            return  # Another text was chosen meanwhile.
        self._wish = reading.wish
        found = reading.wish.found
        if found is not None and found.is_pair and reading.wish.part is None:
            self._patience.stop()
            self.pair_found.emit(reading.wish)
            return
        self._show(reading)

    def _say_reading(self) -> None:
        self._set_words(self.fault_label, "")
        self._set_words(self.notes_label, self.tr("Reading…"))

    def stop(self) -> None:
        """Take no notice of what is still being read."""
        self._patience.stop()
        self._wish = None

    # Corrections

    def _encoding_chosen(self) -> None:
        if self._wish is not None:
            encoding = str(self.encoding_box.currentData())
            # Both texts of one file are in the same encoding.
            wish = replace(self._wish, encoding=encoding, is_repaired=False)
            self._read(replace(wish, found=None, part=None))

    def _repair_chosen(self) -> None:
        if self._wish is not None:
            self._read(replace(self._wish, is_repaired=self.repair_box.isChecked()))

    def _language_chosen(self) -> None:
        tag = str(self.language_box.currentData())
        if self._wish is not None:
            self._correct(replace(self._wish, language=tag, direction=None), direction_of(tag))

    def _direction_chosen(self) -> None:
        direction = Direction(str(self.direction_box.currentData()))
        if self._wish is not None:
            self._correct(replace(self._wish, direction=direction), direction)

    def _correct(self, wish: Wish, direction: Direction) -> None:
        """Change what is said of the text, which stays as it was read."""
        if self._reading is None or self.draft is None:
            self._read(wish)
            return
        self._wish = wish
        language = wish.language or self._reading.detected_language
        draft = replace(self.draft, language=language, direction=direction)
        self._show(replace(self._reading, wish=wish, draft=draft))

    # What is shown

    def _show(self, reading: SideReading | None) -> None:
        self._patience.stop()
        self._reading = reading
        self.draft = reading.draft if reading is not None else None
        draft = self.draft
        self.name_label.set_name(self._wish.name if self._wish is not None else "")
        self._show_encodings(reading)
        self._show_languages(reading)
        self.choices.show_wish(self._wish if reading is not None else None)
        for box in (self.language_box, self.direction_box):
            box.setEnabled(draft is not None)
        self._set_words(self.fault_label, "")
        self._set_words(self.warning_label, "")
        self._set_words(self.notes_label, "")
        self.repair_box.setVisible(reading is not None and reading.can_repair)
        self.repair_box.setChecked(self._wish is not None and self._wish.is_repaired)
        if reading is None:
            self._show_page(None)
        elif reading.error is not None:
            self._show_page(None)
            self._say_fault(sentence(reading.error))
        elif draft is not None:
            self.direction_box.setCurrentIndex(self.direction_box.findData(draft.direction.value))
            self._show_page(reading)
            self._set_words(self.notes_label, self._notes(reading, draft))
            self._set_words(self.warning_label, warning_words(reading.warnings), "warning")
        self.changed.emit()

    def _show_page(self, reading: SideReading | None) -> None:
        if reading is None or reading.draft is None:
            self._pages.setCurrentWidget(self.empty_label)
            return
        cut = reading.lines > PREVIEW_LINES
        self.preview.show_lines(reading.preview, reading.draft.direction, cut=cut)
        self._pages.setCurrentWidget(self.preview)

    def _show_encodings(self, reading: SideReading | None) -> None:
        box = self.encoding_box
        box.clear()
        wish = self._wish
        is_file = wish is not None and wish.path is not None
        draft = self.draft
        is_characters = draft is None or draft.encoding in {one.id for one in ENCODINGS}
        box.setEnabled(is_file and reading is not None and is_characters)
        detected = ""
        if draft is not None and is_file:
            detected = draft.detection.encoding
        for encoding in ENCODINGS:
            title = isolate_name(encoding.title)
            if encoding.id == detected:
                title = self.tr("{0} (detected)").format(title)
            box.addItem(title, encoding.id)
        chosen = draft.encoding if draft is not None else (wish.encoding if wish else None)
        box.setCurrentIndex(box.findData(chosen) if chosen is not None else -1)

    def _show_languages(self, reading: SideReading | None) -> None:
        box = self.language_box
        detected = reading.detected_language if reading is not None else ""
        for row, language in enumerate(LANGUAGES):
            name = QCoreApplication.translate("Languages", language.english)
            if language.native not in (language.english, "—"):
                name = f"{name} · {isolate(language.native, language.direction)}"
            if language.tag == detected:
                name = self.tr("{0} (detected)").format(name)
            box.setItemText(row, name)
        if self.draft is not None and box.findData(self.draft.language) < 0:
            box.addItem(isolate_name(self.draft.language), self.draft.language)
        box.setCurrentIndex(box.findData(self.draft.language) if self.draft is not None else -1)
        if self.draft is None:
            self.direction_box.setCurrentIndex(-1)

    def _notes(self, reading: SideReading, draft: PairDraft) -> str:
        size = self.tr("Lines: {0} · characters: {1}").format(
            number(reading.lines), number(len(draft.characters))
        )
        return "\n".join([size, *map(change_words, draft.changes)])

    def _say_fault(self, words: str) -> None:
        self._set_words(self.fault_label, words, "error")

    @staticmethod
    def _set_words(label: SignedLabel, words: str, sign: Sign = "") -> None:
        label.set_words(words, sign)
        label.setVisible(bool(words))
