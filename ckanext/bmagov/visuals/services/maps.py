"""A map as plain data: shapes with what a popup says, classes for a legend, and what was met on the way."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.visuals import readers
from ckanext.bmagov.visuals.domain.coordinates import System
from ckanext.bmagov.visuals.domain.legend import legend
from ckanext.bmagov.visuals.domain.shapes import DIGITS, drawn
from ckanext.bmagov.visuals.services import layers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.dictionary import Dictionary
    from ckanext.bmagov.visuals.domain.shapes import Layer, Shape

VERSION: Final = 1
"""Of what is kept; another one makes all maps anew."""

MOST_TEXT: Final = 1_500_000
"""Letters of all popups together."""

LEAST_KEYS: Final = 4

Plain = dict[str, Any]


def map_of(
    session: AlchemySession, resource: dict[str, Any], known: Dictionary, column: str = "", chosen: str = ""
) -> Plain:
    """Return the map of a resource, kept from before where nothing has changed since.

    :param column: name of the property that the colours tell
    :param chosen: the system of coordinates, where a person has said it
    :raises ProblemError: why there is none
    """
    if not layers.kind_of(session, resource):
        raise layers.NoMapError("MAP-NONE")
    types = sorted((item.name, item.type, item.description) for _, item in known.columns)
    about = repr((VERSION, layers.content_hash(session, resource["id"]), types, column, chosen))
    made = readers.load(resource["id"], about)
    if made is None:
        layer = layers.layer_of(session, resource, known, System(chosen) if chosen else None)
        made = plain_map(layer, column)
        readers.save(resource["id"], about, made)
    return made


def plain_map(layer: Layer, column: str) -> Plain:
    """Return a layer as plain data."""
    seen = drawn(layer.shapes)
    keys = _shown_keys(layer.keys, seen.shapes, column)
    coloured = (
        legend([shape.properties.get(column) for shape in seen.shapes]) if column in layer.keys else None
    )
    features = [
        _feature(shape, keys, coloured.of[place] if coloured else None)
        for place, shape in enumerate(seen.shapes)
    ]
    features += [
        {
            "type": "Feature",
            "geometry": {
                "type": "Point",
                "coordinates": [round(cluster.east, DIGITS), round(cluster.north, DIGITS)],
            },
            "properties": {"count": cluster.count},
        }
        for cluster in seen.clusters
    ]
    return {
        "system": layer.system.value if layer.system else "",
        "bounds": [round(end, DIGITS) for end in seen.bounds] if seen.bounds else [],
        "keys": list(keys),
        "all_keys": list(layer.keys),
        "column": column if coloured else "",
        "scale": "numbers"
        if coloured and coloured.classes and coloured.classes[0].low is not None
        else "words",
        "legend": [asdict(group) for group in coloured.classes] if coloured else [],
        "tally": {**asdict(layer.tally), "kinds": dict(layer.tally.kinds)},
        "clusters": len(seen.clusters),
        "left_out": seen.left_out,
        "moved_metres": round(seen.tolerance * 111_000),
        "geojson": {"type": "FeatureCollection", "features": features},
    }


def _shown_keys(keys: Sequence[str], shapes: Sequence[Shape], column: str) -> tuple[str, ...]:
    """Return the properties that popups have: all, or the first ones that are not too much together."""
    shown: list[str] = []
    text = 0
    for key in sorted(keys, key=lambda key: key != column):
        text += sum(len(shape.properties.get(key, "")) + 4 for shape in shapes)
        if text > MOST_TEXT and len(shown) >= LEAST_KEYS:
            break
        shown.append(key)
    return tuple(key for key in keys if key in shown)


def _feature(shape: Shape, keys: Sequence[str], colour: int | None) -> Plain:
    values = [shape.properties.get(key, "") for key in keys]
    properties: Plain = {"n": shape.number, "v": values}
    if colour is not None:
        properties["c"] = colour
    return {"type": "Feature", "geometry": _geometry(shape), "properties": properties}


def _geometry(shape: Shape) -> Plain:
    lines = [
        [[round(line[at], DIGITS), round(line[at + 1], DIGITS)] for at in range(0, len(line), 2)]
        for line in shape.lines
    ]
    if shape.kind == "point":
        return (
            {"type": "Point", "coordinates": lines[0][0]}
            if len(lines[0]) == 1
            else {"type": "MultiPoint", "coordinates": lines[0]}
        )
    if shape.kind == "line":
        return {"type": "MultiLineString", "coordinates": lines}
    # Rings are drawn by the rule of even and odd, so a hole is one whichever area it stands with.
    return {"type": "Polygon", "coordinates": lines}
