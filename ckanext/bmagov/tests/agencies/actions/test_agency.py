"""The tree of agencies and one agency's place, with counts that are the reader's own."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import rebuild
from ckan.tests import factories

LIST = """code8,name_th,kind,parent_code8,name,name_en,abbrev_th,status,successor_codes
00000000,กรุงเทพมหานคร,city,,bma,Bangkok Metropolitan Administration,กทม.,,
04000000,สำนักปลัดกรุงเทพมหานคร,bureau,00000000,permanent-secretary-office,,สนป.,,
04150000,สำนักงานกฎหมายและคดี,permanent_secretary_unit,04000000,legal-office,Legal Office,,,
08000000,สำนักอนามัย,bureau,00000000,health-department,Health Department,สนอ.,,
18000000,สำนักผังเมือง,bureau,00000000,planning,,,historic,25000000
25000000,สำนักการวางผังและพัฒนาเมือง,bureau,00000000,urban,,,,
"""


def call(action, user="", **data):
    return tk.get_action(action)({"user": user}, data)


def add_dataset(name, organization, private=False):
    """A row and its index entry: the rules of metadata are not the subject here."""
    owner = model.Group.get(organization)
    assert owner
    package = model.Package(
        name=name, title=name, owner_org=owner.id, private=private, type="dataset", state="active"
    )
    package.extras = {"data_classification": "open"}
    model.Session.add(package)
    model.Session.flush()
    model.Session.add(
        model.Member(group=owner, table_id=package.id, table_name="package", capacity="organization")
    )
    model.Session.commit()
    rebuild(package.id)


@pytest.fixture
def agencies(clean_db, clean_index):
    sysadmin = factories.Sysadmin(name="root")
    call("bmagov_agency_load", sysadmin["name"], content=LIST, include_historic=True)
    add_dataset("law", "legal-office")
    add_dataset("secret-law", "legal-office", private=True)
    add_dataset("clinics", "health-department")


@pytest.mark.usefixtures("agencies")
class TestTree:
    def test_children_stand_below_their_parents(self):
        (city,) = call("bmagov_agency_tree")["agencies"]
        assert [child["name"] for child in city["children"]] == [
            "permanent-secretary-office",
            "health-department",
            "urban",
        ]
        assert [child["name"] for child in city["children"][0]["children"]] == ["legal-office"]

    def test_historic_agencies_are_left_out_until_asked_for(self):
        assert call("bmagov_agency_tree")["count"] == 5
        assert call("bmagov_agency_tree", include_historic="true")["count"] == 6

    def test_a_search_keeps_the_way_to_what_it_finds(self):
        found = call("bmagov_agency_tree", q="กฎหมาย")
        (city,) = found["agencies"]
        assert found["count"] == 1
        assert city["children"][0]["children"][0]["name"] == "legal-office"
        assert len(city["children"]) == 1

    @pytest.mark.parametrize("query", ["สนอ", "health", "0800", "๐๘๐๐", "สํานักอนามัย"])
    def test_found_by_abbreviation_english_code_and_any_thai_form(self, query):
        assert call("bmagov_agency_tree", q=query)["count"] == 1

    def test_an_overlong_query_is_refused(self):
        with pytest.raises(tk.ValidationError):
            call("bmagov_agency_tree", q="ก" * 201)


@pytest.mark.usefixtures("agencies")
class TestCountsAreTheReadersOwn:
    @pytest.fixture
    def cast(self):
        member, other = factories.User(), factories.User()
        for user, organization in ((member, "legal-office"), (other, "health-department")):
            data = {"id": organization, "username": user["name"], "role": "member"}
            tk.get_action("organization_member_create")({"user": "root"}, data)
        return {"anonymous": "", "member": member["name"], "other agency": other["name"], "sysadmin": "root"}

    @pytest.mark.parametrize(
        ("who", "expected"), [("anonymous", 1), ("other agency", 1), ("member", 2), ("sysadmin", 2)]
    )
    def test_private_datasets_count_for_those_who_may_see_them(self, cast, who, expected):
        legal = call("bmagov_agency_show", cast[who], id="legal-office")
        city = call("bmagov_agency_show", cast[who], id="bma")
        assert legal["dataset_count"] == expected
        assert (city["dataset_count"], city["dataset_count_below"]) == (0, expected + 1)


@pytest.mark.usefixtures("agencies")
class TestPlace:
    def test_parents_from_the_top(self):
        legal = call("bmagov_agency_show", id="legal-office")
        assert [parent["name"] for parent in legal["parents"]] == ["bma", "permanent-secretary-office"]

    def test_succession_is_told_from_both_sides(self):
        assert [a["name"] for a in call("bmagov_agency_show", id="planning")["successors"]] == ["urban"]
        assert [a["name"] for a in call("bmagov_agency_show", id="urban")["predecessors"]] == ["planning"]

    def test_an_unknown_agency_is_not_found(self):
        with pytest.raises(tk.ObjectNotFound):
            call("bmagov_agency_show", id="nobody")
