"""Documents of a folder find their counterparts by name and by what is in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desk_annotator.app import folder_pairing
from desk_annotator.app.document_likeness import likeness, traits_of
from desk_annotator.app.folder_pairing import _names, languages_of, proposed_pairs, read_folder
from desk_annotator.core.errors import TextError

SEEDS = Path(__file__).parents[2] / "seeds"
ENGLISH = "The agency said that {0} people were in the city on Monday, and {1} of them at Bandar."
ARABIC = "قالت الوكالة ان {0} شخص كانوا في المدينة يوم الاثنين و{1} منهم في بندر."


def write(folder, **texts):
    for name, text in texts.items():
        path = folder / f"{name}.txt".replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def pairs_in(folder):
    documents = read_folder(folder).documents
    languages = languages_of(documents)
    assert languages is not None
    return {pair.source.name: pair.target.name for pair in proposed_pairs(documents, *languages)}


def test_documents_are_paired_by_name(tmp_path):
    for path in SEEDS.glob("*.txt"):
        shutil.copy(path, tmp_path)
    assert pairs_in(tmp_path) == {
        f"{kind}-en.txt": f"{kind}-ar.txt" for kind in ("chat", "formal", "literary", "news")
    }


def test_names_of_folders_and_markers_before_the_name_count_too(tmp_path):
    write(
        tmp_path,
        en__one=ENGLISH.format(10, 20),
        ar__one=ARABIC.format(10, 20),
        en__two=ENGLISH.format(30, 40),
        ar__two=ARABIC.format(30, 40),
        EN_part_3=ENGLISH.format(50, 60),
        AR_part_3=ARABIC.format(50, 60),
    )
    assert pairs_in(tmp_path) == {
        "en/one.txt": "ar/one.txt",
        "en/two.txt": "ar/two.txt",
        "EN_part_3.txt": "AR_part_3.txt",
    }


def test_numbers_pair_documents_whose_names_say_nothing(tmp_path):
    numbers = [(1234, 567), (8899, 77), (4321, 99)]
    for at, each in enumerate(numbers):
        indic = [str(one).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")) for one in each]
        write(tmp_path, **{f"document {chr(97 + at)}": ENGLISH.format(*each)})
        write(tmp_path, **{f"نص {'جبا'[at]}": ARABIC.format(*indic)})
    found = pairs_in(tmp_path)
    assert found == {
        "document a.txt": "نص ج.txt",
        "document b.txt": "نص ب.txt",
        "document c.txt": "نص ا.txt",
    }


def test_what_has_no_counterpart_stays_alone(tmp_path):
    write(tmp_path, one_en=ENGLISH.format(10, 20), one_ar=ARABIC.format(10, 20))
    write(tmp_path, completely_other="This is a short text with the number 777 and 888 in it.")
    assert pairs_in(tmp_path) == {"one_en.txt": "one_ar.txt"}


def test_files_that_are_no_texts_are_named_with_the_reason(tmp_path):
    write(tmp_path, one_en=ENGLISH, one_ar=ARABIC, empty="")
    (tmp_path / "rows.tsv").write_text("One house.\tبيت واحد.\n", encoding="utf-8")
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 word/document.xml")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text("hidden", encoding="utf-8")
    (tmp_path / "~$one.docx").write_bytes(b"\0")
    reading = read_folder(tmp_path)
    assert [one.name for one in reading.documents] == ["one_ar.txt", "one_en.txt"]
    reasons = {name: str(error) for name, error in reading.left_out}
    assert sorted(reasons) == ["broken.docx", "empty.txt", "rows.tsv"]
    assert "holds both texts of a pair" in reasons["rows.tsv"]


def test_a_document_that_looks_wrong_comes_with_its_warnings(tmp_path):
    write(tmp_path, forms="ﺍﻟﻌﺮﺑﻴﺔ ﻓﻲ ﺍﻟﻜﺘﺎﺏ")
    (document,) = read_folder(tmp_path).documents
    assert [warning.kind for warning in document.warnings] == ["presentation-forms"]


def test_the_source_is_the_language_that_runs_left_to_right(tmp_path):
    write(tmp_path, a=ARABIC, b=ARABIC, c=ENGLISH)
    assert languages_of(read_folder(tmp_path).documents) == ("en", "ar")
    (tmp_path / "c.txt").unlink()
    assert languages_of(read_folder(tmp_path).documents) is None


def test_folders_are_bounded(tmp_path, monkeypatch):
    write(tmp_path, a=ENGLISH, b=ARABIC)
    monkeypatch.setattr(folder_pairing, "CHARACTER_LIMIT", 100)
    with pytest.raises(TextError, match="more than 100 characters"):
        read_folder(tmp_path)
    monkeypatch.setattr(folder_pairing, "FILE_LIMIT", 1)
    with pytest.raises(TextError, match="more than 1 documents"):
        read_folder(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TextError, match="gone"):
        read_folder(tmp_path / "gone")


def test_reading_tells_how_far_it_is_and_can_be_cancelled(tmp_path):
    write(tmp_path, a=ENGLISH, b=ARABIC)
    shares: list[float] = []
    assert len(read_folder(tmp_path, progress=shares.append).documents) == 2
    assert shares == [0, 0.5]
    assert read_folder(tmp_path, is_cancelled=lambda: True).documents == ()
    answers = iter([False])
    found = read_folder(tmp_path, is_cancelled=lambda: next(answers, True))
    assert (found.documents, found.left_out) == ((), ())


def test_likeness_is_between_none_and_all():
    english = traits_of("news-en.txt", ENGLISH.format(1234, 567))
    arabic = traits_of("news-ar.txt", ARABIC.format(1234, 567))
    assert likeness(english, arabic) > 0.9
    assert likeness(english, traits_of("chapter.txt", ARABIC.format(98, 76) * 30)) < 0.3


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    write(inside, one_en=ENGLISH.format(10, 20))
    write(outside, secret_ar=ARABIC.format(10, 20))
    (inside / "link_ar.txt").symlink_to(outside / "secret_ar.txt")
    (inside / "same_en.txt").symlink_to(inside / "one_en.txt")
    assert _names(inside) == ["one_en.txt", "same_en.txt"]
