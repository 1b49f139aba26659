"""Levels that change, are unknown, or are not what the search index still says: what a reader gets meanwhile.

The policy file with a hole is in `tests/access/domain`. What Solr does when it is taken away for
real is in `tests/faults`.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

import pysolr
import pytest
from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.lib import search
from ckan.lib.search.common import make_connection
from ckan.tests.helpers import call_action

from ckanext.bmagov.access.domain.classification.lowering import Change
from ckanext.bmagov.access.services import level_log
from ckanext.bmagov.search import services
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.security.city import POLICY
from ckanext.bmagov.tests.security.readers import ROLES, may_read
from ckanext.bmagov.tests.security.surface import ACTIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.security.city import City

WORD = "qxmovingqx"
BYTES = b"a,b\n" + b"1,2\n" * 50_000


@pytest.fixture
def moving(city: City) -> Iterator[dict[str, Any]]:
    """An open dataset with one uploaded file, gone after the test."""
    services.mend(services.doubtful())  # what others have left
    dataset = factories.Dataset(
        name=f"moving-{WORD}",
        title=f"เคลื่อนไหว {WORD}",
        tag_string=f"tag{WORD}",
        owner_org=city.agencies["owner"]["id"],
        user={"name": city.users["editor"]},
        resources=[],
    )
    call_action(
        "resource_create",
        {"user": city.users["editor"]},
        package_id=dataset["id"],
        **factories.resource(name=f"แฟ้ม {WORD}", format=f"F{WORD}", url=""),
        upload=FileStorage(io.BytesIO(BYTES), filename=f"{WORD}.csv"),
    )
    yield call_action("package_show", id=dataset["id"])
    model.Session.rollback()
    call_action("dataset_purge", id=dataset["id"])
    services.mend([dataset["id"]])


def close(city: City, dataset: dict[str, Any], level: str = "confidential") -> Any:
    """Raise the level as the agency's editor."""
    return city.call("editor", "package_patch", id=dataset["id"], license_id="notspecified", **POLICY[level])


def write_level(dataset: dict[str, Any], level: str) -> None:
    """Write a level past every rule and past the index, as a restored or foreign database would have it."""
    package: Any = model.Package.get(dataset["id"])
    package.extras = {**package.extras, "data_classification": level}
    model.Session.commit()
    model.Session.remove()


def download(dataset: dict[str, Any]) -> str:
    return f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}/download/{WORD}.csv"


def seen_in_search(city: City, role: str) -> dict[str, Any]:
    """Return all that the search tells of the dataset."""
    asked = {
        "q": WORD, "include_private": True, "rows": 10,
        "facet.field": ["tags", "res_format", "name"], "facet.limit": -1,
    }  # fmt: skip
    found = city.call(role, "package_search", **asked).json["result"]
    return {
        "count": found["count"],
        "results": WORD in json.dumps(found["results"], ensure_ascii=False).lower(),
        "facets": WORD in json.dumps(found["search_facets"], ensure_ascii=False).lower(),
        "autocomplete": WORD in city.call(role, "package_autocomplete", q=WORD).get_data(as_text=True),
        "tags": WORD in city.call(role, "tag_autocomplete", query=f"tag{WORD}").get_data(as_text=True),
        "page": WORD in city.get(role, "/dataset/?sort=metadata_created+desc").get_data(as_text=True),
        "feed": WORD in city.get(role, "/feeds/dataset.atom").get_data(as_text=True),
        "sitemap": WORD in city.get(role, "/sitemap.xml").get_data(as_text=True),
        "catalog": WORD in city.get(role, "/catalog.ttl?sort=metadata_created+desc").get_data(as_text=True),
    }


PLACES = ("results", "facets", "autocomplete", "tags", "page", "feed", "sitemap", "catalog")
NOTHING = dict.fromkeys(PLACES, False) | {"count": 0}


