"""How often data are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .domain import BURST_DAYS as BURST_DAYS, bursts as bursts
    from .model import Usage as Usage
    from .services.usage import people_by_day as people_by_day

__getattr__ = open_face(__name__, __file__)
