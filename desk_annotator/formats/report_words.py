"""Times and languages as reports say them to people, in English as all of a report."""

from __future__ import annotations

import re

from desk_annotator.text.language import LANGUAGES

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_TIME = r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?"
_NAMES = {language.tag: language.english for language in LANGUAGES}


def moment_words(moment: str) -> str:
    """Return an ISO 8601 time to the minute, its month in letters: 6 March 2026, 12:00 UTC.

    What is no such time comes back as it stands.
    """
    found = re.fullmatch(_TIME, moment)
    if found is None or not 1 <= int(found[3]) <= 31 or not 1 <= int(found[2]) <= len(_MONTHS):
        return moment
    year, month, day, clock, zone = found.groups()
    zone = "" if zone is None else " UTC" if zone in ("Z", "+00:00") else f" (UTC{zone})"
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}, {clock}{zone}"


def language_words(tag: str) -> str:
    """Return the English name of a language, with its tag if that says more: English (en-GB)."""
    name = _NAMES.get(tag)
    if name is not None:
        return name
    name = _NAMES.get(re.split("[-_]", tag)[0].lower())
    return f"{name} ({tag})" if name is not None else tag
