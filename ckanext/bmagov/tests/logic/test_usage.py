"""Counting and reading the use of datasets, at the page, the file and the API."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories, helpers

from ckanext.bmagov.model.usage import Usage
from ckanext.bmagov.tests.factories import Agency
from ckanext.bmagov.tests.factories import Dataset as published

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}

pytestmark = pytest.mark.usefixtures("clean_db", "clean_index")


def counted(dataset_id: str) -> tuple[int, int, int]:
    total = helpers.call_action("bmagov_usage_show", id=dataset_id)
    return total["views"], total["downloads"], total["api_calls"]


class TestCounting:
    def test_reading_the_page_counts_whether_by_name_or_id(self, app):
        dataset = published()
        app.get(f"/dataset/{dataset['name']}", headers=BROWSER)
        app.get(f"/en/dataset/{dataset['name']}", headers=BROWSER)
        assert counted(dataset["id"]) == (2, 0, 0)

    def test_fetching_a_file_counts_for_its_dataset(self, app, create_with_upload):
        dataset = published()
        publisher = {"user": factories.Sysadmin()["name"]}
        resource = create_with_upload(
            "a,b\n1,2\n", "table.csv", context=publisher, name="ตาราง", package_id=dataset["id"]
        )
        app.get(f"/dataset/{dataset['id']}/resource/{resource['id']}/download/table.csv", headers=BROWSER)
        assert counted(dataset["id"]) == (0, 1, 0)

    def test_asking_the_api_counts_with_get_and_with_post(self, app):
        resource = published()["resources"][0]
        app.get(f"/api/3/action/package_show?id={resource['package_id']}")
        app.post("/api/3/action/resource_show", json={"id": resource["id"]})
        assert counted(resource["package_id"]) == (0, 0, 2)

    def test_what_is_refused_or_absent_is_not_counted(self, app):
        owner = factories.Organization()
        dataset = published(owner_org=owner["id"], private=True)
        app.get(f"/dataset/{dataset['name']}", headers=BROWSER)
        app.get("/dataset/no-such-dataset", headers=BROWSER)
        app.get(f"/api/3/action/package_show?id={dataset['id']}")
        assert model.Session.query(Usage).count() == 0

    def test_work_of_the_publisher_is_not_use(self, app):
        editor = factories.UserWithToken()
        owner = Agency(users=[{"name": editor["name"], "capacity": "editor"}])
        dataset = published(owner_org=owner["id"])
        signed_in = {**BROWSER, "Authorization": editor["token"]}
        app.get(f"/dataset/{dataset['name']}", headers=signed_in)
        assert counted(dataset["id"]) == (0, 0, 0)

    def test_reading_by_another_agency_is_use(self, app):
        reader = factories.UserWithToken()
        dataset = published()
        app.get(f"/dataset/{dataset['name']}", headers={**BROWSER, "Authorization": reader["token"]})
        assert counted(dataset["id"]) == (1, 0, 0)

    def test_a_counter_that_fails_does_not_break_the_page(self, app):
        dataset = published()
        model.Session.execute(
            sa.text("ALTER TABLE bmagov_usage ADD CONSTRAINT refused CHECK (false) NOT VALID")
        )
        model.Session.commit()
        try:
            page = app.get(f"/dataset/{dataset['name']}", headers=BROWSER)
        finally:
            model.Session.execute(sa.text("ALTER TABLE bmagov_usage DROP CONSTRAINT refused"))
            model.Session.commit()
        assert dataset["title"] in page.body

    @pytest.mark.ckan_config("ckanext.bmagov.usage.counted", False)
    def test_counting_can_be_switched_off(self, app):
        dataset = published()
        app.get(f"/dataset/{dataset['name']}", headers=BROWSER)
        assert model.Session.query(Usage).count() == 0

    def test_uses_at_the_same_moment_are_all_counted(self, app):
        dataset = published()
        use = {"use": "views", "id": dataset["id"]}

        def count(_number: int) -> None:
            with app.flask_app.app_context():
                tk.get_action("bmagov_usage_create")({"ignore_auth": True}, dict(use))

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(count, range(40)))
        assert counted(dataset["id"]) == (40, 0, 0)

    def test_the_table_keeps_nothing_about_people(self):
        columns = {column.name for column in Usage.__table__.columns}
        assert columns == {"dataset_id", "day", "views", "downloads", "api_calls"}


class TestShow:
    def test_days_outside_the_period_are_left_out(self):
        dataset = published()
        today = dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()
        for days_ago, views in ((0, 1), (6, 10), (7, 100)):
            model.Session.add(
                Usage(dataset_id=dataset["id"], day=today - dt.timedelta(days=days_ago), views=views)
            )
        model.Session.commit()
        assert helpers.call_action("bmagov_usage_show", id=dataset["id"], days=7)["views"] == 11

    @pytest.mark.parametrize("days", [0, -1, "many", 10**30, 3661])
    def test_an_impossible_period_is_refused(self, days):
        dataset = published()
        with pytest.raises(tk.ValidationError) as refused:
            helpers.call_action("bmagov_usage_show", id=dataset["id"], days=days)
        assert "days" in refused.value.error_dict

    def test_counts_of_a_hidden_dataset_are_hidden(self, app):
        dataset = published(private=True)
        app.get(f"/api/3/action/bmagov_usage_show?id={dataset['id']}", status=404)


class TestList:
    def used(self, views: int, **fields) -> dict:
        dataset = published(**fields)
        day = dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()
        model.Session.add(Usage(dataset_id=dataset["id"], day=day, views=views))
        model.Session.commit()
        return dataset

    def test_the_most_used_come_first(self):
        names = [self.used(views)["name"] for views in (1, 5, 3)]
        listed = [row["dataset"]["name"] for row in helpers.call_action("bmagov_usage_list")]
        assert listed == [names[1], names[2], names[0]]

    def test_only_those_the_caller_may_see_are_listed(self):
        member = factories.User()
        owner = Agency(users=[{"name": member["name"], "capacity": "member"}])
        hidden = self.used(9, owner_org=owner["id"], private=True)
        shown = self.used(1)
        anyone = tk.get_action("bmagov_usage_list")({"user": ""}, {})
        insider = tk.get_action("bmagov_usage_list")({"user": member["name"]}, {})
        assert [row["dataset"]["id"] for row in anyone] == [shown["id"]]
        assert [row["dataset"]["id"] for row in insider] == [hidden["id"], shown["id"]]

    def test_nothing_counted_yet_is_an_empty_list(self):
        published()
        assert helpers.call_action("bmagov_usage_list") == []


class TestNobodyElseCounts:
    def test_not_even_an_administrator_over_http(self, app):
        admin = factories.SysadminWithToken()
        app.post(
            "/api/3/action/bmagov_usage_create",
            json={"use": "views", "id": published()["id"]},
            headers={"Authorization": admin["token"]},
            status=403,
        )
