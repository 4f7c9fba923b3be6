"""W3C Web Annotations that come back: on our texts, by offsets and quotes, as exported or made.

Offsets are believed only with a quote. Nothing is fetched: an address in the file is a name,
and the context is not looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from urllib.parse import unquote
from uuid import NAMESPACE_URL, UUID, uuid5

from desk_annotator.core.annotation import Annotation, Status, Tag
from desk_annotator.core.errors import TextError
from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.core.span import Side, Span
from desk_annotator.formats.import_json import (
    NOT_AS_EXPECTED,
    annotations_of,
    mapping,
    members,
    moment,
    number,
    parsed,
    text,
)
from desk_annotator.formats.import_result import (
    ImportedAnnotations,
    ImportOptions,
    ReviewedAnnotation,
    checked,
    told,
)

_HEAD = 4096
"""Bytes at the beginning in which a file shows what it is."""
_PARSED = 0.9
"""The share of the reading that is done once the file is parsed."""
_CONTAINERS = ("items", "first", "@graph")
_PREFIX = "urn:desk-annotator:"
_FIELDS = {
    "tagging": "tag",
    "commenting": "note",
    "replying": "note",
    "classifying": "category",
    "assessing": "severity",
    "moderating": "status",
}
_JUSTIFIED = {"justified: yes": True, "justified: no": False}


@frozen
class _Entry:
    """What was read of one annotation while the file was parsed: nothing if it is none."""

    annotation: ReviewedAnnotation | None


def is_ours(data: bytes) -> bool:
    """Tell whether these bytes are JSON of the standard's context, or hold its selectors."""
    if data[:1].isspace() or data.startswith((b"\xef\xbb\xbf", b"{", b"[")):
        head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t")
        if head.startswith((b"{", b"[")):
            return b"www.w3.org/ns/anno" in head or b'"TextPositionSelector"' in head
    return False


def read(data: bytes, name: str, options: ImportOptions) -> ImportedAnnotations:
    """Return the annotations of a page, a collection or a list. Raises TextError if none fits."""
    options.check()
    root = parsed(data, name, options.part(0.0, _PARSED), _taken)
    values = list(checked(_annotations(root), options.check))
    numbered = enumerate(told(values, options.part(_PARSED, 1.0)), 1)
    found = annotations_of("entry", numbered, _entry)
    if not found.annotations:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” holds no Web Annotations on texts that were exported from here. Nothing "
                "was imported.",
            ),
            name=name,
        )
    return found


def _taken(path: tuple[str, ...], value: object) -> object:
    """Read an annotation as soon as it is parsed: of long files all of them are never held."""
    if isinstance(value, dict) and "target" in value and all(key in _CONTAINERS for key in path):
        try:
            return _Entry(_reviewed(value))
        except NOT_AS_EXPECTED:
            return _Entry(None)
    return value


def _entry(value: object) -> ReviewedAnnotation:
    if not isinstance(value, _Entry):
        return _reviewed(mapping(value))
    if value.annotation is None:
        message = "it was no annotation when it was parsed"
        raise ValueError(message)
    return value.annotation


def _annotations(root: object) -> Iterator[object]:
    """Yield what stands in pages, collections and lists, however they are put together."""
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict) and "target" not in value:
            inside = [value[key] for key in _CONTAINERS if key in value]
            if inside:
                waiting.extend(reversed(inside))
            else:
                yield value
        else:
            yield value


