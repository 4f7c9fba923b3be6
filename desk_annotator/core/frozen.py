"""Frozen, slotted data classes whose definition costs a quarter of the time.

`@dataclass(frozen=True, slots=True)` compiles six functions for each class, one after the other.
The window needs some sixty such classes before its first picture: a tenth of its start
(docs/adr/0010). Here the standard library still collects the fields and makes the slots, and
`fields`, `replace`, `asdict`, `match` and `is_dataclass` work as ever; of the functions only
`__init__` is compiled, and the others, which are the same for all classes, are ordinary ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, ClassVar, Protocol, TypeVar, dataclass_transform, overload


class _Fielded(Protocol):
    """Anything of a data class."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_Class = TypeVar("_Class")


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_Class], /) -> type[_Class]: ...


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, eq: bool = True, kw_only: bool = False) -> Callable[[type[_Class]], type[_Class]]: ...


def frozen(cls: type[Any] | None = None, /, *, eq: bool = True, kw_only: bool = False) -> Any:
    """Make a class a frozen, slotted data class; the options mean what they do in `dataclass`.

    A field is one of `dataclasses.field`, but for `init=False`, which raises TypeError.
    """

    def make(cls: type[Any]) -> type[Any]:
        own = set(vars(cls))
        if "__eq__" in own and vars(cls).get("__hash__", cls) is None:
            own.discard("__hash__")  # set by Python, not by the class
        made = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)
        parts: dict[str, object] = {**_SAME_FOR_ALL, "__init__": _maker(made)}
        if eq:
            parts |= _comparing(made)
        for name, part in parts.items():
            if name not in own:
                setattr(made, name, part)
        return made

    return make if cls is None else make(cls)


def _maker(made: type[_Fielded]) -> Callable[..., None]:
    """Return the `__init__` of a class, which sets each field past its own `__setattr__`."""
    scope: dict[str, Any] = {"_set": object.__setattr__, "_OMITTED": MISSING}
    ordered = sorted(fields(made), key=attrgetter("kw_only"))
    words, lines = ["self"], []
    for one in ordered:
        if not one.init:
            message = f"{made.__qualname__}.{one.name}: a frozen class is made of all its fields"
            raise TypeError(message)
        if one.kw_only and "*" not in words:
            words.append("*")
        word, value = one.name, one.name
        if one.default is not MISSING:
            scope[f"_default_{one.name}"] = one.default
            word += f"=_default_{one.name}"
        elif one.default_factory is not MISSING:
            scope[f"_make_{one.name}"] = one.default_factory
            word += "=_OMITTED"
            value = f"_make_{one.name}() if {one.name} is _OMITTED else {one.name}"
        words.append(word)
        lines.append(f" _set(self, {one.name!r}, {value})")
    if hasattr(made, "__post_init__"):
        lines.append(" self.__post_init__()")
    text = f"def __init__({', '.join(words)}):\n" + "\n".join(lines or [" pass"])
    exec(text, scope)  # noqa: S102 - made of the names of fields alone, as `dataclass` does
    init: Callable[..., None] = scope["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    init.__module__ = made.__module__
    init.__annotations__ = {one.name: one.type for one in ordered} | {"return": None}
    return init


def _comparing(made: type[_Fielded]) -> Mapping[str, object]:
    """Return `__eq__` and `__hash__` by the fields that are compared."""
    compared = _values([one for one in fields(made) if one.compare])
    hashed = _values(
        [one for one in fields(made) if (one.compare if one.hash is None else one.hash)]
    )

    def equal(self: object, other: object) -> bool:
        return compared(self) == compared(other) if type(other) is type(self) else NotImplemented

    def hashing(self: object) -> int:
        return hash(hashed(self))

    return {"__eq__": equal, "__hash__": hashing}


def _values(some: list[Field[Any]]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the values of fields as a tuple.

    Tuples take what is the same object for equal, also what is not equal to itself, like nan,
    or does not say so in one word, like an array.
    """
    if len(some) > 1:
        return attrgetter(*(one.name for one in some))
    names = tuple(one.name for one in some)
    return lambda made: tuple(getattr(made, name) for name in names)


def _repr(self: _Fielded) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_to_set(self: object, name: str, _value: object) -> None:
    message = f"cannot assign to field {name!r} of a {type(self).__qualname__}"
    raise FrozenInstanceError(message)


def _refuse_to_delete(self: object, name: str) -> None:
    message = f"cannot delete field {name!r} of a {type(self).__qualname__}"
    raise FrozenInstanceError(message)


def _state(self: _Fielded) -> list[object]:
    return [getattr(self, one.name) for one in fields(self)]


def _restore(self: _Fielded, state: list[object]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


_SAME_FOR_ALL: Mapping[str, object] = {
    "__repr__": _repr,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _state,  # for copies, and for the worker that aligns in its own process
    "__setstate__": _restore,
}
