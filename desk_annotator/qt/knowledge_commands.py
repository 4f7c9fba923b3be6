"""The glossary the user chooses, and what may be learnt from her links over all projects."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desk_annotator.app.glossary_file import GlossaryFile, read_glossary
from desk_annotator.app.knowledge import Knowledge
from desk_annotator.app.personal_lexicon import PersonalLexicon, words_path
from desk_annotator.app.subscriptions import Subscriptions
from desk_annotator.app.workspace import Edited, Workspace
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.edit import Edit
from desk_annotator.core.errors import DeskAnnotatorError
from desk_annotator.qt.actions import Actions
from desk_annotator.qt.annotation_list_words import number
from desk_annotator.qt.background import Background, Job
from desk_annotator.qt.delay import Delay
from desk_annotator.qt.notice_bar import NoticeBar
from desk_annotator.qt.prompts import Prompts
from desk_annotator.qt.sentences import sentence
from desk_annotator.qt.settings import Settings
from desk_annotator.text.isolates import isolate_name

_GLOSSARY = "suggestions/glossary"
_LEARN = "suggestions/learn"
_PAUSE_MS = 3000
"""How long after a link it is learnt, together with those made meanwhile."""


class KnowledgeCommands(QObject):
    """Reads the glossary and keeps the personal lexicon, both off the window's thread."""

    changed = Signal(object)
    """The Knowledge to align with from now on."""

    def __init__(
        self,
        actions: Actions,
        notices: NoticeBar,
        settings: Settings,
        window: QWidget,
        words_file: Path | None = None,
    ) -> None:
        super().__init__(window)
        self.prompts = Prompts(window)
        self._actions = actions
        self._notices = notices
        self._settings = settings
        self._background = Background(self)
        self._workspace: Workspace | None = None
        self._heard = Subscriptions()
        self._glossary: GlossaryFile | None = None
        self._reading: Job[tuple[str, GlossaryFile]] | None = None
        """The reading whose glossary is wanted; an earlier one goes on, but for nothing."""
        self._words_file = words_file if words_file is not None else words_path()
        self._words: PersonalLexicon | None = None
        self._pending: list[tuple[Bitext, Edit]] = []
        self._pause = Delay(_PAUSE_MS, self._learn, self)
        actions["glossary"].triggered.connect(self._choose_glossary)
        actions["no_glossary"].triggered.connect(self.drop_glossary)
        actions["forget_words"].triggered.connect(self._ask_to_forget)
        learn = actions["learn_words"]
        learn.setChecked(settings.flag(_LEARN, default=False))
        learn.toggled.connect(self._set_learning)
        if learn.isChecked():
            self._begin_learning()
        known = settings.text(_GLOSSARY, "")
        actions["no_glossary"].setEnabled(bool(known))
        if known:
            self.read_glossary(known)

    def set_workspace(self, workspace: Workspace | None) -> None:
        """Learn from another project."""
        self._heard.end()
        self._learn()
        self._workspace = workspace
        self._heard = Subscriptions.to(workspace, edited=self._on_edited)

    def close(self) -> None:
        """Keep what was learnt, and return when no thread works any more."""
        self._learn()
        self._background.wait()

    @property
    def is_busy(self) -> bool:
        """True while a glossary is read or words are kept."""
        return self._background.is_busy

    def _tell(self) -> None:
        self.changed.emit(Knowledge(self._glossary, self._words))

    # The glossary

    def _choose_glossary(self) -> None:
        known = self._settings.text(_GLOSSARY, "")
        path = self.prompts.glossary_to_use(str(Path(known).parent))
        if path:
            self.read_glossary(path)

    def read_glossary(self, path: str) -> None:
        """Use a glossary from now on, also after the next start; say so if it cannot be read."""
        self._actions["no_glossary"].setEnabled(True)
        self._reading = self._background.start(
            lambda _job: (path, read_glossary(path)),
            finished=self._read,
            failed=self._not_read,
        )

    def _read(self, read: tuple[str, GlossaryFile]) -> None:
        if self.sender() is not self._reading:
            return  # Another glossary was chosen meanwhile, or none.
        self._reading = None
        path, self._glossary = read
        is_new = self._settings.text(_GLOSSARY, "") != path
        self._settings.set_text(_GLOSSARY, path)
        self._show_droppable()
        if is_new:
            self._notices.show_notice(
                self.tr("Glossary “{0}”: {1} concepts. Suggestions use it from now on.").format(
                    isolate_name(self._glossary.name), number(len(self._glossary.concepts))
                )
            )
        self._tell()

    def _not_read(self, error: Exception) -> None:
        if self.sender() is not self._reading:
            return
        self._reading = None
        self._show_droppable()
        self._failed(error)

    def _show_droppable(self) -> None:
        """Offer to use no glossary if one is in use, or would be again after the next start."""
        is_known = bool(self._settings.text(_GLOSSARY, ""))
        self._actions["no_glossary"].setEnabled(is_known or self._glossary is not None)

    def drop_glossary(self) -> None:
        """Use no glossary any more, not even one that is still being read."""
        self._reading = None
        self._glossary = None
        self._settings.set_text(_GLOSSARY, "")
        self._show_droppable()
        self._tell()

    # Words of all projects

    def _set_learning(self, learns: bool) -> None:
        self._settings.set_flag(_LEARN, value=learns)
        if learns:
            self._begin_learning()
        else:
            self._learn()
            self._words = None
            self._tell()

    def _begin_learning(self) -> None:
        words = PersonalLexicon(self._words_file)
        self._words = words

        def load(_job: object) -> None:
            words.load()

        self._background.start(load, finished=self._loaded, failed=self._failed)

    def _loaded(self, nothing: object) -> None:
        del nothing
        self._tell()

    def _on_edited(self, edited: Edited) -> None:
        if self._words is None or self._workspace is None:
            return
        for pair_id in edited.reach.annotations:
            bitext = self._workspace.current
            if bitext is None or bitext.id != pair_id:
                bitext = self._workspace.bitext(pair_id)
            self._pending.append((bitext, edited.edit))
        if self._pending:
            self._pause.start()

    def _learn(self) -> None:
        """Learn from what was edited, and keep it, in a thread."""
        self._pause.stop()
        pending, self._pending = self._pending, []
        words = self._words
        if words is None or not pending:
            return

        def work(_job: object) -> None:
            for bitext, edit in pending:
                words.learn(bitext, edit)
            words.save()

        self._background.start(work, finished=self._kept, failed=self._failed)

    def _kept(self, nothing: object) -> None:
        """Nothing is said: the next alignment uses what was learnt."""

    def _ask_to_forget(self) -> None:
        """Say what would be lost before it is."""
        self._notices.show_notice(
            self.tr("The words learnt from the links of all your projects would be removed."),
            kind="warning",
            actions=[(self.tr("Remove them"), self.forget_words)],
            seconds=None,
        )

    def forget_words(self) -> None:
        """Empty what was learnt over all projects."""
        self._pause.stop()
        self._pending = []
        self._background.wait()  # what is being kept just now is emptied too
        words = self._words if self._words is not None else PersonalLexicon(self._words_file)
        try:
            words.forget()
        except DeskAnnotatorError as error:
            self._failed(error)
            return
        self._notices.show_notice(self.tr("What was learnt from your links was emptied."))
        if self._words is not None:
            self._tell()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DeskAnnotatorError):
            raise error
        self._notices.show_notice(sentence(error), kind="warning", seconds=None)