class TestRaising:
    def test_the_first_request_after_it_is_refused_everywhere(self, city: City, moving: dict[str, Any]):
        assert city.get("anonymous", download(moving)).status_code == 200
        assert close(city, moving).status_code == 200
        for path in (
            f"/dataset/{moving['name']}",
            f"/dataset/{moving['name']}.ttl",
            f"/dataset/activity/{moving['name']}",
            download(moving),
            f"/api/3/action/package_show?id={moving['id']}",
            f"/api/3/action/resource_show?id={moving['resources'][0]['id']}",
        ):
            assert city.get("anonymous", path).status_code == 404, path
        assert seen_in_search(city, "anonymous") == NOTHING
        assert seen_in_search(city, "stranger") == NOTHING
        assert seen_in_search(city, "member")["count"] == 1

    def test_a_download_that_runs_comes_to_its_end_and_the_next_is_refused(
        self, city: City, moving: dict[str, Any]
    ):
        running = city.get("anonymous", download(moving))
        parts = running.iter_encoded()
        received = next(iter(parts))
        assert close(city, moving).status_code == 200
        assert city.get("anonymous", download(moving)).status_code == 404
        assert received + b"".join(parts) == BYTES

    def test_a_grant_of_before_reaches_no_further(self, city: City, moving: dict[str, Any]):
        """Who was let in to what was internal is not let in to what became confidential."""
        close(city, moving, "internal")
        until = (dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=5)).date().isoformat()
        grant = {
            "id": moving["id"],
            "user": city.users["outsider"],
            "until": until,
            "reason": "วิจัยน้ำท่วมของเขต",
        }
        given = city.call("admin", "bmagov_grant_create", **grant)
        assert given.status_code == 200, given.get_data(as_text=True)
        path = f"/dataset/{moving['name']}"
        assert city.get("outsider", path).status_code == 200
        assert close(city, moving).status_code == 200
        assert city.get("outsider", path).status_code == 404

    def test_without_solr_it_is_refused_as_a_whole(
        self, city: City, moving: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ):
        """Never "saved, and hidden later": the old level stays, in the database and for readers.

        What is said when Solr is really away is in `tests/faults`.
        """

        def away(*_args: Any, **_more: Any) -> Any:
            raise pysolr.SolrError("Failed to connect to server at http://127.0.0.1:1/solr: refused")

        with monkeypatch.context() as patched:
            patched.setattr(pysolr.Solr, "add", away)
            answer = close(city, moving)
        assert answer.status_code >= 400
        model.Session.remove()
        package: Any = model.Package.get(moving["id"])
        assert (package.extras["data_classification"], package.private) == ("open", False)
        assert city.get("anonymous", f"/dataset/{moving['name']}").status_code == 200
        # A save that failed leaves the index in doubt; the first search looks at it.
        assert seen_in_search(city, "anonymous")["count"] == 1
        assert services.doubtful() == set()


