"""Words and phrases inside linked units: few, right, exact, and never against the user."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from alignment.alignment_samples import ANY_TEXT, arabic, english
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_annotator.alignment.engine import align
from desk_annotator.alignment.nesting import contradicts
from desk_annotator.alignment.phrase_links import LEAST_PHRASE, phrase_links
from desk_annotator.alignment.result import LIKELY_PHRASE, Alignment, Link, ReasonKind, as_json
from desk_annotator.alignment.word_spans import word_spans
from desk_annotator.core.annotation import Annotation
from desk_annotator.core.errors import Cancelled
from desk_annotator.core.span import Side, Span


class SameMeaning:
    """An encoder by a table: texts with the same number mean the same, others nothing alike."""

    def __init__(self, **numbers):
        self.numbers = numbers

    def encode(self, texts, cancelled):
        rows = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            if cancelled():
                raise Cancelled
            rows[row, self.numbers.get(text, 32 + sum(map(ord, text)) % 32)] = 1
        return rows


def linked(source, target, confidence=0.9):
    """An alignment that links both texts as a whole."""
    whole = Link(Span(0, len(source)), Span(0, len(target)), confidence)
    return Alignment(links=(whole,))


def quotes(source, target, least=LIKELY_PHRASE, **options):
    s, t = english(source), arabic(target)
    alignment = options.pop("alignment", linked(source, target))
    return [
        (source[each.source.start : each.source.end], target[each.target.start : each.target.end])
        for each in phrase_links(s, t, alignment, **options)
        if each.confidence >= least
    ]


def test_numbers_names_latin_and_countries_answer_each_other_and_may_cross():
    source = "In June 2009 Sarkozy told NATO that 14 soldiers would go to France, not Belgium."
    target = "قال ساركوزي لحلف NATO ان ١٤ جنديا سيذهبون الى فرنسا وليس بلجيكا في حزيران 2009."
    assert quotes(source, target) == [
        ("June 2009", "حزيران 2009"),
        ("Sarkozy", "ساركوزي"),
        ("NATO", "NATO"),
        ("14", "١٤"),
        ("France", "فرنسا"),
        ("Belgium", "بلجيكا"),
    ]


def test_a_month_of_two_words_is_one_thing():
    assert quotes("They met in January 2011 again.", "التقوا ثانية في كانون الثاني 2011.") == [
        ("January 2011", "كانون الثاني 2011")
    ]


def test_half_a_number_is_no_answer():
    assert quotes("She met five there.", "هناك لقيت خمسة عشر.") == []


def test_what_stands_twice_answers_nothing():
    assert quotes("NATO asked NATO and the UN.", "طلب NATO من UN شيئا.") == [("UN", "UN")]


def test_a_verb_with_a_pronoun_is_no_name():
    assert quotes("We read the Hadith again.", "ثم حدثه بما كان.") == []


def test_neighbours_in_both_texts_are_one_phrase_and_a_comma_parts_them():
    source, target = (
        "They saw the white horse near Paris, France.",
        "رأوا الحصان الابيض قرب باريس، فرنسا.",
    )
    assert quotes(source, target) == [
        ("white horse", "الحصان الابيض"),
        ("Paris", "باريس"),
        ("France", "فرنسا"),
    ]


def test_a_term_of_the_glossary_is_linked_whole():
    found = quotes(
        "The flurb snig was late.", "تأخر كخكخ بسبس كثيرا.", glossary={"flurb snig": ["كخكخ بسبس"]}
    )
    assert found == [("flurb snig", "كخكخ بسبس")]


def test_half_of_what_is_denied_is_not_linked():
    source = "It was invalid and empty."
    encoder = SameMeaning(invalid=0, صالح=0, empty=1, فارغا=1)
    assert quotes(source, "كان غير صالح وكان فارغا.", encoder=encoder) == [("empty", "فارغا")]
    assert quotes(source, "كان صالح وكان فارغا.", encoder=encoder) == [
        ("invalid", "صالح"),
        ("empty", "فارغا"),
    ]


def test_formulas_of_praise_are_no_answers():
    source = "The Prophet prayed there."
    assert quotes(source, "كان النبي صلى الله عليه وسلم هناك.") == [("Prophet", "النبي")]


def test_meaning_links_what_no_list_knows_and_says_so():
    source, target = "The zorb was kintful that trell.", "كان غغغ ثثث في ذذذ."
    encoder = SameMeaning(zorb=0, غغغ=0, trell=1, ذذذ=1)
    links = phrase_links(english(source), arabic(target), linked(source, target), encoder=encoder)
    assert [source[each.source.start : each.source.end] for each in links] == ["zorb", "trell"]
    assert [reason.kind for reason in links[0].reasons] == [ReasonKind.MEANING]
    assert quotes(source, target) == []


def test_a_word_that_answers_only_with_its_neighbour_is_doubted():
    class Halves(SameMeaning):
        def encode(self, texts, cancelled):
            rows = super().encode(texts, cancelled)
            for row, text in enumerate(texts):
                if text == "غغغ":  # means much the same as "zorb", but the two words mean it all
                    rows[row] = 0
                    rows[row, [0, 1]] = 0.9, np.sqrt(1 - 0.81)
            return rows

    source, target = "The zorb was kintful.", "كان ثثث غغغ هنا."
    plain = {"zorb": 0}
    assert quotes(source, target, encoder=Halves(**plain)) == [("zorb", "غغغ")]
    whole = {"zorb": 0, "ثثث غغغ": 0}
    assert quotes(source, target, encoder=Halves(**whole)) == []
    assert quotes(source, target, least=LEAST_PHRASE, encoder=Halves(**whole)) == [("zorb", "غغغ")]


@pytest.mark.parametrize(("confidence", "found"), [(0.74, []), (0.75, [("Paris", "باريس")])])
def test_only_units_that_are_surely_linked_are_looked_into(confidence, found):
    source, target = "She flew to Paris.", "طارت الى باريس."
    assert quotes(source, target, alignment=linked(source, target, confidence)) == found


def test_the_unit_itself_is_no_phrase():
    assert quotes("Paris.", "باريس.") == []


SOURCE, TARGET = "She flew to Paris in 2009.", "طارت الى باريس في 2009."


def mine(tag, source, target):
    return Annotation(id="m", tag=tag, source=source, target=target)


def test_what_the_user_tagged_otherwise_is_left_alone():
    paris = SOURCE.index("Paris")
    missing = mine("missing", (Span(paris, paris + 3),), (Span(0, 0),))
    assert quotes(SOURCE, TARGET, confirmed=[missing]) == [("2009", "2009")]


def test_inside_her_own_link_phrases_are_found_but_never_across_its_ends():
    both = quotes(SOURCE, TARGET)
    assert both == [("Paris", "باريس"), ("2009", "2009")]
    around = mine("matching", (Span(0, len(SOURCE)),), (Span(0, len(TARGET)),))
    assert quotes(SOURCE, TARGET, confirmed=[around]) == both
    elsewhere = mine("matching", (Span(0, SOURCE.index(" in")),), (Span(0, 4),))
    assert quotes(SOURCE, TARGET, confirmed=[elsewhere]) == [("2009", "2009")]
    year = SOURCE.index("2009"), TARGET.index("2009")
    same = mine("matching", (Span(year[0], year[0] + 4),), (Span(year[1], year[1] + 4),))
    assert quotes(SOURCE, TARGET, confirmed=[same]) == [("Paris", "باريس")]


def test_a_link_contradicts_only_what_it_touches():
    missing = mine("missing", (Span(5, 9),), (Span(3, 3),))
    assert contradicts(Span(8, 12), Span(0, 3), missing)
    assert not contradicts(Span(9, 12), Span(0, 8), missing)


def test_looking_can_be_cancelled_and_tells_how_far_it_is():
    shares = []
    links = phrase_links(
        english(SOURCE), arabic(TARGET), linked(SOURCE, TARGET), progress=shares.append
    )
    assert links
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(Cancelled):
        phrase_links(
            english(SOURCE), arabic(TARGET), linked(SOURCE, TARGET), cancelled=lambda: True
        )


def test_nothing_aligned_gives_nothing():
    assert phrase_links(english(SOURCE), arabic(TARGET), Alignment()) == ()


def test_phrases_are_written_only_if_asked_for():
    alignment = linked(SOURCE, TARGET)
    links = phrase_links(english(SOURCE), arabic(TARGET), alignment)
    doubtful = Link(Span(0, 2), Span(0, 3), 0.6)
    assert "phrases" not in as_json(alignment)
    assert as_json(alignment, phrases=[doubtful, *links])["phrases"] == [
        [12, 17, 9, 14],
        [21, 25, 18, 22],
    ]
    scored = as_json(alignment, phrases=[doubtful], with_scores=True)
    assert scored["phrases"] == [[0, 2, 0, 3, 0.6, []]]


@settings(deadline=None, max_examples=60)
@given(ANY_TEXT, ANY_TEXT, st.booleans())
def test_links_are_of_whole_words_and_share_none(source, target, with_encoder):
    texts = english(source), arabic(target)
    alignment = align(*texts)
    sure = Alignment(links=tuple(Link(each.source, each.target, 0.9) for each in alignment.links))
    encoder = SameMeaning() if with_encoder else None
    links = phrase_links(*texts, sure, encoder=encoder)
    for side, text in zip(Side, texts, strict=True):
        spans = sorted(each.source if side is Side.SOURCE else each.target for each in links)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        for span in spans:
            words = word_spans(text.characters, Span(0, len(text)))
            assert any(word.start == span.start for word in words)
            assert any(word.end == span.end for word in words)
    for link in links:
        assert LEAST_PHRASE <= link.confidence <= 1
        assert any(
            unit.source.start <= link.source.start
            and link.source.end <= unit.source.end
            and unit.target.start <= link.target.start
            and link.target.end <= unit.target.end
            for unit in sure.links
        )