def _reviewed(value: Mapping[str, object]) -> ReviewedAnnotation:
    """Return one annotation. Raises one of the errors that `read` expects if it is none."""
    spans: defaultdict[Side, list[tuple[Span, str, tuple[str, str]]]] = defaultdict(list)
    pairs = set()
    for target in members(value["target"]):
        pair_id, side, place = _target(mapping(target))
        pairs.add(pair_id)
        spans[side].append(place)
    if len(pairs) != 1:
        message = "it stands on texts of several pairs, or of none"
        raise ValueError(message)
    fields = _fields(value)
    places = {side: sorted(spans[side]) for side in Side}
    if "tag" not in fields:
        if not all(places.values()) or value.get("motivation") != "linking":
            message = "nothing says what it means"
            raise ValueError(message)
        fields["tag"] = Tag.MATCHING
    justified = fields.get("justified")
    return ReviewedAnnotation(
        Annotation(
            id=_identity(text(value.get("id") or value["@id"])),
            tag=str(fields["tag"]),
            source=tuple(span for span, _, _ in places[Side.SOURCE]),
            target=tuple(span for span, _, _ in places[Side.TARGET]),
            justified=justified if isinstance(justified, bool) else None,
            note=str(fields.get("note", "")),
            category=str(fields.get("category", "")),
            severity=str(fields.get("severity", "")),
            status=str(fields.get("status", Status.OPEN)),
            author=_author(value),
            created=moment(value.get("created")),
            modified=moment(value.get("modified")),
        ),
        pairs.pop(),
        "",
        "",
        tuple(quote for side in Side for span, quote, _ in places[side] if not span.is_caret),
        contexts=tuple(around for side in Side for _, _, around in places[side]),
    )


def _target(target: Mapping[str, object]) -> tuple[str, Side, tuple[Span, str, tuple[str, str]]]:
    source = target["source"]
    address = text(source if isinstance(source, str) else _id(mapping(source)))
    pair_id, parted, side = address.rpartition("#")
    if not parted or not pair_id.startswith("urn:"):
        raise ValueError(address)
    span: Span | None = None
    quote: tuple[str, str, str] | None = None
    for value in members(target["selector"]):
        selector = mapping(value)
        if "refinedBy" in selector:
            message = "a part of a part"
            raise ValueError(message)
        kinds = members(selector.get("type") or selector.get("@type"))
        if "TextPositionSelector" in kinds:
            span = Span(number(selector["start"]), number(selector["end"]))
        elif "TextQuoteSelector" in kinds:
            before, after = (text(selector.get(key, "")) for key in ("prefix", "suffix"))
            quote = text(selector["exact"]), before, after
    if span is None or quote is None or len(quote[0]) != span.length:
        message = "offsets and a quote belong together"
        raise ValueError(message)
    return _identity(pair_id), Side(side), (span, quote[0], quote[1:])


def _id(value: Mapping[str, object]) -> object:
    return value.get("id") or value.get("@id")


def _identity(address: str) -> str:
    """Return the id that an address of ours stands for; others get one that is always the same."""
    if address.startswith("urn:uuid:"):
        return str(UUID(address))
    if address.startswith(_PREFIX):
        return text(unquote(address.removeprefix(_PREFIX), errors="strict"))
    return str(uuid5(NAMESPACE_URL, address))


def _fields(value: Mapping[str, object]) -> dict[str, object]:
    """Return what the bodies say, by field of an annotation."""
    found: dict[str, object] = {}
    if isinstance(value.get("bodyValue"), str):
        found["note"] = text(value["bodyValue"])
    for member in members(value.get("body")):
        if isinstance(member, str):
            continue  # an address, which is not followed
        body = mapping(member)
        words = text(body.get("value", ""))
        purposes = members(body.get("purpose") or "commenting")
        key = next((_FIELDS[each] for each in purposes if each in _FIELDS), None)
        if "describing" in purposes and words in _JUSTIFIED:
            found["justified"] = _JUSTIFIED[words]
        elif key == "note" and "note" in found:
            found["note"] = f"{found['note']}\n{words}"
        elif key is not None and words:
            found.setdefault(key, words)
    return found


def _author(value: Mapping[str, object]) -> str:
    creators = members(value.get("creator"))
    first = creators[0] if creators else ""
    if isinstance(first, dict):
        first = first.get("name", "")
    return text(first) if isinstance(first, str) else ""
