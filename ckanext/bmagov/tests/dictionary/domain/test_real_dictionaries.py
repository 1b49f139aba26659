"""Five dictionaries as agencies publish them, read with what is here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ckanext.bmagov.dictionary.domain.checks import check_dictionary
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.domain.spec import completeness

EXCERPTS = Path(__file__).parents[6] / "shared/data/gov-page-excerpts/data_dictionaries.jsonl"
KNOWN = {
    **dict.fromkeys(("name", "field_name", "Column", "ฟิลด์"), "name"),
    **dict.fromkeys(("data_type", "Type", "ประเภท"), "type"),
    **dict.fromkeys(("description", "description_thai", "Description", "รายละเอียด"), "description"),
    "description_en": "description_en",
    "example": "example",
}


@pytest.fixture
def published() -> list[dict]:
    if not EXCERPTS.is_file():
        pytest.skip("the excerpts of published dictionaries are not beside the project")
    return [json.loads(line) for line in EXCERPTS.read_text(encoding="utf-8").splitlines()]


def test_published_dictionaries_are_read_without_an_error(published: list[dict]):
    shares = []
    for page in published:
        attributes = [KNOWN.get(column, "") for column in page["columns"]]
        columns = [
            {name: cell for name, cell in zip(attributes, row, strict=True) if name and cell is not None}
            for row in page["rows"]
        ]
        parsed = parse_dictionary(columns)
        assert parsed.findings == (), page["url"]
        assert check_dictionary(parsed.dictionary) == (), page["url"]
        shares.append(completeness(parsed.dictionary).share)
    assert shares == [1, 1, 1, 0, 0]
