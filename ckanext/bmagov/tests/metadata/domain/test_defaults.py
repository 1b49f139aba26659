"""What the form knows before anybody types: the agency's last answers, the box around a map."""

from __future__ import annotations

import pytest

from ckanext.bmagov.metadata.domain.bounds import bounds
from ckanext.bmagov.metadata.domain.defaults import last_answers

BOX = {
    "west_bound_longitude": "100.5",
    "east_bound_longitude": "100.9",
    "north_bound_latitude": "13.9",
    "south_bound_latitude": "13.5",
}


def test_the_newest_answer_counts_and_a_contact_is_never_mixed():
    newest = {"maintainer": "ฝ่าย ก", "maintainer_email": "a@x.go.th", "data_language": []}
    older = {
        "maintainer": "ฝ่าย ข",
        "maintainer_phone": "0 2",
        "data_source": "ระบบ",
        "data_language": ["thai"],
    }
    assert last_answers([newest, older]) == {
        "maintainer": "ฝ่าย ก",
        "maintainer_email": "a@x.go.th",
        "data_source": "ระบบ",
        "data_language": ["thai"],
    }
    assert last_answers([]) == {}


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "LineString", "coordinates": [[100.5, 13.9], [100.9, 13.5, 2.0]]},
        {"type": "Polygon", "coordinates": [[[100.5, 13.5], [100.9, 13.5], [100.9, 13.9], [100.5, 13.5]]]},
        {"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": [100.5, 13.9]}, {"type": "Point", "coordinates": [100.9, 13.5]},
        ]},
    ],
)  # fmt: skip
def test_the_box_is_around_every_kind_of_geometry(geometry):
    feature = {"type": "Feature", "geometry": geometry, "properties": {"numbers": [1, 2]}}
    assert bounds({"type": "FeatureCollection", "features": [feature, {"geometry": None}]}) == BOX


@pytest.mark.parametrize(
    "odd", [{}, [], "x", None, {"coordinates": [665000.0, 1520000.0]}, {"features": [1]}]
)
def test_what_has_no_degrees_has_no_box(odd):
    assert bounds(odd) == {}
