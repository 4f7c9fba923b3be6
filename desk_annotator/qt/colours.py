"""Colours of the panes, as data, for light and dark.

The tags wear the Okabe-Ito colours, which people with any common colour vision can tell
apart, in the shades that stand out from each page. A fill is a share of the tag's colour
over the page: faint enough to read on, so that the underline carries the tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desk_annotator.core.frozen import frozen
from desk_annotator.qt.pane.mark import MarkKind


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(colour: str, ground: str, share: float) -> str:
    """Return `ground` covered by `share` (0 to 1) of `colour`, as ``#rrggbb``."""
    mixed = (
        round(over * share + under * (1 - share))
        for over, under in zip(_channels(colour), _channels(ground), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


@frozen
class MarkColours:
    """Line (underline, outline, wedge) and fills of one kind of mark."""

    line: str
    fill: str
    hovered_fill: str
    active_fill: str


@frozen
class PaneColours:
    """All colours of a pane, each ``#rrggbb`` and opaque."""

    page: str
    text: str
    dimmed: str
    placeholder: str
    invisibles: str
    selection: str
    selection_without_focus: str
    cursor: str
    focus: str
    marks: Mapping[MarkKind, MarkColours]


_SHARES = {False: (0.16, 0.26, 0.36), True: (0.22, 0.30, 0.38)}


def _marks(
    page: str, lines: Mapping[MarkKind, str], *, dark: bool
) -> Mapping[MarkKind, MarkColours]:
    shares = dict.fromkeys(lines, _SHARES[dark])
    # One hit among hundreds is to be seen at a glance: it is filled like an active mark.
    shares[MarkKind.CURRENT_HIT] = (_SHARES[dark][-1],) * 3
    return MappingProxyType(
        {
            kind: MarkColours(line, *(blend(line, page, share) for share in shares[kind]))
            for kind, line in lines.items()
        }
    )


_LIGHT_PAGE = "#ffffff"
LIGHT = PaneColours(
    page=_LIGHT_PAGE,
    text="#1b1c1e",
    dimmed="#6b7075",
    placeholder="#6b7075",
    invisibles="#4d79a8",
    selection="#a9cdf7",
    selection_without_focus="#d3d9df",
    cursor="#000000",
    focus="#0b6bcb",
    marks=_marks(
        _LIGHT_PAGE,
        {
            MarkKind.MATCHING: "#0072b2",
            MarkKind.MISSING: "#d55e00",
            MarkKind.ADDED: "#008f68",
            MarkKind.UNKNOWN: "#a8588a",
            MarkKind.IGNORED: "#868c92",
            MarkKind.HIT: "#8f7a00",
            MarkKind.CURRENT_HIT: "#7a5200",
            MarkKind.SELECTION_ECHO: "#0b6bcb",
            MarkKind.CUT: "#868c92",
            MarkKind.HAND_CUT: "#5c2d91",
        },
        dark=False,
    ),
)

_DARK_PAGE = "#202124"
DARK = PaneColours(
    page=_DARK_PAGE,
    text="#e8eaed",
    dimmed="#9aa0a6",
    placeholder="#9aa0a6",
    invisibles="#7fb0e6",
    selection="#2d5484",
    selection_without_focus="#484c52",
    cursor="#ffffff",
    focus="#8ab4f8",
    marks=_marks(
        _DARK_PAGE,
        {
            MarkKind.MATCHING: "#56b4e9",
            MarkKind.MISSING: "#e69f00",
            MarkKind.ADDED: "#1fb58a",
            MarkKind.UNKNOWN: "#cc79a7",
            MarkKind.IGNORED: "#868c92",
            MarkKind.HIT: "#c9b51e",
            MarkKind.CURRENT_HIT: "#f0e442",
            MarkKind.SELECTION_ECHO: "#8ab4f8",
            MarkKind.CUT: "#868c92",
            MarkKind.HAND_CUT: "#c58af9",
        },
        dark=True,
    ),
)


def pane_colours(*, dark: bool) -> PaneColours:
    """Return the colours for a dark or a light window."""
    return DARK if dark else LIGHT


def tag_colour(colours: PaneColours, kind: MarkKind) -> str:
    """Return the line colour (``#rrggbb``) of a kind of mark."""
    return colours.marks[kind].line