class TestAnUnknownLevel:
    """In old or foreign data: it is as closed as the most closed one, and reported."""

    @pytest.fixture(params=["ลับสุดยอด", "restricted", ""])
    def unknown(self, moving: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
        write_level(moving, request.param)
        search.rebuild(moving["id"])
        return moving

    @pytest.mark.parametrize("role", ROLES)
    def test_readers_are_those_of_the_most_closed(self, city: City, unknown: dict[str, Any], role: str):
        """None of them is named in a grant."""
        cleared = role in ("admin", "sysadmin")
        assert cleared == (may_read(role, "top_secret") and "grantee" not in role)
        page = city.get(role, f"/dataset/{unknown['name']}")
        assert page.status_code == (200 if cleared else 404)
        told = city.call(role, "package_show", id=unknown["id"])
        assert told.status_code == (200 if cleared else 404)
        bytes_ = city.get(role, download(unknown)).status_code
        assert bytes_ == {"sysadmin": 200, "admin": 403}.get(role, 404)
        assert seen_in_search(city, role) == NOTHING or cleared

    def test_it_is_reported(self, city: City, unknown: dict[str, Any]):
        from click.testing import CliRunner

        from ckanext.bmagov.capabilities import commands

        bmagov = commands()[0]

        result = CliRunner().invoke(bmagov, ["classification", "check"])
        assert unknown["name"] in result.output
        assert result.exit_code != 0


class TestAnIndexThatIsBehind:
    """The index still says open; the database says secret."""

    @pytest.fixture
    def behind(self, moving: dict[str, Any]) -> dict[str, Any]:
        package: Any = model.Package.get(moving["id"])
        package.private = True
        write_level(moving, "secret")
        return moving

    @pytest.mark.parametrize("role", ["anonymous", "outsider", "stranger", "member", "editor"])
    def test_it_never_shows_more_than_the_database_allows(
        self, city: City, behind: dict[str, Any], role: str
    ):
        assert make_connection().search(f'+id:"{behind["id"]}" +permission_labels:public').hits == 1
        assert seen_in_search(city, role) == NOTHING

    @pytest.mark.parametrize("role", ["anonymous", "stranger"])
    def test_what_was_seen_to_be_wrong_is_not_counted_either(
        self, city: City, behind: dict[str, Any], role: str
    ):
        """Who only counts is told by the first who looks: until then there is nothing to notice it by."""
        hit = city.call("outsider", "package_search", q=WORD).json["result"]
        assert (hit["count"], hit["results"]) == (0, [])
        assert services.doubtful() == {behind["id"]}
        asked = {"q": WORD, "rows": 0, "facet.field": ["tags"], "facet.limit": -1}
        found = city.call(role, "package_search", **asked).json["result"]
        assert found["count"] == 0
        assert WORD not in json.dumps(found)
        counted = city.call(role, "bmagov_home_show").json["result"]["counts"]["datasets"]
        assert counted == sum(may_read(role, key) for key in ACTIVE)

    def test_whoever_may_read_it_still_does(self, city: City, behind: dict[str, Any]):
        assert city.call("admin", "package_show", id=behind["id"]).status_code == 200


class TestACommitThatFails:
    def test_after_indexing_a_lowering_nobody_sees_more(
        self, city: City, moving: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ):
        """CKAN writes the index first: the database says confidential, the index open."""
        close(city, moving)

        def fails() -> None:
            raise RuntimeError("the connection is gone")

        lowered = {
            "id": moving["id"], "private": False, "license_id": "open-data-common",
            "data_category": "public", "data_classification": "open",
        }  # fmt: skip
        context = {"user": city.users["admin"]}
        level_log.approve(model.Session, moving["id"], Change(None, "confidential", "open"))
        with monkeypatch.context() as patched:
            patched.setattr(model.repo, "commit", fails)
            with pytest.raises(RuntimeError):
                call_action("package_patch", context, **lowered)
        model.Session.rollback()
        model.Session.remove()
        assert services.doubtful() == {moving["id"]}
        assert seen_in_search(city, "anonymous") == NOTHING
        assert city.get("anonymous", f"/dataset/{moving['name']}").status_code == 404
        services.mend(services.doubtful())
        assert services.doubtful() == set()
        assert services.difference(model.Session).all == set()
        assert seen_in_search(city, "member")["count"] == 1


class TestRebuilding:
    def test_a_rebuilt_index_has_the_same_labels(self, city: City):
        """Document by document, so that at no moment of it is anything found that should not be."""
        before = _seals()
        search.rebuild(force=True)
        assert _seals() == before
        assert len(before) > len(ROLES)
        for role in ("anonymous", "stranger"):
            found = city.call(role, "package_search", include_private=True, rows=100).get_data(as_text=True)
            assert city.leaks(role, found) == set()


def _seals() -> dict[str, str]:
    """Return the digest of readers that each document carries."""
    found = make_connection().search("*:*", fl=f"id,{services.SEAL}", rows=1000).docs
    return {one["id"]: one[services.SEAL] for one in found}
