"""Who sees which file as a map."""

from __future__ import annotations

from ckanext.bmagov.tests.security.surface import OneOf


class TestMap(OneOf):
    """Of what holds no places the readers' answer is a refusal in words."""

    action, params, about, found_status = "bmagov_map_show", {"id": "{file}"}, "data", (200, 409)


class TestMapByDistrict(OneOf):
    action, params, about, found_status = "bmagov_district_map_show", {"id": "{file}"}, "data", (200, 409)
