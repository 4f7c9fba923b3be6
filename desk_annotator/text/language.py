"""Which language a text is in and which way it runs, and the languages a user may choose."""

from __future__ import annotations

import re
from collections import Counter
from unicodedata import bidirectional, name

from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.text import Direction


@frozen
class Language:
    """A BCP 47 tag with its English name, its own name and its base direction."""

    tag: str
    english: str
    native: str
    direction: Direction = Direction.LTR


LANGUAGES: tuple[Language, ...] = (
    Language("ar", QT_TRANSLATE_NOOP("Languages", "Arabic"), "العربية", Direction.RTL),
    Language("en", QT_TRANSLATE_NOOP("Languages", "English"), "English"),
    Language("zh", QT_TRANSLATE_NOOP("Languages", "Chinese"), "中文"),
    Language("cs", QT_TRANSLATE_NOOP("Languages", "Czech"), "čeština"),
    Language("da", QT_TRANSLATE_NOOP("Languages", "Danish"), "dansk"),
    Language("nl", QT_TRANSLATE_NOOP("Languages", "Dutch"), "Nederlands"),
    Language("fi", QT_TRANSLATE_NOOP("Languages", "Finnish"), "suomi"),
    Language("fr", QT_TRANSLATE_NOOP("Languages", "French"), "français"),
    Language("de", QT_TRANSLATE_NOOP("Languages", "German"), "Deutsch"),
    Language("el", QT_TRANSLATE_NOOP("Languages", "Greek"), "Ελληνικά"),
    Language("he", QT_TRANSLATE_NOOP("Languages", "Hebrew"), "עברית", Direction.RTL),
    Language("hi", QT_TRANSLATE_NOOP("Languages", "Hindi"), "हिन्दी"),
    Language("hu", QT_TRANSLATE_NOOP("Languages", "Hungarian"), "magyar"),
    Language("id", QT_TRANSLATE_NOOP("Languages", "Indonesian"), "Indonesia"),
    Language("it", QT_TRANSLATE_NOOP("Languages", "Italian"), "italiano"),
    Language("ja", QT_TRANSLATE_NOOP("Languages", "Japanese"), "日本語"),
    Language("ko", QT_TRANSLATE_NOOP("Languages", "Korean"), "한국어"),
    Language(
        "ckb", QT_TRANSLATE_NOOP("Languages", "Kurdish (Sorani)"), "کوردیی ناوەندی", Direction.RTL
    ),
    Language("ms", QT_TRANSLATE_NOOP("Languages", "Malay"), "Melayu"),
    Language("no", QT_TRANSLATE_NOOP("Languages", "Norwegian"), "norsk"),
    Language("ps", QT_TRANSLATE_NOOP("Languages", "Pashto"), "پښتو", Direction.RTL),
    Language("fa", QT_TRANSLATE_NOOP("Languages", "Persian"), "فارسی", Direction.RTL),
    Language("pl", QT_TRANSLATE_NOOP("Languages", "Polish"), "polski"),
    Language("pt", QT_TRANSLATE_NOOP("Languages", "Portuguese"), "português"),
    Language("ro", QT_TRANSLATE_NOOP("Languages", "Romanian"), "română"),
    Language("ru", QT_TRANSLATE_NOOP("Languages", "Russian"), "русский"),
    Language("so", QT_TRANSLATE_NOOP("Languages", "Somali"), "Soomaali"),
    Language("es", QT_TRANSLATE_NOOP("Languages", "Spanish"), "español"),
    Language("sw", QT_TRANSLATE_NOOP("Languages", "Swahili"), "Kiswahili"),
    Language("sv", QT_TRANSLATE_NOOP("Languages", "Swedish"), "svenska"),
    Language("tr", QT_TRANSLATE_NOOP("Languages", "Turkish"), "Türkçe"),
    Language("uk", QT_TRANSLATE_NOOP("Languages", "Ukrainian"), "українська"),
    Language("ur", QT_TRANSLATE_NOOP("Languages", "Urdu"), "اردو", Direction.RTL),
    Language("ug", QT_TRANSLATE_NOOP("Languages", "Uyghur"), "ئۇيغۇرچە", Direction.RTL),
    Language("yi", QT_TRANSLATE_NOOP("Languages", "Yiddish"), "ייִדיש", Direction.RTL),
    Language("und", QT_TRANSLATE_NOOP("Languages", "Undetermined"), "—"),
)

