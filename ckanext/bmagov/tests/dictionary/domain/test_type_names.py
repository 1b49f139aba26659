"""Types as databases write them, and what each means."""

from __future__ import annotations

import pytest

from ckanext.bmagov.dictionary.domain.types import resolve_type


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("array<string>", ("json", None, None)),
        ("Map < string, decimal(10,2) >", ("json", None, None)),
        ("STRUCT(lat DOUBLE, lon DOUBLE)", ("json", None, None)),
        ("geometry(Point,4326)", ("geometry", None, None)),
        ("geography (Polygon)", ("geometry", None, None)),
        ("NUMBER(*,0)", ("integer", None, None)),
        ("NUMBER(*,2)", ("number", None, 2)),
        ("NUMBER(10,0)", ("integer", 10, None)),
        ("float(10,2)", ("number", 10, 2)),
        ("FLOAT(126)", ("number", None, None)),
        ("decfloat(34)", ("number", None, None)),
        ("tinyint(1)", ("boolean", None, None)),
        ("tinyint(2)", ("integer", None, None)),
        ("varchar(max)", ("text", None, None)),
        ("varchar(0)", ("text", None, None)),
        ("varchar(123456789)", ("text", 123456789, None)),
        ("varchar(1234567890)", ("text", None, None)),
        ("text[]", ("json", None, None)),
        ("timestamp(6) with time zone", ("datetime", None, None)),
        ("Long Integer", ("integer", None, None)),
        ("rowversion", ("binary", None, None)),
    ],
)
def test_a_type_is_read_with_its_size(written: str, meant: tuple[str, int | None, int | None]):
    found = resolve_type(written)
    assert found
    assert (found.type.name, found.size, found.decimals) == meant


@pytest.mark.parametrize("written", ["", "mapped", "structure(1)", "geometric(Point)", "nothing(3)"])
def test_what_is_no_type_means_nothing(written: str):
    assert resolve_type(written) is None
