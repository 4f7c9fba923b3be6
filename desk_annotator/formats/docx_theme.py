"""The parts of a DOCX file that say which typefaces and colours there are: Word expects them.

Nothing in the document refers to them; its styles name what they use.
"""

from __future__ import annotations

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_COLOURS = {
    "dk2": "1C1E21",
    "lt2": "F0EEEA",
    "accent1": "0072B2",
    "accent2": "D55E00",
    "accent3": "009E73",
    "accent4": "6B6F76",
    "accent5": "5B6068",
    "accent6": "A34700",
    "hlink": "005A8E",
    "folHlink": "55595F",
}
_TYPEFACES = (("Calibri", "swiss"), ("Arial", "swiss"))


def theme() -> bytes:
    """Return a theme of plain fills and lines."""
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items()
    )
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface="Arial"/>'
        f"</a:{kind}Font>"
        for kind in ("major", "minor")
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    line = (
        '<a:ln w="9525"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
        '<a:prstDash val="solid"/></a:ln>'
    ) * 3
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{_DECLARATION}<a:theme xmlns:a="{_DRAWING}" name="Plain"><a:themeElements>'
        '<a:clrScheme name="Plain"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        f'<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>{colours}</a:clrScheme>'
        f'<a:fontScheme name="Plain">{fonts}</a:fontScheme><a:fmtScheme name="Plain">'
        f"<a:fillStyleLst>{fill}</a:fillStyleLst><a:lnStyleLst>{line}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect}</a:effectStyleLst><a:bgFillStyleLst>{fill}"
        "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    ).encode()


def font_table() -> bytes:
    """Return the list of typefaces that the styles name."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, family in _TYPEFACES
    )
    return f'{_DECLARATION}<w:fonts xmlns:w="{_WORD}">{fonts}</w:fonts>'.encode()
