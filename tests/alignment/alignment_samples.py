"""Texts the tests of alignment share."""

from hypothesis import strategies as st

from desk_annotator.core.text import Direction, Text

ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(list(" \n.,!?؟،؛\"'()abcdeABC123٣٤قولمنفيهاةىّـَ😀\u200f\u0301")),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=400,
)


def english(characters: str) -> Text:
    return Text.of(characters, language="en", direction=Direction.LTR)


def arabic(characters: str) -> Text:
    return Text.of(characters, language="ar", direction=Direction.RTL)
