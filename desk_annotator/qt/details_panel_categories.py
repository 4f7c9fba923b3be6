"""The categories the details panel offers, after the usual quality metrics."""

from __future__ import annotations

from collections.abc import Mapping

from desk_annotator.core.annotation import Tag

# Written into the project file as they stand, so that reviewers of any language can sort by
# them: they are data, not words of the window, and are not translated.
_ACCURACY = {
    Tag.MISSING: (
        "Accuracy/Omission",
        "Editorial cut",
        "Implicitation",
        "Redundancy removed",
        "Localisation",
        "Web furniture",
    ),
    Tag.ADDED: (
        "Accuracy/Addition",
        "Explicitation",
        "Editorial addition",
        "Localisation",
        "Web furniture",
    ),
    Tag.MATCHING: (
        "Accuracy/Mistranslation",
        "Accuracy/Over-translation",
        "Accuracy/Under-translation",
        "Accuracy/Untranslated",
        "Explicitation",
        "Localisation",
    ),
}
_GENERAL = (
    "Terminology",
    "Linguistic conventions/Grammar",
    "Linguistic conventions/Punctuation",
    "Style",
    "Locale conventions/Numbers and dates",
    "Names",
)


def category_names(tag: str, used: Mapping[str, int]) -> list[str]:
    """Return what to offer for a tag: those that fit it, then general ones, then the project's.

    `used` counts the categories of the project; the most used come first.
    """
    fitting = [name for known, names in _ACCURACY.items() if known == tag for name in names]
    own = sorted(used, key=lambda name: (-used[name], name))
    return list(dict.fromkeys([*fitting, *_GENERAL, *own]))
