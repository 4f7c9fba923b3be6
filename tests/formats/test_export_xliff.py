"""XLIFF 2.1: a reader of the specification finds the texts and every span; its rules are kept."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import strategies
from hypothesis import given, settings
from lxml import etree

from desk_annotator.core.project import Project
from desk_annotator.core.span import Side, Span
from desk_annotator.core.text import Text
from desk_annotator.formats.export import ExportOptions
from desk_annotator.formats.rows import rows
from desk_annotator.formats.visible_controls import with_signs
from desk_annotator.formats.xliff import ITS, METADATA, XLIFF, issue_type, write

X, M, Q = f"{{{XLIFF}}}", f"{{{METADATA}}}", f"{{{ITS}}}"
# Types of localization quality issues in ITS 2.0.
LQI_TYPES = {
    "terminology",
    "mistranslation",
    "omission",
    "untranslated",
    "addition",
    "duplication",
    "inconsistency",
    "grammar",
    "legal",
    "register",
    "locale-specific-content",
    "locale-violation",
    "style",
    "characters",
    "misspelling",
    "typographical",
    "formatting",
    "inconsistent-entities",
    "numbers",
    "markup",
    "pattern-problem",
    "whitespace",
    "internationalization",
    "length",
    "non-conformance",
    "uncategorized",
    "other",
}
INLINE = {f"{X}mrk", f"{X}sm", f"{X}em", f"{X}cp"}
BUILT_IN = {"generic", "comment", "term", "its:generic"}


def parsed(project: Project, options: ExportOptions | None = None) -> etree._Element:
    return etree.fromstring(write(project, options or ExportOptions()).data)


def read_inline(part: etree._Element) -> tuple[str, dict[str, Span], dict[str, dict[str, str]]]:
    """Return the text of a source or target, its annotations' spans, and their attributes."""
    pieces: list[str] = []
    spans: dict[str, Span] = {}
    attributes: dict[str, dict[str, str]] = {}
    begun: dict[str, int] = {}

    def length() -> int:
        return sum(map(len, pieces))

    def walk(element: etree._Element) -> None:
        pieces.append(element.text or "")
        for child in element:
            assert child.tag in INLINE
            identity = child.get("id", "")
            start = length()
            if child.tag == f"{X}cp":
                pieces.append(chr(int(child.get("hex"), 16)))
            elif child.tag == f"{X}sm":
                assert identity not in begun
                begun[identity] = start
            elif child.tag == f"{X}em":
                named = child.get("startRef")
                spans[named] = Span(begun.pop(named), start)
            else:
                walk(child)
                assert identity not in spans
                spans[identity] = Span(start, length())
            if child.tag in (f"{X}mrk", f"{X}sm"):
                attributes[identity] = dict(child.attrib)
            pieces.append(child.tail or "")

    walk(part)
    assert not begun
    return "".join(pieces), spans, attributes


def check_rules(root: etree._Element) -> None:
    """Assert the constraints of the XLIFF 2.1 core and of its ITS module that concern us."""
    assert root.tag == f"{X}xliff"
    assert (root.get("version"), root.get(f"{Q}version")) == ("2.1", "2.0")
    assert (root.get("trgLang") is not None) == (root.find(f".//{X}target") is not None)
    files = root.findall(f"{X}file")
    assert len(files) == len(root)
    assert len({one.get("id") for one in files}) == len(files)
    for file in files:
        assert {file.get("srcDir"), file.get("trgDir")} <= {"ltr", "rtl", "auto"}
        for unit in file:
            assert unit.tag == f"{X}unit"
            order = [f"{M}metadata", f"{X}notes", f"{X}segment"]
            places = [order.index(child.tag) for child in unit]
            assert places == sorted(set(places))
            notes = {note.get("id") for note in unit.iter(f"{X}note")}
            groups = [group.get("id") for group in unit.iter(f"{M}metaGroup")]
            assert len(groups) == len(set(groups))
            assert all(len(group) for group in unit.iter(f"{M}metaGroup"))
            for segment in unit.findall(f"{X}segment"):
                parts = [child.tag for child in segment]
                assert parts in ([f"{X}source"], [f"{X}source", f"{X}target"])
            for mark in unit.iter(f"{X}mrk", f"{X}sm"):
                check_mark(mark, notes)
            check_ids(unit)


