"""The sample pairs: what they promise to hold, and that the project file is what is written."""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import combinations
from pathlib import Path

import pytest

from desk_annotator.core.annotation import Annotation, Severity, Status, Tag, check
from desk_annotator.core.bitext import Bitext
from desk_annotator.core.blanks import count_words_characters
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side
from desk_annotator.core.text import canonical, fingerprint
from desk_annotator.storage.layout import VERSION
from desk_annotator.storage.project_codec import decode, encode

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
NAMES = ("news", "formal", "literary", "chat")
FILES = [f"{name}-{language}.txt" for name in NAMES for language in ("en", "ar")]
GENERATOR = "Desk Annotator 0.1.0"

ARABIC_LETTER = re.compile("[\u0621-\u064a]")
LATIN_LETTER = re.compile("[A-Za-z]")
ARABIC_INDIC_DIGIT = re.compile("[\u0660-\u0669]")
TATWEEL = "\u0640"
SUPERSCRIPT_ALEF = "\u0670"
ZWJ = "\u200d"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"


def characters_of(name: str) -> str:
    return (SEEDS / name).read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def project() -> Project:
    return decode((SEEDS / "samples.json").read_bytes(), name="samples.json").project


def pair_named(project: Project, name: str) -> Pair:
    (pair,) = (pair for pair in project.pairs if pair.source.imported.name == f"{name}-en.txt")
    return pair


@pytest.fixture(scope="module")
def news(project: Project) -> Pair:
    return pair_named(project, "news")


def share_untouched(pair: Pair, side: Side) -> float:
    words = count_words_characters(pair.text(side).characters)
    return Bitext(pair).coverage(side).untouched / words


def with_tag(pair: Pair, tag: Tag) -> list[Annotation]:
    return [annotation for annotation in pair.annotations if annotation.tag == tag]


# The project file


def test_the_project_file_holds_no_contradiction():
    data = (SEEDS / "samples.json").read_bytes()
    loaded = decode(data, name="samples.json")
    assert loaded.problems == ()
    assert loaded.read_only_reason is None
    assert tuple(json.loads(data)["version"]) <= VERSION
    assert loaded.project.title == "Samples"


def test_the_project_file_is_what_the_program_writes(project: Project):
    assert encode(project, generator=GENERATOR) == (SEEDS / "samples.json").read_bytes()


def test_the_project_holds_the_four_pairs_in_order(project: Project):
    assert [pair.source.imported.name for pair in project.pairs] == FILES[0::2]
    assert [pair.target.imported.name for pair in project.pairs] == FILES[1::2]
    for pair in project.pairs:
        assert (pair.source.language, pair.source.direction) == ("en", "ltr")
        assert (pair.target.language, pair.target.direction) == ("ar", "rtl")


def test_each_text_of_the_project_is_that_of_its_file(project: Project):
    for pair in project.pairs:
        for side in Side:
            text = pair.text(side)
            assert text.characters == canonical(characters_of(text.imported.name))[0]
            assert text.sha256 == fingerprint(text.characters)


def test_every_annotation_keeps_the_rules_and_its_quotes_end_at_words(project: Project):
    for pair in project.pairs:
        for annotation in pair.annotations:
            check(annotation, len(pair.source), len(pair.target))
            for side in Side:
                characters = pair.text(side).characters
                for span in annotation.text_spans(side):
                    quote = characters[span.start : span.end]
                    assert quote == quote.strip()
                    if quote[0].isalnum():
                        assert not characters[: span.start][-1:].isalnum(), quote
                    if quote[-1].isalnum():
                        assert not characters[span.end :][:1].isalnum(), quote


def test_no_id_is_used_twice(project: Project):
    ids = [project.id, *(pair.id for pair in project.pairs)]
    ids += [annotation.id for pair in project.pairs for annotation in pair.annotations]
    assert len(set(ids)) == len(ids)


def test_progress_differs_between_the_pairs(project: Project):
    untouched = {name: share_untouched(pair_named(project, name), Side.TARGET) for name in NAMES}
    assert untouched["formal"] == 0
    assert 0 < untouched["news"] < 0.05
    assert 0.5 < untouched["literary"] < untouched["chat"] < 0.9
    for name in ("literary", "chat"):
        assert 5 <= len(pair_named(project, name).annotations) <= 10


# The news pair


@pytest.mark.parametrize("side", Side)
def test_nearly_every_word_of_the_news_is_judged(news: Pair, side: Side):
    assert 0 < share_untouched(news, side) < 0.05


def test_the_web_furniture_of_the_news_is_ignored(news: Pair):
    ignored = [news.source.characters[span.start : span.end] for span in news.ignored(Side.SOURCE)]
    assert ignored == [
        ", Comments 0 comments",
        "© 2011 Meridian Press",
        "0 Comments To This Article",
    ]


def test_the_news_holds_discontinuous_annotations_on_each_side(news: Pair):
    counts = {
        side: sum(len(annotation.text_spans(side)) > 1 for annotation in news.annotations)
        for side in Side
    }
    assert counts[Side.SOURCE] >= 3
    assert counts[Side.TARGET] >= 3


def test_the_news_holds_a_link_of_several_to_several(news: Pair):
    assert any(
        len(annotation.source) > 1 and len(annotation.target) > 1
        for annotation in with_tag(news, Tag.MATCHING)
    )


def test_many_links_of_the_news_cross(news: Pair):
    crossing = [
        (one.id, other.id)
        for one, other in combinations(with_tag(news, Tag.MATCHING), 2)
        if one.source[-1].end <= other.source[0].start
        and other.target[-1].end <= one.target[0].start
    ]
    assert len(crossing) >= 4


