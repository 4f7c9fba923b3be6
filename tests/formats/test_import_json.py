"""Large JSON parsed in pieces is what the standard library makes of it, or refused as there."""

from __future__ import annotations

import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_annotator.app.importing import import_file
from desk_annotator.core.errors import Cancelled, TextError
from desk_annotator.formats import import_json
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.export_table import exporter
from desk_annotator.formats.import_json import members, moment, number, objects, parsed, text
from desk_annotator.formats.import_result import ImportOptions
from desk_annotator.formats.import_table import begins_as_review, recognised

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text('ab"\\ ', max_size=3), inner),
    max_leaves=20,
)


def in_pieces(data: bytes) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_json, "SMALL", 0)
        return parsed(data, "x.json", ImportOptions())


WINDOWS = st.sampled_from([1, 2, 5, 40, 1 << 16])


@given(VALUES, st.sampled_from([None, 0, 2]), WINDOWS, WINDOWS, st.booleans(), st.booleans())
def test_pieces_make_the_same(value, indent, window, enough, is_tried, is_ascii):
    data = f" {json.dumps(value, indent=indent, ensure_ascii=is_ascii)}\n".encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_json, "_WINDOW", window)
        patch.setattr(import_json, "_ENOUGH", enough)
        patch.setattr(import_json, "_TRIED", 4 if is_tried else 0)
        assert in_pieces(data) == value


@given(VALUES, WINDOWS, st.data())
def test_what_is_damaged_is_refused_where_the_library_does(value, window, data):
    whole = json.dumps(value, indent=data.draw(st.sampled_from([None, 1])))
    place = data.draw(st.integers(0, len(whole)))
    damage = data.draw(st.sampled_from(["", ",", "]", "}", '"', ":", " ", "1", "\f"]))
    damaged = (whole[:place] + damage + whole[place + 1 :]).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_json, "_WINDOW", window)
        patch.setattr(import_json, "_ENOUGH", window)
        try:
            expected = json.loads(damaged)
        except ValueError:
            with pytest.raises(TextError, match="is not complete JSON"):
                in_pieces(damaged)
            return
        assert in_pieces(damaged) == expected


@pytest.mark.parametrize(
    "data", [b"[1,]", b'{"a":1,}', b"{1:2}", b"[NaN]", b"", b"[1] 2", b"[" * 100_000, b'["\xff"]']
)
def test_what_is_no_json_is_refused(data):
    with pytest.raises(TextError, match=r"“x\.json” is not complete JSON"):
        in_pieces(data)


@pytest.mark.parametrize("small", [0, 1 << 20])
def test_the_number_of_values_is_bounded(monkeypatch, small):
    monkeypatch.setattr(import_json, "SMALL", small)
    monkeypatch.setattr(import_json, "VALUE_LIMIT", 5)
    assert parsed(b"[1, 2, 3, 4]", "x", ImportOptions()) == [1, 2, 3, 4]
    with pytest.raises(TextError, match="too many values"):
        parsed(b"[[], [], []]", "x", ImportOptions())


def test_parsing_can_be_stopped():
    steps = []

    def check() -> None:
        steps.append(1)
        if len(steps) == 3:
            raise Cancelled

    data = json.dumps([{"value": n} for n in range(200_000)]).encode()
    with pytest.raises(Cancelled):
        parsed(data, "x.json", ImportOptions(check=check))


@pytest.mark.parametrize(
    "value", [1, "", "yesterday", "2026-01-02", "2026-01-02T03:04:05", "\ud800"]
)
def test_what_is_no_moment_is_none(value):
    assert moment(value) == ""


def test_values_are_what_they_should_be():
    assert members(None) == ()
    assert members("a") == ("a",)
    assert objects([{"a": 1}]) == [{"a": 1}]
    for right in ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678+02:00"):
        assert moment(right) == right
    for wrong in (True, -1, 1.0, 1 << 53, "1"):
        with pytest.raises(ValueError, match=str(wrong)):
            number(wrong)
    for wrong in (1, "\ud800"):
        with pytest.raises((TypeError, ValueError)):
            text(wrong)


@pytest.mark.parametrize("format_id", ["jsonl", "w3c", "label-studio"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_what_a_program_saved_as_utf_16_comes_back_the_same(hard_project, format_id, encoding):
    data = exporter(format_id).write(hard_project, ExportOptions()).data
    characters = data.decode("utf-8")
    # As Windows does when it saves: with CR LF and a mark at the start.
    wide = f"\ufeff{characters}".replace("\n", "\r\n").encode(encoding)
    name = f"review{exporter(format_id).suffix}"
    plain, saved = import_file(name, data), import_file(name, wide)
    assert saved.importer.id == plain.importer.id == format_id
    assert saved.reviewed == plain.reviewed
    if format_id == "w3c":
        assert begins_as_review(wide[:4097])


@pytest.mark.parametrize("characters", ['An ordinary text. {"offset_unit"}', "", "{half"])
def test_other_texts_in_utf_16_stay_texts(characters):
    data = codecs.BOM_UTF16_LE + characters.encode("utf-16-le")
    assert recognised(data, "a.txt").id == "text"


def test_json_in_utf_16_that_was_cut_off_is_refused(hard_project):
    data = exporter("w3c").write(hard_project, ExportOptions()).data
    wide = f"\ufeff{data.decode()}".encode("utf-16-le")
    with pytest.raises(TextError, match="not complete JSON"):
        import_file("a.jsonld", wide[:-101])
