"""Descriptions of datasets: schema, rules, form, completeness, list of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .domain.completeness import Mandatory as Mandatory
    from .domain.editing import keywords as keywords
    from .domain.rules import (
        Situation as Situation,
        check_dataset as check_dataset,
        check_resources as check_resources,
    )
    from .readers import stored_categories as stored_categories

__getattr__ = open_face(__name__, __file__)
