"""The files of the demo datasets, made on the spot: the same bytes for the same day, nothing large in git."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, time
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import xlsxwriter

from ckanext.bmagov.site.demo.cells import make
from ckanext.bmagov.site.demo.districts import HERE
from ckanext.bmagov.site.demo.rows import expand, random_of
from ckanext.bmagov.site.demo.shapes import geometry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckanext.bmagov.site.demo.rows import Facts, Span

    Table = list[tuple[dict[str, object], Facts]]
    Writer = Callable[[Mapping[str, Any], Table, Span], bytes]

WRITERS: dict[str, Writer] = {}

DEFAULT_ENCODING = "utf-8-sig"
"""With a byte order mark, as Excel wants it."""


def writer(suffix: str) -> Callable[[Writer], Writer]:
    """Register how files of a suffix are written."""

    def register(write: Writer) -> Writer:
        WRITERS[suffix] = write
        return write

    return register


def build(dataset: str, spec: Mapping[str, Any], span: Span) -> bytes:
    """Return the bytes of a resource's file. The same dataset, file and day give the same bytes."""
    name = spec["file"]
    if spec.get("static"):
        return (HERE / "files" / name).read_bytes()
    seed = f"{dataset}/{PurePath(name).stem}"
    table = [_row(spec["columns"], facts, seed) for facts in expand(spec["rows"], span, seed)]
    return WRITERS[PurePath(name).suffix](spec, table, span)


def _row(columns: Mapping[str, Any], place_and_time: Facts, seed: str) -> tuple[dict[str, object], Facts]:
    """Make the cells of a row. Each has a seed of its own: two formats of one table tell the same."""
    facts = dict(place_and_time)
    cells: dict[str, object] = {}
    for column, kind in columns.items():
        draw = random_of(seed, facts["n"], column)
        cells[column] = facts[column] = make(column, kind, facts, draw)
    return cells, facts


@writer(".csv")
def _csv(spec: Mapping[str, Any], table: Table, _span: Span) -> bytes:
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(spec["columns"])
    lines.writerows(cells.values() for cells, _ in table)
    return out.getvalue().encode(spec.get("encoding", DEFAULT_ENCODING))


@writer(".xlsx")
def _xlsx(spec: Mapping[str, Any], table: Table, span: Span) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime.combine(span.as_of, time.min)})
        sheet = book.add_worksheet("ข้อมูล")
        top = [[title] for title in spec.get("title_rows", [])]
        lines = [*top, list(spec["columns"]), *(list(cells.values()) for cells, _ in table)]
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return out.getvalue()


@writer(".json")
def _json(_spec: Mapping[str, Any], table: Table, _span: Span) -> bytes:
    return _dump([cells for cells, _ in table])


@writer(".geojson")
def _geojson(spec: Mapping[str, Any], table: Table, _span: Span) -> bytes:
    features = [
        {"type": "Feature", "geometry": geometry(spec["geometry"], facts), "properties": cells}
        for cells, facts in table
    ]
    return _dump({"type": "FeatureCollection", "features": features})


@writer(".xml")
def _xml(_spec: Mapping[str, Any], table: Table, _span: Span) -> bytes:
    root = ET.Element("items")
    for cells, _ in table:
        item = ET.SubElement(root, "item")
        for name, value in cells.items():
            ET.SubElement(item, name).text = str(value)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


@writer(".ics")
def _ics(_spec: Mapping[str, Any], table: Table, span: Span) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bmagov//demo//TH"]
    for number, (cells, _) in enumerate(table, start=1):
        lines += [
            "BEGIN:VEVENT",
            f"UID:demo-{number}@bangkok.example",
            f"DTSTAMP:{span.as_of:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{str(cells['date']).replace('-', '')}",
            f"SUMMARY:{cells['summary']}",
            "END:VEVENT",
        ]
    return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()


def _dump(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
