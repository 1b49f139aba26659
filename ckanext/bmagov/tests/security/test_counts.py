"""Numbers, pages and orders of CKAN's lists: each is of what the reader may know of, no more, no less.

Who finds what where is asked in `test_actions.py` and `test_pages.py`. What is for the public is the same for
everybody: `package_list`, `resource_search`, feeds, the catalog as RDF, the sitemap. The rest follows the
reader.
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests.helpers import call_action

from ckanext.bmagov.access.domain.classification.lowering import Change
from ckanext.bmagov.access.services import level_log
from ckanext.bmagov.exchange.dcat.services import dump
from ckanext.bmagov.tests.security.readers import CASES, MEMBERS, ROLES, SIGNED_IN, may_read
from ckanext.bmagov.tests.security.surface import ACTIVE, FILES, PUBLIC, ListOf, Surface

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City


def anybody(role: str, case: str) -> bool:
    """Tell who finds what in a list for the public."""
    return CASES[case].row == "open"


class ForThePublic(ListOf):
    """The open datasets, whoever asks."""

    lists = PUBLIC
    readers = staticmethod(anybody)


# --- datasets ---


class TestPackageList(ForThePublic):
    action = "package_list"

    @pytest.mark.parametrize("role", ROLES)
    def test_pages_are_full_and_have_no_gaps(self, city: City, role: str):
        whole = self.ask(city, role).json["result"]
        pages = [
            city.call(role, "package_list", limit=2, offset=start).json["result"]
            for start in range(0, len(whole), 2)
        ]
        assert [name for page in pages for name in page] == whole
        assert {len(page) for page in pages[:-1]} == {2}


class TestResourceSearch(ForThePublic):
    action, params = "resource_search", {"query": "name:แฟ้ม"}

    @pytest.mark.parametrize("role", ROLES)
    def test_it_counts_what_it_lists(self, city: City, role: str):
        found = self.ask(city, role).json["result"]
        page = city.call(role, "resource_search", query="name:แฟ้ม", limit=2, offset=1).json["result"]
        assert (found["count"], page["count"]) == (len(PUBLIC), len(PUBLIC))
        assert len(found["results"]) == len(PUBLIC)
        assert len(page["results"]) == 2

    @pytest.mark.parametrize("field", ["name", "description", "format", "url"])
    def test_no_field_answers_whether_a_hidden_file_has_a_value(self, city: City, field: str):
        for case in (*ACTIVE, *FILES):
            found = city.call("anonymous", "resource_search", query=f"{field}:{city.marker(case)}")
            # Only some descriptions and formats of open files hold their marker.
            assert found.json["result"]["count"] <= int(CASES[case].row == "open"), case

    def test_unknown_fields_are_told_as_ckan_tells_them(self, city: City):
        answer = city.call("anonymous", "resource_search", query="nosuchfield:x")
        assert answer.status_code == 409
        assert "nosuchfield" in answer.json["error"]["query"]
        assert city.call("anonymous", "resource_search", query="no pair").status_code == 409
        assert city.call("anonymous", "resource_search").status_code == 409

    def test_dates_and_numbers_that_are_none_find_nothing(self, city: City):
        for criterion in ("size:many", "created:yesterday", "url:%", "url:_"):
            answer = city.call("anonymous", "resource_search", query=criterion)
            assert (answer.status_code, answer.json["result"]["count"]) == (200, 0), criterion


class TestAutocompleteOfStaleIndex(ListOf):
    """Solr still has a dataset open that the database has closed: what counts is the database."""

    action, params = "package_autocomplete", {"q": "สถิติน้ำท่วม", "limit": 100}

    def test_a_stale_index_opens_nothing(self, city: City):
        package: Any = model.Package.get(city.datasets["open"]["id"])
        before = dict(package.extras)
        package.extras = {**before, "data_category": "security", "data_classification": "secret"}
        model.Session.commit()
        try:
            assert "open" not in city.found(self.ask(city, "anonymous").get_data(as_text=True))
            assert "open" not in city.found(city.call("anonymous", "package_list").get_data(as_text=True))
        finally:
            package = model.Package.get(city.datasets["open"]["id"])
            package.extras = before
            level_log.approve(model.Session, package.id, Change(None, "secret", "open"))
            model.Session.commit()


# --- tags ---


class TestTagSearch(ListOf):
    action, params = "tag_search", {"query": "TAGQ", "limit": 100}

    @pytest.mark.parametrize("role", ROLES)
    def test_it_counts_what_the_reader_may_find(self, city: City, role: str):
        whole = self.ask(city, role).json["result"]
        page = city.call(role, "tag_search", query="tagq", limit=1, offset=1).json["result"]
        assert whole["count"] == page["count"] == len(whole["results"])
        assert page["results"] == whole["results"][1:2]


# --- agencies and categories ---


def known(city: City, role: str) -> int:
    """Return how many datasets a reader may know of: all are of one agency and one category."""
    return sum(may_read(role, case) for case in ACTIVE)


def count_in(found: Any, name: str) -> int:
    """Return the number of datasets that an answer tells of an agency or category."""
    rows = found if isinstance(found, list) else [found]
    rows = [one.get("dict", one) for one in rows]
    return next(one["package_count"] for one in rows if one["name"] == name)


class _Counts(Surface):
    """A place that tells how many datasets an agency or category has."""

    of: ClassVar[str] = "owner"
    roles: ClassVar[Any] = ROLES
    public: ClassVar[bool] = True
    """Whoever is not signed in gets an answer, too."""

    @pytest.mark.parametrize("role", ROLES)
    def test_the_number_is_of_what_the_reader_may_know_of(self, city: City, role: str):
        answer = self.ask(city, role)
        if role == "anonymous" and not self.public:
            assert answer.status_code == 403
            return
        if role not in self.roles:
            assert answer.status_code == 200
            assert city.places()[self.of] not in [one["name"] for one in answer.json["result"]]
            return
        assert count_in(answer.json["result"], city.places()[self.of]) == known(city, role)


class TestAgencyCount(_Counts):
    action, params = "organization_show", {"id": "{owner}"}


class TestCategoryCount(_Counts):
    action, params, of = "group_show", {"id": "{topic}"}, "topic"


class TestAgencyCounts(_Counts):
    action, params = "organization_list", {"all_fields": True}


class TestCategoryCounts(_Counts):
    action, params, of = "group_list", {"all_fields": True}, "topic"


class TestMyAgencyCounts(_Counts):
    action = "organization_list_for_user"
    params: ClassVar = {"permission": "read", "include_dataset_count": True}
    roles, public = (*MEMBERS, "sysadmin"), False


class TestMyCategoryCounts(_Counts):
    action, params, of, roles = "group_list_authz", {"include_dataset_count": True}, "topic", ("sysadmin",)
    public = False


class TestAgencyWithDatasets(ListOf):
    """CKAN gives the first ten."""

    action, params, lists, others = "organization_show", {"id": "{owner}", "include_datasets": True}, (), None

    @pytest.mark.parametrize("role", ROLES)
    def test_it_has_as_many_as_it_tells(self, city: City, role: str):
        found = self.ask(city, role).json["result"]
        assert found["package_count"] == known(city, role)
        assert len(found["packages"]) == min(10, known(city, role))


class TestCategoryWithDatasets(TestAgencyWithDatasets):
    action, params = "group_show", {"id": "{topic}", "include_datasets": True}


class TestAgenciesBySize(Surface):
    action, params = "organization_list", {"sort": "package_count desc"}

    @pytest.mark.parametrize("role", ROLES)
    def test_the_order_tells_nothing_of_the_hidden(self, city: City, role: str):
        tops = [self.ask(city, role).json["result"]]
        tops.append([one["name"] for one in city.call(
            role, "organization_list", sort="packages", all_fields=True).json["result"]])  # fmt: skip
        owner = city.agencies["owner"]["name"]
        others = sorted(agency["name"] for agency in city.agencies.values() if agency["name"] != owner)
        assert tops == [[owner, *others]] * 2, "all datasets are of one agency, the others are equal"

    def test_pages_and_directions(self, city: City):
        owner = city.agencies["owner"]["name"]
        ask = {"sort": "package_count asc"}
        whole = city.call("anonymous", "organization_list", **ask).json["result"]
        assert whole[-1] == owner
        parts = [
            city.call("anonymous", "organization_list", **ask, limit=2, offset=start, all_fields=full)
            for start, full in ((0, False), (2, True))
        ]
        assert parts[0].json["result"] == whole[:2]
        assert [one["name"] for one in parts[1].json["result"]] == whole[2:4]
        some = city.call("anonymous", "organization_list", **ask, organizations=[owner]).json["result"]
        assert some == [owner]

    def test_hidden_datasets_give_an_agency_no_place(self, city: City):
        """An agency whose one dataset is secret stands where one without datasets stands."""
        names = [agency["name"] for agency in city.agencies.values()]
        counts = {
            one["name"]: one["package_count"]
            for one in city.call("anonymous", "organization_list", all_fields=True).json["result"]
        }
        order = city.call("anonymous", "organization_list", sort="package_count desc").json["result"]
        assert order == sorted(names, key=lambda name: (-counts[name], name))


# --- people ---


def made_by(city: City, user: str) -> set[str]:
    """Return the cases whose dataset a user made."""
    ident = model.User.get(city.users[user]).id  # pyright: ignore[reportOptionalMemberAccess]
    return {key for key, dataset in city.datasets.items() if dataset["creator_user_id"] == ident}


class TestPerson(ListOf):
    action, params = "user_show", {"id": "{user_admin}", "include_datasets": True}
    lists, others, roles = (), None, SIGNED_IN

    @pytest.mark.parametrize("role", SIGNED_IN)
    def test_the_number_is_of_what_is_listed(self, city: City, role: str):
        found = self.ask(city, role).json["result"]
        made = [
            case for case in made_by(city, "admin") if CASES[case].kind != "deleted" and may_read(role, case)
        ]
        assert found["number_created_packages"] == len(found["datasets"]) == len(made)
        assert {one["id"] for one in found["datasets"]} == {city.datasets[case]["id"] for case in made}


class TestPeople(Surface):
    action = "user_list"

    @pytest.mark.parametrize("role", SIGNED_IN)
    def test_numbers_are_of_what_the_reader_may_know_of(self, city: City, role: str):
        made = [
            case for case in made_by(city, "editor") if CASES[case].kind != "deleted" and may_read(role, case)
        ]
        for params in ({}, {"order_by": "number_created_packages"}):
            rows = city.call(role, "user_list", **params).json["result"]
            editor = next(one for one in rows if one["name"] == city.users["editor"])
            assert editor["number_created_packages"] == len(made)
        counts = [one["number_created_packages"] for one in rows]
        assert counts == sorted(counts)
        names = city.call(role, "user_list", order_by="number_created_packages", all_fields=False).json[
            "result"
        ]
        assert names == [one["name"] for one in rows]


# --- following: everybody has followed everything ---


class TestFollowed(ListOf):
    action, params, roles = "followee_list", {"id": "{me}"}, SIGNED_IN
    lists, others = ACTIVE, None

    @pytest.mark.parametrize("role", SIGNED_IN)
    def test_agencies_come_without_their_datasets(self, city: City, role: str):
        user: Any = model.User.get(city.users[role])
        follows = model.UserFollowingGroup(user.id, city.agencies["owner"]["id"])
        model.Session.add(follows)
        model.Session.commit()
        try:
            answers = [
                city.call(role, action, id=user.name)
                for action in ("followee_list", "organization_followee_list")
            ]
            for answer in answers:
                assert city.leaks(role, answer.get_data(as_text=True)) == set()
            rows = [
                [one for one in answers[0].json["result"] if one["type"] == "organization"],
                answers[1].json["result"],
            ]
            owner = city.agencies["owner"]["name"]
            assert [count_in(found, owner) for found in rows] == [known(city, role)] * 2
        finally:
            model.Session.delete(model.UserFollowingGroup.get(user.id, city.agencies["owner"]["id"]))
            model.Session.commit()

    def test_words_narrow_it(self, city: City):
        found = city.call("member", "followee_list", id=city.users["member"], q="สถิติน้ำท่วม qmopen")
        assert city.found(found.get_data(as_text=True)) == {"open"}


class TestFollowedCounts(Surface):
    action, params = "dataset_followee_count", {"id": "{user_editor}"}

    @pytest.mark.parametrize("role", ROLES)
    def test_they_count_what_the_reader_may_know_of(self, city: City, role: str):
        answer = self.ask(city, role)
        if role == "anonymous":
            assert answer.status_code == 403, "what people follow is not for strangers"
            return
        datasets = len([case for case in city.datasets if CASES[case].kind != "old" and may_read(role, case)])
        assert answer.json["result"] == datasets
        everything = city.call(role, "followee_count", id=city.users["editor"])
        assert everything.json["result"] == datasets, "nothing but datasets is followed"


# --- the site ---


class TestStatus(ListOf):
    action, lists = "status_show", ()

    @pytest.mark.parametrize("role", ROLES)
    def test_versions_and_extensions_are_for_administrators(self, city: City, role: str):
        told = set(self.ask(city, role).json["result"])
        assert {"site_title", "site_url", "locale_default"} <= told
        assert {"ckan_version", "extensions", "error_emails_to"} & told == (
            {"ckan_version", "extensions", "error_emails_to"} if role == "sysadmin" else set()
        )


# --- pages ---


class _Page(ListOf):
    """A page: what it must show is asked elsewhere."""

    lists, others = (), None


class TestAgenciesBySizePage(_Page):
    path, route = "/organization/?sort=package_count+desc", "organization.index"


class TestCategoriesPage(_Page):
    path, route = "/group/?sort=package_count+desc", "group.index"


class TestPeoplePage(_Page):
    path, route, roles = "/user/?order_by=number_created_packages", "user.index", SIGNED_IN


# --- feeds, RDF, sitemap: for the public ---


class TestCustomFeed(ForThePublic):
    path, route = "/feeds/custom.atom?q=สถิติน้ำท่วม", "feeds.custom"

    @pytest.mark.parametrize("field", ["tags", "name", "capacity", "state", "private", "owner_org"])
    def test_no_filter_finds_the_hidden(self, city: City, field: str):
        for case in sorted(ACTIVE | FILES):
            gaps = city.gaps(case)
            value = {
                "tags": gaps["tag"], "name": gaps["name"], "capacity": "private", "state": "draft",
                "private": "true", "owner_org": city.agencies["owner"]["id"],
            }[field]  # fmt: skip
            answer = city.get("anonymous", f"/feeds/custom.atom?{field}={value}")
            assert answer.status_code == 200
            said = answer.get_data(as_text=True).replace(gaps["tag"], "").replace(gaps["name"], "")
            assert city.leaks("anonymous", said) == set()


class TestCatalog(ForThePublic):
    """Files of open datasets are there for those who may know of them."""

    path, route, others = "/catalog.jsonld", "dcat.read_catalog", FILES

    def test_totals_are_of_what_is_open(self, city: City):
        for role in ROLES:
            text = city.get(role, "/catalog.ttl").get_data(as_text=True)
            assert f"hydra:totalItems {len(PUBLIC)}" in text, role

    def test_the_catalog_changed_when_something_open_did(self, city: City):
        shown = [city.datasets[case]["metadata_modified"] for case in PUBLIC]
        closed = [city.datasets[case]["metadata_modified"] for case in ACTIVE - PUBLIC]
        text = city.get("sysadmin", "/catalog.ttl").get_data(as_text=True)
        modified = [line for line in text.splitlines() if "dct:modified" in line]
        assert modified
        assert not any(stamp[:26] in text for stamp in closed if stamp[:26] not in [s[:26] for s in shown])


class TestWholeCatalog(ForThePublic):
    """A file of last night, when everything was as it is."""

    path, route = "/catalog-all.nt.gz", "bmagov_rdf.whole"
    made = False

    def ask(self, city: City, role: str, **gaps: str) -> Any:
        if not TestWholeCatalog.made:
            with city.app.flask_app.test_request_context("/"):
                dump.make()
            TestWholeCatalog.made = True
        answer = super().ask(city, role, **gaps)
        answer.set_data(gzip.decompress(answer.get_data()))
        return answer


class TestSitemap(ForThePublic):
    path, route = "/sitemap.xml", "bmagov_sitemap.show"


# --- helpers for home pages of others ---


@pytest.mark.parametrize("role", ROLES)
def test_featured_agencies_and_categories_show_what_the_reader_may_know_of(city: City, role: str):
    with city.app.flask_app.test_request_context("/"):
        tk.g.user = city.users.get(role, "")
        tk.g.userobj = model.User.get(tk.g.user)
        from flask_login import login_user, logout_user

        login_user(tk.g.userobj) if tk.g.userobj else logout_user()
        shown = [
            tk.h.get_featured_organizations(9),
            tk.h.get_featured_groups(9),
            tk.h.get_recent_datasets(99),
        ]
    assert city.leaks(role, str(shown)) == set()
    assert count_in(shown[0], city.agencies["owner"]["name"]) == known(city, role)
    assert city.found(str(shown[2])) - FILES == PUBLIC


def test_what_nobody_asks_for_may_still_be_known(city: City):
    """Jobs and commands work for the site and see all."""
    found = call_action("organization_show", {"ignore_auth": True}, id=city.agencies["owner"]["id"])
    assert found["package_count"] == len(ACTIVE)


@pytest.mark.parametrize("role", ["editor", "sysadmin"])
def test_no_relationships_are_made(city: City, role: str):
    """CKAN could not index the datasets again."""
    ends = {"subject": city.datasets["open"]["id"], "object": city.datasets["host"]["id"]}
    answer = city.call(role, "package_relationship_create", **ends, type="depends_on")
    assert answer.status_code == 409
    assert "ความสัมพันธ์" in answer.json["error"]["message"][0]
    assert city.call(role, "package_relationships_list", id=ends["subject"]).json["result"] == []


@pytest.mark.parametrize("role", ROLES)
def test_a_category_has_no_page_for_changes_in_bulk(city: City, role: str):
    assert city.get(role, f"/group/bulk_process/{city.topic}").status_code == 404
