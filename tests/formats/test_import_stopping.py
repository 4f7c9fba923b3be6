"""Every importer looks whether its file is still wanted, and stops where it is not."""

from __future__ import annotations

from typing import ClassVar

import pytest
from formats.test_import_docx import docx, p, t
from lxml import etree

from desk_annotator.app import review_merge
from desk_annotator.app.importing import import_file
from desk_annotator.app.review_merge import merge_reviewed
from desk_annotator.core.errors import Cancelled, TextError
from desk_annotator.core.project import Project
from desk_annotator.formats import (
    docx_report,
    import_json,
    import_json_lines,
    import_result,
    import_segments,
    import_tmx,
    import_xliff,
    json_lines,
    label_studio,
    safe_xml,
    safe_zip,
    streamed_xml,
    web_annotation,
    xlsx,
)
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.import_result import ImportOptions, checked
from desk_annotator.formats.safe_xml import parse_xml

UNIT = "<trans-unit id='a'><source>One house.</source><target>بيت.</target></trans-unit>"
VERSIONS = "<tuv xml:lang='en'><seg>One house.</seg></tuv><tuv xml:lang='ar'><seg>بيت.</seg></tuv>"
FILES = {
    "x.txt": "بيت واحد\n".encode() * 20,
    "x.xlf": (
        "<xliff version='1.2'><file source-language='en' target-language='ar'><body>"
        f"{UNIT * 20}</body></file></xliff>"
    ).encode(),
    "x.tmx": (
        f"<tmx version='1.4'><header srclang='en'/><body>{f'<tu>{VERSIONS}</tu>' * 20}</body></tmx>"
    ).encode(),
    "x.tsv": "One house.\tبيت.\n".encode() * 20,
    "x.docx": docx(p(t("One house.")) * 20),
}
REVIEWS = {
    "back.jsonl": json_lines,
    "back.json": label_studio,
    "back.jsonld": web_annotation,
    "back.docx": docx_report,
    "back.xlsx": xlsx,
}


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """Make every importer look after each little step."""
    for module in (import_result, import_segments, import_json_lines):
        monkeypatch.setattr(module, "_CHECKED", 1)
    for module in (safe_xml, safe_zip):
        monkeypatch.setattr(module, "_PIECE", 64)


def stopped_at(name: str, data: bytes, steps: int) -> int:
    """Read until the look with this number, and return how many looks there were."""
    looks = 0

    def check() -> None:
        nonlocal looks
        looks += 1
        if looks == steps:
            raise Cancelled

    if steps:
        with pytest.raises(Cancelled):
            import_file(name, data, ImportOptions(check=check))
    else:
        import_file(name, data, ImportOptions(check=check))
    return looks


