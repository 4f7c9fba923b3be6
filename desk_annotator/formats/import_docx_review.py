"""The Word document for a reviewer, come back with answers to its comments.

A reviewer answers in replies, behind or inside our comments, by resolving them, or with comments
of her own on the text. `docx_comment.HOW_TO_ANSWER` tells her how.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from desk_annotator.core.annotation import Status, Tag
from desk_annotator.core.errors import TextError
from desk_annotator.core.message import QT_TRANSLATE_NOOP
from desk_annotator.formats.docx_comment import FACT_JOIN, ID_START, decision_of
from desk_annotator.formats.import_docx import in_one_namespace
from desk_annotator.formats.import_docx_text import WORD
from desk_annotator.formats.import_docx_threads import (
    COMMENT_LIMIT,
    Thread,
    comment_lines_of,
    read_threads,
)
from desk_annotator.formats.import_result import (
    ImportedAnnotations,
    ImportOptions,
    ReviewDecision,
    ReviewRemark,
    UnreadParts,
    checked,
    go_on,
    told,
)
from desk_annotator.formats.review_room import NO_ROOM, ReviewRoom
from desk_annotator.formats.safe_zip import SafeZip, ZipPart
from desk_annotator.formats.streamed_xml import streamed_children
from desk_annotator.text.isolates import strip_isolates

_THREADS = 0.7
"""The share of the reading that is done once it is known which comments there are."""
_FACTS = frozenset(Tag) | frozenset(Status)


def is_review(
    data: bytes, name: str, check: Callable[[], None] = go_on, room: ReviewRoom = NO_ROOM
) -> bool:
    """Tell whether a document has a comment of ours in it."""
    try:
        archive = SafeZip(data, name=name, check=check, room=room)
        for member in archive.members:
            is_comments = member.endswith("comments.xml")
            if is_comments and _holds_ours(archive.part(member), name, check):
                return True
    except TextError:
        return False  # Whoever reads it will be told.
    return False


def _holds_ours(part: ZipPart, name: str, check: Callable[[], None]) -> bool:
    # Most comments are told apart without being parsed.
    if not part.holds(ID_START.strip().encode()):
        return False
    comments = streamed_children(part, "comments", name=name, check=check)
    for comment in checked(islice(comments, COMMENT_LIMIT), check):
        in_one_namespace(comment)
        if comment.tag == f"{WORD}comment" and _own_id(tuple(comment_lines_of(comment))):
            return True
    return False


def read(data: bytes, name: str, options: ImportOptions) -> ImportedAnnotations:
    """Return what a reviewer decided and wrote. Raises TextError if no comment is ours."""
    found = read_threads(data, name, options.part(0.0, _THREADS))
    answers: defaultdict[str, _Answer] = defaultdict(_Answer)
    remarks: list[ReviewRemark] = []
    for thread in told(found.threads, options.part(_THREADS, 1.0)):
        identity = _own_id(thread.lines)
        if identity:
            answers[identity].add(identity, thread)
            continue
        status, words = _words([thread.lines, *thread.replies])
        if status is not None or words:
            remarks.append(ReviewRemark(words, thread.start, thread.end, status))
    if not answers:
        raise TextError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{name}” has no comments with the id of an annotation in their last line, so "
                "nothing was imported.",
            ),
            name=name,
        )
    decisions: list[ReviewDecision] = []
    for identity, answer in checked(answers.items(), options.check):
        decisions.append(
            ReviewDecision(identity, "", answer.status, "\n".join(filter(None, answer.words)))
        )
        decisions += answer.written_into
    unread = UnreadParts()
    for identity, answer in answers.items():
        if answer.contradicts_itself:
            stretches = (found.characters[start:end].strip() for start, end in answer.stretches)
            unread.add("comment", words=next(filter(None, stretches), identity))
    return ImportedAnnotations(
        decisions=tuple(decisions),
        unread=unread.count,
        remarks=tuple(remarks),
        document=found.characters,
        unread_parts=unread.first,
    )


@dataclass(slots=True)
class _Answer:
    """What was answered to one annotation, which may have a comment on each side."""

    statuses: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    written_into: list[ReviewDecision] = field(default_factory=list)
    stretches: list[tuple[int, int]] = field(default_factory=list)
    """Where its comments stand in the document, in code points."""

    @property
    def contradicts_itself(self) -> bool:
        """True if it was decided one way on one side and another way on the other."""
        return len(set(self.statuses)) > 1

    @property
    def status(self) -> str | None:
        """The status decided on, if any."""
        return self.statuses[0] if len(set(self.statuses)) == 1 else None

    def add(self, identity: str, thread: Thread) -> None:
        """Take notice of one comment of ours and the replies to it."""
        self.stretches.append((thread.start, thread.end))
        place = max(place for place, line in enumerate(thread.lines) if _id_in(line))
        inside, behind = thread.lines[:place], thread.lines[place + 1 :]
        decided = [status for line in inside if (status := decision_of(line))]
        status, words = _words([behind, *thread.replies])
        status = status or (decided[-1] if decided else None)
        if status is None and not words and thread.is_resolved:
            status = Status.ACCEPTED
        if status is not None:
            self.statuses.append(status)
        if words not in self.words:
            self.words.append(words)
        lines = tuple(line for line in inside if decision_of(line) is None)
        self.written_into.append(ReviewDecision(identity, "", None, "", thread.date, lines))


def _own_id(lines: tuple[str, ...]) -> str:
    """Return the id that a comment of ours ends with; empty for any other comment."""
    ids = [found for line in lines if (found := _id_in(line))]
    facts = strip_isolates(lines[0]).split(FACT_JOIN) if lines else []
    # The first line may have been written over, but hardly with a remark of this form.
    is_ours = len(lines) > 1 and (len(facts) > 1 or _FACTS.intersection(facts))
    return ids[-1] if ids and is_ours else ""


def _id_in(line: str) -> str:
    """Return the id that a line consists of, behind what stands before it; empty for any other."""
    bare = line.strip()
    return bare.removeprefix(ID_START).strip() if bare.startswith(ID_START) else ""


def _words(answers: Iterable[tuple[str, ...]]) -> tuple[str | None, str]:
    """Return the status last decided on in answers, and what else they say."""
    status: str | None = None
    words: list[str] = []
    for lines in answers:
        written = [line for line in lines if line.strip()]
        for place, line in enumerate(written):
            decided = decision_of(line, is_reply=place == 0)
            if decided is None:
                words.append(line.strip())
            else:
                status = decided
    return status, "\n".join(words)
