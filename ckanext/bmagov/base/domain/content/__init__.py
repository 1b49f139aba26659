"""What a table holds, known again in whatever file it comes: fingerprints of rows, and how two differ."""

from __future__ import annotations

from ckanext.bmagov.base.domain.content.compare import Difference, Share, contained, difference
from ckanext.bmagov.base.domain.content.fingerprint import SKETCH, Builder, Fingerprint, merged
from ckanext.bmagov.base.domain.content.rows import BREAK, UNIT, canonical, row_text

__all__ = (
    "BREAK",
    "SKETCH",
    "UNIT",
    "Builder",
    "Difference",
    "Fingerprint",
    "Share",
    "canonical",
    "contained",
    "difference",
    "merged",
    "row_text",
)