def check_ids(unit: etree._Element) -> None:
    """An id is there once; or in the target once more, on the same kind of element."""
    named: dict[str, list[str]] = {}
    for side in ("source", "target"):
        ids = [one for part in unit.iter(f"{X}{side}") for one in part.iter() if one.get("id")]
        assert len({one.get("id") for one in ids}) == len(ids)
        for one in ids:
            named.setdefault(one.get("id"), []).append(one.tag)
    assert all(len(set(tags)) == 1 for tags in named.values())


def check_mark(mark: etree._Element, notes: set[str | None]) -> None:
    assert re.fullmatch(r"[\w.:-]+", mark.get("id"))
    kind = mark.get("type")
    assert kind in BUILT_IN or re.fullmatch(r"da:[\w-]+", kind)
    if mark.get("ref"):
        assert mark.get("ref").removeprefix("#n=") in notes
    issue = mark.get(f"{Q}locQualityIssueType")
    severity = mark.get(f"{Q}locQualityIssueSeverity")
    if kind == "its:generic":
        assert issue or mark.get(f"{Q}locQualityIssueComment")
    assert issue is None or issue in LQI_TYPES
    assert severity is None or 0 <= float(severity) <= 100
    assert (severity is None) == (mark.get(f"{Q}locQualityIssueProfileRef") is None)


@settings(max_examples=60)
@given(strategies.projects(max_pairs=2, max_size=60))
def test_texts_and_spans_come_back(project: Project):
    pairs = tuple(
        replace(
            pair,
            source=replace(pair.source, language="en"),
            target=replace(pair.target, language="ar"),
        )
        for pair in project.pairs
    )
    project = replace(project, pairs=pairs)
    root = parsed(project)
    check_rules(root)
    for number, pair in enumerate(pairs, start=1):
        unit = root.find(f"{X}file[@id='p{number}']/{X}unit")
        groups = {
            group.find(f"{M}meta[@type='id']").text: group.get("id")
            for group in unit.iter(f"{M}metaGroup")
        }
        for side in Side:
            part = unit.find(f"{X}segment/{X}{side}")
            text, spans, _ = read_inline(part) if part is not None else ("", {}, {})
            assert text == pair.text(side).characters
            expected = []
            for row in rows(project, ExportOptions()):
                if row.pair_number == number:
                    start = groups[with_signs(row.annotation.id)[0]]
                    expected += [(start, span) for span in row.annotation.spans(side)]
            found = [(identity.partition(".")[0], span) for identity, span in spans.items()]
            assert Counter(found) == Counter(expected)


def test_another_reader_finds_the_texts(hard_project: Project):
    from translate.storage.xliff2 import Xliff2File

    store = Xliff2File.parsestring(write(hard_project, ExportOptions()).data)
    assert [(unit.source, unit.target) for unit in store.units] == [
        (pair.source.characters, pair.target.characters) for pair in hard_project.pairs
    ]


