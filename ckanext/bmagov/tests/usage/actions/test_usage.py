"""Counting and reading the use of datasets, at the page, the file and the API."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.tests import factories, helpers

from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.tests.factories import Agency, Dataset as published
from ckanext.bmagov.usage.model import Usage
from ckanext.bmagov.usage.services import people as usage_people

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
        assert columns == {"dataset_id", "day", "views", "downloads", "api_calls", "people"}


class TestPeople:
    """What counts for the KPI: people, not clicks."""

    @pytest.fixture
    def dataset(self, clean_redis):
        usage_people._salts.clear()
        return published()

    def ask(self, app, dataset, address="203.0.113.9", agent=BROWSER["User-Agent"], **headers):
        app.get(
            f"/api/3/action/package_show?id={dataset['id']}",
            headers={"User-Agent": agent, **headers},
            environ_overrides={"REMOTE_ADDR": address},
        )

    def people(self, dataset) -> tuple[int | None, int]:
        told = helpers.call_action("bmagov_usage_show", id=dataset["id"])
        return told["people"], told["api_calls"]

    def test_one_network_is_one_person_a_day(self, app, dataset):
        for address in ("203.0.113.9", "203.0.113.9", "203.0.113.200", "2001:db8::1", "2001:db8:0:9::2"):
            self.ask(app, dataset, address)
        assert self.people(dataset) == (2, 5)

    def test_the_next_day_is_another(self, dataset):
        days = [today(), today(), today() + dt.timedelta(days=1)]
        first = [usage_people.is_first_today(dataset["id"], "203.0.113.0/24", day, BANGKOK) for day in days]
        assert first == [True, False, True]

    @pytest.mark.parametrize("agent", ["", "curl/8.0", "python-requests/2.32", "Googlebot/2.1", "Wget/1.21"])
    def test_scripts_and_robots_are_nobody(self, app, dataset, agent):
        self.ask(app, dataset, agent=agent)
        assert self.people(dataset)[0] in (0, None)

    def test_an_application_that_names_itself_is_somebody(self, app, dataset):
        self.ask(app, dataset, agent="TraffyFondue/3.1 (+https://app.example.org)")
        assert self.people(dataset)[0] == 1

    def test_who_reads_the_page_has_not_used_the_data(self, app, dataset):
        app.get(
            f"/dataset/{dataset['name']}", headers=BROWSER, environ_overrides={"REMOTE_ADDR": "203.0.113.9"}
        )
        assert self.people(dataset)[0] == 0

    @pytest.mark.ckan_config("ckanext.bmagov.usage.own_networks", "203.0.113.0/24 2001:db8::/32")
    def test_our_own_networks_are_nobody(self, app, dataset):
        for address in ("203.0.113.9", "2001:db8::7"):
            self.ask(app, dataset, address)
        assert self.people(dataset) == (0, 2)
        self.ask(app, dataset, "198.51.100.7")
        assert self.people(dataset) == (1, 3)

    @pytest.mark.parametrize("capacity", ["member", "editor"])
    def test_the_owners_people_are_nobody(self, app, dataset, capacity):
        user = factories.UserWithToken()
        owner = {"id": dataset["owner_org"], "username": user["name"], "role": capacity}
        helpers.call_action("organization_member_create", **owner)
        self.ask(app, dataset, Authorization=user["token"])
        assert self.people(dataset)[0] in (0, None)
        stranger = factories.UserWithToken()
        self.ask(app, dataset, Authorization=stranger["token"])
        assert self.people(dataset)[0] == 1

    def test_a_reader_cannot_make_up_addresses(self, app, dataset):
        """Only a trusted proxy is believed, and only what it adds itself."""
        for number in range(5):
            self.ask(app, dataset, **{"X-Forwarded-For": f"198.51.{number}.1"})
            self.ask(app, dataset, "127.0.0.1", **{"X-Forwarded-For": f"198.51.{number}.1, 203.0.113.9"})
        assert self.people(dataset) == (1, 10)

    @pytest.mark.ckan_config("ckanext.bmagov.trusted_proxies", "192.0.2.1")
    def test_behind_a_proxy_each_network_counts(self, app, dataset):
        for address in ("198.51.100.7", "203.0.113.9"):
            self.ask(app, dataset, "192.0.2.1", **{"X-Forwarded-For": address})
        assert self.people(dataset)[0] == 2

    def test_nothing_of_an_address_is_kept_and_all_of_it_goes_with_the_day(self, app, dataset):
        self.ask(app, dataset)
        client = connect_to_redis()
        keys = list(client.keys("*bmagov:usage*"))
        assert len(keys) == 2
        for key in keys:
            assert 0 < client.ttl(key) <= 25 * 3600
            held: Any = client.smembers(key) if client.type(key) == b"set" else {client.get(key)}
            assert not any(b"203.0.113" in one for one in held)

    def test_without_redis_the_use_counts_and_nobody_is_told_apart(self, app, dataset, monkeypatch):
        def away() -> None:
            raise redis.ConnectionError("away")

        monkeypatch.setattr(usage_people, "connect_to_redis", away)
        self.ask(app, dataset)
        assert self.people(dataset) == (0, 1)

    def test_uses_of_earlier_days_are_not_turned_into_people(self, app, dataset):
        model.Session.add(Usage(dataset_id=dataset["id"], day=today(), downloads=40, api_calls=2))
        model.Session.commit()
        assert self.people(dataset) == (None, 2)
        self.ask(app, dataset)
        assert self.people(dataset) == (1, 3)

    def test_a_burst_is_told(self, dataset):
        for back, people in ((9, 2), (8, 3), (1, 400)):
            day = today() - dt.timedelta(days=back)
            model.Session.add(Usage(dataset_id=dataset["id"], day=day, people=people))
        model.Session.commit()
        told = helpers.call_action("bmagov_usage_show", id=dataset["id"])["bursts"]
        assert told == [(today() - dt.timedelta(days=1)).isoformat()]


class TestShow:
    def test_days_outside_the_period_are_left_out(self):
        dataset = published()
        for days_ago, views in ((0, 1), (6, 10), (7, 100)):
            model.Session.add(
                Usage(dataset_id=dataset["id"], day=today() - dt.timedelta(days=days_ago), views=views)
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
