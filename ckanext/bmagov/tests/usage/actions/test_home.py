"""The catalog at a glance: numbers and lists of what the reader may see."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories

from ckanext.bmagov.tests.factories import Agency, Dataset, resource
from ckanext.bmagov.usage.model import Usage

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


def home(user: str = "") -> dict:
    return tk.get_action("bmagov_home_show")({"user": user}, {})


class TestCounts:
    def test_an_empty_catalog_is_all_zeros(self):
        shown = home()
        assert shown["counts"] == {"datasets": 0, "resources": 0, "agencies": 0, "categories": 0}
        assert (shown["newest"], shown["most_used"]) == ([], [])

    def test_datasets_and_their_files_are_counted(self):
        Dataset(resources=[resource(name="1"), resource(name="2", url="https://example.go.th/2.csv")])
        Dataset(resources=[resource()])
        assert (home()["counts"]["datasets"], home()["counts"]["resources"]) == (2, 3)

    def test_what_the_reader_may_not_see_is_in_no_number(self):
        member = factories.User()
        agency = Agency(users=[{"name": member["name"], "capacity": "member"}])
        hidden = Dataset(owner_org=agency["id"], private=True)
        Dataset()
        anyone, insider = home(), home(member["name"])
        assert (anyone["counts"]["datasets"], insider["counts"]["datasets"]) == (1, 2)
        assert (anyone["counts"]["resources"], insider["counts"]["resources"]) == (1, 2)
        assert hidden["id"] not in {dataset["id"] for dataset in anyone["newest"]}
        assert hidden["id"] in {dataset["id"] for dataset in insider["newest"]}
        assert sum(kind["datasets"] for kind in anyone["agency_kinds"]) == 1


class TestLists:
    def test_the_newest_come_first(self):
        names = [Dataset()["name"] for _ in range(2)]
        assert [dataset["name"] for dataset in home()["newest"]] == names[::-1]

    def test_the_most_used_tell_their_uses(self):
        dataset = Dataset()
        model.Session.add(Usage(dataset_id=dataset["id"], day=_today(), views=2, downloads=1))
        model.Session.commit()
        [used] = home()["most_used"]
        assert (used["dataset"]["id"], used["views"], used["downloads"]) == (dataset["id"], 2, 1)

    def test_agencies_stand_under_their_kind_in_the_order_of_the_list(self):
        district = Agency(kind="district_office", title="สำนักงานเขตพระนคร")
        bureau = Agency(kind="bureau", title="สำนักอนามัย")
        Dataset(owner_org=bureau["id"])
        kinds = home()["agency_kinds"]
        assert [(kind["kind"], kind["datasets"]) for kind in kinds] == [("bureau", 1), ("district_office", 0)]
        assert kinds[1]["agencies"][0]["name"] == district["name"]

    def test_every_category_is_listed_with_its_count(self):
        user = factories.Sysadmin()
        busy = factories.Group(title="การศึกษา", user=user)
        factories.Group(title="สิ่งแวดล้อม", user=user)
        Dataset(user=user, groups=[{"name": busy["name"]}])
        counted = {category["title"]: category["datasets"] for category in home()["categories"]}
        assert counted == {"การศึกษา": 1, "สิ่งแวดล้อม": 0}


def _today():
    import datetime as dt

    return dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()
