"""The arguments of the verb `import`."""

from __future__ import annotations

import argparse

_DESCRIPTION = """\
Make a project of the files translators receive.

  import BILINGUAL -o PROJECT      both texts from XLIFF, TMX, TSV, CSV or XLSX
  import SOURCE TARGET -o PROJECT  a text each, from DOCX, HTML or plain text
  import REVIEW --into PROJECT -o PROJECT2
                                   what comes back: annotations (JSON Lines, Label Studio,
                                   W3C Web Annotation), or a reviewer's decisions and comments
                                   (XLSX, DOCX)
  import --folder DIR -o PROJECT   the documents of a folder in two languages, paired by their
                                   names and what is in them

What was changed or left out of the files is told, and recorded in the project.
"""


def add_import(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb and its options."""
    verb = verbs.add_parser(
        "import",
        help="make a project of Word, XLIFF, TMX, web, table or text files",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verb.add_argument(
        "file", metavar="FILE", nargs="?", help="a bilingual file, a review, or the source"
    )
    verb.add_argument("target", metavar="TARGET", nargs="?", help="the translation")
    verb.add_argument("-o", "--output", metavar="PROJECT", help="the file to make")
    verb.add_argument("--folder", metavar="DIR", help="pair the documents below this folder")
    verb.add_argument(
        "--repair",
        action="store_true",
        help="repair texts in presentation forms, in visual order, read in a wrong encoding or "
        "with stray direction characters",
    )
    verb.add_argument("--into", metavar="PROJECT", help="the project that a review belongs to")
    verb.add_argument(
        "--preview",
        action="store_true",
        help="only tell what a review would change; nothing is written",
    )
    verb.add_argument(
        "--segments",
        choices=("suggestions", "annotations", "text"),
        default="suggestions",
        help="what to make of a bilingual file's segments beside the two texts: suggestions of "
        "what matches (the default), matching annotations, or nothing",
    )
    for side in ("source", "target"):
        verb.add_argument(f"--{side}-language", metavar="TAG", help=f"the {side} is in, such as ar")
        verb.add_argument(
            f"--{side}-column",
            type=int,
            metavar="N",
            help=f"the {side} stands there in a table, counted from 1",
        )
    verb.add_argument("--encoding", metavar="NAME", help="of text and tables: windows-1256, …")
    verb.add_argument(
        "--whole-page", action="store_true", help="keep what is around the article of a web page"
    )
    verb.add_argument("--title", default="", help="default: the first file's name")
    verb.add_argument("--annotator", default="", metavar="NAME", help="who will annotate")
    verb.add_argument(
        "--overwrite", action="store_true", help="replace PROJECT if there is such a file"
    )
