"""A list of versions of a project: when, how many annotations of each tag, from which file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QLocale, QSignalBlocker, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QTreeWidgetItem, QWidget

from desk_annotator.qt.annotation_list_words import TAG_ORDER, number, tag_word
from desk_annotator.qt.flat_list import FlatList
from desk_annotator.qt.plain_label import plain_tooltip
from desk_annotator.qt.recovery_dialog import clock_time

_NOT_READ = "…"
_LEAST_COLUMN = 40
"""Pixels of a column that has little in it; what its heading needs more it has."""


@dataclass(slots=True, eq=False)
class _Row:
    """A version listed; `held` says what it holds, once it has been read.

    Of a large project each version takes as much memory as the one that is open, so none is kept.
    """

    file: Path
    item: QTreeWidgetItem
    held: str | None = None
    is_damaged: bool = False


class VersionList(QSplitter):
    """Versions, newest first, above what the chosen one holds; each is known by its file.

    A version is listed by what its file tells, and filled in once it has been read.
    """

    def __init__(
        self, *, moment: str, listed: str, held: str, parent: QWidget | None = None
    ) -> None:
        """Make it empty. `moment` heads the times, `listed` and `held` name its two parts."""
        super().__init__(Qt.Orientation.Vertical, parent)
        self._rows: list[_Row] = []
        headings = [moment, *map(tag_word, TAG_ORDER), self.tr("Size"), self.tr("File")]
        self._file_column = len(headings) - 1
        self.list = FlatList(headings, listed, self)
        # Else the theme's least width, five times, leaves the names of files half of the room.
        self.list.header().setMinimumSectionSize(_LEAST_COLUMN)
        # Mostly all are from the file that is open.
        self.list.setColumnHidden(self._file_column, True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names differ at both ends
        self.list.currentItemChanged.connect(self._show_held)
        self.preview = QPlainTextEdit(self)
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(held)
        # Without the Arabic typeface behind it: with that each line is half as high again.
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
        self.addWidget(self.list)
        self.addWidget(self.preview)

    @property
    def chosen(self) -> Path | None:
        """The file of the version chosen; None while there is no version."""
        row = self._chosen_row()
        return None if row is None else row.file

    def put_first(self, versions: Iterable[tuple[Path, datetime, int]]) -> None:
        """List versions above the others: each file, its time and size (bytes), newest first.

        The first is chosen unless another is.
        """
        for at, (file, time, size) in enumerate(versions):
            moment = clock_time(time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
            counts = [_NOT_READ for _ in TAG_ORDER]
            item = QTreeWidgetItem([moment, *counts, QLocale().formattedDataSize(size)])
            self._rows.insert(at, _Row(file, item))
            self.list.insertTopLevelItem(at, item)
        if self._rows and self.list.currentItem() is None:
            self.list.setCurrentItem(self._rows[0].item)

    def fit_columns(self) -> None:
        """Make the columns as wide as what is in them; names of files get the room left."""
        self.list.fit_columns(self._file_column)

    def name_files(self, words: Mapping[Path, tuple[str, str]]) -> None:
        """Say from which file each version is: in a few words, and in all in its tooltip."""
        for row in self._rows:
            short, whole = words[row.file]
            row.item.setText(self._file_column, short)
            row.item.setToolTip(self._file_column, plain_tooltip(whole, None))
        self.list.setColumnHidden(self._file_column, False)

    def fill_in(self, file: Path, held: str, counts: Mapping[str, int]) -> None:
        """Say what a version holds that has been read: in words, and how many of each tag."""
        row = self._row(file)
        row.held = held
        for column, tag in enumerate(TAG_ORDER, 1):
            row.item.setText(column, number(counts[tag]))
        if row is self._chosen_row():
            self._show_held()

    def mark_damaged(self, file: Path) -> None:
        """Say that a version cannot be read."""
        row = self._row(file)
        row.is_damaged = True
        row.item.setText(1, self.tr("damaged"))
        if row is self._chosen_row():
            self._show_held()

    def take_out(self, file: Path) -> None:
        """List a version no longer."""
        row = self._row(file)
        with QSignalBlocker(self.list):  # it tells of another row before this one is gone
            self.list.takeTopLevelItem(self._rows.index(row))
            self._rows.remove(row)
        self._show_held()

    def say(self, words: str) -> None:
        """Show words where what the chosen version holds would be."""
        self.preview.setPlainText(words)

    def _row(self, file: Path) -> _Row:
        return next(row for row in self._rows if row.file == file)

    def _chosen_row(self) -> _Row | None:
        item = self.list.currentItem()
        return None if item is None else self._rows[self.list.indexOfTopLevelItem(item)]

    def _show_held(self, *_items: object) -> None:
        row = self._chosen_row()
        if row is None:
            self.say("")
        elif row.is_damaged:
            self.say(self.tr("This version is damaged and cannot be read."))
        else:
            self.say(self.tr("Reading…") if row.held is None else row.held)
