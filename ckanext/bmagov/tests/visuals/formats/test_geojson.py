"""GeoJSON in any order of its keys, whole or broken, however long."""

from __future__ import annotations

import io
import json

import pytest

from ckanext.bmagov.visuals.formats import geojson
from ckanext.bmagov.visuals.formats.geojson import GeoJson, ShapeFileError

POINT = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [100.5, 13.75]},
    "properties": {"ชื่อ": "ก"},
}
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::24047"}}


def features(data: object) -> list[dict]:
    text = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    return list(GeoJson(io.BytesIO(text)).features())


@pytest.mark.parametrize(
    "data",
    [
        {"type": "FeatureCollection", "features": [POINT, POINT]},
        {"features": [POINT, POINT], "name": "ก", "bbox": [1, 2, 3, 4], "type": "FeatureCollection"},
        b'\xef\xbb\xbf {"features":[' + b",\n".join([json.dumps(POINT).encode()] * 2) + b"]}",
    ],
)
def test_features_are_given_in_their_order(data):
    assert features(data) == [POINT, POINT]


def test_a_feature_or_a_geometry_alone_is_one():
    assert features(POINT) == [POINT]
    assert features(POINT["geometry"])[0]["geometry"] == POINT["geometry"]


def test_the_system_that_a_file_names_is_known_wherever_it_stands():
    for data in ({"crs": CRS, "features": [POINT]}, {"features": [POINT], "crs": CRS}):
        file = GeoJson(io.BytesIO(json.dumps(data).encode()))
        assert len(list(file.features())) == 1
        assert "24047" in file.crs


def test_pieces_of_any_length_give_the_same(monkeypatch):
    data = {"type": "FeatureCollection", "features": [POINT] * 5, "count": 5}
    for size in (1, 2, 7, 64):
        monkeypatch.setattr(geojson, "PIECE", size)
        assert features(data) == [POINT] * 5


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"features": [{"type": "Feature"',
        b'{"features": [nothing]}',
        b'{"type": "FeatureCollection"',
        b'{"features": ' + b"[" * 100_000,
        b"{5: 1}",
    ],
)
def test_a_broken_file_is_told(data):
    with pytest.raises(ShapeFileError) as caught:
        features(data)
    assert caught.value.code == "MAP-BROKEN"


def test_one_part_that_is_too_large_is_told(monkeypatch):
    monkeypatch.setattr(geojson, "LARGEST_PART", 1000)
    monkeypatch.setattr(geojson, "PIECE", 500)
    line = {"geometry": {"type": "LineString", "coordinates": [[100.5, 13.75]] * 5000}}
    with pytest.raises(ShapeFileError) as caught:
        features({"features": [line]})
    assert caught.value.code == "MAP-TOO-LARGE"
