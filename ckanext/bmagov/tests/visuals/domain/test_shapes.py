"""Shapes of a map: what is met in a file, and how much of it is drawn."""

from __future__ import annotations

import math
import random

import pytest

from ckanext.bmagov.visuals.domain import shapes
from ckanext.bmagov.visuals.domain.coordinates import System
from ckanext.bmagov.visuals.domain.shapes import drawn, plain_properties, read_layer


def feature(kind, coordinates, **properties):
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }


def point(east=100.5, north=13.75, **properties):
    return feature("Point", [east, north], **properties)


def circle(corners=400, east=100.5, north=13.7, size=0.1):
    angles = [2 * math.pi * step / corners for step in range(corners)]
    ring = [[east + size * math.cos(angle), north + size * math.sin(angle)] for angle in angles]
    return feature("Polygon", [[*ring, ring[0]]])


def test_features_are_counted_by_what_they_are():
    layer = read_layer(
        [
            point(name="ก"),
            feature("LineString", [[100.5, 13.7], [100.6, 13.8]]),
            circle(),
            {"geometry": None, "properties": {}},
            feature("Point", ["x", "y"]),
            feature("Hexagon", []),
            {
                "geometry": {
                    "type": "GeometryCollection",
                    "geometries": [point()["geometry"], circle()["geometry"]],
                }
            },
        ]
    )
    assert layer.tally.features == 7
    assert (layer.tally.without_place, layer.tally.broken) == (1, 2)
    assert [shape.number for shape in layer.shapes] == [1, 2, 3, 7, 7]
    assert layer.keys == ("name",)


@pytest.mark.parametrize(
    ("coordinates", "system"),
    [([13.75, 100.5], System.SWAPPED), ([662_450, 1_521_100], System.UTM47)],
)
def test_exchanged_and_projected_coordinates_come_out_in_degrees(coordinates, system):
    layer = read_layer([feature("Point", coordinates)])
    assert layer.system is system
    assert list(layer.shapes[0].lines[0]) == pytest.approx([100.5, 13.75], abs=0.02)


def test_what_a_person_has_chosen_wins():
    layer = read_layer([feature("Point", [662_450, 1_521_100])], chosen=System.INDIAN47)
    assert layer.system is System.INDIAN47


def test_coordinates_of_no_known_system_are_not_drawn():
    layer = read_layer([feature("Point", [1e9, 1e9])])
    assert layer.system is None
    assert layer.shapes == []


def test_a_place_that_is_nowhere_on_earth_is_counted_and_the_rest_is_drawn():
    layer = read_layer([point()] * 19 + [point(900, 900)])
    assert layer.tally.off_globe == 1
    assert len(layer.shapes) == 19


def test_an_area_that_crosses_itself_is_counted():
    bow = feature("Polygon", [[[100, 13], [101, 14], [101, 13], [100, 14], [100, 13]]])
    assert read_layer([bow, circle()]).tally.crossing == 1


def test_properties_are_short_texts_and_few():
    plain = plain_properties({"a": None, "b": "", "c": 5.0, "d": True, "e": "x" * 500, "f": [1], "g": 0})
    assert plain == {"c": "5", "d": "true", "e": "x" * 200 + "…", "f": "[1]", "g": "0"}
    assert len(plain_properties({str(number): number for number in range(500)})) == shapes.MOST_PROPERTIES
    assert plain_properties("ไม่ใช่") == {}


def test_points_that_are_too_many_are_counted_in_a_grid(monkeypatch):
    monkeypatch.setattr(shapes, "MOST_FEATURES", 10)
    chance = random.Random(1)
    layer = read_layer([point(100 + chance.random(), 13 + chance.random()) for _ in range(500)])
    seen = drawn(layer.shapes)
    assert seen.shapes == []
    assert sum(cluster.count for cluster in seen.clusters) == 500
    assert all(100 <= cluster.east <= 101 and 13 <= cluster.north <= 14 for cluster in seen.clusters)


def test_the_smallest_areas_go_first(monkeypatch):
    monkeypatch.setattr(shapes, "MOST_FEATURES", 1)
    seen = drawn(read_layer([circle(size=0.01), circle(size=0.2)]).shapes)
    assert seen.left_out == 1
    assert [shape.number for shape in seen.shapes] == [2]


def test_lines_get_fewer_corners_and_stay_where_they_are(monkeypatch):
    monkeypatch.setattr(shapes, "MOST_VERTICES", 300)
    seen = drawn(read_layer([circle(5000), circle(5000, 100.9)]).shapes)
    assert sum(len(line) // 2 for shape in seen.shapes for line in shape.lines) <= 300
    for line in seen.shapes[0].lines:
        assert (line[0], line[1]) == (line[-2], line[-1])
        assert all(
            math.hypot(line[at] - 100.5, line[at + 1] - 13.7) == pytest.approx(0.1, rel=0.01)
            for at in range(0, len(line), 2)
        )
    assert 0 < seen.tolerance < 0.05


def test_what_is_small_stays_as_it_is():
    layer = read_layer([circle(), point()])
    seen = drawn(layer.shapes)
    assert [shape.lines for shape in seen.shapes] == [shape.lines for shape in layer.shapes]
    assert seen.tolerance == 0
