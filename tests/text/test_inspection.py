"""What the eye cannot see is named, and what looks wrong is reported, not repaired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visual_text import visual_text

from desk_annotator.core.text import Direction
from desk_annotator.text.inspection import warnings
from desk_annotator.text.isolates import isolate

ARABIC = (
    "نشرت اللجنة تقريرها السنوي يوم الاثنين، وأشادت فيه بمدارس الشمال، وطلبت ثلاثة معلمين آخرين "
    "في كل قرية، ولم تقل شيئا عن الطرق التي وعدت الحكومة بإصلاحها قبل عامين."
)
FRENCH = "Près de l'été, à côté, les élèves étaient déjà là où l'on goûtait la crème brûlée."


def found(characters):
    return {warning.kind: (warning.count, warning.offset) for warning in warnings(characters)}


@pytest.mark.parametrize(
    "characters",
    [
        "",
        ARABIC,
        FRENCH,
        isolate(ARABIC, Direction.RTL),
        "لا إله إلا الله، حالا ومثلا وكلا وأهلا وسهلا",
        "Ø 5 mm, £5 – Ã and “quotes”",
        "\u200fسلام\u200e abc \u202bx\u202c",
    ],
)
def test_ordinary_text_gives_no_warning(characters):
    assert warnings(characters) == []


def test_controls_that_are_not_closed_or_never_opened():
    assert found("a\u202bb")["unbalanced-controls"] == (1, 1)
    assert found("a\u2069b\u202c")["unbalanced-controls"] == (2, 1)
    assert found("\u2067x\n\u2069")["unbalanced-controls"] == (2, 0)
    assert found("\u2068\u202by\u2069")["unbalanced-controls"] == (1, 1)
    assert found("\u202b\u2068y\u202c\u2069\u202c")["unbalanced-controls"] == (1, 3)


def test_overrides_are_named_even_when_closed():
    assert found("a\u202eb\u202c") == {"overriding-controls": (1, 1)}


@given(st.text("a\n\u202a\u202c\u2066\u2068\u2069", max_size=20))
def test_what_is_isolated_has_no_stray_isolates(text):
    bare = text.replace("\u202a", "").replace("\u202c", "")
    assert "unbalanced-controls" not in found(isolate(bare))


def test_lost_characters():
    assert found("ab\ufffdc\ufffd") == {"replacement": (2, 2)}


@pytest.mark.parametrize(
    ("was", "read_as"),
    [("utf-8", "latin-1"), ("utf-8", "cp1256"), ("cp1256", "cp1252"), ("utf-8", "cp1252")],
)
def test_arabic_read_in_a_wrong_encoding(was, read_as):
    wrong = ARABIC.encode(was).decode(read_as, errors="replace")
    assert "mojibake" in found(wrong)


def test_french_read_in_a_wrong_encoding():
    assert "mojibake" in found(FRENCH.encode().decode("cp1252", errors="replace"))


def test_arabic_copied_from_an_old_pdf():
    shown = visual_text(ARABIC, Direction.RTL)
    assert set(found(shown)) == {"visual-order", "presentation-forms"}
    assert set(found(ARABIC[::-1])) == {"visual-order"}


def test_presentation_forms_in_logical_order_but_not_word_signs():
    assert found("ﺍﻟﺴﻼﻡ ﷺ ﷲ") == {"presentation-forms": (5, 0)}
    assert found("محمد ﷺ ﴿آية﴾ ﷽") == {}


def test_a_warning_is_a_sentence_with_its_count():
    (warning,) = warnings("ab\ufffdc\ufffd")
    assert "2 replacement characters" in str(warning)
    assert "{count}" in warning.template
