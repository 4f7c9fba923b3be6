"""Signs for the characters that XML 1.0 has no way to hold."""

from __future__ import annotations

import re

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids, also as a character reference."""


def sign_of(character: str) -> str:
    """Return the picture of a control character (U+2400 to U+241F), or U+FFFD for the others."""
    return chr(0x2400 + ord(character)) if character < " " else "\ufffd"


def with_signs(text: str) -> tuple[str, int]:
    """Return `text` with a sign for each character that XML cannot hold, and their number.

    Each sign stands for one character, so that offsets stay what they are.
    """
    return ILLEGAL.subn(lambda match: sign_of(match[0]), text)
