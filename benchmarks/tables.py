"""Prints figures beside those they are compared with, and whether a gate is reached."""

from __future__ import annotations

Gates = dict[str, float]
"""The greatest ratio wanted of each figure."""


def say(line: str = "") -> None:
    print(line, flush=True)


def verdict(value: float, gate: float | None, unit: str = "") -> str:
    """Say whether a ratio, or a figure of some unit, is as small as wanted."""
    if gate is None:
        return ""
    return f"≤ {gate:g}{unit} {'reached' if value <= gate else 'NOT reached'}"


def table(
    ours: dict[str, float],
    bare: dict[str, float],
    gates: Gates,
    one_thread: dict[str, float] | None = None,
    limits: dict[str, float] | None = None,
) -> dict[str, object]:
    """Print figures beside each other and return them with their ratios.

    `one_thread` are the figures of the bare candidate with Qt kept from filling in threads;
    the gates are of the one as Qt comes. `limits` are the greatest milliseconds wanted.
    """
    third = f"{'one thread':>14}{'ratio':>8}" if one_thread is not None else ""
    say(f"  {'':28}{'ours':>10}{'bare':>10}{'ratio':>8}{third}")
    rows: dict[str, dict[str, float | None]] = {}
    for name, value in ours.items():
        other = bare.get(name)
        ratio = value / other if other else None
        rows[name] = {"ours": value, "bare": other, "ratio": ratio, "gate": gates.get(name)}
        shown = "" if ratio is None else f"{ratio:8.2f}"
        if one_thread is not None:
            quiet = one_thread.get(name)
            rows[name] |= {"bare, one thread": quiet}
            shown += f"{quiet:14.2f}{value / quiet:8.2f}" if quiet else " " * 22
        if ratio is not None:
            shown += f"  {verdict(ratio, gates.get(name))}"
        limit = (limits or {}).get(name)
        if limit is not None:
            rows[name] |= {"limit": limit}
            shown += f"  {verdict(value, limit, ' ms')}"
        say(f"  {name:28}{value:10.2f}{other if other is not None else float('nan'):10.2f}{shown}")
    return dict(rows)
