"""The picture of a dictionary's references as SVG within a page. Colours come from the style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from ckanext.bmagov.dictionary.domain.diagram import HEAD, PADDING, ROW, shortened

if TYPE_CHECKING:
    from ckanext.bmagov.dictionary.domain.diagram import Arrow, Box, Diagram

__all__ = ["to_svg"]


def to_svg(picture: Diagram, *, title: str, more: str, unnamed: str, prefix: str = "diagram") -> str:
    """Return the markup.

    :param title: what it shows, for who does not see it; the references themselves are listed beside it
    :param more: words for columns that are not shown, with `{n}`
    :param unnamed: what stands for a table without a name
    :param prefix: begins the ids, which must differ between two pictures on one page
    """
    width, height = f"{picture.width:.0f}", f"{picture.height:.0f}"
    parts = [
        f'<svg class="bmagov-diagram" role="img" aria-labelledby="{prefix}-title"'
        f' viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' xmlns="http://www.w3.org/2000/svg">',
        f'<title id="{prefix}-title">{escape(title)}</title>',
        f'<defs><marker id="{prefix}-end" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8"'
        ' markerHeight="8" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z"'
        ' class="bmagov-diagram-end"/></marker></defs>',
        *(_arrow(arrow, prefix) for arrow in picture.arrows),
        *(_box(box, more, unnamed) for box in picture.boxes),
        "</svg>",
    ]
    return "".join(parts)


def _arrow(arrow: Arrow, prefix: str) -> str:
    first, *rest = (f"{x:.1f} {y:.1f}" for x, y in arrow.points)
    path = f"M{first}C{' '.join(rest)}"
    link = arrow.link
    said = f"{link.table}.{link.column} → {link.to_table}.{link.to_column}"
    return (
        f'<path class="bmagov-diagram-link" d="{path}" marker-end="url(#{prefix}-end)">'
        f"<title>{escape(said)}</title></path>"
    )


def _box(box: Box, more: str, unnamed: str) -> str:
    left = box.x + PADDING
    lines = [
        f'<g class="bmagov-diagram-table"><rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}"'
        f' height="{box.height:.1f}" rx="6"/>',
        f'<path class="bmagov-diagram-rule" d="M{box.x:.1f} {box.y + HEAD:.1f}h{box.width:.1f}"/>',
        _text(box.name or unnamed, left, box.y + HEAD - 11, "bmagov-diagram-name"),
    ]
    for number, row in enumerate(box.rows):
        baseline = box.y + HEAD + number * ROW + 17
        marks = " ".join(word for word, holds in (("PK", row.key), ("FK", row.refers)) if holds)
        lines.append(_text(row.name, left, baseline, "bmagov-diagram-key" if row.key else ""))
        if marks:
            end = box.x + box.width - 8
            lines.append(
                f'<text class="bmagov-diagram-mark" x="{end:.1f}" y="{baseline:.1f}"'
                f' text-anchor="end">{marks}</text>'
            )
    if box.more:
        baseline = box.y + HEAD + len(box.rows) * ROW + 17
        lines.append(_text(more.format(n=box.more), left, baseline, "bmagov-diagram-more"))
    return "".join((*lines, "</g>"))


def _text(words: str, x: float, y: float, css: str) -> str:
    class_name = f" class={quoteattr(css)}" if css else ""
    short = shortened(words)
    tooltip = f"<title>{escape(words)}</title>" if short != words else ""
    return f'<text{class_name} x="{x:.1f}" y="{y:.1f}">{escape(short)}{tooltip}</text>'
