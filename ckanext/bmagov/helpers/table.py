"""What templates of tables and files ask for."""

from __future__ import annotations

from ckanext.bmagov.domain.table import CODECS

__all__ = ["bmagov_encodings"]


def bmagov_encodings() -> dict[str, str]:
    """Codec -> the name people know, for the choices of a form."""
    return CODECS
