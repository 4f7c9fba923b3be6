"""How Qt fills areas without a graphics card."""

from __future__ import annotations

import os

_SWITCH = "QT_NO_GUI_THREADPOOL"


def fill_in_one_thread() -> None:
    """Keep Qt from handing each larger fill to other threads; call before the QApplication.

    Waking threads costs more than the fills of a text window take: a scroll bar takes five
    times as long to draw, a ribbon of the gutter ten times. Who sets the variable has it so
    already.
    """
    os.environ.setdefault(_SWITCH, "1")
