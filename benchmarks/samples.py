"""Made-up pairs of texts of any size, always the same for the same numbers."""

from __future__ import annotations

import random
import re

from desk_annotator.core.annotation import Annotation, Tag
from desk_annotator.core.project import Pair, Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Direction, Text

SEED = 20240512
ENGLISH = tuple(
    re.findall(
        r"\w+",
        """
        the of and a to in is was for that with on as are by at from it an be this which or
        river market teacher letter window garden morning village engine bridge winter forest
        harbour question answer council report money paper school doctor weather road station
        light water bread house family children history country language people year night
        opened closed wrote carried followed refused agreed waited returned arrived showed
        small large early late green quiet heavy distant common public modern simple strange
        between during without towards against because although before after
        """,
    )
)
ARABIC = tuple(
    re.findall(
        r"\w+",
        """
        في من على إلى عن مع هذا هذه التي الذي كان كانت قد لا ما أن إن بعد قبل بين عند كل
        النهر السوق المعلم الرسالة النافذة الحديقة الصباح القرية المحرك الجسر الشتاء الغابة
        الميناء السؤال الجواب المجلس التقرير المال الورقة المدرسة الطبيب الطقس الطريق المحطة
        الضوء الماء الخبز البيت العائلة الأطفال التاريخ البلاد اللغة الناس السنة الليلة
        فتح أغلق كتب حمل تبع رفض وافق انتظر عاد وصل أظهر صغير كبير مبكر متأخر أخضر هادئ
        ثقيل بعيد مشترك عام حديث بسيط غريب خلال بدون نحو ضد لأن رغم والكتاب وكلام ولكن فقال
        """,
    )
)
_SENTENCE = 12
_PARAGRAPH = 60
_WORD = re.compile(r"\w+")


def characters(words: int, side: Side, *, giant: bool = False) -> str:
    """Return a text of so many words, in paragraphs of 60 words or in one paragraph."""
    stock = ENGLISH if side is Side.SOURCE else ARABIC
    drawn = random.Random(f"{SEED}/{words}/{side}").choices(stock, k=words)
    for end in range(_SENTENCE - 1, words, _SENTENCE):
        drawn[end] += "."
    if giant:
        return " ".join(drawn)
    return "\n".join(
        " ".join(drawn[first : first + _PARAGRAPH]) for first in range(0, words, _PARAGRAPH)
    )


def text(words: int, side: Side, *, giant: bool = False) -> Text:
    """Return a Text of so many words."""
    is_source = side is Side.SOURCE
    return Text.of(
        characters(words, side, giant=giant),
        language="en" if is_source else "ar",
        direction=Direction.LTR if is_source else Direction.RTL,
    )


def pair(words: int, annotations: int, *, giant: bool = False, dense: bool = False) -> Pair:
    """Return a pair with annotations of one to six words spread over it.

    Eight of ten are matching, so that either side carries nearly as many spans as there are
    annotations. Dense ones are so long that about 3.5 lie over each character.
    """
    source, target = (text(words, side, giant=giant) for side in Side)
    made = _annotations(source, target, annotations, dense=dense)
    return Pair(
        id=f"pair-{words}-{annotations}",
        title="Benchmark",
        source=source,
        target=target,
        annotations=made,
    )


def project(words: int, annotations: int, *, giant: bool = False) -> Project:
    """Return a project of one pair."""
    return Project(
        id="project-benchmark",
        title="Benchmark",
        annotator="Somebody",
        created="2024-05-12T00:00:00Z",
        modified="2024-05-12T00:00:00Z",
        pairs=(pair(words, annotations, giant=giant),),
    )


def _annotations(source: Text, target: Text, count: int, *, dense: bool) -> tuple[Annotation, ...]:
    draw = random.Random(f"{SEED}/{count}")
    words = {side: _words(found) for side, found in ((Side.SOURCE, source), (Side.TARGET, target))}
    most = 6
    if dense:
        most = max(round(7 * len(words[Side.SOURCE]) / max(count, 1)), 1)
    made = []
    for number in range(count):
        share = (number + draw.random()) / count
        tag = (Tag.MISSING, Tag.ADDED)[number % 2] if number % 10 >= 8 else Tag.MATCHING
        spans = {side: (_span(words[side], share, draw.randint(1, most)),) for side in Side}
        made.append(
            Annotation(
                id=f"00000000-0000-4000-8000-{number:012d}",
                tag=tag,
                source=spans[Side.SOURCE] if tag != Tag.ADDED else (),
                target=spans[Side.TARGET] if tag != Tag.MISSING else (),
                note="Please look again" if number % 20 == 0 else "",
                author="Somebody",
                created="2024-05-12T08:00:00Z",
                modified="2024-05-12T08:00:00Z",
            )
        )
    return tuple(sorted(made, key=lambda annotation: annotation.place))


def _words(text: Text) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text.characters)]


def _span(words: list[tuple[int, int]], share: float, length: int) -> Span:
    first = min(int(share * len(words)), len(words) - 1)
    last = min(first + length, len(words)) - 1
    return Span(words[first][0], words[last][1])
