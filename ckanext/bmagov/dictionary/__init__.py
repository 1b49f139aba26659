"""Data dictionaries: what the columns of a table mean, and whether data keep to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .formats.registry import MAX_BYTES as MAX_BYTES
    from .validation.domain.result import Extent as Extent
    from .validation.model import DONE as DONE, ValidationRun as ValidationRun
    from .validation.services.excerpt import sweep as sweep
    from .validation.services.validation import extent as extent, send_all as send_all

__getattr__ = open_face(__name__, __file__)
