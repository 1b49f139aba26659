"""Files as tables that can be queried: loaded by themselves, typed, shown with all their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .services.queue import ask_for_the_night as ask_for_the_night

__getattr__ = open_face(__name__, __file__)
