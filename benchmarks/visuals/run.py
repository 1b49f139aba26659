"""Benchmark: a file of many shapes made ready to be drawn, beside reading its JSON alone, in one run.

    python benchmarks/visuals/run.py [--points 200000] [--areas 20000] [--rounds 3] [--json FILE]

GeoJSON of so many points, and of so many areas of 40 corners, with four properties each. Each is read by the
JSON reader of Python as a whole, and made a map. The ways take turns; of each the fastest round counts, in
seconds of the processor. Memory is the largest that Python had while each ran; `kilobytes` is what a browser
gets, packed as a web server packs it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import platform
import random
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from ckanext.bmagov.visuals.domain.shapes import read_layer
from ckanext.bmagov.visuals.formats.geojson import GeoJson
from ckanext.bmagov.visuals.services.maps import plain_map

if TYPE_CHECKING:
    from collections.abc import Callable

CORNERS = 40


def write_file(target: IO[bytes], kind: str, count: int) -> None:
    """Write so many features."""
    chance = random.Random(1)
    target.write(b'{"type":"FeatureCollection","features":[')
    for number in range(count):
        east, north = chance.uniform(100.33, 100.93), chance.uniform(13.5, 13.95)
        geometry: dict[str, Any] = {"type": "Point", "coordinates": [round(east, 6), round(north, 6)]}
        if kind == "areas":
            turns = [2 * math.pi * corner / CORNERS for corner in range(CORNERS)]
            ring = [
                [round(east + 0.002 * math.cos(t), 6), round(north + 0.002 * math.sin(t), 6)] for t in turns
            ]
            geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        properties = {
            "id": number,
            "name": f"รายการที่ {number}",
            "kind": f"ประเภท {number % 9}",
            "size": chance.randrange(9999),
        }
        feature = {"type": "Feature", "geometry": geometry, "properties": properties}
        target.write((b"," if number else b"") + json.dumps(feature, ensure_ascii=False).encode())
    target.write(b"]}")


def measured(ways: dict[str, Callable[[], Any]], rounds: int) -> dict[str, Any]:
    """Return seconds of the processor and MB of memory of each way."""
    seconds: dict[str, float] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.process_time()
            way()
            seconds[name] = min(seconds.get(name, 1e9), time.process_time() - began)
    result: dict[str, Any] = {}
    for name, way in ways.items():
        tracemalloc.start()
        way()
        peak = tracemalloc.get_traced_memory()[1] / 1024**2
        tracemalloc.stop()
        result[name] = {"seconds": round(seconds[name], 2), "peak_mb": round(peak)}
    return result


def main() -> None:
    """Write the files, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=200_000)
    parser.add_argument("--areas", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path, default=Path(__file__).parent / "result.json")
    asked = parser.parse_args()
    result: dict[str, Any] = {"python": platform.python_version()}
    for kind, count in (("points", asked.points), ("areas", asked.areas)):
        with tempfile.TemporaryFile() as file:
            source = cast("IO[bytes]", file)
            write_file(source, kind, count)
            size = source.tell()

            def parse(source: IO[bytes] = source) -> Any:
                source.seek(0)
                return json.loads(source.read())

            def draw(source: IO[bytes] = source) -> bytes:
                made = plain_map(read_layer(GeoJson(source).features()), "kind")
                return gzip.compress(json.dumps(made, ensure_ascii=False).encode(), 6)

            result[kind] = {"count": count, "megabytes": round(size / 1024**2, 1)}
            result[kind] |= measured({"json_alone": parse, "map": draw}, asked.rounds)
            result[kind]["kilobytes"] = round(len(draw()) / 1024)
    asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
