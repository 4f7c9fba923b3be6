"""What the aligner is told besides the two texts: the user's glossary, and her own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk_annotator.app.glossary_file import GlossaryFile
from desk_annotator.app.personal_lexicon import PersonalLexicon
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.span import Side


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """Either may be missing; two are equal only if they are the same."""

    glossary: GlossaryFile | None = None
    words: PersonalLexicon | None = None

    def glossary_for(self, bitext: Bitext) -> Mapping[str, Sequence[str]]:
        """Return the glossary from the source's language to the target's."""
        return {} if self.glossary is None else self.glossary.between(*_languages(bitext))

    def lexicon_for(self, bitext: Bitext) -> Mapping[str, Mapping[str, float]] | None:
        """Return the words learnt over all projects, or None."""
        return None if self.words is None else self.words.between(*_languages(bitext))


def _languages(bitext: Bitext) -> tuple[str, str]:
    return bitext.text(Side.SOURCE).language, bitext.text(Side.TARGET).language