def test_annotations_of_the_news_overlap_on_each_side(news: Pair):
    overlapping = {
        side: sum(
            any(a.overlaps(b) for a in one.text_spans(side) for b in other.text_spans(side))
            for one, other in combinations(news.annotations, 2)
        )
        for side in Side
    }
    assert overlapping[Side.SOURCE] >= 2
    assert overlapping[Side.TARGET] >= 2


def test_omissions_and_additions_of_the_news_say_where_on_the_other_side(news: Pair):
    missing, added = with_tag(news, Tag.MISSING), with_tag(news, Tag.ADDED)
    assert sum(annotation.caret(Side.TARGET) is not None for annotation in missing) >= 2
    assert sum(annotation.caret(Side.SOURCE) is not None for annotation in added) >= 2
    assert any(not annotation.target for annotation in missing)


def test_the_news_holds_every_kind_of_judgement(news: Pair):
    annotations = news.annotations
    assert {annotation.tag for annotation in annotations} == set(Tag)
    assert {annotation.severity for annotation in annotations} == set(Severity)
    assert {annotation.justified for annotation in annotations} == {None, True, False}
    assert {annotation.status for annotation in annotations} == {Status.OPEN, Status.ACCEPTED}
    assert {annotation.category for annotation in annotations} == {
        "",
        "Accuracy/Addition",
        "Accuracy/Mistranslation",
        "Accuracy/Omission",
        "Explicitation",
        "Terminology",
    }


def test_notes_of_the_news_are_in_english_and_in_arabic(news: Pair):
    notes = [annotation.note for annotation in news.annotations if annotation.note]
    assert sum(not ARABIC_LETTER.search(note) for note in notes) >= 3
    assert sum(not LATIN_LETTER.search(note) for note in notes) >= 3


def test_the_arabic_news_is_one_paragraph_with_few_full_stops():
    text = characters_of("news-ar.txt")
    assert text.count("\n") == 1
    assert text.endswith("\n")
    sentence_ends = re.findall(r"\.(?=\s)", text)
    assert len(text.split()) / len(sentence_ends) > 50
    assert {"جانفي", "فيفري"} <= set(re.findall(r"\w+", text))
    assert ARABIC_INDIC_DIGIT.search(text)
    assert re.search("[0-9]", text)
    assert "(RLO)" in text


def test_the_english_news_has_its_web_furniture_and_short_paragraphs():
    paragraphs = [line for line in characters_of("news-en.txt").split("\n") if line]
    assert paragraphs[1] == ", Comments 0 comments"
    assert paragraphs[-1] == "0 Comments To This Article"
    body = paragraphs[3:-2]
    assert 12 <= len(body) <= 15
    assert max(len(paragraph.split()) for paragraph in body) < 50


# What the texts promise to hold


@pytest.mark.parametrize("name", FILES)
def test_a_seed_is_already_in_canonical_form(name: str):
    characters = characters_of(name)
    assert canonical(characters) == (characters, ())
    assert characters.endswith("\n")


def test_the_agreement_has_latin_names_and_references_in_brackets_inside_arabic():
    text = characters_of("formal-ar.txt")
    assert "(Norvik Marine Ltd.)" in text
    assert "المادة 4 (ب)" in text
    assert "ISO 9001:2015" in text
    assert text.count("%") == 3
    assert text.count("«") == text.count("»") == 5
    assert text.count("(") == text.count(")")
    bracketed = re.findall(r"\([A-Z][^()]*\)", text)
    assert len(bracketed) == 5


def test_the_literary_arabic_is_fully_vowelled_with_tatweel_and_a_verse():
    text = characters_of("literary-ar.txt")
    letters = len(ARABIC_LETTER.findall(text.replace(TATWEEL, "")))
    harakat = sum(unicodedata.category(character) == "Mn" for character in text)
    assert harakat / letters > 0.75
    assert text.count(TATWEEL) >= 9
    assert SUPERSCRIPT_ALEF in text
    assert text.count("“") == text.count("”") == 2
    assert re.search(r"^ {4}\S.*\S {4}\S.*$", text, re.MULTILINE)


def test_the_literary_arabic_is_not_in_normal_form():
    """A program that normalised would change it: shadda is typed before the vowel."""
    text = characters_of("literary-ar.txt")
    assert unicodedata.normalize("NFC", text) != text


@pytest.mark.parametrize("name", ["chat-en.txt", "chat-ar.txt"])
def test_the_chat_holds_emoji_of_every_build(name: str):
    text = characters_of(name)
    assert len(text.splitlines()) == 25
    assert FAMILY in text
    assert "\U0001f1ef\U0001f1f4" in text  # a flag is two regional indicators
    assert "\U0001f44d\U0001f3fd" in text  # a skin tone follows what it colours
    assert "\U0001f469\U0001f3fb\u200d\U0001f4bb" in text
    assert text.count(ZWJ) >= 6
    assert sum(ord(character) > 0xFFFF for character in text) >= 25
    assert "https://files.example.org/s/v4?lang=ar&dir=rtl" in text
    assert "@yassine.tn" in text


def test_the_arabic_chat_mixes_scripts_and_digits():
    lines = characters_of("chat-ar.txt").splitlines()
    said = [line.split(": ", 1)[1] for line in lines]
    mixed = [line for line in said if ARABIC_LETTER.search(line) and LATIN_LETTER.search(line)]
    assert len(mixed) >= 8
    assert any(ARABIC_INDIC_DIGIT.search(line) and re.search("[0-9]", line) for line in said)
