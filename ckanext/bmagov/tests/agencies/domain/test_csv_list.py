"""A list of agencies: every problem with its line, and the tree that the rows make."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ckanext.bmagov.agencies.domain import csv_list
from ckanext.bmagov.base.domain.codelist import parse_codelist

HEADER = ["code8", "name_th", "kind", "parent_code8", "status", "successor_codes", "name_en", "zone"]


def choices(name, *values):
    codes = [{"value": value, "label_th": f"ไทย {value}", "label_en": f"English {value}"} for value in values]
    return parse_codelist({"name": name, "title": {"th": name, "en": name}, "codes": codes}, name)


CODELISTS = {
    "kind": choices(
        "kind", "city", "bureau", "office", "permanent_secretary_unit", "district_office", "other"
    ),
    "zone": choices("zone", "central", "south", "north", "east", "thonburi_north", "thonburi_south"),
    "status": choices("status", "current", "historic", "unconfirmed"),
}


def read(*rows, header=HEADER, known=None):
    return csv_list.read_list(header, list(enumerate(rows, 2)), CODELISTS, known or {})


def problems(*rows, **kwargs):
    return [(p.line, p.column, p.problem.code) for p in read(*rows, **kwargs).problems]


CITY = ["00000000", "กรุงเทพมหานคร", "city"]
HEALTH = ["08000000", "สำนักอนามัย", "bureau", "00000000", "", "", "Health Department"]


class TestGoodList:
    def test_rows_are_read(self):
        city, health = read(CITY, HEALTH).rows
        assert (city.agency.status, health.agency.code4) == ("current", "0800")
        assert (health.line, health.agency.name, health.agency.parent_code8) == (
            3,
            "health-department",
            "00000000",
        )

    def test_labels_stand_for_values(self):
        (row,) = read(["00000000", "กรุงเทพมหานคร", "ไทย city"]).rows
        assert row.agency.kind == "city"

    def test_blank_lines_are_skipped_and_lines_still_counted(self):
        assert problems(CITY, ["", " "], ["x", "ชื่อ", "city"]) == [(4, "code8", "not_digits")]

    def test_a_row_may_hang_below_an_agency_of_the_catalog(self):
        assert not problems(HEALTH, known={"00000000": ""})

    def test_two_agencies_of_one_english_name_get_their_codes_in_the_address(self):
        one = [*HEALTH[:3], "", "", "", "Division"]
        two = ["09000000", "กอง", "bureau", "", "", "", "Division"]
        assert [row.agency.name for row in read(one, two).rows] == ["division-08000000", "division-09000000"]

    def test_parents_come_first(self):
        rows = csv_list.parents_first(read(HEALTH, CITY).rows)
        assert [row.agency.code8 for row in rows] == ["00000000", "08000000"]


class TestBadRows:
    def test_every_problem_of_every_row_is_told(self):
        assert problems(["12", "", "bureau"], ["08000000", "ก", "bureu"]) == [
            (2, "name_th", "missing_value"),
            (2, "code8", "wrong_length"),
            (3, "kind", "unknown_choice"),
        ]

    def test_an_unknown_choice_names_the_nearest(self):
        (problem,) = read(["08000000", "ก", "bureu"]).problems
        assert problem.problem.params["choices"] == "bureau"

    def test_a_code_twice_names_the_first_line(self):
        (problem,) = read(CITY, [*CITY[:1], "อื่น", "other", "", "", "", "Else"]).problems
        assert (problem.line, problem.column, problem.problem.params["line"]) == (3, "code8", 2)

    def test_more_cells_than_columns(self):
        assert problems([*HEALTH, "", "surplus"]) == [(2, "", "too_many_cells")]

    def test_a_zone_needs_a_district(self):
        assert problems([*CITY, "", "", "", "", "central"]) == [(2, "zone", "not_a_district")]

    def test_a_list_without_rows(self):
        assert problems() == [(1, "", "no_rows")]


class TestHeader:
    @pytest.mark.parametrize(
        ("header", "code"),
        [
            (["code8", "name_th"], "missing_column"),
            (["code8", "name_th", "kind", "colour"], "unknown_column"),
            (["code8", "name_th", "kind", "kind"], "repeated_column"),
        ],
    )
    def test_what_is_wrong_with_it_is_told_on_line_one(self, header, code):
        assert problems(CITY, header=header) == [(1, "", code)]


class TestTree:
    def test_an_unknown_parent(self):
        assert problems(HEALTH) == [(2, "parent_code8", "unknown_parent")]

    def test_nobody_is_its_own_parent(self):
        assert problems([*CITY, "00000000"]) == [(2, "parent_code8", "cycle")]

    def test_a_ring_of_two_is_refused_on_both_lines(self):
        ring = [["01000000", "ก", "office", "02000000"], ["02000000", "ข", "office", "01000000"]]
        assert problems(*ring) == [(2, "parent_code8", "cycle"), (3, "parent_code8", "cycle")]

    def test_a_ring_through_the_catalog_is_refused(self):
        assert problems(["01000000", "ก", "office", "02000000"], known={"02000000": "01000000"}) == [
            (2, "parent_code8", "cycle")
        ]

    def test_what_exists_does_not_belong_to_what_is_no_more(self):
        gone = ["18000000", "สำนักผังเมือง", "bureau", "", "historic"]
        assert problems(gone, ["18010000", "กอง", "other", "18000000"]) == [
            (3, "parent_code8", "parent_not_current")
        ]

    def test_an_unknown_successor(self):
        assert problems(["18000000", "สำนักผังเมือง", "bureau", "", "historic", "25000000"]) == [
            (2, "successor_codes", "unknown_successor")
        ]


class TestProjectList:
    FILE = Path(csv_list.__file__).parents[2] / "data" / "agencies.csv"

    @pytest.fixture(scope="class")
    def reading(self):
        with self.FILE.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        return csv_list.read_list(lines[0], list(enumerate(lines[1:], 2)), CODELISTS, {})

    def test_nothing_is_wrong_with_it(self, reading):
        assert not reading.problems

    def test_it_has_fifty_districts_each_with_zone_and_dopa_code(self, reading):
        districts = [r.agency for r in reading.rows if r.agency.kind == "district_office"]
        assert len(districts) == 50
        assert all(d.zone and d.dopa_code and d.code4.startswith("50") for d in districts)

    def test_all_current_agencies_belong_to_the_city(self, reading):
        parents = {r.agency.code8: r.agency.parent_code8 for r in reading.rows}
        assert all(csv_list.is_below(code, "00000000", parents) for code in parents)

    def test_the_renamed_planning_department_points_to_its_successor(self, reading):
        (planning,) = [r.agency for r in reading.rows if r.agency.code8 == "18000000"]
        assert (planning.status, planning.successor_codes) == ("historic", ("25000000",))
