"""Keeps what PySide6 needs only to explain its functions out of the start of the program.

With its first import PySide6 reads, compiles and runs the modules that write down signatures:
for `help()`, for the sentence of a TypeError, and for the stubs its makers generate. That is a
quarter of the time of importing it. Here they stand empty, under their names, and are run when
something of theirs is first asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, SupportsIndex, cast

if TYPE_CHECKING:
    from importlib.abc import Loader

    from _typeshed.importlib import MetaPathFinderProtocol

_PACKAGE = "shibokensupport.signature"
_LATE = frozenset(
    f"{_PACKAGE}.{name}"
    for name in (
        "errorhandler",
        "layout",
        "lib.enum_sig",
        "lib.pyi_generator",
        "lib.tool",
        "mapping",
        "parser",
    )
)

_MAPPING = f"{_PACKAGE}.mapping"
_UPDATE = "update_mapping"
"""PySide6's compiled part looks for this one in the dictionary, and calls it before all else."""


@contextmanager
def late_signatures() -> Iterator[None]:
    """Let the modules of signatures that are imported meanwhile be run late; see the module.

    A version of PySide6 without a module of such a name is left as it is.
    """
    plain = sys.meta_path
    finders = _Finders([_FINDER, *plain])
    sys.meta_path = finders
    try:
        yield
    finally:
        finders.remove(_FINDER)
        plain[:] = finders
        sys.meta_path = plain


class _LateModule:
    """Runs one module when a name of its own is first asked for."""

    def __init__(self, name: str, loader: Loader) -> None:
        self._name = name
        self._loader = loader
        self._lock = RLock()
        self._is_run = False

    def create_module(self, _spec: ModuleSpec) -> ModuleType | None:
        """Leave it to Python to make the module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing yet."""

        def late(wanted: str) -> object:
            # What looks through all modules asks for such names, and means none of these.
            if not (wanted.startswith("__") and wanted.endswith("__")):
                self._run(module)
                if wanted in module.__dict__:
                    return module.__dict__[wanted]
            message = f"module {self._name!r} has no attribute {wanted!r}"
            raise AttributeError(message)

        def update() -> object:
            self._run(module)
            return module.__dict__[_UPDATE]()

        module.__dict__["__getattr__"] = late
        if self._name == _MAPPING:
            module.__dict__[_UPDATE] = update

    def _run(self, module: ModuleType) -> None:
        spec = module.__spec__
        with self._lock:
            if self._is_run or spec is None:
                return
            self._is_run = True
            # PySide6 publishes it by another name, but its loader must know which it is.
            published, spec.name = spec.name, self._name
            try:
                self._loader.exec_module(module)
            except BaseException:
                self._is_run = False
                raise
            finally:
                spec.name = published


class _LateFinder:
    """Finds the modules of signatures as the others do, to be run late."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is that is to be run late, or None for any other."""
        if name in _LATE:
            for finder in sys.meta_path:
                found = None if finder is self else finder.find_spec(name, path, target)
                if found is not None and found.loader is not None:
                    return ModuleSpec(name, cast("Loader", _LateModule(name, found.loader)))
        return None


_FINDER = _LateFinder()


class _Finders(list["MetaPathFinderProtocol"]):
    """Asks the late finder first, although PySide6 puts one of its own before all others."""

    def insert(self, index: SupportsIndex, finder: MetaPathFinderProtocol) -> None:
        """Insert a finder, but never before the late one."""
        super().insert(index, finder)
        self.remove(_FINDER)
        super().insert(0, _FINDER)
