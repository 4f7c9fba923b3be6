"""Language and direction are guessed well enough to be offered as a default."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.core.text import Direction
from desk_annotator.text.language import (
    LANGUAGES,
    detect_language,
    direction_of,
    first_strong,
)

SAMPLES = {
    "ar": "نشرت اللجنة تقريرها السنوي يوم الاثنين، وأشادت فيه بمدارس الشمال.",
    "fa": "این کتاب را برای دوستم خریدم که در تهران زندگی می‌کند.",
    "ur": "یہ کتاب میں نے اپنے دوست کے لیے خریدی ہے جو لاہور میں رہتا ہے۔",
    "ps": "دا کتاب ما د خپل ملګري لپاره اخیستی دی چې په کابل کې اوسېږي.",
    "ckb": "ئەم کتێبەم بۆ هاوڕێکەم کڕی کە لە هەولێر دەژی.",
    "en": "The committee published its yearly report on Monday and asks for more teachers.",
    "fr": "Le comité a publié son rapport annuel lundi et demande plus de professeurs.",
    "es": "El comité publicó su informe anual el lunes y pide más profesores para las escuelas.",
    "de": "Der Ausschuss hat am Montag seinen Bericht veröffentlicht und fordert mehr Lehrer.",
    "it": "Il comitato ha pubblicato il suo rapporto annuale e chiede più maestri per le scuole.",
    "pt": "O comitê publicou o seu relatório anual na segunda-feira e não pede mais professores.",
    "tr": "Komite yıllık raporunu pazartesi günü yayınladı ve daha çok öğretmen istiyor.",
    "nl": "Het comité heeft maandag zijn verslag gepubliceerd en vraagt om meer leraren.",
    "he": "הוועדה פרסמה את הדוח השנתי שלה ביום שני.",
    "yi": "די קאָמיטעט האָט אַרויסגעגעבן דעם באַריכט און זי בעט מער לערער.",
    "ru": "Комитет опубликовал свой годовой отчёт в понедельник и просит больше учителей.",
    "uk": "Комітет опублікував свій річний звіт у понеділок і просить більше вчителів.",
    "el": "Η επιτροπή δημοσίευσε την ετήσια έκθεσή της.",
    "zh": "委员会星期一发表了年度报告。",
    "ja": "委員会は月曜日に年次報告書を発表した。",
    "ko": "위원회는 월요일에 연례 보고서를 발표했다.",
    "hi": "समिति ने सोमवार को अपनी वार्षिक रिपोर्ट प्रकाशित की।",
    "und": "2024 – 12/5 ...",
}


@pytest.mark.parametrize("tag", SAMPLES)
def test_detects_the_language_of_a_sentence(tag):
    assert detect_language(SAMPLES[tag]) == tag


def test_arabic_with_latin_names_is_arabic():
    assert (
        detect_language("أعلنت شركة Apple أن John Smith من Microsoft سيصل قريبا إلى لندن") == "ar"
    )


def test_one_arabic_word_is_arabic_and_nothing_is_undetermined():
    assert detect_language("سلام") == "ar"
    assert detect_language("") == "und"


@pytest.mark.parametrize("tag", ["ar", "fa", "ur", "he", "ps", "ckb", "yi", "ug", "ar-EG", "AR_sa"])
def test_right_to_left_languages(tag):
    assert direction_of(tag) is Direction.RTL


@pytest.mark.parametrize("tag", ["en", "fr", "und", "ar-Latn", "tr", "ku", "", "en-x-arab"])
def test_left_to_right_languages(tag):
    assert direction_of(tag) is Direction.LTR


@pytest.mark.parametrize("tag", ["az-Arab", "ku-Arab-IQ", "yi-Hebr", "ff_Adlm"])
def test_a_script_in_the_tag_decides(tag):
    assert direction_of(tag) is Direction.RTL


def test_the_table_agrees_with_itself():
    tags = [language.tag for language in LANGUAGES]
    assert len(set(tags)) == len(tags)
    assert all(direction_of(one.tag) is one.direction for one in LANGUAGES)
    assert set(SAMPLES) <= set(tags)


@pytest.mark.parametrize(
    ("characters", "expected"),
    [
        ("", None),
        ("12 – (3)", None),
        ("12 سلام abc", Direction.RTL),
        ("abc سلام", Direction.LTR),
        ("\u2067سلام\u2069 abc", Direction.LTR),
        ("\u2067سلام abc", None),
        ("\u2067سلام\nabc", Direction.LTR),
        ("\u2066a\u2068b\u2069c\u2069 سلام", Direction.RTL),
        ("\u2069 abc", Direction.LTR),
        ("\u200f123", Direction.RTL),
        ("\u202babc", Direction.LTR),
    ],
)
def test_first_strong_skips_isolates(characters, expected):
    assert first_strong(characters) is expected


@given(st.text("abc سلا1\u2067\u2068\u2069\n", max_size=30))
def test_a_balanced_isolate_in_front_changes_nothing(characters):
    assert first_strong("\u2068سلام\u2069" + characters) is first_strong(characters)
