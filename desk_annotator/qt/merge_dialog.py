"""Shows what a merge brings, and asks about each conflict which version to keep."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desk_annotator.app.merging import MergePlan
from desk_annotator.core.merging_conflict import Choice, Conflict
from desk_annotator.core.project import Pair
from desk_annotator.qt.dialog_room import open_at
from desk_annotator.qt.merge_preview import MergePreview
from desk_annotator.qt.merge_words import (
    choice_word,
    counts_words,
    facts,
    kind_words,
    side_words,
    subject,
)
from desk_annotator.qt.plain_label import PlainLabel, plain_tooltip
from desk_annotator.qt.row_list import RowList
from desk_annotator.qt.signed_label import SignedLabel
from desk_annotator.text.isolates import isolate, isolate_name

_KEEP, _SUBJECT, _KIND, _MINE, _THEIRS = range(5)
_WIDEST = 240
"""Pixels of the widest column."""
_KEYS = {Choice.MINE: ("1", "١"), Choice.THEIRS: ("2", "٢"), Choice.BOTH: ("3", "٣")}


class MergeDialog(QDialog):
    """Blocks its window only; accepted, `choices` holds one choice for each conflict."""

    def __init__(self, plan: MergePlan, author: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        self._conflicts = plan.merge.conflicts
        self._choices: list[Choice | None] = [None] * len(self._conflicts)
        both = (*plan.merge.mine.pairs, *plan.merge.settled.pairs, *plan.merge.theirs.pairs)
        self._pairs: dict[str, Pair] = {pair.id: pair for pair in reversed(both)}
        self.setWindowTitle(self.tr("Compare and merge"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        headings = _headings(author or plan.merge.mine.annotator, plan.merge.theirs.annotator)
        self.summary = SignedLabel(self)
        self.summary.set_words(self._summary(), "info" if plan.merge.base else "warning")
        self.counts = PlainLabel(counts_words(plan.merge), self, wraps=True)
        self.list = self._make_list(headings)
        self.preview = MergePreview(*headings, self)
        self.state = SignedLabel(self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.merge_button = self.buttons.addButton(
            self.tr("&Merge"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.merge_button.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self._show_state()
        if self._conflicts:
            self._go_to(0)
        else:
            self.merge_button.setFocus()
        open_at(self, 980, 640 if self._conflicts else 180)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """One choice for each conflict. Raises ValueError while one is missing."""
        made = tuple(choice for choice in self._choices if choice is not None)
        if len(made) != len(self._choices):
            message = "a conflict is not decided"
            raise ValueError(message)
        return made

    # Parts

    def _make_list(self, headings: tuple[str, str]) -> RowList:
        rows = RowList(
            [self.tr("Keep"), self.tr("What"), self.tr("What happened"), *headings],
            self.tr("Conflicts, with the version that is kept of each"),
            len(self._conflicts),
            self._words,
            self._tip,
            bold=(_KEEP,),
            parent=self,
        )
        rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        rows.row_changed.connect(self._show_preview)
        rows.fit_columns(_THEIRS, widest=_WIDEST)
        return rows

    def _words(self, row: int) -> tuple[str, ...]:
        conflict = self._conflicts[row]
        pair = self._pair_of(conflict)
        return (
            choice_word(self._choices[row]),
            subject(conflict, pair),
            kind_words(conflict, has_base=self._plan.merge.base is not None),
            side_words(conflict, pair, Choice.MINE),
            side_words(conflict, pair, Choice.THEIRS),
        )

    def _tip(self, row: int, column: int) -> str:
        if column not in (_SUBJECT, _MINE, _THEIRS):
            return ""
        tip = self._words(row)[column]
        pair = self._pair_of(self._conflicts[row])
        if column == _SUBJECT and pair is not None:
            tip = f"{isolate(pair.title)}\n{tip}"
        return plain_tooltip(tip, None)

    def _pair_of(self, conflict: Conflict) -> Pair | None:
        return self._pairs.get(conflict.pair_id or "")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(self.summary)
        column.addWidget(self.counts)
        if self._conflicts:
            split = QSplitter(Qt.Orientation.Vertical, self)
            split.addWidget(self.list)
            split.addWidget(self.preview)
            split.setSizes([190, 300])
            split.setChildrenCollapsible(False)
            column.addWidget(split, 1)
            column.addLayout(self._choice_row())
        else:
            self.list.hide()
            self.preview.hide()
            column.addStretch(1)
        column.addWidget(self.state)
        column.addWidget(self.buttons)

    def _choice_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.keep_buttons = {
            Choice.MINE: self._button(self.tr("Keep &yours"), partial(self._keep, Choice.MINE)),
            Choice.THEIRS: self._button(
                self.tr("Keep &theirs"), partial(self._keep, Choice.THEIRS)
            ),
            Choice.BOTH: self._button(self.tr("Keep &both"), partial(self._keep, Choice.BOTH)),
        }
        self.all_buttons = {
            Choice.MINE: self._button(self.tr("Yours"), partial(self._keep_all, Choice.MINE)),
            Choice.THEIRS: self._button(self.tr("Theirs"), partial(self._keep_all, Choice.THEIRS)),
            Choice.BOTH: self._button(self.tr("Both"), partial(self._keep_all, Choice.BOTH)),
        }
        tips = {
            Choice.MINE: self.tr("Keep your version of every conflict"),
            Choice.THEIRS: self.tr("Keep their version of every conflict"),
            Choice.BOTH: self.tr("Keep both versions where that is possible"),
        }
        for choice, button in self.keep_buttons.items():
            button.setToolTip(
                self.tr("Keep this version of the selected conflicts ({0})").format(
                    _KEYS[choice][0]
                )
            )
            row.addWidget(button)
            # Digits, as they are on every keyboard; the letters of the buttons are not.
            for key in _KEYS[choice]:
                QShortcut(
                    QKeySequence(key),
                    self.list,
                    partial(self._keep, choice),
                    context=Qt.ShortcutContext.WidgetShortcut,
                )
        row.addStretch(1)
        row.addWidget(PlainLabel(self.tr("For all:"), self))
        for choice, button in self.all_buttons.items():
            button.setToolTip(tips[choice])
            button.setAccessibleName(tips[choice])
            row.addWidget(button)
        return row

    def _button(self, words: str, act: partial[None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    # Words

    def _summary(self) -> str:
        plan = self._plan
        if plan.merge.base is not None:
            words = self.tr(
                "Yours and the version in “{0}” started from the same version: what only one of "
                "you changed is taken."
            )
        elif plan.is_own_file:
            words = self.tr(
                "The version that yours and the one in “{0}” started from is not known: nothing "
                "counts as deleted, and all that differs is asked about."
            )
        else:
            words = self.tr(
                "What only “{0}” has is added to yours: nothing counts as deleted, and all that "
                "differs is asked about. That file stays as it is."
            )
        about_undo = self.tr("A merge is one step to undo, and in no file until you save.")
        return f"{words.format(isolate_name(plan.wish.path.name))} {about_undo}"

    # Choosing

    def _go_to(self, row: int) -> None:
        self.list.go_to(row)
        self.list.setFocus()

    def _keep(self, choice: Choice) -> None:
        """Decide the selected conflicts, and go on to the next that is not decided."""
        rows = self.list.chosen
        self._decide(rows, choice)
        if None not in self._choices:
            self.merge_button.setFocus()
            return
        after = rows[-1] + 1 if rows else 0
        start = after if None in self._choices[after:] else 0
        self._go_to(self._choices.index(None, start))

    def _keep_all(self, choice: Choice) -> None:
        self._decide(range(len(self._conflicts)), choice)

    def _decide(self, rows: Sequence[int], choice: Choice) -> None:
        """Decide some conflicts; those that do not offer the choice stay as they are."""
        for row in rows:
            if choice in self._conflicts[row].choices:
                self._choices[row] = choice
        self.list.renew(rows)
        self._show_state()

    def _show_state(self) -> None:
        waiting = self._choices.count(None)
        brings = bool(self._plan.merge.counts.of_theirs or self._conflicts)
        self.merge_button.setEnabled(not waiting and (brings or self._plan.is_own_file))
        if waiting:
            words = self.tr("Conflicts still to be decided: {0}.")
            self.state.set_words(words.format(QLocale().toString(waiting)), "warning")
        elif not brings:
            self.state.set_words(self.tr("The other version holds nothing that is not here."))
        else:
            self.state.set_words("")
        self.state.setVisible(bool(self.state.words))

    def _show_preview(self, row: int) -> None:
        if row < 0:
            return
        conflict = self._conflicts[row]
        pair = self._pair_of(conflict)
        self.preview.show_versions(
            facts(conflict, pair, Choice.MINE), facts(conflict, pair, Choice.THEIRS)
        )
        self.keep_buttons[Choice.BOTH].setEnabled(Choice.BOTH in conflict.choices)


def _headings(mine: str, theirs: str) -> tuple[str, str]:
    """Return what stands over both versions, with the annotators where they are known."""
    words = [choice_word(Choice.MINE), choice_word(Choice.THEIRS)]
    if mine == theirs:
        return words[0], words[1]
    named = [
        f"{word} – {isolate(name)}" if name else word
        for word, name in zip(words, (mine, theirs), strict=True)
    ]
    return named[0], named[1]
