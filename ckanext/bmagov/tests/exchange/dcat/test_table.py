"""The table of terms in the docs is the one that is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ckanext.bmagov.exchange.dcat.domain.mapping import MappingError, parse_mapping
from ckanext.bmagov.exchange.dcat.readers.table import choices_of_fields
from ckanext.bmagov.files import read_data
from ckanext.bmagov.tests.exchange.dcat.make import SITE

PROJECT = Path(__file__).parents[5]


def test_the_page_is_true():
    checked = subprocess.run([sys.executable, PROJECT / "tools" / "dcat_table.py", "--check"], check=False)
    assert checked.returncode == 0, "run `make dcat-table`"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"term": "nope:x", "as": "text"}, "prefix"),
        ({"term": "dct:title", "as": "poem"}, "as is one of"),
        ({"term": "dct:title", "as": "text", "at": "moon"}, "node"),
        ({"term": "dct:title", "as": "choice"}, "code list"),
        ({"term": "dct:title", "as": "text", "langs": "th"}, "key langs"),
    ],
)
def test_a_wrong_entry_is_refused_by_its_name(entry: dict[str, str], said: str):
    raw = read_data("schemas/dcat.yaml")
    raw = {**raw, "dataset": {**raw["dataset"], "standard": entry}}
    with pytest.raises(MappingError) as refused:
        parse_mapping(raw, SITE, choices_of_fields())
    assert said in str(refused.value)
