"""What an organization may carry: codes, kind, place and succession, by the API as by the form."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories, helpers


@pytest.fixture
def root(clean_db, clean_index):
    return factories.Sysadmin(name="root")["name"]


def create(user="root", **data):
    values = {"name": "agency", "title": "หน่วยงาน", **data}
    return helpers.call_action("organization_create", {"user": user, "ignore_auth": False}, **values)


def patch(ident, user="root", **data):
    return helpers.call_action("organization_patch", {"user": user, "ignore_auth": False}, id=ident, **data)


def show(ident):
    return helpers.call_action("organization_show", id=ident)


def refusal(field, function, *args, **data):
    with pytest.raises(tk.ValidationError) as caught:
        function(*args, **data)
    messages = caught.value.error_dict[field]
    assert isinstance(messages, list)
    return str(messages[0]).split(":")[0]


@pytest.mark.usefixtures("root")
class TestFields:
    def test_thai_digits_and_labels_are_stored_as_codes(self):
        create(
            code8="๕๐๐๑ ๐๐๐๐", kind="สำนักงานเขต", zone="กรุงเทพกลาง", dopa_code="๑๐๐๑", agency_status="ปัจจุบัน"
        )
        expected = {
            "code8": "50010000",
            "code4": "5001",
            "kind": "district_office",
            "zone": "central",
            "dopa_code": "1001",
            "agency_status": "current",
        }
        agency = show("agency")
        assert {field: agency[field] for field in expected} == expected

    def test_names_are_stored_in_one_form(self):
        create(title=" สํานักการระบายนํ้า ")
        assert show("agency")["title"] == "สำนักการระบายน้ำ"

    def test_an_emptied_field_is_gone(self):
        create(title_en="Agency", phone="1555")
        patch("agency", phone="")
        agency = show("agency")
        assert (agency.get("phone"), agency["title_en"]) == (None, "Agency")

    @pytest.mark.parametrize(
        ("field", "data", "code"),
        [
            ("code8", {"code8": "8000000"}, "AGENCY-LOST-ZERO"),
            ("code4", {"code8": "08000000", "code4": "0900"}, "AGENCY-CODES-DIFFER"),
            ("dopa_code", {"kind": "bureau", "dopa_code": "1001"}, "AGENCY-NOT-A-DISTRICT"),
            (
                "dopa_code",
                {"kind": "district_office", "code8": "50010000", "dopa_code": "5001"},
                "AGENCY-DOPA-IS-OWN-CODE",
            ),
            ("zone", {"kind": "bureau", "zone": "central"}, "AGENCY-NOT-A-DISTRICT"),
            ("kind", {"kind": "สำนักง"}, "VALUE-UNKNOWN"),
            ("successor_codes", {"successor_codes": "25000000"}, "AGENCY-CURRENT-HAS-SUCCESSOR"),
            ("ended_on", {"ended_on": "30/10/2561"}, "AGENCY-CURRENT-HAS-ENDED"),
            ("email", {"email": "not an address"}, "EMAIL-FORMAT"),
            ("website", {"website": "javascript:alert(1)"}, "URL-SCHEME"),
            ("title", {"title": "ก" * 201}, "TEXT-LENGTH"),
        ],
    )
    def test_refused(self, field, data, code):
        assert refusal(field, create, **data) == code

    def test_all_that_is_wrong_is_told_at_once(self):
        with pytest.raises(tk.ValidationError) as caught:
            create(title="", code8="x", kind="?", parent="nobody", email="?")
        assert {"title", "code8", "kind", "parent", "email"} <= caught.value.error_dict.keys()

    @pytest.mark.parametrize("field", ["code8", "dopa_code"])
    def test_codes_are_unique(self, field):
        values = {"kind": "district_office", "code8": "50010000", "dopa_code": "1001"}
        create(name="first", **values)
        second = values | {"code8": "50020000", "dopa_code": "1008"} | {field: values[field]}
        assert refusal(field, create, **second) == "AGENCY-CODE-IN-USE"

    def test_an_agency_keeps_its_own_codes_when_saved_again(self):
        create(code8="08000000")
        patch("agency", title="สำนักอนามัย")
        assert show("agency")["code8"] == "08000000"

    def test_what_is_no_more_has_its_end_and_its_successors(self):
        create(agency_status="historic", successor_codes="25000000, 24000000", ended_on="30/10/2561")
        agency = show("agency")
        assert (agency["successor_codes"], agency["ended_on"]) == ("25000000 24000000", "2018-10-30")


@pytest.mark.usefixtures("root")
class TestParent:
    @pytest.fixture(autouse=True)
    def tree(self, root):
        create(name="city")
        create(name="bureau", parent="city")
        create(name="unit", parent="bureau")

    def test_it_is_told(self):
        assert [show(name)["parent"] for name in ("city", "bureau", "unit")] == ["", "city", "bureau"]

    def test_it_stays_when_something_else_is_patched(self):
        patch("unit", title="หน่วย")
        assert show("unit")["parent"] == "bureau"

    def test_it_stays_when_an_update_does_not_name_it(self):
        helpers.call_action("organization_update", {"user": "root"}, id="unit", name="unit", title="หน่วย")
        assert show("unit")["parent"] == "bureau"

    def test_it_can_be_changed_by_id(self):
        patch("unit", parent=show("city")["id"])
        assert show("unit")["parent"] == "city"

    def test_it_can_be_taken_away(self):
        patch("unit", parent="")
        assert show("unit")["parent"] == ""

    def test_cores_own_way_still_works(self):
        patch("unit", groups=[{"name": "city"}])
        assert show("unit")["parent"] == "city"

    def test_nobody_is_below_itself(self):
        assert refusal("parent", patch, "city", parent="unit") == "AGENCY-CYCLE"
        assert refusal("parent", patch, "city", parent="city") == "AGENCY-CYCLE"

    def test_a_topic_is_no_parent(self):
        factories.Group(name="topic")
        assert refusal("parent", patch, "unit", parent="topic") == "AGENCY-PARENT-NOT-FOUND"

    def test_two_parents_are_refused(self):
        groups = [{"name": "city"}, {"name": "bureau"}]
        assert refusal("parent", create, name="other", groups=groups) == "AGENCY-SEVERAL-PARENTS"


@pytest.mark.usefixtures("root")
class TestWhoMayMove:
    @pytest.fixture(autouse=True)
    def cast(self, root):
        create(name="bureau")
        create(name="elsewhere")
        create(name="unit", parent="bureau")
        for name, organization in (("unit-admin", "unit"), ("bureau-admin", "bureau")):
            factories.User(name=name)
            data = {"id": organization, "username": name, "role": "admin"}
            helpers.call_action("organization_member_create", {"user": "root"}, **data)

    def test_an_administrator_edits_the_own_agency(self):
        patch("unit", "unit-admin", title="หน่วยใหม่")
        assert (show("unit")["title"], show("unit")["parent"]) == ("หน่วยใหม่", "bureau")

    @pytest.mark.parametrize(
        "place", [{"parent": "elsewhere"}, {"parent": ""}, {"groups": [{"name": "elsewhere"}]}]
    )
    def test_but_does_not_move_it(self, place):
        assert refusal("parent", patch, "unit", "unit-admin", **place) == "AGENCY-PARENT-NOT-ALLOWED"

    def test_who_administers_only_the_old_side_does_not_move_it(self):
        refused = refusal("parent", patch, "unit", "bureau-admin", parent="elsewhere")
        assert refused == "AGENCY-PARENT-NOT-ALLOWED"

    def test_who_administers_the_agency_above_lets_it_go(self):
        patch("unit", "bureau-admin", parent="")
        assert show("unit")["parent"] == ""
