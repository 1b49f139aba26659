from __future__ import annotations

import pytest

from ckanext.bmagov.access.domain.classification import Policy
from ckanext.bmagov.dictionary.domain.checks import Surroundings, check_dictionary
from ckanext.bmagov.dictionary.domain.spec import Allowed, Column, Dictionary, Reference, Table

POLICY = Policy(("open", "internal", "secret"), {}, {})


def codes(*columns: Column, around: Surroundings | None = None) -> list[str]:
    dictionary = Dictionary((Table("t", columns=columns),))
    return [finding.code for finding in check_dictionary(dictionary, around or Surroundings())]


def test_a_sound_column_has_no_problem():
    sound = Column(
        "เขต", type="integer", size=4, minimum="1", maximum="๕๐", allowed=(Allowed("1"),), personal="no"
    )
    assert codes(sound) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", ["FIELD-NAME-REQUIRED"]),
        ("a\ue000b", []),
        ("_id", []),
        ('จำนวน "คน"', []),
        ("ก" * 500, []),
    ],
)
def test_a_column_has_any_name_that_can_be_seen(name: str, code: list[str]):
    assert codes(Column(name)) == code


def test_names_are_compared_as_people_read_them():
    found = check_dictionary(Dictionary((Table(columns=(Column("จำนวน"), Column("x"), Column("จํานวน "))),)))
    assert [(f.code, f.row, f.params["first"], f.params["second"]) for f in found] == [
        ("FIELD-DUPLICATE", 3, 1, 3)
    ]


@pytest.mark.parametrize(
    ("column", "code", "field"),
    [
        (Column("a", type="zzz"), "TYPE-UNKNOWN", "type"),
        (Column("a", pattern="("), "PATTERN-SYNTAX", "pattern"),
        (Column("a", pattern="(?=a)"), "REGEX-UNSAFE", "pattern"),
        (Column("a", type="date", size=3), "SIZE-TYPE", "size"),
        (Column("a", type="number", size=2, decimals=3), "DECIMALS-SIZE", "decimals"),
        (Column("a", type="text", minimum="1"), "RANGE-TYPE", "minimum"),
        (Column("a", type="integer", maximum="x"), "RANGE-VALUE", "maximum"),
        (Column("a", type="integer", minimum="5", maximum="4"), "RANGE-ORDER", "maximum"),
        (Column("a", allowed=(Allowed("1"), Allowed("1"))), "ALLOWED-DUPLICATE", "allowed"),
        (Column("a", type="integer", allowed=(Allowed("x"),)), "ALLOWED-VALUE", "allowed"),
        (Column("a", allowed=(Allowed("1"),), codelist="yes_no"), "ALLOWED-BOTH", "codelist"),
        (Column("a", personal="maybe"), "VALUE-UNKNOWN", "personal"),
        (Column("a", personal="yes", personal_kind="shoe"), "VALUE-UNKNOWN", "personal_kind"),
        (Column("a", personal_kind="name"), "PERSONAL-KIND", "personal"),
        (Column("a", type="date", date_format="ตามใจ"), "DATE-FORMAT-UNKNOWN", "date_format"),
        (Column("a", type="text", era="be"), "ERA-TYPE", "era"),
        (Column("a", references=Reference("", "b")), "REFERENCE-UNKNOWN", "references"),
    ],
)
def test_what_is_wrong_with_a_column_is_named_at_its_field(column: Column, code: str, field: str):
    found = check_dictionary(Dictionary((Table("t", columns=(Column("x"), column)),)))
    assert [(f.code, f.field, f.table, f.row) for f in found] == [(code, field, "t", 2)]


def test_tables_are_told_apart():
    columns = (Column("a"),)
    found = check_dictionary(Dictionary((Table("", columns=columns), Table("t"), Table(" T"))))
    assert [f.code for f in found] == ["TABLE-NAME", "TABLE-DUPLICATE"]


def test_a_reference_to_another_type_is_said():
    columns = (Column("a", type="integer", references=Reference("", "b")), Column("b", type="text"))
    assert codes(*columns) == ["REFERENCE-TYPE"]


def test_references_in_a_circle_are_said_once_and_not_forbidden():
    tables = (
        Table("a", columns=(Column("id"), Column("b", references=Reference("b", "id")))),
        Table("b", columns=(Column("id"), Column("c", references=Reference("c", "id")))),
        Table("c", columns=(Column("id"), Column("a", references=Reference("a", "id")))),
    )
    found = check_dictionary(Dictionary(tables))
    assert [(f.code, f.params["path"], f.warning) for f in found] == [
        ("REFERENCE-CIRCLE", ("a", "b", "c", "a"), True)
    ]


def test_a_tree_in_one_table_is_no_circle_but_a_column_that_refers_to_itself_is():
    assert codes(Column("id"), Column("parent", references=Reference("", "id"))) == []
    assert codes(Column("id", references=Reference("t", "id"))) == ["REFERENCE-CIRCLE"]


def test_a_long_chain_of_references_is_checked():
    tables = tuple(
        Table(f"t{n}", columns=(Column("id"), Column("up", references=Reference(f"t{(n + 1) % 900}", "id"))))
        for n in range(900)
    )
    assert [f.code for f in check_dictionary(Dictionary(tables))] == ["REFERENCE-CIRCLE"]


@pytest.mark.parametrize(
    ("column", "level", "expected"),
    [
        (Column("a", personal="yes"), "open", ["CATEGORY-LEVEL"]),
        (Column("a", personal="yes", classification="secret"), "open", ["COLUMN-LEVEL-ABOVE"]),
        (Column("a", personal="yes"), "internal", []),
        (Column("a", classification="open"), "internal", ["COLUMN-LEVEL-BELOW"]),
        (Column("a", classification="ลับสุด"), "open", ["LEVEL-UNKNOWN"]),
        (Column("a", codelist="none"), "open", ["VALUE-UNKNOWN"]),
        (Column("a", codelist="yes_no", classification="open"), "open", []),
    ],
)
def test_levels_and_lists_are_checked_against_the_resource(column: Column, level: str, expected: list[str]):
    around = Surroundings(POLICY, level, frozenset({"yes_no"}))
    assert codes(column, around=around) == expected
