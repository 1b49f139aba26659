"""Sarabun for PDF, so that what is read out of the file is what was put in.

HarfBuzz sets sara am as two glyphs, nikhahit and sara aa, and after a tone mark it draws nikhahit below the
tone. A PDF gives each glyph its letters; two glyphs for one letter leave one without, which readers of PDF
show as a blank or a wrong sign, in the middle of words such as ดำเนินการ. Here every glyph keeps its letter,
and no mark moves the pen: the font has the moved marks ready (`tools/report_fonts.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from fpdf.fonts import TTFFont

if TYPE_CHECKING:
    from collections.abc import Sequence

FONTS: Final = Path(__file__).parent / "fonts"
REGULAR: Final = FONTS / "Sarabun-Regular.ttf"
SEMI_BOLD: Final = FONTS / "Sarabun-SemiBold.ttf"
SARA_AM: Final = "\u0e33"
STEP: Final = 30
"""Marks are moved in steps of so many units of a thousandth of the size: less than the eye sees."""


class Info(NamedTuple):
    """What HarfBuzz says of a glyph: its number in the font, and the place in the text it came from."""

    codepoint: int
    cluster: int


class Place(NamedTuple):
    """How far the pen goes on after a glyph, and how far off it the glyph stands."""

    x_advance: int
    y_advance: int
    x_offset: int
    y_offset: int


def moved_name(glyph: str, x: int, y: int) -> tuple[str, int, int]:
    """Return the name of the copy of a mark that stands nearest to a place, and where that is."""
    across, up = (round(distance / STEP) * STEP for distance in (x, y))
    return (f"{glyph}_{across}_{up}", across, up) if across or up else (glyph, 0, 0)


class ThaiFont(TTFFont):
    """A font of fpdf2 in which sara am can be read back."""

    __slots__ = ()

    def perform_harfbuzz_shaping(
        self, text: str, font_size_pt: float, text_shaping_params: dict[str, Any] | None
    ) -> tuple[Any, Any]:
        """Shape a text; see the module's words on sara am."""
        infos, places = super().perform_harfbuzz_shaping(text, font_size_pt, text_shaping_params)
        glyphs = [Info(info.codepoint, info.cluster) for info in infos]
        positions = [
            Place(place.x_advance, place.y_advance, place.x_offset, place.y_offset) for place in places
        ]
        if SARA_AM in text:
            glyphs, positions = _letter_by_letter(text, glyphs, positions, self.glyph_ids[ord(SARA_AM)])
        both = [self._standing(*glyph) for glyph in zip(glyphs, positions, strict=True)]
        return [glyph for glyph, _ in both], [place for _, place in both]

    def _standing(self, glyph: Info, place: Place) -> tuple[Info, Place]:
        """Return the glyph that stands where this one would be moved to, if the font has it."""
        if not (place.x_offset or place.y_offset):
            return glyph, place
        name, _, _ = moved_name(self.ttfont.getGlyphName(glyph.codepoint), place.x_offset, place.y_offset)
        if name not in self.ttfont.getReverseGlyphMap():
            return glyph, place
        return Info(self.ttfont.getGlyphID(name), glyph.cluster), place._replace(x_offset=0, y_offset=0)


def _letter_by_letter(
    text: str, infos: Sequence[Info], places: Sequence[Place], sara_am: int
) -> tuple[list[Info], list[Place]]:
    glyphs, positions = list(infos), list(places)
    ends = dict(zip(sorted({glyph.cluster for glyph in glyphs}), _next(glyphs, len(text)), strict=True))
    at = 0
    while at + 1 < len(glyphs):
        cluster = glyphs[at].cluster
        letters = text[cluster : ends[cluster]]
        if glyphs[at + 1].cluster == cluster and letters.endswith(SARA_AM):
            if letters == SARA_AM:  # nikhahit and sara aa of one letter: the font's own glyph for it
                glyphs[at : at + 2] = [Info(sara_am, cluster)]
                del positions[at]
            else:  # a tone mark with its nikhahit, then sara aa, which stands for the letter
                glyphs[at + 1] = Info(glyphs[at + 1].codepoint, ends[cluster] - 1)
                at += 1
        at += 1
    return glyphs, positions


def _next(glyphs: Sequence[Info], end: int) -> list[int]:
    starts = sorted({glyph.cluster for glyph in glyphs})
    return [*starts[1:], end]
