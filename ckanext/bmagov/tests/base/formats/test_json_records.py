"""JSON that is a table, and JSON that is none."""

from __future__ import annotations

import io
import json

import pytest

from ckanext.bmagov.base.formats.packed import table_in
from ckanext.bmagov.base.formats.table import TableError, describe, iter_rows


def table_of(text: str) -> list[list[str]]:
    with table_in(io.BytesIO(text.encode())) as stream:
        described = describe(stream)
        return [list(described.columns), *iter_rows(stream, described.layout)]


def refusal(text: str) -> str:
    with pytest.raises(TableError) as error, table_in(io.BytesIO(text.encode())):
        pass
    return error.value.code


@pytest.mark.parametrize(
    "text",
    [
        '[{"เขต": "บางรัก", "คน": 5}, {"เขต": "ดุสิต\\n", "ที่": [1, 2]}]',
        '{"success": true, "records": [{"เขต": "บางรัก", "คน": 5}, {"เขต": "ดุสิต\\n", "ที่": [1, 2]}]}',
        '{"เขต": "บางรัก", "คน": 5}\n{"เขต": "ดุสิต\\n", "ที่": [1, 2]}\n',
    ],
)
def test_records_are_rows_and_their_names_columns(text):
    assert table_of(text) == [["เขต", "คน", "ที่"], ["บางรัก", "5", ""], ["ดุสิต\n", "", "[1, 2]"]]


@pytest.mark.parametrize("text", ['{"a": 1}', "[[1, 2]]", '[{"a": 1}, 2]', '{"a": [{}], "b": [{}]}', "[]"])
def test_other_json_is_no_table(text):
    assert refusal(text) == "FILE-IS-OTHER"


def test_broken_deep_and_large_ones_are_told():
    assert refusal('[{"a": 1}') == "FILE-BROKEN"
    assert refusal('[{"a": ' + "[" * 100_000) == "FILE-BROKEN"
    assert refusal('[{"a": "' + "x" * 21 * 1024 * 1024) == "FILE-JSON-SIZE"
    wide = json.dumps([{f"c{number}": 1 for number in range(17_000)}])
    assert refusal(wide) == "FILE-TOO-MANY-COLUMNS"
    far = json.dumps([{f"c{number % 16_000}": 1} for number in range(300_000)])
    assert refusal(far) == "FILE-TOO-MANY-ROWS"
