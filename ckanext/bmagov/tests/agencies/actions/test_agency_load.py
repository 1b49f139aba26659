"""Loading a list of agencies: the tree, again, changed, bad, and failing half way."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories, helpers

from ckanext.bmagov.agencies import actions as action

CITY = "00000000,กรุงเทพมหานคร,city,,bma,Bangkok Metropolitan Administration"
HEALTH = "08000000,สำนักอนามัย,bureau,00000000,health-department,Health Department"
HEADER = "code8,name_th,kind,parent_code8,name,name_en"


def csv(*rows):
    return "\n".join([HEADER, *rows]) + "\n"


@pytest.fixture
def load(clean_db, clean_index):
    user = factories.Sysadmin(name="loader")["name"]

    def run(content=None, **flags):
        data = {**flags, **({"content": content} if content is not None else {})}
        return tk.get_action("bmagov_agency_load")({"user": user}, data)

    return run


def organizations():
    return sorted(tk.get_action("organization_list")({"ignore_auth": True}, {}))


def show(name):
    return tk.get_action("organization_show")({"ignore_auth": True}, {"id": name})


def edit(action, **data):
    return helpers.call_action(action, {"user": "loader"}, **data)


def errors(run, *args, **kwargs):
    with pytest.raises(tk.ValidationError) as caught:
        run(*args, **kwargs)
    found = caught.value.error_dict["content"]
    assert isinstance(found, list)
    return [str(message) for message in found]


class TestTheCitysList:
    def test_current_agencies_come_with_their_tree(self, load):
        result = load()
        assert len(result["created"]) == len(organizations()) == 80
        assert result["skipped"] == 8
        legal, city = model.Group.get("legal-and-litigation-office"), model.Group.get("bma")
        assert legal
        assert city
        above = [group.name for group in legal.get_parent_group_hierarchy(type="organization")]
        assert above == ["bma", "permanent-secretary-office"]
        below = city.get_children_group_hierarchy(type="organization")
        assert len(below) == 79

    def test_an_agency_carries_all_that_the_list_says(self, load):
        load()
        office = show("phra-nakhon-district")
        assert {
            k: office[k]
            for k in ("title", "title_en", "code8", "code4", "dopa_code", "kind", "zone", "parent")
        } == {
            "title": "สำนักงานเขตพระนคร",
            "title_en": "Phra Nakhon District Office",
            "code8": "50010000",
            "code4": "5001",
            "dopa_code": "1001",
            "kind": "district_office",
            "zone": "central",
            "parent": "bma",
        }

    def test_the_second_time_nothing_changes(self, load):
        load()
        before = {name: show(name) for name in ("bma", "health-department", "bang-bon-district")}
        again = load()
        assert (again["created"], again["updated"], again["unchanged"]) == ([], [], 80)
        assert {name: show(name) for name in before} == before

    def test_historic_agencies_come_when_asked_for_with_their_successors(self, load):
        assert len(load(include_historic=True)["created"]) == 88
        planning = show("city-planning-department")
        assert (planning["agency_status"], planning["successor_codes"]) == ("historic", "25000000")

    def test_nobody_becomes_administrator_of_all_agencies(self, load):
        load()
        assert not model.Session.query(model.Member).filter_by(table_name="user").count()


class TestAgain:
    def test_a_changed_field_is_updated_and_the_rest_is_kept(self, load):
        load(csv(CITY, HEALTH))
        edit(
            "organization_patch",
            id="health-department",
            phone="0 2203 2874",
            abbreviation_th="สนอ.",
            description="ดูแล",
        )
        result = load(csv(CITY, HEALTH.replace("Health Department", "Department of Health")))
        assert result["updated"] == [{"name": "health-department", "fields": ["title_en"]}]
        health = show("health-department")
        expected = {
            "title_en": "Department of Health",
            "phone": "0 2203 2874",
            "abbreviation_th": "สนอ.",
            "description": "ดูแล",
            "parent": "bma",
        }
        assert {field: health[field] for field in expected} == expected

    def test_members_stay(self, load):
        load(csv(CITY, HEALTH))
        user = factories.User()
        helpers.call_action(
            "organization_member_create", id="health-department", username=user["name"], role="editor"
        )
        load(csv(CITY, HEALTH.replace("อนามัย", "อนามัยและสาธารณสุข")))
        assert [u["name"] for u in show("health-department")["users"]] == [user["name"]]

    def test_an_empty_cell_changes_nothing(self, load):
        load(csv(CITY, HEALTH))
        assert load(csv(CITY, "08000000,สำนักอนามัย,bureau,,,"))["updated"] == []
        assert show("health-department")["parent"] == "bma"

    def test_an_agency_is_moved(self, load):
        load(csv(CITY, HEALTH, "09000000,สำนักการศึกษา,bureau,00000000,education-department,"))
        result = load(csv("08000000,สำนักอนามัย,bureau,09000000,,"))
        assert result["updated"] == [{"name": "agency-08000000", "fields": ["parent"]}]
        assert show("health-department")["parent"] == "education-department"

    def test_an_address_that_was_changed_stays(self, load):
        load(csv(CITY, HEALTH))
        edit("organization_patch", id="health-department", name="health")
        assert load(csv(CITY, HEALTH))["unchanged"] == 2

    def test_an_organization_made_by_hand_is_taken_over(self, load):
        factories.Organization(name="health-department", title="อนามัย")
        assert load(csv(CITY, HEALTH))["created"] == ["bma"]
        assert show("health-department")["code8"] == "08000000"

    def test_what_was_deleted_stays_deleted_and_its_children_can_still_be_loaded(self, load):
        load(csv(CITY, HEALTH))
        edit("organization_delete", id="bma")
        result = load(csv(CITY, HEALTH.replace("Health Department", "Health")))
        assert result["deleted"] == ["bma"]
        assert result["updated"] == [{"name": "health-department", "fields": ["title_en"]}]

    def test_a_dry_run_keeps_nothing(self, load):
        result = load(csv(CITY, HEALTH), dry_run=True)
        assert result["created"] == ["bma", "health-department"]
        assert organizations() == []


class TestRefused:
    def test_a_bad_row_is_named_and_nothing_is_written(self, load):
        found = errors(load, csv(CITY, HEALTH.replace("bureau", "bureu"), "x,,office,,,"))
        assert [message.split(":")[0] for message in found] == [
            "Line 3, column kind", "Line 4, column name_th", "Line 4, column code8",
        ]  # fmt: skip
        assert organizations() == []

    def test_failing_half_way_writes_nothing(self, load, monkeypatch):
        create = action._create
        done = []

        def fail_at_the_third(change, context):
            if len(done) == 2:
                raise RuntimeError("the machine stops here")
            done.append(create(change, context))
            return done[-1]

        monkeypatch.setattr(action, "_create", fail_at_the_third)
        with pytest.raises(RuntimeError):
            load()
        model.Session.remove()
        assert organizations() == []
        assert not model.Session.query(model.Member).count()

    def test_what_only_core_refuses_names_its_line_and_writes_nothing(self, load):
        found = errors(load, csv(CITY, HEALTH.replace("health-department", "new")))
        assert found[0].startswith("Line 3, column name: ")
        assert organizations() == []

    def test_an_address_of_a_topic_is_not_taken(self, load):
        factories.Group(name="health-department")
        assert "AGENCY-NAME-TAKEN" in errors(load, csv(CITY, HEALTH))[0]

    def test_what_is_no_csv_names_the_line(self, load):
        assert "AGENCY-NOT-CSV" in errors(load, csv(CITY, '08000000,"สำนัก"อนามัย,bureau,,,'))[0]

    def test_an_empty_list(self, load):
        assert "AGENCY-NO-ROWS" in errors(load, csv())[0]

    @pytest.mark.parametrize("text", ["", "\n", "\ufeff"])
    def test_an_empty_file_is_not_the_citys_list(self, load, text):
        assert errors(load, text)
        assert load(dry_run=True)["created"], "nothing was loaded"

    def test_only_sysadmins_load(self, load):
        user = factories.User()
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("bmagov_agency_load")({"user": user["name"]}, {})
        with pytest.raises(tk.NotAuthorized):
            tk.get_action("bmagov_agency_load")({"user": ""}, {})