def test_annotations_carry_their_issue(hard_project: Project):
    root = parsed(hard_project)
    check_rules(root)
    unit = root.find(f"{X}file/{X}unit")
    _, _, source = read_inline(unit.find(f".//{X}source"))
    _, _, target = read_inline(unit.find(f".//{X}target"))
    groups = {
        group.find(f"{M}meta[@type='id']").text[-2:]: group.get("id")
        for group in unit.iter(f"{M}metaGroup")
    }
    missing = source[groups["03"]]
    assert missing["type"] == "its:generic"
    assert missing[f"{Q}locQualityIssueType"] == "omission"
    assert missing[f"{Q}locQualityIssueSeverity"] == "50"
    assert target[f"{groups['03']}.place"]["type"] == "da:place"
    added = target[f"{groups['05']}.1"]
    assert added[f"{Q}locQualityIssueType"] == "addition"
    assert added[f"{Q}locQualityIssueComment"] == "<script>alert(1)</script>"
    # One span on each side: the markup of the target has the id of its counterpart, but where
    # it crosses other markup on one side only and so is another element there.
    matching = source[groups["02"]]
    assert matching["id"] == groups["02"]
    there = target.get(groups["02"]) or target[f"{groups['02']}.target"]
    assert {**there, "id": matching["id"]} == matching
    assert matching["type"] == "da:matching"
    assert matching[f"{Q}locQualityIssueType"] == "mistranslation"
    note = unit.find(f"{X}notes/{X}note[@id='{matching['ref'][3:]}']")
    assert note.text == "ملاحظة \u202eغير مغلقة"
    assert f"{Q}locQualityIssueType" not in source[f"{groups['01']}.1"]
    assert source[groups["07"]]["type"] == "da:x-newer"


def test_what_nests_is_an_element_and_what_crosses_is_marked_at_both_ends(hard_project: Project):
    pair = hard_project.pairs[0]
    base = replace(pair.annotations[6], note="")
    spans = [Span(0, 10), Span(2, 8), Span(5, 20), Span(0, 10)]
    annotations = tuple(
        replace(base, id=str(number), source=(span,)) for number, span in enumerate(spans)
    )
    project = replace(hard_project, pairs=(replace(pair, annotations=annotations),))
    source = parsed(project).find(f".//{X}source")
    tags = Counter(etree.QName(one).localname for one in source.iter())
    assert tags == {"source": 1, "mrk": 3, "sm": 1, "em": 1}


def test_characters_that_xml_cannot_hold_keep_their_places(hard_project: Project):
    pair = hard_project.pairs[1]
    text = Text.of("a\x01b\x0cc", language="en", direction=pair.source.direction)
    over = replace(hard_project.pairs[0].annotations[6], source=(Span(1, 4),), note="\x02")
    project = replace(hard_project, pairs=(replace(pair, source=text, annotations=(over,)),))
    part = parsed(project).find(f".//{X}source")
    assert read_inline(part)[:2] == ("a\x01b\x0cc", {"a1": Span(1, 4)})
    assert [one.get("hex") for one in part.iter(f"{X}cp")] == ["0001", "000C"]


def test_a_pair_without_a_target_has_none(hard_project: Project):
    pair = hard_project.pairs[1]
    empty = Text.of("", language="ar", direction=pair.target.direction)
    root = parsed(replace(hard_project, pairs=(replace(pair, target=empty),)))
    check_rules(root)
    assert root.find(f".//{X}target") is None
    check_rules(parsed(replace(hard_project, pairs=())))


def test_pairs_in_other_languages_are_left_out_and_told(hard_project: Project):
    first, second = hard_project.pairs
    french = Text.of("Rien.", language="fr", direction=second.source.direction)
    project = replace(hard_project, pairs=(first, replace(second, source=french)))
    told = [str(loss) for loss in write(project, ExportOptions()).losses]
    assert told[0] == "Pairs in other languages than the first pair, left out: 1"
    assert len(parsed(project)) == 1


def test_issue_types_follow_the_tag_then_the_category():
    assert issue_type("missing", "Accuracy/Mistranslation") == "omission"
    assert issue_type("added", "") == "addition"
    assert issue_type("matching", "Fluency/Grammar") == "grammar"
    assert issue_type("matching", "Explicitation") == "other"
    assert issue_type("x-newer", "") == "uncategorized"


def test_many_levels_of_annotations_stay_readable(hard_project: Project):
    pair = hard_project.pairs[0]
    base = replace(pair.annotations[6], note="")
    text = Text.of("x" * 700, language="en", direction=pair.source.direction)
    annotations = tuple(
        replace(base, id=str(number), source=(Span(number, 700 - number),)) for number in range(300)
    )
    project = replace(hard_project, pairs=(replace(pair, source=text, annotations=annotations),))
    part = parsed(project).find(f".//{X}source")
    _, spans, _ = read_inline(part)
    assert len(spans) == 300
