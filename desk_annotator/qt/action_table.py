"""Every command of the window as a table: id, text, keys, icon."""

from __future__ import annotations

from desk_annotator.core.frozen import frozen
from desk_annotator.core.message import QT_TRANSLATE_NOOP


@frozen
class ActionSpec:
    """One command. `keys` are portable key sequences, the first is the one shown."""

    id: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    checkable: bool = False
    checked: bool = False


# Single letters have their twins on an Arabic keyboard beside them (the letter on the same
# key), as a key's letter changes with the layout; function keys never do. The digits of the tags
# have beside them what their keys give without Shift on a French keyboard.
ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "new_pair",
        QT_TRANSLATE_NOOP("Actions", "&New pair…"),
        ("Ctrl+N",),
        "new-pair",
        QT_TRANSLATE_NOOP("Actions", "Make a pair from two text files"),
    ),
    ActionSpec(
        "new_pairs",
        QT_TRANSLATE_NOOP("Actions", "New pairs from &folder…"),
        (),
        "",
        QT_TRANSLATE_NOOP("Actions", "Pair the documents of a folder that are in two languages"),
    ),
    ActionSpec(
        "open",
        QT_TRANSLATE_NOOP("Actions", "&Open…"),
        ("Ctrl+O",),
        "open",
        QT_TRANSLATE_NOOP("Actions", "Open a project"),
    ),
    ActionSpec(
        "save",
        QT_TRANSLATE_NOOP("Actions", "&Save"),
        ("Ctrl+S",),
        "save",
        QT_TRANSLATE_NOOP("Actions", "Save the project"),
    ),
    ActionSpec("save_as", QT_TRANSLATE_NOOP("Actions", "Save &as…"), ("Ctrl+Shift+S",)),
    ActionSpec(
        "history",
        QT_TRANSLATE_NOOP("Actions", "File &history…"),
        (),
        "",
        QT_TRANSLATE_NOOP("Actions", "See the versions saved before, and restore one as a copy"),
    ),
    ActionSpec(
        "merge",
        QT_TRANSLATE_NOOP("Actions", "Compare and &merge…"),
        (),
        "",
        QT_TRANSLATE_NOOP("Actions", "Merge another person's copy of this project into it"),
    ),
    ActionSpec(
        "export",
        QT_TRANSLATE_NOOP("Actions", "&Export for review…"),
        ("Ctrl+E",),
        "export",
        QT_TRANSLATE_NOOP("Actions", "Write the annotated pairs for a reviewer"),
    ),
    ActionSpec(
        "export_several",
        QT_TRANSLATE_NOOP("Actions", "Export se&veral projects…"),
        (),
        "",
        QT_TRANSLATE_NOOP("Actions", "Write several projects in several formats into a folder"),
    ),
    ActionSpec(
        "take_over",
        QT_TRANSLATE_NOOP("Actions", "&Take over review…"),
        (),
        "",
        QT_TRANSLATE_NOOP(
            "Actions", "Take over what a reviewer changed, decided or wrote, after a look at it"
        ),
    ),
    ActionSpec("close_project", QT_TRANSLATE_NOOP("Actions", "&Close project"), ("Ctrl+W",)),
    ActionSpec("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), ("Ctrl+Q",)),
    ActionSpec("undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), ("Ctrl+Z",), "undo"),
    ActionSpec("redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    ActionSpec("copy", QT_TRANSLATE_NOOP("Actions", "&Copy text"), ("Ctrl+C",)),
    ActionSpec(
        "find",
        QT_TRANSLATE_NOOP("Actions", "&Find…"),
        ("Ctrl+F",),
        "find",
        QT_TRANSLATE_NOOP("Actions", "Find in one or both panes"),
    ),
    ActionSpec("find_next", QT_TRANSLATE_NOOP("Actions", "Find &next"), ("F3",)),
    ActionSpec("find_previous", QT_TRANSLATE_NOOP("Actions", "Find &previous"), ("Shift+F3",)),
    ActionSpec("name", QT_TRANSLATE_NOOP("Actions", "&Your name…")),
    ActionSpec(
        "tag_matching",
        QT_TRANSLATE_NOOP("Actions", "&Matching"),
        ("1", "M", "١", "ة", "&"),
        "matching",
        QT_TRANSLATE_NOOP("Actions", "Link the selections of both panes as a match"),
    ),
    ActionSpec(
        "tag_added",
        QT_TRANSLATE_NOOP("Actions", "&Added"),
        ("2", "A", "٢", "ش", "É"),
        "added",
        QT_TRANSLATE_NOOP("Actions", "Tag the selected target text as added: it has no source"),
    ),
    ActionSpec(
        "tag_missing",
        QT_TRANSLATE_NOOP("Actions", "M&issing"),
        ("3", "O", "٣", "خ", '"'),
        "missing",
        QT_TRANSLATE_NOOP(
            "Actions", "Tag the selected source text as missing: it was not carried over"
        ),
    ),
    ActionSpec(
        "keep_selection",
        QT_TRANSLATE_NOOP("Actions", "&Keep selection, select more"),
        ("K", "ن"),
        "",
        QT_TRANSLATE_NOOP("Actions", "Keep what is selected and add the next selection to it"),
    ),
    ActionSpec(
        "take_out",
        QT_TRANSLATE_NOOP("Actions", "&Take selection out of annotation"),
        ("Backspace",),
    ),
    ActionSpec(
        "set_place",
        QT_TRANSLATE_NOOP("Actions", "Set &place in the other pane"),
        ("P", "ح"),
        "place",
        QT_TRANSLATE_NOOP(
            "Actions",
            "Say where the other text should hold the active annotation: "
            "at the text cursor of that pane",
        ),
    ),
    ActionSpec("remove_place", QT_TRANSLATE_NOOP("Actions", "Remove p&lace"), ("Shift+P",)),
    ActionSpec(
        "ignore",
        QT_TRANSLATE_NOOP("Actions", "Ignore te&xt"),
        ("I", "ه"),
        "ignore",
        QT_TRANSLATE_NOOP("Actions", "Mark the selection as not part of the text, or back"),
    ),
    ActionSpec(
        "end_forward", QT_TRANSLATE_NOOP("Actions", "Move end right by letter"), ("Alt+Right",)
    ),
    ActionSpec("end_back", QT_TRANSLATE_NOOP("Actions", "Move end left by letter"), ("Alt+Left",)),
    ActionSpec(
        "end_word_forward",
        QT_TRANSLATE_NOOP("Actions", "Move end right by word"),
        ("Ctrl+Alt+Right", "Shift+F8"),
    ),
    ActionSpec(
        "end_word_back",
        QT_TRANSLATE_NOOP("Actions", "Move end left by word"),
        ("Ctrl+Alt+Left", "Shift+F7"),
    ),
    ActionSpec(
        "start_forward",
        QT_TRANSLATE_NOOP("Actions", "Move start right by letter"),
        ("Alt+Shift+Right",),
    ),
    ActionSpec(
        "start_back", QT_TRANSLATE_NOOP("Actions", "Move start left by letter"), ("Alt+Shift+Left",)
    ),
    ActionSpec(
        "start_word_forward",
        QT_TRANSLATE_NOOP("Actions", "Move start right by word"),
        ("Ctrl+Alt+Shift+Right", "Ctrl+F8"),
    ),
    ActionSpec(
        "start_word_back",
        QT_TRANSLATE_NOOP("Actions", "Move start left by word"),
        ("Ctrl+Alt+Shift+Left", "Ctrl+F7"),
    ),
    ActionSpec(
        "note",
        QT_TRANSLATE_NOOP("Actions", "Write &note"),
        ("Return", "Enter"),
        "note",
        QT_TRANSLATE_NOOP("Actions", "Write a note on the active annotation"),
    ),
    ActionSpec(
        "delete",
        QT_TRANSLATE_NOOP("Actions", "&Delete annotation"),
        ("Del",),
        "delete",
        QT_TRANSLATE_NOOP("Actions", "Delete the active annotation"),
    ),
    ActionSpec(
        "suggest",
        QT_TRANSLATE_NOOP("Actions", "&Suggest annotations"),
        ("Ctrl+G",),
        "suggest",
        QT_TRANSLATE_NOOP("Actions", "Let the program suggest what matches, is missing or added"),
    ),
    ActionSpec(
        "suggest_phrases",
        QT_TRANSLATE_NOOP("Actions", "Suggest &phrase links"),
        (),
        "",
        QT_TRANSLATE_NOOP(
            "Actions", "Let the program link words and phrases inside what corresponds"
        ),
    ),
    ActionSpec(
        "accept",
        QT_TRANSLATE_NOOP("Actions", "A&ccept suggestion"),
        ("F7",),
        "",
        QT_TRANSLATE_NOOP("Actions", "Accept the active suggestion (in a pane, Enter does it too)"),
    ),
    ActionSpec(
        "reject",
        QT_TRANSLATE_NOOP("Actions", "Re&ject suggestion"),
        ("F8",),
        "",
        QT_TRANSLATE_NOOP(
            "Actions", "Reject the active suggestion (in a pane, Backspace does it too)"
        ),
    ),
    ActionSpec(
        "find_counterparts",
        QT_TRANSLATE_NOOP("Actions", "Find co&unterparts"),
        ("Q", "ض"),
        "",
        QT_TRANSLATE_NOOP(
            "Actions", "Offer the likeliest counterparts of the selected phrase, to link one"
        ),
    ),
    ActionSpec(
        "accept_sure",
        QT_TRANSLATE_NOOP("Actions", "&Accept all…"),
        (),
        "",
        QT_TRANSLATE_NOOP("Actions", "Accept all suggestions from a confidence you choose"),
    ),
    ActionSpec(
        "glossary",
        QT_TRANSLATE_NOOP("Actions", "&Glossary…"),
        (),
        "",
        QT_TRANSLATE_NOOP("Actions", "Choose a glossary (TBX, CSV, TSV) for the suggestions"),
    ),
    ActionSpec("no_glossary", QT_TRANSLATE_NOOP("Actions", "Use no glossary")),
    ActionSpec(
        "learn_words",
        QT_TRANSLATE_NOOP("Actions", "&Learn words from all my projects"),
        (),
        "",
        QT_TRANSLATE_NOOP(
            "Actions", "Keep which words your links pair: only words and counts, on this computer"
        ),
        checkable=True,
    ),
    ActionSpec("forget_words", QT_TRANSLATE_NOOP("Actions", "Empty what was learnt")),
    ActionSpec(
        "split_segment",
        QT_TRANSLATE_NOOP("Actions", "&Split segment here"),
        ("S", "س"),
        "",
        QT_TRANSLATE_NOOP(
            "Actions", "Begin a segment at the text cursor; suggestions keep to your segments"
        ),
    ),
    ActionSpec(
        "join_segments",
        QT_TRANSLATE_NOOP("Actions", "&Join segments"),
        ("J", "ت"),
        "",
        QT_TRANSLATE_NOOP(
            "Actions", "Join the selected segments, or the one at the text cursor with the next"
        ),
    ),
    ActionSpec("forget_segments", QT_TRANSLATE_NOOP("Actions", "&Forget segments made by hand")),
    ActionSpec("withdraw", QT_TRANSLATE_NOOP("Actions", "Take suggestions away")),
    ActionSpec(
        "next_untouched",
        QT_TRANSLATE_NOOP("Actions", "Next &untouched text"),
        ("U", "F4", "ع"),
        "next-untouched",
        QT_TRANSLATE_NOOP("Actions", "Go to the next text that carries no annotation"),
    ),
    ActionSpec(
        "next", QT_TRANSLATE_NOOP("Actions", "&Next annotation"), ("Alt+Down", "N", "ى"), "next"
    ),
    ActionSpec(
        "previous",
        QT_TRANSLATE_NOOP("Actions", "&Previous annotation"),
        ("Alt+Up", "B", "\ufefb"),
        "previous",
    ),
    ActionSpec("next_matching", QT_TRANSLATE_NOOP("Actions", "Next &matching"), ("Ctrl+1",)),
    ActionSpec("next_added", QT_TRANSLATE_NOOP("Actions", "Next &added"), ("Ctrl+2",)),
    ActionSpec("next_missing", QT_TRANSLATE_NOOP("Actions", "Next m&issing"), ("Ctrl+3",)),
    ActionSpec("counterpart", QT_TRANSLATE_NOOP("Actions", "Go to &counterpart"), ("C", "ؤ")),
    ActionSpec(
        "overlap",
        QT_TRANSLATE_NOOP("Actions", "Next annotation &here"),
        ("W", "ص"),
        "",
        QT_TRANSLATE_NOOP("Actions", "Walk the annotations that lie over one another"),
    ),
    ActionSpec("other_pane", QT_TRANSLATE_NOOP("Actions", "&Other pane"), ("F6",)),
    ActionSpec("next_pair", QT_TRANSLATE_NOOP("Actions", "Ne&xt pair"), ("Ctrl+PgDown",)),
    ActionSpec("previous_pair", QT_TRANSLATE_NOOP("Actions", "Previous pai&r"), ("Ctrl+PgUp",)),
    ActionSpec("clear", QT_TRANSLATE_NOOP("Actions", "Let &go of selection"), ("Esc",)),
    ActionSpec(
        "link_scrolling",
        QT_TRANSLATE_NOOP("Actions", "&Linked scrolling"),
        ("L", "م"),
        "link-scrolling",
        QT_TRANSLATE_NOOP("Actions", "Scroll both panes together, by their links"),
        checkable=True,
        checked=True,
    ),
    ActionSpec(
        "invisibles",
        QT_TRANSLATE_NOOP("Actions", "Show &invisible characters"),
        ("Ctrl+Shift+8",),
        "marks",
        checkable=True,
    ),
    ActionSpec(
        "characters",
        QT_TRANSLATE_NOOP("Actions", "&Characters…"),
        ("Ctrl+I",),
        "",
        QT_TRANSLATE_NOOP("Actions", "Name the selected characters, the invisible ones too"),
    ),
    ActionSpec(
        "show_segments",
        QT_TRANSLATE_NOOP("Actions", "Show se&gments"),
        ("G", "ل"),
        "",
        QT_TRANSLATE_NOOP(
            "Actions", "Mark where segments begin: what suggestions treat as one, yours in violet"
        ),
        checkable=True,
    ),
    ActionSpec(
        "snap",
        QT_TRANSLATE_NOOP("Actions", "Mouse selects whole &words"),
        (),
        "",
        "",
        checkable=True,
        checked=True,
    ),
    ActionSpec(
        "logical_arrows",
        QT_TRANSLATE_NOOP("Actions", "Arrow keys follow &reading order"),
        (),
        "",
        "",
        checkable=True,
    ),
    ActionSpec(
        "flip",
        QT_TRANSLATE_NOOP("Actions", "&Flip paragraph direction (display)"),
        ("Ctrl+Shift+X",),
    ),
    ActionSpec(
        "zoom_in", QT_TRANSLATE_NOOP("Actions", "&Zoom in"), ("Ctrl++", "Ctrl+="), "zoom-in"
    ),
    ActionSpec("zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom &out"), ("Ctrl+-",), "zoom-out"),
    ActionSpec("zoom_reset", QT_TRANSLATE_NOOP("Actions", "&Usual size"), ("Ctrl+0",)),
    ActionSpec("theme_system", QT_TRANSLATE_NOOP("Actions", "As the &system"), checkable=True),
    ActionSpec("theme_light", QT_TRANSLATE_NOOP("Actions", "&Light"), checkable=True),
    ActionSpec("theme_dark", QT_TRANSLATE_NOOP("Actions", "&Dark"), checkable=True),
    ActionSpec("keys", QT_TRANSLATE_NOOP("Actions", "&Keys and gestures"), ("F1",), "help"),
    ActionSpec("about", QT_TRANSLATE_NOOP("Actions", "&About Desk Annotator")),
)
