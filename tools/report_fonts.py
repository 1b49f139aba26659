"""Make the fonts of the report's PDF from the fonts of the pages: python tools/report_fonts.py

The pages have Thai and Latin apart, for browsers; a PDF needs both in one. A PDF also places marks that a
font moves (the tone of ปี่ goes left, that of ที่ stays) by moving the pen, which readers of PDF take for a blank
or for another order of letters. So each mark gets copies of itself, moved in the font;
`kpi/report/formats/thai_font.py` takes the nearest, and the pen never moves.

Needs fontTools, brotli and uharfbuzz. Sarabun is under the SIL Open Font License, without reserved names.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from pathlib import Path
from typing import Any

import uharfbuzz
from fontTools import merge
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1] / "ckanext" / "bmagov"
sys.path.insert(0, str(ROOT.parents[1]))

from ckanext.bmagov.kpi.report.formats.thai_font import FONTS, moved_name  # noqa: E402

hb: Any = uharfbuzz
"""It says nothing of its types."""

PAGES = ROOT / "public" / "bmagov" / "fonts"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F)]
VOWELS = ["", *"ัิีึืฺุู็ํ"]
TONES = ["", *"่้๊๋์๎"]


def whole(weight: int, folder: Path) -> TTFont:
    """Return Thai and Latin of a weight as one font."""
    parts = []
    for script in ("thai", "latin"):
        font = TTFont(PAGES / f"sarabun-{script}-{weight}-normal.woff2")
        font.flavor = None
        font.save(folder / f"{script}.ttf")
        parts.append(str(folder / f"{script}.ttf"))
    return merge.Merger().merge(parts)


def moves(path: Path) -> set[tuple[str, int, int]]:
    """Return which marks a text can move, and where to."""
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(path))))
    syllables = ["".join(one) for one in itertools.product(CONSONANTS, VOWELS, TONES)]
    syllables += [f"{letter}{tone}ำ" for letter in CONSONANTS for tone in TONES[:5]]
    found = set()
    for text in syllables:
        buffer = hb.Buffer()
        buffer.cluster_level = 1
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(font, buffer)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            found.add((font.glyph_to_string(info.codepoint), place.x_offset, place.y_offset))
    return found


def add_moved(font: TTFont, glyph: str, name: str, x: int, y: int) -> None:
    """Add a copy of a mark that stands elsewhere."""
    glyphs: Any = font.getGlyphSet()
    pen = TTGlyphPen(glyphs)
    pen.addComponent(glyph, (1, 0, 0, 1, x, y))
    font["glyf"][name] = pen.glyph()
    font["glyf"][name].recalcBounds(font["glyf"])
    font["hmtx"][name] = (0, getattr(font["glyf"][name], "xMin", 0))


def main() -> None:
    """Write both weights."""
    for weight, label in WEIGHTS.items():
        with tempfile.TemporaryDirectory() as folder:
            font = whole(weight, Path(folder))
            path = FONTS / f"Sarabun-{label}.ttf"
            font.save(path)
            font = TTFont(path)
            wanted = {}
            for glyph, x, y in sorted(moves(path)):
                name, across, up = moved_name(glyph, x, y)
                if name != glyph:
                    wanted[name] = (glyph, across, up)
            for name, (glyph, across, up) in wanted.items():
                add_moved(font, glyph, name, across, up)
            font["maxp"].numGlyphs = len(font.getGlyphOrder())
            font.save(path)
            sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes, {len(wanted)} moved marks\n")


if __name__ == "__main__":
    main()
