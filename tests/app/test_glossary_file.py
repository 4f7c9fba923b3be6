"""A glossary is read from TBX or from a table, in either direction, and never by guesswork."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.alignment.engine import align
from desk_annotator.app.glossary_file import glossary_of, read_glossary
from desk_annotator.core.errors import TextError
from desk_annotator.core.text import Direction, Text

TBX_2 = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="1"><descrip type="definition">x</descrip>
 <langSet xml:lang="en-US"><tig><term>mail   server</term></tig></langSet>
 <langSet xml:lang="ar"><ntig><termGrp><term>خادم <hi>البريد</hi></term></termGrp></ntig>
  <tig><term>خادوم البريد</term></tig></langSet></termEntry>
<termEntry id="2"><langSet xml:lang="en"><tig><term>alone</term></tig></langSet></termEntry>
</body></text></martif>"""
TBX_3 = """<tbx xmlns="urn:iso:std:iso:30042:ed-2" style="dca" type="TBX-Basic" xml:lang="ar">
<text><body><conceptEntry id="c1">
<langSec xml:lang="ar"><termSec><term>منظمة</term></termSec></langSec>
<langSec xml:lang="fr"><termSec><term>organisation</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>organization</term></termSec></langSec>
</conceptEntry></body></text></tbx>"""


def test_tbx_of_both_versions_is_read():
    old = glossary_of(TBX_2.encode(), "a.tbx")
    assert old.between("en", "ar") == {"mail server": ("خادم البريد", "خادوم البريد")}
    assert old.between("ar", "en-GB")["خادوم البريد"] == ("mail server",)
    new = glossary_of(TBX_3.encode("utf-16"), "a.tbx")
    assert new.between("en", "ar") == {"organization": ("منظمة",)}
    assert new.between("fr", "ar") == {"organisation": ("منظمة",)}
    assert new.between("de", "ar") == {}


@pytest.mark.parametrize(
    "table",
    [
        "en,ar\nmail server,خادم البريد\nfile;document,ملف\n",
        "\ufeffArabic\tEnglish\nخادم البريد\tmail server\nملف\tfile|document\n",
        "خادم البريد;mail server\nملف;file|document\n",
    ],
)
def test_a_table_is_read_with_or_without_heading(table):
    found = glossary_of(table.encode(), "terms.csv")
    assert found.between("en", "ar")["mail server"] == ("خادم البريد",)
    assert found.between("ar", "en")["خادم البريد"] == ("mail server",)
    assert set(found.between("en", "ar")) >= {"mail server"}


def test_several_terms_may_stand_in_one_cell():
    found = glossary_of("en\tar\nfile | document\tملف؛ وثيقة\n".encode(), "terms.tsv")
    assert found.between("en", "ar") == {"file": ("ملف", "وثيقة"), "document": ("ملف", "وثيقة")}


def test_an_older_encoding_is_read():
    table = "English,Arabic\nministry,وزارة\nembassy,سفارة\ngovernment,حكومة الجمهورية\n"
    found = glossary_of(table.encode("windows-1256"), "terms.csv")
    assert found.between("en", "ar")["embassy"] == ("سفارة",)


@pytest.mark.parametrize(
    "data",
    [
        b"one column\nonly\n",
        b"<martif><text><body></body></text></martif>",
        b"<martif><text>",
        b'<!DOCTYPE martif [<!ENTITY x SYSTEM "file:///etc/passwd">]><martif>&x;</martif>',
        b"\0\1\2",
    ],
)
def test_what_is_no_glossary_is_refused_with_a_sentence(data):
    with pytest.raises(TextError):
        glossary_of(data, "a.tbx")


def test_a_missing_file_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(TextError, match="cannot be read"):
        read_glossary(tmp_path / "nowhere.csv")


@given(st.text(max_size=200))
def test_any_text_is_a_glossary_or_refused(characters):
    try:
        found = glossary_of(characters.encode("utf-8", "replace"), "a.csv")
    except TextError:
        return
    for source, targets in found.between("en", "ar").items():
        assert source.strip()
        assert all(target.strip() for target in targets)


def test_the_aligner_uses_what_was_read(tmp_path):
    path = tmp_path / "terms.tsv"
    path.write_text("en\tar\nvint morp\tكخكخ كخكخ\n", encoding="utf-8")
    source = Text.of(
        "Flurb snig of trell. Ab cd. Vint morp.", language="en", direction=Direction.LTR
    )
    target = Text.of("بسبس. كخكخ كخكخ تشك. لعلع لعلع.", language="ar", direction=Direction.RTL)
    found = align(source, target, glossary=read_glossary(path).between("en", "ar"))
    link = next(link for link in found.links if link.source.contains(30))
    assert link.target.contains(10)
