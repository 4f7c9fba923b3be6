"""Numbers in the sentences of the window, on a system whose own digits run right to left."""

from __future__ import annotations

import pytest
from own_process import run_program
from PySide6.QtCore import QLocale

from desk_annotator.qt.application import locale_of_sentences

SAID = """
from desk_annotator.core.coverage import Coverage
from desk_annotator.core.span import Side
from desk_annotator.qt.application import application
made = application(["test"])
from desk_annotator.qt.coverage_bar import coverage_words
print(coverage_words(Side.SOURCE, Coverage(linked=672, untouched=1305)))
"""


def test_an_arabic_system_changes_no_figures_of_english_sentences(monkeypatch):
    monkeypatch.setenv("LC_ALL", "ar_JO.UTF-8")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    done = run_program(SAID)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Source 33 % · 1,305 untouched\n"


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("ar_JO", "en_001"),
        ("fa_IR", "en_001"),
        ("ar_AE", "en_AE"),
        ("he_IL", "en_IL"),
        ("de_DE", "de_DE"),
        ("C", "C"),
    ],
)
def test_who_writes_from_left_to_right_keeps_her_own_way(user: str, expected: str):
    assert locale_of_sentences(QLocale(user)).name() == expected