_RTL_LANGUAGES = frozenset(
    {one.tag for one in LANGUAGES if one.direction is Direction.RTL}
    | {"arc", "arz", "ary", "apc", "azb", "bal", "bgn", "dv", "glk", "iw", "ji", "khw", "ks"}
    | {"lrc", "mzn", "nqo", "pnb", "prs", "sd", "skr", "syc", "syr"}
)
_RTL_SCRIPTS = frozenset(
    {"adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa"}
)


# `re` compiles, and keeps, these when they are first used: the first picture needs none.
_TAG = "[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"


def well_formed_tag(language: str) -> str:
    """Return a language as formats that check tags can hold it: "und" for what is none.

    A project keeps whatever another program wrote there.
    """
    return language if re.fullmatch(_TAG, language) else "und"


def direction_of(language: str) -> Direction:
    """Return the base direction of a language by its BCP 47 tag, by its script if it names one."""
    parts = language.lower().replace("_", "-").split("-")
    for part in parts[1:]:
        if len(part) == 4 and part.isalpha():
            return Direction.RTL if part in _RTL_SCRIPTS else Direction.LTR
        if len(part) == 1:
            break  # What follows is an extension or private.
    return Direction.RTL if parts[0] in _RTL_LANGUAGES else Direction.LTR


def first_strong(characters: str) -> Direction | None:
    """Return the direction of the first strong character by rules P2 and P3 of UAX #9.

    What stands inside isolates is skipped, up to the end of the paragraph if an isolate is
    not closed. Paragraphs without a strong character are passed over; None if all are so.
    """
    depth = 0
    for character in characters:
        kind = bidirectional(character)
        if kind in {"LRI", "RLI", "FSI"}:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif kind == "B":
            depth = 0
        elif not depth and kind in {"L", "R", "AL"}:
            return Direction.LTR if kind == "L" else Direction.RTL
    return None


_SAMPLE = 20_000
"""Code points from which the language is told."""
_WORD = r"[^\W\d_]+(?:['’\u0610-\u061a\u064b-\u0652\u200c]*[^\W\d_]+)*"

