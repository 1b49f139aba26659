"""The city's agencies and their tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .domain.fields import CURRENT as CURRENT, KINDS as KINDS
    from .domain.tree import AgencyNode as AgencyNode
    from .readers import StoredAgency as StoredAgency, stored_agencies as stored_agencies

__getattr__ = open_face(__name__, __file__)
