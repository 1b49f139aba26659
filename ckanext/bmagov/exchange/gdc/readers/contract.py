"""The table of names and words, read from its file once for each version and schema."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ckanext.bmagov import config
from ckanext.bmagov.base.formats.yaml_file import load_yaml
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.exchange.gdc.domain.contract import Contract, parse_contract
from ckanext.bmagov.folder import PACKAGE

if TYPE_CHECKING:
    from ckanext.bmagov.base.domain.schema_facts import Facts

FILE = PACKAGE / "schemas" / "gd-catalog.yaml"

_parsed: tuple[Facts, Any, str, Contract] | None = None


def contract() -> Contract:
    """Return the table for the version that the site answers with."""
    global _parsed
    known, lists, version = facts(), codelists(), config.gdc_form()
    if _parsed is None or _parsed[0] is not known or _parsed[1] is not lists or _parsed[2] != version:
        _parsed = (known, lists, version, parse_contract(raw(), known, lists, version))
    return _parsed[3]


@functools.cache
def raw() -> dict[str, Any]:
    """Return what the file holds."""
    content, _ = load_yaml(FILE.read_bytes(), FILE.name)
    return content
