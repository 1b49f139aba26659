"""A harvest by the calls of CKANHarvester: full, again, incremental, filtered, with and without a token."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ckan import model
from ckan.tests import helpers
from ckan.tests.factories import Sysadmin, User

from ckanext.bmagov import config
from ckanext.bmagov.exchange.gdc.model import GdcDataset
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.exchange.gdc.contract import contract_of_the_peer, faults
from ckanext.bmagov.tests.exchange.gdc.harvester import Harvester, HarvestError

INTERNAL = {
    "data_category": "internal",
    "data_classification": "internal",
    "license_id": "notspecified",
}


@pytest.fixture
def boss(clean_db, clean_index):
    return Sysadmin()


@pytest.fixture
def gd_catalog(boss, ckan_config, monkeypatch):
    """The account of GD Catalog; return its token."""
    user = User(name="gd-catalog")
    monkeypatch.setitem(ckan_config, config.GDC_HARVESTERS, ["gd-catalog"])
    return token_of(user)


def token_of(user: dict[str, Any]) -> str:
    context = {"user": user["name"], "ignore_auth": True}
    return helpers.call_action("api_token_create", context, user=user["name"], name="t")["token"]


def act(action: str, boss: dict[str, Any], **params: Any) -> Any:
    return helpers.call_action(action, {"user": boss["name"]}, **params)


def in_an_hour() -> dt.datetime:
    """A harvester takes off an hour: its clock may be another."""
    return dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)


def open_sets(boss, count: int, **more: Any) -> list[dict[str, Any]]:
    return [factories.Dataset(user=boss, **more) for _ in range(count)]


def test_a_whole_harvest_finds_everything_once_and_again_nothing(app, boss):
    sets = open_sets(boss, 5, owner_org=factories.Agency(user=boss)["id"])
    harvester = Harvester(app, page=2)
    assert harvester.harvest() == (5, 0)
    assert harvester.kept.keys() == {one["id"] for one in sets}
    assert harvester.harvest() == (0, 0)
    assert [one["name"] for one in harvester.agencies.values()] == [sets[0]["organization"]["name"]]


def test_what_was_saved_since_is_found_and_nothing_else(app, boss):
    first, *_ = open_sets(boss, 3)
    harvester = Harvester(app)
    harvester.harvest()
    since = in_an_hour()
    act("package_patch", boss, id=first["id"], notes="ใหม่")
    assert [one["id"] for one in harvester.gather(since=since)] == [first["id"]]
    assert harvester.harvest(since=since) == (0, 1)
    assert harvester.kept[first["id"]]["notes"] == "ใหม่"


def test_two_agencies_are_their_sum_and_a_refusal_is_told(app, boss):
    a, b, c = (factories.Agency(user=boss) for _ in range(3))
    for agency, count in ((a, 1), (b, 2), (c, 3)):
        open_sets(boss, count, owner_org=agency["id"])
    harvester = Harvester(app)
    two = f"organization:{a['name']} OR organization:{b['name']}"
    assert len(harvester.gather(terms=two)) == 3
    assert len(harvester.gather(terms=f"-organization:{a['name']} -organization:{b['name']}")) == 3
    now = dt.datetime.now(dt.UTC)
    assert len(harvester.gather(terms=f"({two})", since=now)) == 3
    with pytest.raises(HarvestError, match="FILTER-UNKNOWN"):
        harvester.gather(terms="permission_labels:public")


def test_every_record_fits_the_form_of_the_peer(app, boss, ckan_config, monkeypatch):
    facts = contract_of_the_peer()
    open_sets(boss, 1)
    open_sets(boss, 1, license_id="ogl", data_format=["csv", "kml"], geo_coverage="local_government")
    statistics = {"data_type": "statistics", "first_year_of_data": "2561", "disaggregate": ["sex", "other"]}
    open_sets(boss, 1, disaggregate_other="เขต", **statistics)
    open_sets(
        boss, 1, data_type="geospatial", north_bound_latitude="13.9", geographic_data_set="satellite_image"
    )
    monkeypatch.setitem(ckan_config, config.GDC_VERSION, "2.1.0")
    records = Harvester(app).gather()
    assert [(one["title"], faults(one, facts)) for one in records if faults(one, facts)] == []
    assert len(records) == 4
    assert {one["first_year_of_data"] for one in records} == {"", "2561"}
    by_word = Harvester(app).gather(terms='geographic_data_set:"ชั้นข้อมูลภาพวาดดาวเทียมดัดแก้"')
    assert [one["data_type"] for one in by_word] == ["ข้อมูลภูมิสารสนเทศเชิงพื้นที่"]
    assert len(Harvester(app).gather(terms="data_format:อื่นๆ")) == 1


def test_consent_is_decided_here(app, boss, gd_catalog):
    agreed = factories.Dataset(user=boss, **INTERNAL, allow_harvest="yes")
    factories.Dataset(user=boss, **INTERNAL)
    factories.Dataset(user=boss, allow_harvest="no")
    secret = factories.Dataset(user=boss, **INTERNAL, allow_harvest="yes")
    package: Any = model.Package.get(secret["id"])
    package.extras = {**package.extras, "data_classification": "confidential"}
    model.Session.commit()
    whole = factories.Dataset(user=boss)
    assert [one["id"] for one in Harvester(app).gather()] == [whole["id"]]
    stranger = token_of(User())
    assert [one["id"] for one in Harvester(app, stranger).gather()] == [whole["id"]]
    assert [one["id"] for one in Harvester(app, token_of(boss)).gather()] == [whole["id"]]
    records = {one["id"]: one for one in Harvester(app, gd_catalog).gather()}
    assert records.keys() == {whole["id"], agreed["id"]}
    assert (records[agreed["id"]]["private"], records[agreed["id"]]["resources"]) == (True, [])
    assert (records[agreed["id"]]["notes"], records[agreed["id"]]["allow_harvest"]) == ("", "True")
    # What a private record does not show is not found by it, either.
    assert Harvester(app, gd_catalog).gather(terms=f"notes:{agreed['notes'].split()[0]} private:true") == []
    assert len(Harvester(app, gd_catalog).gather(terms="private:true")) == 1
    assert Harvester(app, gd_catalog).ask("package_show", id=agreed["id"])["name"] == agreed["name"]
    with pytest.raises(HarvestError, match="404"):
        Harvester(app, stranger).ask("package_show", id=agreed["id"])
    with pytest.raises(HarvestError, match="404"):
        Harvester(app, gd_catalog).ask("package_show", id=secret["id"])


def test_what_an_account_of_gd_catalog_got_is_remembered(app, boss, gd_catalog):
    sets = open_sets(boss, 2)
    Harvester(app).harvest()
    assert model.Session.query(GdcDataset).count() == 0
    Harvester(app, gd_catalog).harvest()
    rows = model.Session.query(GdcDataset).all()
    assert {row.dataset_id for row in rows} == {one["id"] for one in sets}
    assert all(row.sent_at for row in rows)


def test_an_agency_with_another_name_is_a_change_of_its_records(app, boss):
    agency, other = factories.Agency(user=boss), factories.Agency(user=boss)
    mine, _theirs = (factories.Dataset(user=boss, owner_org=one["id"]) for one in (agency, other))
    harvester = Harvester(app)
    harvester.harvest()
    since = in_an_hour()
    act("organization_patch", boss, id=agency["id"], title="สำนักชื่อใหม่")
    assert harvester.harvest(since=since) == (0, 1)
    assert harvester.kept[mine["id"]]["organization"]["title"] == "สำนักชื่อใหม่"


def test_files_whose_data_are_closed_do_not_go_out(app, boss):
    factories.Dataset(
        user=boss,
        resources=[
            factories.resource(),
            factories.resource(name="ลับ", resource_data_classification="internal"),
        ],
    )
    (record,) = Harvester(app).gather()
    assert [one["name"] for one in record["resources"]] == ["ประชากรรายเขต 2569"]
    assert record["num_resources"] == 1


def test_the_same_title_of_two_agencies_is_told_apart(app, boss):
    for short in ("สสล.", "สนย."):
        agency = factories.Agency(user=boss, abbreviation_th=short)
        factories.Dataset(user=boss, owner_org=agency["id"], title="ตารางเวลา")
    titles = [one["title"] for one in Harvester(app).gather()]
    assert len(set(titles)) == 2
    assert all(title.startswith("ตารางเวลา (ส") for title in titles)


def test_a_name_that_is_too_long_is_cut_and_leads_back(app, boss):
    dataset = factories.Dataset(user=boss, name="n" * 90)
    harvester = Harvester(app)
    (name,) = harvester.ask("package_list")
    assert len(name) == 70
    assert harvester.ask("package_show", id=name)["id"] == dataset["id"]


def test_what_else_a_catalog_is_asked(app, boss):
    dataset = open_sets(boss, 1)[0]
    harvester = Harvester(app)
    agency = harvester.ask("organization_show", id=dataset["owner_org"])
    assert agency["package_count"] == 1
    assert agency["users"] == []
    assert dataset["organization"]["name"] in harvester.ask("organization_list")
    assert harvester.ask("organization_list", all_fields="true", limit=1)[0]["is_organization"] is True
    assert harvester.ask("group_list") == []
    assert harvester.ask("tag_list") == ["ประชากร", "เขต"]
    assert {"Open Data Common", "อื่นๆ"} < {one["id"] for one in harvester.ask("license_list")}
    status = harvester.ask("status_show")
    assert (status["thaigdc_version"], status["ckan_version"], status["extensions"]) == ("2.2.4", "", [])
    assert [one["id"] for one in harvester.ask("current_package_list_with_resources")] == [dataset["id"]]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/gdc/api/3/action/package_create", 404),
        ("/gdc/api/3/action/user_list", 404),
        ("/gdc/api/3/action/package_show?id=no-such", 404),
        ("/gdc/api/3/action/package_show", 409),
        ("/gdc/api/9/action/package_list", 404),
        ("/gdc/api/3/action/package_search?rows=many", 409),
        ("/gdc/api/3/action/package_search?sort=capacity+asc", 409),
        ("/gdc/api/3/action/package_search?rows=99999", 200),
        ("/gdc/api/action/package_list", 200),
        ("/en/gdc/api/3/action/package_list", 200),
        ("/gdc/api/3/action/organization_list?limit=-1", 409),
        ("/gdc/api/3/action/organization_show?id=x", 404),
        ("/gdc/api/3/action/group_show", 404),
    ],
)
def test_odd_calls_get_a_clear_answer(app, boss, address, status):
    answer = app.get(address, follow_redirects=False)
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    assert answer.get_json()["success"] is (status == 200)


def test_a_body_in_json_is_read_as_well(app, boss):
    open_sets(boss, 1)
    answer = app.post("/gdc/api/3/action/package_search", json={"rows": 1, "fq": "type:dataset"})
    assert answer.get_json()["result"]["count"] == 1
    assert (
        app.post("/gdc/api/3/action/package_search", data="{", content_type="application/json").status_code
        == 400
    )


def test_a_zero_in_a_body_is_refused(app, boss):
    for action in ("package_show", "organization_show", "package_search"):
        answer = app.post(f"/gdc/api/3/action/{action}", json={"id": "a\x00", "q": "a\x00"})
        assert answer.status_code == 409
        assert "TEXT-CONTROL" in answer.get_data(as_text=True)