@pytest.mark.parametrize("name", FILES)
def test_a_file_can_be_stopped_at_every_look(name):
    looks = stopped_at(name, FILES[name], 0)
    assert looks >= (3 if name == "x.txt" else 20)
    for steps in {1, 2, looks // 2, looks}:
        assert stopped_at(name, FILES[name], steps) == steps


@pytest.mark.parametrize("name", REVIEWS)
def test_a_review_can_be_stopped_at_every_look(name, hard_project: Project):
    data = REVIEWS[name].write(hard_project, ExportOptions()).data
    if name == "back.xlsx":
        with pytest.raises(TextError, match="no decisions"):
            stopped_at(name, data, 0)
        looks = 20
    else:
        looks = stopped_at(name, data, 0)
    assert looks >= 7
    for steps in {1, 2, looks // 2, looks}:
        assert stopped_at(name, data, steps) == steps


@pytest.mark.parametrize("name", [name for name in REVIEWS if name != "back.xlsx"])
def test_how_far_reading_a_review_is_is_told(name, monkeypatch, hard_project: Project):
    monkeypatch.setattr(import_json, "SMALL", 10)
    monkeypatch.setattr(import_json, "_WINDOW", 100)
    monkeypatch.setattr(import_json, "_ENOUGH", 10)
    monkeypatch.setattr(review_merge, "_CHECKED", 1)
    monkeypatch.setattr(streamed_xml, "_PIECE", 64)
    data = REVIEWS[name].write(hard_project, ExportOptions()).data
    shares: list[float] = []
    found = import_file(name, data, ImportOptions(tell=shares.append).part(0.2, 0.8))
    assert shares == sorted(shares)
    assert min(shares) >= 0.2
    assert 0.6 < max(shares) <= 0.8
    assert found.reviewed is not None
    merged: list[float] = []
    merge_reviewed(hard_project.pairs, found.reviewed, now="", tell=merged.append)
    assert merged == sorted(merged)
    assert merged[-1] == 1.0


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
@pytest.mark.parametrize(
    "data",
    [
        b"<a>x<b/>y</a>",
        '<?xml version="1.0" encoding="utf-16"?><a>سلام</a>'.encode("utf-16"),
        b"\xef\xbb\xbf<!DOCTYPE a><a><!-- no --><?no?>1</a>",
        b"<a>" * 150 + b"</a>" * 150,
    ],
)
def test_xml_in_pieces_is_the_same_as_whole(monkeypatch, data, size):
    monkeypatch.setattr(safe_xml, "_PIECE", 1 << 20)
    whole = etree.tostring(parse_xml(data, name="x"))
    monkeypatch.setattr(safe_xml, "_PIECE", size)
    assert etree.tostring(parse_xml(data, name="x")) == whole


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<a>\n<b></a>", "line 2"),
        (b"<a/><b/>", "line 1"),
        (b"<a>\xff</a>", "line 1"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "XML entities"),
        (b"<a>&e;</a>", "XML entities"),
        (b"<a>" * 300 + b"</a>" * 300, "more than 200 deep"),
        (b"<a>", "line 1"),
    ],
)
@pytest.mark.parametrize("size", [1, 5])
def test_faults_in_pieces_are_told_as_of_the_whole(monkeypatch, data, words, size):
    monkeypatch.setattr(safe_xml, "_PIECE", size)
    with pytest.raises(TextError, match=words):
        parse_xml(data, name="x")


def test_things_that_are_looked_through_stay_as_they_are():
    assert list(checked("abc", lambda: None)) == ["a", "b", "c"]


class Parts(list):
    """Elements inside one, as lxml has them, that note which of them goes."""

    gone: ClassVar[list[int]] = []

    def __delitem__(self, place):
        self.gone.append(range(len(self))[place])
        super().__delitem__(place)


@pytest.mark.parametrize("levels", [0, 1, 3])
def test_a_tree_is_let_go_of_one_by_one_and_the_last_first(levels, monkeypatch):
    monkeypatch.setattr(Parts, "gone", [])
    root = Parts(Parts([Parts(), Parts()]) for _ in range(1000))
    for _ in range(levels):
        root = Parts([root])
    with pytest.raises(Cancelled), safe_xml.letting_go_of_tree(root):
        raise Cancelled
    assert not root
    assert Parts.gone == [*reversed(range(1000)), *[0] * levels]


def test_of_a_tree_that_was_let_go_of_nothing_is_left():
    units = "".join(f"<u n='{n}'>text<v>{n}</v>tail</u>tail" for n in range(5000))
    root = parse_xml(f"<a>head<b/><c><d>{units}</d></c></a>".encode(), name="x")
    units = root[1][0]
    with safe_xml.letting_go_of_tree(root):
        assert len(units) == 5000
    assert (len(root), len(units)) == (0, 0)


@pytest.mark.parametrize("module", [import_tmx, import_xliff])
def test_readers_of_bilingual_files_let_go_of_their_tree(module, monkeypatch):
    roots = []

    def parsed(*arguments, **options):
        roots.append(parse_xml(*arguments, **options))
        return roots[-1]

    monkeypatch.setattr(module, "parse_xml", parsed)
    name = "x.tmx" if module is import_tmx else "x.xlf"
    import_file(name, FILES[name], ImportOptions())
    assert [len(root) for root in roots] == [0]
