"""Names under which a table may be read, and those that are somebody else's."""

from __future__ import annotations

import pytest

from ckanext.bmagov.dictionary.domain.table_alias import alias_problems, aliases_of, has_form

ID = "0b1c2d3e-4f50-4617-8829-3a4b5c6d7e8f"


@pytest.mark.parametrize(
    "alias", ["population", "Population_2569", "budget-2026.v2", "ประชากรรายเขต", "เขต-๒๕๖๙", "x", "a" * 63]
)
def test_a_name_that_somebody_gave_is_taken(alias: str):
    assert has_form(alias)


@pytest.mark.parametrize(
    "alias",
    [
        ID,
        ID.upper(),
        ID.replace("-", ""),
        ID.replace("0", "O"),
        "๐" + ID[1:],
        "０" + ID[1:],
        ID.replace("a", "а"),
        "",
        " population",
        "_hidden",
        "_table_metadata",
        "2569",
        "-x",
        "pg_tables",
        "PG_user",
        "a b",
        "a%b",
        'a"b',
        "a\x00b",
        "а",
        "ｐopulation",
        "a" * 64,
        "ก" * 22,
        "a\u200bb",
        "café",
    ],
)
def test_what_can_be_taken_for_something_else_is_refused_by_its_form(alias: str):
    assert not has_form(alias)
    assert [one.code for one in alias_problems([alias], ())] == ["ALIAS-FORMAT"]


def test_an_id_is_refused_alike_whether_it_is_there_or_not():
    assert list(alias_problems([ID], [ID])) == list(alias_problems([ID], []))


@pytest.mark.parametrize(
    ("alias", "there"), [("budget", "budget"), ("Budget", "bUDGET"), ("เขต๑", "เขต1"), ("นํ้า", "น้ำ")]
)
def test_what_people_read_as_the_same_is_taken(alias: str, there: str):
    assert [one.code for one in alias_problems([alias], [there])] == ["ALIAS-TAKEN"]


def test_the_same_twice_is_taken_the_second_time():
    assert [(one.code, one.params["alias"]) for one in alias_problems(["a", "A", "b"], ())] == [
        ("ALIAS-TAKEN", "A")
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a, b ,c", ("a", "b", "c")),
        (["a", '"b"'], ("a", "b")),
        ("", ()),
        ([], ()),
        (" , ", ()),
        ({"a": 1}, None),
        (["a", 1], None),
        (5, None),
    ],
)
def test_aliases_are_read_as_the_datastore_reads_them(given, expected):
    assert aliases_of(given) == expected
