"""Who sees what where: each place of ours, and each of core's that we changed, for each of the cast.

The law of now: what is private (all data above open) and drafts, only members of its agency see. That levels
differ among themselves is the business of access by classification level, which changes `may_read` in
`city.py`; the places are then asked the same. Core's own places (its pages and actions that we left alone)
get their rows there too.
"""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from typing import ClassVar

import pytest
from flask import Blueprint

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.helpers import get_display_timezone

from ckanext.bmagov import views
from ckanext.bmagov.logic import action as our_actions
from ckanext.bmagov.model.usage import Usage

from .city import EDITORS, LEVELS, OWNERS, ROLES, City, may_read
from .surface import ListOf, OneOf, Public, Surface

SIGNED_IN = tuple(role for role in ROLES if role != "anonymous")


@pytest.fixture(scope="module", autouse=True)
def used(city: City) -> None:
    """Let each dataset have been read once: lists of the most used must not betray the hidden."""
    today = dt.datetime.now(get_display_timezone()).date()
    for dataset in city.datasets.values():
        model.Session.add(Usage(dataset_id=dataset["id"], day=today, views=5))
    model.Session.commit()


# --- about one dataset or file ---


class TestCompleteness(OneOf):
    action, params = "bmagov_dataset_completeness", {"id": "{name}"}


class TestProblems(OneOf):
    action, params, editors_only = "bmagov_dataset_problem_list", {"id": "{id}"}, True


class TestChange(OneOf):
    action, editors_only = "bmagov_dataset_change_show", True
    params: ClassVar = {"id": "{id}", "since": "2020-01-01T00:00:00"}


class TestFreshness(OneOf):
    action, params = "bmagov_freshness_show", {"id": "{id}"}


class TestUsage(OneOf):
    action, params = "bmagov_usage_show", {"id": "{id}"}


class TestDataEvents(OneOf):
    action, params = "bmagov_data_event_list", {"id": "{id}"}


class TestDataEventsOfFile(OneOf):
    action, params = "bmagov_data_event_list", {"resource_id": "{file}"}


class TestTable(OneOf):
    """The files are links, so the readers' answer is a 404 of its own: there is no table."""

    action, params, found_status = "bmagov_table_show", {"id": "{file}"}, 404


# --- lists ---


class TestSearch(ListOf):
    action, params = "package_search", {"q": "น้ำท่วม", "include_private": True, "rows": 50}


class TestSearchWithoutPrivate(ListOf):
    action, params, levels = "package_search", {"q": "น้ำท่วม", "rows": 50}, ("open",)


class TestSearchWithDrafts(ListOf):
    """CKAN shows a draft in the search to its author and to sysadmins only."""

    action, params = "package_search", {"fq": "state:draft", "include_drafts": True}
    levels = ("draft",)

    @pytest.mark.parametrize("role", ROLES)
    def test_each_reader_finds_what_the_reader_may_know_of(self, city: City, role: str):
        found = city.found(self.ask(city, role).get_data(as_text=True))
        assert found <= {level for level in LEVELS if may_read(role, level)}
        assert role not in ("editor", "sysadmin") or found == {"draft"}


class TestFacets(ListOf):
    action = "package_search"
    params: ClassVar = {
        "rows": 0,
        "include_private": True,
        "facet.field": ["tags", "name"],
        "facet.limit": -1,
    }


class TestDatasetAutocomplete(ListOf):
    action, params = "package_autocomplete", {"q": "สถิติน้ำท่วม", "limit": 20}


class TestTagAutocomplete(ListOf):
    """CKAN offers the tags of private datasets too: that is for core's rows, as is `tag_show`."""

    action, params, levels = "tag_autocomplete", {"query": "qzopen"}, ("open",)


class TestAgencyAutocomplete(Public):
    action, params = "organization_autocomplete", {"q": "สำนัก"}


class TestCategoryAutocomplete(Public):
    action, params = "group_autocomplete", {"q": "น้ำ"}


class TestHome(ListOf):
    action = "bmagov_home_show"

    @pytest.mark.parametrize("role", ROLES)
    def test_numbers_are_of_what_the_reader_may_know_of(self, city: City, role: str):
        counts = self.ask(city, role).json["result"]["counts"]
        known = [level for level in self.levels if may_read(role, level)]
        assert (counts["datasets"], counts["resources"]) == (len(known), len(known))


class TestMostUsed(ListOf):
    action = "bmagov_usage_list"


class TestWorklist(ListOf):
    action = "bmagov_worklist_show"
    levels = LEVELS
    roles = SIGNED_IN
    readers = EDITORS

    @pytest.mark.parametrize("role", ROLES)
    def test_each_reader_finds_what_the_reader_may_know_of(self, city: City, role: str):
        answer = self.ask(city, role)
        assert (answer.status_code == 403) == (role == "anonymous"), answer.get_data(as_text=True)[:400]
        assert city.found(answer.get_data(as_text=True)) == (set(LEVELS) if role in EDITORS else set())


