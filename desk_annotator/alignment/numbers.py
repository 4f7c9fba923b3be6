"""Numbers and dates as values: digits, number words and month names of both languages."""

from __future__ import annotations

from functools import lru_cache

from desk_annotator.alignment.folding import word_key
from desk_annotator.alignment.words import Word

_NUMBERS = {
    "2": "two اثنان اثنين اثنتان اثنتين",
    "3": "three ثلاثة ثلاث",
    "4": "four أربعة أربع",
    "5": "five خمسة خمس",
    "6": "six ستة ست",
    "7": "seven سبعة سبع",
    "8": "eight ثمانية ثماني ثمان",
    "9": "nine تسعة تسع",
    "10": "ten عشرة عشر",
    "11": "eleven",
    "12": "twelve dozen",
    "20": "twenty عشرون عشرين",
    "30": "thirty ثلاثون ثلاثين",
    "40": "forty أربعون أربعين",
    "50": "fifty خمسون خمسين",
    "60": "sixty ستون ستين",
    "70": "seventy سبعون سبعين",
    "80": "eighty ثمانون ثمانين",
    "90": "ninety تسعون تسعين",
    "100": "hundred مائة مئة ميه",
    "1000": "thousand thousands ألف آلاف ألفا",
    "1000000": "million millions مليون ملايين مليونا",
    "1000000000": "billion billions مليار مليارات بليون",
    "1st": "first الأول الأولى اول",
    "2nd": "second الثاني الثانية",
    "3rd": "third الثالث الثالثة",
    "4th": "fourth الرابع الرابعة",
    "5th": "fifth الخامس الخامسة",
    "6th": "sixth السادس السادسة",
    "7th": "seventh السابع السابعة",
    "8th": "eighth الثامن الثامنة",
    "9th": "ninth التاسع التاسعة",
    "10th": "tenth العاشر العاشرة",
}
# Names of the months: international, Levantine (two words are told by the one that differs),
# Maghreb.
_MONTHS = {
    "month-1": "january jan يناير جانفي",
    "month-2": "february feb فبراير شباط فيفري فيفرييه",
    "month-3": "march مارس آذار",
    "month-4": "april apr أبريل إبريل نيسان أفريل",
    "month-5": "may مايو أيار ماي",
    "month-6": "june jun يونيو يونيه حزيران جوان",
    "month-7": "july jul يوليو يوليه تموز جويلية",
    "month-8": "august aug أغسطس آب أوت",
    "month-9": "september sep sept سبتمبر أيلول",
    "month-10": "october oct أكتوبر",
    "month-11": "november nov نوفمبر",
    "month-12": "december dec ديسمبر",
    "day-1": "monday الاثنين الإثنين",
    "day-2": "tuesday الثلاثاء",
    "day-3": "wednesday الأربعاء",
    "day-4": "thursday الخميس",
    "day-5": "friday الجمعة",
    "day-6": "saturday السبت",
    "day-7": "sunday الأحد",
}
_LEVANTINE = {
    ("تشرين", "الاول"): "month-10",
    ("تشرين", "الثاني"): "month-11",
    ("كانون", "الاول"): "month-12",
    ("كانون", "الثاني"): "month-1",
}
_ONLY_CAPITAL = frozenset({"may", "march", "jan", "second"})


@lru_cache(maxsize=1)
def _values() -> dict[str, str]:
    table = {}
    for source in (_NUMBERS, _MONTHS):
        for value, names in source.items():
            for name in names.split():
                table[word_key(name)] = value
    return table


def value_of(word: Word, following: Word | None) -> str | None:
    """Return the value a word names (``2009``, ``month-6``, ``3rd``), or None if it names none.

    `following` is the next word: the Levantine names of four months have two.
    """
    if word.is_number:
        return word.key
    if following is not None:
        pair = _LEVANTINE.get((word.key, following.key))
        if pair is not None:
            return pair
    value = _values().get(word.key)
    if value is None and word.key[:1] in ("و", "ب", "ل", "ف") and len(word.key) > 3:
        value = _values().get(word.key[1:])
    if value is None and word.key.startswith("ال"):
        value = _values().get(word.key[2:])
    if value is not None and word.key in _ONLY_CAPITAL and not word.capital:
        return None
    return value
