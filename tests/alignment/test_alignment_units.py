from alignment.alignment_samples import ANY_TEXT, arabic, english
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import disjoint_spans

from desk_annotator.alignment.segmentation import letters, units
from desk_annotator.alignment.sentences import sentence_ends
from desk_annotator.core.span import Span
from desk_annotator.core.text import Direction, Text


def pieces(text: Text, **options: object) -> list[str]:
    return [text.characters[unit.core.start : unit.core.end] for unit in units(text, **options)]


@settings(max_examples=60, deadline=None)
@given(
    ANY_TEXT,
    st.sampled_from(["en", "ar", "xx"]),
    st.lists(st.integers(0, 400), max_size=4),
    st.just(()) | disjoint_spans(400),
)
@example("", "en", [], ())
@example("\n\n \n", "ar", [1], (Span(0, 4),))
@example(".", "en", [0, 1], ())
@example("a", "ar", [], (Span(0, 1),))
def test_units_tile_the_text_exactly(
    characters: str, language: str, cuts: list[int], joined: tuple[Span, ...]
) -> None:
    text = Text.of(characters, language=language, direction=Direction.LTR)
    found = units(text, cuts=cuts, joined=joined)
    assert "".join(characters[unit.span.start : unit.span.end] for unit in found) == characters
    assert all(unit.span.length > 0 for unit in found)
    for unit in found:
        assert unit.span.start <= unit.core.start <= unit.core.end <= unit.span.end
        core = characters[unit.core.start : unit.core.end]
        assert core == core.strip()
        assert characters[unit.span.start : unit.span.end].strip() == core
        assert unit.letters == letters(core)
        for span in joined:
            assert unit.span.start in cuts or not span.start < unit.span.start < span.end


@settings(max_examples=30, deadline=None)
@given(ANY_TEXT, st.integers(9, 40))
def test_only_a_text_without_letters_has_a_unit_without_letters(
    characters: str, grain: int
) -> None:
    found = units(arabic(characters), grain=grain)
    if letters(characters):
        assert all(unit.letters for unit in found)
    else:
        assert len(found) <= 1


def test_sentences_and_lines_end_units() -> None:
    text = english("Dr. Smith went home. He slept!\nA new line\n\nAnother")
    assert pieces(text) == ["Dr. Smith went home.", "He slept!", "A new line", "Another"]
    assert [unit.after_line for unit in units(text)] == [True, False, True, True]


def test_arabic_without_stops_is_cut_before_clause_openers() -> None:
    text = arabic(
        "اقرت فرنسا رسميا بهذا التعاون من دون ان ترشح اي معلومات حتى الان عن الاجتماعات "
        "وذكرت وثيقة اميركية اثر اجتماع بين مستشارين للرئاسة الفرنسية ومسؤولين امريكيين "
        "واضاف الفرنسيون ان الارهاب بات نظريا على بابنا وهم محتجزون حاليا في شمال شرق مالي"
    )
    starts = [piece.split()[0] for piece in pieces(text)]
    assert "وذكرت" in starts
    assert "واضاف" in starts
    assert all(not unit.after_sentence for unit in units(text)[1:])


def test_vowelled_openers_are_known_too() -> None:
    text = arabic(
        "ذَهَبَ الرَّجُلُ إِلَى السُّوقِ الكَبِيرِ فِي المَدِينَةِ القَدِيمَةِ لِيَشْتَرِيَ خُبْزًا وَلَحْمًا وَفَاكِهَةً كَثِيرَةً "
        "وَقَالَ لِصَاحِبِهِ إِنَّ الطَّرِيقَ طَوِيلٌ جِدًّا وَالحَرَّ شَدِيدٌ فِي هَذَا اليَوْمِ مِنْ أَيَّامِ الصَّيْفِ"
    )
    assert any(piece.startswith("وَقَالَ") for piece in pieces(text))


def test_the_users_cuts_are_kept() -> None:
    text = english("One two three four five")
    assert pieces(text, cuts=[7]) == ["One two", "three four five"]


def test_what_the_user_joined_stays_whole_but_for_her_own_cuts() -> None:
    text = english("One two. Three four. Five\nsix. Seven")
    assert pieces(text, joined=[Span(0, 20)]) == ["One two. Three four.", "Five", "six.", "Seven"]
    assert pieces(text, joined=[Span(9, 30)]) == ["One two.", "Three four. Five\nsix.", "Seven"]
    assert pieces(text, joined=[Span(0, 36)], cuts=[4]) == [
        "One",
        "two. Three four. Five\nsix. Seven",
    ]


def test_the_rule_of_thumb_knows_abbreviations_and_arabic_marks() -> None:
    line = "Mr. Poe came. هل جاء د. أحمد؟ نعم۔ U. S. law."
    ends = sentence_ends(line)
    assert [line[:end].rsplit(maxsplit=1)[-1] for end in ends[:3]] == ["came.", "أحمد؟", "نعم۔"]


def test_another_detector_may_be_given() -> None:
    text = english("a|b|c")
    found = units(text, detector=lambda line: [at + 1 for at, ch in enumerate(line) if ch == "|"])
    assert [unit.span.start for unit in found] == [0, 2, 4]
