"""The layers, kept by looking at every import there is, also those inside functions."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "desk_annotator"

# What each layer may import of ours, itself and the package's version aside.
ALLOWED: Mapping[str, frozenset[str]] = {
    "core": frozenset(),
    "text": frozenset({"core"}),
    "storage": frozenset({"core", "text"}),
    "formats": frozenset({"core", "text"}),
    "alignment": frozenset({"core", "text"}),
    "app": frozenset({"core", "text", "storage", "formats", "alignment"}),
    "qt": frozenset({"core", "text", "storage", "formats", "alignment", "app"}),
    "cli": frozenset({"core", "text", "storage", "formats", "alignment", "app"}),
    "__main__": frozenset({"core", "cli", "app"}),
}
# What a layer may import too, but only inside a function: without it the rest must work.
ALLOWED_LATE: Mapping[str, frozenset[str]] = {
    "cli": frozenset({"qt"}),
    "__main__": frozenset({"cli", "qt"}),
}
ONLY_IN_QT = frozenset({"PySide6", "shiboken6", "qdarktheme", "darkdetect"})
STANDARD_LIBRARY_ONLY = frozenset({"core"})
# The model computes; it neither reads, writes, logs nor waits.
NOT_IN_CORE = frozenset(
    {
        "io",
        "json",
        "logging",
        "os",
        "pathlib",
        "socket",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
    }
)


def module_name(path: Path, root: Path) -> str:
    """Return the dotted name of a source file below `root`."""
    parts = list(path.relative_to(root).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


def layer_of(module: str) -> str:
    """Return the layer of one of our modules; the empty string for the package itself."""
    return module.partition(".")[2].partition(".")[0]


def imports_of(source: str) -> Iterator[tuple[str, bool]]:
    """Yield each name imported, and whether that happens only inside a function.

    ``from a import b`` yields ``a.b``, which may be a module or a name in one.
    """

    def walk(node: ast.AST, *, late: bool) -> Iterator[tuple[str, bool]]:
        if isinstance(node, ast.Import):
            yield from ((alias.name, late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            yield from ((f"{start}.{alias.name}", late) for alias in node.names)
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"import_module", "importlib.import_module", "__import__"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value), late
        inner = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, late=inner)

    yield from walk(ast.parse(source), late=False)


def faults(sources: Mapping[str, str]) -> list[str]:
    """Return what breaks the layers in these sources, by module name, one sentence each."""
    result = []
    for module, source in sources.items():
        layer = layer_of(module)
        if layer and layer not in ALLOWED:
            result.append(f"{module}: no known layer")
            continue
        for name, late in imports_of(source):
            sentence = fault_of(layer, name, late=late)
            if sentence:
                result.append(f"{module}: {sentence}")
    return result + cycle_of(sources)


def fault_of(layer: str, name: str, *, late: bool) -> str | None:
    """Return what is wrong with one import, if anything is."""
    top = name.partition(".")[0]
    if not top:
        return f"relative import of {name}"
    if top in ONLY_IN_QT:
        return None if layer == "qt" else f"imports {name}, which only qt may"
    if top == PACKAGE:
        other = layer_of(name)
        if other in {"", layer, "__version__"} or other in ALLOWED.get(layer, ()):
            return None
        if other in ALLOWED_LATE.get(layer, ()):
            return None if late else f"imports {name} outside a function"
        return f"imports {name}, which is not below {layer or 'the package'}"
    if layer in STANDARD_LIBRARY_ONLY and top not in sys.stdlib_module_names:
        return f"imports {name}, which is not the standard library"
    if layer == "core" and top in NOT_IN_CORE:
        return f"imports {name}, but the model does no input, output or waiting"
    return None


def cycle_of(sources: Mapping[str, str]) -> list[str]:
    """Return one sentence if modules import each other in a circle."""
    graph = {
        module: {
            found
            for name, _ in imports_of(source)
            if (found := owner(name, sources)) and found != module
        }
        for module, source in sources.items()
    }
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return [f"a circle of imports: {' <- '.join(error.args[1])}"]
    return []


def owner(name: str, modules: Mapping[str, str]) -> str | None:
    """Return the module of ours that an imported name lives in or is."""
    if name in modules:
        return name
    parent = name.rpartition(".")[0]
    return parent if parent in modules and parent != PACKAGE else None


def our_sources() -> dict[str, str]:
    return {
        module_name(path, ROOT): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / PACKAGE).rglob("*.py"))
    }


def test_every_import_keeps_the_layers() -> None:
    sources = our_sources()

    assert len(sources) > 10
    assert faults(sources) == []


def test_every_folder_is_a_known_layer() -> None:
    folders = {
        path.name
        for path in (ROOT / PACKAGE).iterdir()
        if path.is_dir() and any(path.rglob("*.py"))
    }

    assert folders <= set(ALLOWED)


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("core.a", "from desk_annotator.text.words import Words", "not below core"),
        ("core.a", "import regex", "not the standard library"),
        ("core.a", "def f():\n    import json", "no input, output"),
        ("text.a", "if TYPE_CHECKING:\n    from desk_annotator.app.x import Y", "not below text"),
        ("storage.a", "from desk_annotator.formats import rows", "not below storage"),
        ("formats.a", "from desk_annotator.storage import save", "not below formats"),
        ("alignment.a", "class A:\n    import desk_annotator.formats.html", "not below alignment"),
        ("app.a", "def f():\n    from PySide6.QtCore import QTimer", "which only qt may"),
        ("app.a", "from desk_annotator import qt", "not below app"),
        ("app.a", "importlib.import_module('PySide6.QtCore')", "which only qt may"),
        ("qt.a", "from desk_annotator.cli import main", "not below qt"),
        ("qt.a", "from desk_annotator.__main__ import main", "not below qt"),
        ("qt.a", "from . import b", "relative import"),
        ("cli.a", "from desk_annotator.qt.window import Window", "outside a function"),
        ("cli.a", "import PySide6", "which only qt may"),
        ("__main__", "import desk_annotator.qt.window", "outside a function"),
        ("misc.a", "", "no known layer"),
        ("loose", "", "no known layer"),
    ],
)
def test_the_check_sees_a_broken_layer(module: str, source: str, expected: str) -> None:
    found = faults({f"{PACKAGE}.{module}": source})

    assert len(found) == 1
    assert expected in found[0]


def test_the_check_sees_a_circle() -> None:
    found = faults(
        {
            "desk_annotator.app.a": "from desk_annotator.app.b import B",
            "desk_annotator.app.b": "def f():\n    from desk_annotator.app import c",
            "desk_annotator.app.c": "import desk_annotator.app.a",
        }
    )

    assert len(found) == 1
    assert "circle" in found[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core.a", "import re\nfrom desk_annotator.core.span import Span"),
        ("text.a", "import regex"),
        ("cli.a", "def f():\n    from desk_annotator.qt import window"),
        ("__main__", "def main():\n    from desk_annotator.qt import window"),
        ("qt.a", "from PySide6.QtCore import Qt\nfrom desk_annotator.app.workspace import W"),
        ("formats.a", "from desk_annotator import __version__"),
    ],
)
def test_the_check_lets_the_allowed_through(module: str, source: str) -> None:
    assert faults({f"{PACKAGE}.{module}": source}) == []


def test_everything_outside_qt_can_be_imported_where_there_is_no_qt() -> None:
    modules = [module for module in our_sources() if layer_of(module) != "qt"]
    program = (
        "import importlib, sys\n"
        f"for name in {sorted(ONLY_IN_QT)!r}:\n"
        "    sys.modules[name] = None\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "import desk_annotator.core\n"
    )

    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr
