"""Codes, kinds and names of agencies."""

from __future__ import annotations

import pytest

from ckanext.bmagov.agencies.domain import fields
from ckanext.bmagov.agencies.domain.fields import AgencyError


def refusal(function, *args):
    with pytest.raises(AgencyError) as caught:
        function(*args)
    return caught.value.problem


class TestCodes:
    @pytest.mark.parametrize(
        "raw", ["08000000", " 08000000 ", "๐๘๐๐๐๐๐๐", "0800 0000", "0800-0000", "08\u200b000000"]
    )
    def test_eight_digits_however_typed(self, raw):
        assert fields.read_code8(raw) == "08000000"

    def test_a_code_that_lost_its_zero_is_refused_with_the_likely_one(self):
        problem = refusal(fields.read_code8, "8000000")
        assert (problem.code, problem.params["perhaps"]) == ("lost_zero", "08000000")

    @pytest.mark.parametrize("raw", ["0800000O", "สนอ.", "8e6", "²0000000", ""])
    def test_what_is_not_digits_is_refused(self, raw):
        assert refusal(fields.read_code8, raw).code == "not_digits"

    def test_wrong_length_says_how_many_were_found(self):
        problem = refusal(fields.read_code8, "0800")
        assert (problem.code, problem.params["found"]) == ("wrong_length", 4)

    def test_four_digits_follow_from_eight(self):
        assert fields.read_code4("", "50010000") == "5001"

    def test_four_digits_that_differ_from_the_eight_are_refused(self):
        assert refusal(fields.read_code4, "0900", "08000000").code == "codes_differ"

    def test_successors_are_split_on_any_separator_and_kept_once(self):
        assert fields.read_codes("23000000, 24000000;23000000") == ("23000000", "24000000")


class TestDopaCode:
    def test_a_district_has_one(self):
        assert fields.read_dopa_code("1001", "district_office", "5001") == "1001"

    def test_only_districts_have_one(self):
        assert refusal(fields.read_dopa_code, "1001", "bureau", "0800").code == "not_a_district"

    def test_bmas_own_code_is_not_taken_for_it(self):
        assert refusal(fields.read_dopa_code, "5001", "district_office", "5001").code == "dopa_is_own_code"

    def test_another_province_is_refused(self):
        assert refusal(fields.read_dopa_code, "1101", "district_office", "5001").code == "dopa_not_bangkok"


class TestNames:
    def test_decomposed_sara_am_and_spaces_become_one_form(self):
        assert fields.read_name("สํานักการระบายนํ้า  ") == "สำนักการระบายน้ำ"

    def test_control_characters_are_refused_with_their_place(self):
        problem = refusal(fields.read_name, "สำนัก\x00")
        assert (problem.code, problem.params["position"]) == ("control_character", 6)

    def test_overlong_names_are_refused(self):
        assert refusal(fields.read_name, "ก" * 201).code == "too_long"

    def test_an_address_comes_from_the_english_name(self):
        assert fields.make_slug("Culture, Sports and Tourism Department", "23000000") == (
            "culture-sports-and-tourism-department"
        )

    def test_without_an_english_name_the_code_is_the_address(self):
        assert fields.make_slug("", "23000000") == "agency-23000000"

    @pytest.mark.parametrize("raw", ["Health", "a", "สำนัก", "a b", "a/../b"])
    def test_an_address_that_a_page_cannot_have_is_refused(self, raw):
        assert refusal(fields.read_slug, raw).code == "bad_slug"


class TestSuccession:
    def test_an_agency_that_exists_has_no_successor(self):
        assert (
            refusal(fields.check_succession, ["25000000"], "18000000", "current").code
            == "current_has_successor"
        )

    def test_nobody_succeeds_itself(self):
        assert refusal(fields.check_succession, ["18000000"], "18000000", "historic").code == "own_successor"

    def test_the_end_is_read_in_either_era(self):
        assert fields.read_date("28/10/2563") == fields.read_date("2020-10-28") == "2020-10-28"

    def test_an_impossible_end_is_refused(self):
        assert refusal(fields.read_date, "31/2/2563").code == "bad_date"