class _AgencyCounts(Surface):
    def count(self, city: City, role: str) -> int:
        found = self.ask(city, role, owner=city.agencies["owner"]["name"]).json["result"]
        one = next(one for one in found.get("agencies", [found]) if one["id"] == city.agencies["owner"]["id"])
        assert one["dataset_count"] == one["dataset_count_below"]
        return one["dataset_count"]

    @pytest.mark.parametrize("role", ROLES)
    def test_it_counts_what_the_reader_may_know_of(self, city: City, role: str):
        known = [level for level in LEVELS if level != "draft" and may_read(role, level)]
        assert self.count(city, role) == len(known)


class TestAgencyTree(_AgencyCounts):
    action = "bmagov_agency_tree"


class TestAgency(_AgencyCounts):
    action, params = "bmagov_agency_show", {"id": "{owner}"}


# --- the same for everybody ---


class TestCodeLists(Public):
    action = "bmagov_codelist_list"


class TestCodeList(Public):
    action, params = "bmagov_codelist_show", {"id": "license"}


class TestDate(Public):
    action, params = "bmagov_date_parse", {"value": "31/1/2564"}


class TestHealth(Public):
    action = "bmagov_health_show"


class TestDemo(Public):
    action, allowed = "bmagov_demo_object_list", ("sysadmin",)


# --- pages ---


class TestHomePage(ListOf):
    path = "/"


class TestSearchPage(ListOf):
    path = "/dataset/?q=น้ำท่วม"


class TestAgencyPage(ListOf):
    path = "/organization/{owner}"


class TestFeed(ListOf):
    """What is read without signing in must stay fit for anybody: no private dataset for anyone."""

    path, levels = "/feeds/dataset.atom", ("open",)


class TestAgencyFeed(TestFeed):
    path = "/feeds/organization/{owner}.atom"


class TestAgenciesPage(Public):
    path = "/organization/"


class TestWorklistPage(TestWorklist):
    action, route, path = "", "bmagov_worklist.show", "/dashboard/work"

    @pytest.mark.parametrize("role", ROLES)
    def test_each_reader_finds_what_the_reader_may_know_of(self, city: City, role: str):
        answer = self.ask(city, role)
        assert answer.status_code == (302 if role == "anonymous" else 200)
        assert city.found(answer.get_data(as_text=True)) == (set(LEVELS) if role in EDITORS else set())


class TestCopyPage(Surface):
    """A copy needs the right to add datasets; a hidden source is then as absent as none."""

    route, path = "bmagov_dataset_form.copy", "/dataset/copy/{name}"

    @pytest.mark.parametrize("role", ROLES)
    def test_hidden_is_absent(self, city: City, role: str):
        absent = self.ask(city, role, name="there-is-none").status_code
        for level, dataset in city.datasets.items():
            answer = self.ask(city, role, name=dataset["name"])
            if not may_read(role, level):
                assert answer.status_code == absent
                assert city.found(answer.get_data(as_text=True).replace(dataset["name"], "")) == set()
            elif role in {*EDITORS, "stranger", "auditor"}:
                assert answer.status_code == 200
                assert level in city.found(answer.get_data(as_text=True))


class TestCodeListsPage(Public):
    route, path = "bmagov_codelist.index", "/codelists"


class TestCodeListPage(Public):
    route, path = "bmagov_codelist.read", "/codelists/license"


class TestCodeListFile(Public):
    route, path = "bmagov_codelist.download", "/codelists/all.csv"


class TestHealthPage(Public):
    route, path = "bmagov_health.show", "/health"


# --- nothing without a row ---

WITHOUT_ROW = {
    "activity_diff": "takes an activity's id, which only core's lists of activities give: core's rows",
}


def _surfaces() -> list[type[Surface]]:
    here = inspect.getmembers(sys.modules[__name__], inspect.isclass)
    return [one for _, one in here if issubclass(one, Surface)]


def test_every_reading_action_of_ours_has_a_row(city: City):
    ours = {name for name in our_actions.__all__ if getattr(tk.get_action(name), "side_effect_free", False)}
    assert ours - {one.action for one in _surfaces()} - set(WITHOUT_ROW) == set()
    assert set(WITHOUT_ROW) <= ours


def test_every_page_of_ours_has_a_row(city: City):
    blueprints = [getattr(views, name) for name in views.__all__]
    names = {one.name for one in blueprints if isinstance(one, Blueprint)}
    ours = {
        rule.endpoint
        for rule in city.app.flask_app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in names and "GET" in (rule.methods or ())
    }
    assert ours - {one.route for one in _surfaces()} == set()


# --- changing things ---


@pytest.mark.parametrize("role", [role for role in ROLES if role != "sysadmin"])
@pytest.mark.parametrize("action", ["bmagov_agency_load", "bmagov_demo_object_purge", "bmagov_usage_create"])
def test_what_only_administrators_may_do(city: City, action: str, role: str):
    params = {"id": "any", "use": "views", "dry_run": True}
    assert city.call(role, action, **params).status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_correcting_a_table_tells_nothing_of_a_hidden_file(city: City, role: str):
    absent = city.call(role, "bmagov_table_update", id="there-is-none")
    for level, dataset in city.datasets.items():
        answer = city.call(role, "bmagov_table_update", id=dataset["resources"][0]["id"])
        if not may_read(role, level):
            assert answer.status_code == absent.status_code
            assert answer.json["error"] == absent.json["error"]
        elif role not in EDITORS:
            assert answer.status_code == 403
    assert OWNERS >= EDITORS
