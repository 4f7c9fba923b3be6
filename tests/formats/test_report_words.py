"""Times and languages as the reports say them."""

from __future__ import annotations

import pytest

from desk_annotator.formats.report_words import language_words, moment_words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-06T12:00:00Z", "6 March 2026, 12:00 UTC"),
        ("2026-12-31T23:59:59.123+00:00", "31 December 2026, 23:59 UTC"),
        ("2026-03-06T12:00:00+02:00", "6 March 2026, 12:00 (UTC+02:00)"),
        ("2026-03-06T12:00", "6 March 2026, 12:00"),
        ("2026-13-06T12:00:00Z", "2026-13-06T12:00:00Z"),
        ("2026-00-06T12:00:00Z", "2026-00-06T12:00:00Z"),
        ("<b>yesterday", "<b>yesterday"),
        ("", ""),
    ],
)
def test_a_time_is_said_with_its_month_in_letters(moment, words):
    assert moment_words(moment) == words


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en", "English"),
        ("ar", "Arabic"),
        ("ar-SA", "Arabic (ar-SA)"),
        ("en_gb", "English (en_gb)"),
        ("tlh", "tlh"),
        ("<b>", "<b>"),
        ("", ""),
    ],
)
def test_a_language_is_said_by_its_name(tag, words):
    assert language_words(tag) == words
