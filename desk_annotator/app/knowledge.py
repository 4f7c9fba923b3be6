"""What the aligner is told besides the two texts: the user's glossary, and her own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk_annotator.app.glossary_file import GlossaryFile
from desk_annotator.app.personal_lexicon import PersonalLexicon
from desk_annotator.core.frozen import frozen


@frozen(eq=False)
class Knowledge:
    """Either may be missing; two are equal only if they are the same. Languages are BCP 47."""

    glossary: GlossaryFile | None = None
    words: PersonalLexicon | None = None

    def glossary_between(self, source: str, target: str) -> Mapping[str, Sequence[str]]:
        """Return the glossary from one language to another; empty if there is none."""
        return {} if self.glossary is None else self.glossary.between(source, target)

    def lexicon_between(self, source: str, target: str) -> Mapping[str, Mapping[str, float]] | None:
        """Return the words learnt over all projects, or None."""
        return None if self.words is None else self.words.between(source, target)