# Letters that one language of a script has and the others lack or hardly use.
_LETTERS: dict[str, dict[str, str]] = {
    "ARABIC": {
        "ar": "ةىأإؤئءيك",
        "fa": "پچژگکی",
        "ur": "ٹڈڑںےہھگکی",
        "ps": "ټډړږښڼېۍګ",
        "ckb": "ەۆێڵڕکی",
        "ug": "ۇۆۈۋېەڭ",
    },
    "HEBREW": {"he": "", "yi": "װױײ"},
    "CYRILLIC": {"ru": "ыэъё", "uk": "іїєґ"},
    "LATIN": {
        "cs": "ěřůčšž",
        "da": "æø",
        "de": "ßäöü",
        "es": "ñ¿¡",
        "fi": "äö",
        "fr": "çèêœàùéî",
        "hu": "őű",
        "it": "òùì",
        "no": "æøå",
        "pl": "łąęśżźćń",
        "pt": "ãõç",
        "ro": "șțăţş",
        "sv": "åäö",
        "tr": "ışğ",
    },
}
_FREQUENT_WORDS = {
    "ar": "في من على الى إلى ان أن إن عن مع هذا هذه التي الذي كان قال بين بعد لا ما هو هي أو ثم كل",
    "fa": "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز شد می های است",
    "ur": "کے میں کی ہے اور سے کا کو اس کہ نے پر ہیں یہ ایک بھی تھا نہیں ہو وہ",
    "ps": "د په کې چې او له دی ته يې هغه دا سره شي وي نه",
    "ckb": "لە بە و کە ئەو بۆ ئەم لەگەڵ دوای هەر",
    "ug": "ۋە بىر بۇ بىلەن ئۇ بولۇپ ئۈچۈن",
    "he": "של את על הוא לא זה עם כי היא גם",
    "yi": "און איז פון די דער מיט נישט אַז",
    "ru": "и в не на что с как это по из он",
    "uk": "і в не на що з як це та до",
    "cs": "a je se na že v to s za jako ale které není",
    "da": "og i at det en er til på af ikke der med jeg har",
    "de": "der die und das ist nicht ein eine mit von zu den dem auf für sich im werden",
    "en": "the of and to in is that for was with on as by at from it this be are an not have a",
    "es": "de la que el en y los las se del un una por con para es no su como al más",
    "fi": "ja on ei se että oli en hän mutta kun niin joka ovat",
    "fr": "de la le et les des en un une du est que dans pour qui par sur au pas plus ce avec",
    "hu": "a az és hogy nem is egy ez van de meg volt csak",
    "id": "yang dan di itu dengan untuk tidak ini dari dalam akan pada adalah",
    "it": "di e il la che in un una per è non sono con del della le si dei nel",
    "ms": "yang dan di itu dengan untuk tidak ini dari telah pada ialah oleh",
    "nl": "de het een en van ik is dat niet in op te zijn met voor er aan die",
    "no": "og i det på som er en til å for av at ikke jeg har med",
    "pl": "i w na z nie się do jest że to o jak ale przez",
    "pt": "de o que e do da em um uma para com não os as no na por mais dos foi",
    "ro": "de și în a la cu pe este nu care un o din să pentru",
    "so": "oo iyo ka ku waa in ay soo uu la",
    "sv": "och i att det som en på är av för med till den inte har jag",
    "sw": "ya na wa kwa ni katika za la kuwa hii",
    "tr": "ve bir bu da de için ile çok ne gibi olarak daha var en",
}
_WORDS = {tag: frozenset(words.split()) for tag, words in _FREQUENT_WORDS.items()}
_LATIN = frozenset(_LETTERS["LATIN"]) | {"en", "id", "ms", "nl", "so", "sw"}
_ONE_LANGUAGE = {
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
}
_USUAL = {"ARABIC": "ar", "HEBREW": "he", "CYRILLIC": "ru"}


def _script(letter: str) -> str:
    return name(letter, "").split(" ", 1)[0].split("-", 1)[0]


def detect_language(characters: str) -> str:
    """Return the BCP 47 tag of the likeliest language, ``und`` if nothing speaks for one.

    Looks at the first 20,000 characters: the script most letters belong to, then letters and
    frequent words that tell the languages of that script apart.
    """
    sample = characters[:_SAMPLE]
    letters = Counter(letter for letter in sample.lower() if letter.isalpha())
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        scripts[_script(letter)] += count
    if scripts["HIRAGANA"] + scripts["KATAKANA"]:
        # Japanese mixes its own syllables with the characters it shares with Chinese.
        scripts["HIRAGANA"] += scripts.pop("CJK", 0)
    if not scripts:
        return "und"
    script = scripts.most_common(1)[0][0]
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    if script == "LATIN":
        tags = _LATIN
    elif script in _LETTERS:
        tags = frozenset(_LETTERS[script])
    else:
        return "und"
    points = _points(sample, letters, script, tags)
    best = max(sorted(tags), key=lambda tag: points[tag])
    if points[best] > 0:
        return best
    return _USUAL.get(script, "und")


def _points(
    sample: str, letters: Counter[str], script: str, tags: frozenset[str]
) -> dict[str, float]:
    words = Counter(match.group() for match in re.finditer(_WORD, sample.lower()))
    telling = _LETTERS[script]
    points: dict[str, float] = {}
    for tag in tags:
        frequent = sum(words[word] * (0.5 if len(word) == 1 else 1.0) for word in _WORDS[tag])
        special = sum(letters[letter] for letter in telling.get(tag, ""))
        if script == "LATIN":
            # Names lend letters to any language: they count, but less than its own words.
            points[tag] = frequent + 0.4 * special
        else:
            points[tag] = frequent + special
    return points
