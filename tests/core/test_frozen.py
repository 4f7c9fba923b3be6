"""Frozen classes: like frozen, slotted data classes in everything, but quicker to define."""

from __future__ import annotations

import ast
import copy
import dataclasses
import math
import pickle
from dataclasses import dataclass, field
from inspect import signature
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_process import ROOT

from desk_annotator.core.frozen import frozen


@frozen
class Ours:
    """Each kind of field once."""

    number: int
    words: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list, hash=False)
    shade: str = field(default="", compare=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Standard:
    """The same by the standard library alone."""

    number: int
    words: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list, hash=False)
    shade: str = field(default="", compare=False)
    secret: str = field(default="", repr=False)


@frozen(kw_only=True)
class Named:
    """Made by the names of its fields alone; it also looks at what it was given."""

    low: int
    high: int = 9

    def __post_init__(self) -> None:
        if self.low > self.high:
            message = "low above high"
            raise ValueError(message)


@frozen
class Child(Ours):
    """A frozen class that adds a field to another's."""

    age: int = 0


@frozen(eq=False)
class Itself:
    """Equal to itself alone."""

    number: int


@frozen
class OwnWords:
    """Says itself how it is shown and compared."""

    number: int

    def __repr__(self) -> str:
        return "own"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnWords)

    def __hash__(self) -> int:
        return 7


@frozen
class Nothing:
    """Without a field."""


_values = st.fixed_dictionaries(
    {"number": st.integers(0, 2)},
    optional={
        "words": st.sampled_from([(), ("a",)]),
        "notes": st.lists(st.text(max_size=1), max_size=1),
        "shade": st.sampled_from("ab"),
        "secret": st.sampled_from("ab"),
    },
)


@given(_values, _values)
def test_it_is_what_the_standard_library_would_make(
    one: dict[str, Any], two: dict[str, Any]
) -> None:
    mine, other = Ours(**one), Ours(**two)
    plain, other_plain = Standard(**one), Standard(**two)
    assert repr(mine) == repr(plain).replace("Standard", "Ours")
    assert (mine == other) == (plain == other_plain)
    assert (mine != other) == (plain != other_plain)
    assert hash(mine) == hash(plain)
    assert dataclasses.asdict(mine) == dataclasses.asdict(plain)
    assert dataclasses.astuple(dataclasses.replace(mine, **two)) == dataclasses.astuple(
        dataclasses.replace(plain, **two)
    )


def test_one_of_one_field_is_compared_as_any_other() -> None:
    @frozen
    class Share:
        """One number, or whatever is handed in."""

        part: Any

    @dataclass(frozen=True, slots=True)
    class StandardShare:
        """The same by the standard library alone."""

        part: Any

    for value in (math.nan, np.zeros(3)):
        mine, plain = Share(value), StandardShare(value)
        assert (mine == mine) is (plain == plain) is True  # noqa: PLR0124 - what is asked
        assert mine == Share(value)
    assert hash(Share(1)) == hash(StandardShare(1))


def test_its_making_has_the_signature_of_its_fields() -> None:
    def words(made: type) -> list[tuple[str, object, object]]:
        return [(one.name, one.kind, one.annotation) for one in signature(made).parameters.values()]

    assert words(Ours) == words(Standard)
    assert [one.kind.description for one in signature(Named).parameters.values()] == [
        "keyword-only"
    ] * 2


@pytest.mark.parametrize("arguments", [(), (1, 2, 3, 4, 5, 6)])
def test_too_few_and_too_many_fields_are_refused(arguments: tuple[int, ...]) -> None:
    with pytest.raises(TypeError):
        Ours(*arguments)  # type: ignore[arg-type, call-arg]
    with pytest.raises(TypeError):
        Named(1)  # type: ignore[call-arg, misc]


def test_each_gets_a_list_of_its_own() -> None:
    one, two = Ours(1), Ours(1)
    one.notes.append("only here")
    assert two.notes == []


def test_nothing_of_it_can_be_changed_or_added() -> None:
    one = Ours(1)
    for name in ("number", "unknown"):
        with pytest.raises(dataclasses.FrozenInstanceError, match=name):
            setattr(one, name, 2)
        with pytest.raises(dataclasses.FrozenInstanceError, match=name):
            delattr(one, name)
    assert one.number == 1
    assert not hasattr(one, "__dict__")


def test_it_is_looked_through_after_it_was_made() -> None:
    assert Named(low=3) == Named(low=3, high=9)
    with pytest.raises(ValueError, match="low above high"):
        Named(low=10)
    with pytest.raises(ValueError, match="low above high"):
        dataclasses.replace(Named(low=3), high=2)


def test_a_child_has_the_fields_of_both_and_is_no_parent() -> None:
    child = Child(1, age=4)
    assert (child.number, child.age, child.words) == (1, 4, ())
    assert child != Ours(1)
    assert repr(child).endswith("age=4)")
    with pytest.raises(dataclasses.FrozenInstanceError):
        child.age = 5  # type: ignore[misc]


def test_what_a_class_says_itself_stays() -> None:
    assert Itself(1) != Itself(1)
    assert len({Itself(1), Itself(1)}) == 2
    assert repr(OwnWords(1)) == "own"
    assert OwnWords(1) == OwnWords(2)
    assert hash(OwnWords(1)) == 7
    assert Nothing() == Nothing()
    assert repr(Nothing()) == "Nothing()"


def test_an_equal_that_a_class_says_itself_takes_no_hash_from_python() -> None:
    @frozen
    class Alike:  # noqa: PLW1641 - that it has none of its own is the point
        number: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Alike)

    assert hash(Alike(1)) == hash(Alike(1))


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))],  # noqa: S301
)
def test_it_can_be_copied_and_sent_to_another_process(again: Any) -> None:
    one = Ours(1, ("a",), ["b"], "c", "d")
    same = again(one)
    assert same is not one
    assert dataclasses.astuple(same) == dataclasses.astuple(one)


def test_it_is_matched_by_the_places_of_its_fields() -> None:
    match Ours(4, ("x",)):
        case Ours(number, words):
            assert (number, words) == (4, ("x",))


def test_a_field_that_is_not_given_is_no_field_of_it() -> None:
    with pytest.raises(TypeError, match="made of all its fields"):

        @frozen
        class Counted:
            """With a field set elsewhere."""

            number: int = field(init=False)


def test_the_program_has_no_other_frozen_data_classes() -> None:
    """But for the span: it is ordered, and made before anything else."""
    others = [
        node.name
        for path in sorted((ROOT / "desk_annotator").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any("frozen=True" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]
    assert others == ["Span"]
