"""Who has part of the rights: a description and not the data, a list and not the versions in it.

What is asked is generated: the fields from the running Solr and the documents in it, the readers and cases
from `readers.py`. A field, action or role that comes is asked without anybody thinking of it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search
from ckan.lib.search.common import make_connection
from ckan.tests.helpers import call_action

from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Statement, Use
from ckanext.bmagov.search import services
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.security.city import ABSENT, ABSENT_ID
from ckanext.bmagov.tests.security.readers import (
    CASES,
    DATASETS,
    ROLES,
    SIGNED_IN,
    may_read,
    may_read_address,
    may_read_data,
)
from ckanext.bmagov.tests.security.schemas import changes
from ckanext.bmagov.tests.security.test_levels_in_time import moving  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.security.city import City

HALF = [
    (role, key)
    for role in ROLES
    for key, case in CASES.items()
    if case.active and not case.old and may_read(role, key) and not may_read_address(role, key)
]
"""Who reads the description of what, and neither its data nor where they are."""

HALF_READERS = sorted({role for role, _ in HALF})
STORED_ONLY = ("data_dict", "validated_data_dict")
"""The whole record, which `package_show` and the search read and strip."""

OF_BYTES = ("hash", "size", "mimetype", "mimetype_inner", "cache_url")


@pytest.fixture(scope="module")
def fields(city: City) -> dict[str, str]:
    """Return every field that the documents of the running Solr have: name -> Luke's flags."""
    answer = make_connection()._send_request("get", "admin/luke?numTerms=0&wt=json")
    found = {name: one.get("schema", "") for name, one in json.loads(answer)["fields"].items()}
    assert {"res_url", "urls", "text", "title", "permission_labels"} <= found.keys()
    return found


@pytest.fixture(scope="module")
def worded(fields: dict[str, str]) -> dict[str, str]:
    """Return the fields with words that can be asked: name -> type."""
    answer = make_connection()._send_request("get", "schema?wt=json")
    schema = json.loads(answer)["schema"]
    types = {one["name"]: one["type"] for one in schema["fields"]}
    begins = {one["name"].strip("*"): one["type"] for one in schema["dynamicFields"] if one["name"] != "*"}

    def type_of(name: str) -> str:
        found = (kind for part, kind in begins.items() if name.startswith(part) or name.endswith(part))
        return types.get(name) or next(found, "string")

    known = {name: type_of(name) for name, flags in fields.items() if "I" in flags or "D" in flags}
    return {name: kind for name, kind in known.items() if kind == "string" or kind.startswith("text")}


@pytest.fixture(scope="module")
def allowed(city: City, worded: dict[str, str]) -> list[str]:
    """Return those that a reader may name in a filter."""
    asked = {name: city.call("auditor", "package_search", fq=f"{name}:x", rows=0) for name in worded}
    found = sorted(name for name, answer in asked.items() if answer.status_code == 200)
    assert {"res_url", "urls", "text", "title"} <= set(found)
    return found


def terms(field: str, dataset_id: str) -> set[str]:
    """Return what the index has of a document in a field, as Solr counts it: all that can be asked."""
    asked = {"rows": 0, "facet": "true", "facet.field": field, "facet.limit": -1, "facet.mincount": 1}
    found = make_connection().search("*:*", fq=f'id:"{dataset_id}"', **asked)
    return set(found.facets["facet_fields"].get(field, [])[::2])


class TestTheIndex:
    """What is not in it cannot be asked, by whatever query."""

    @pytest.mark.parametrize("key", sorted({case for _, case in HALF}))
    def test_has_no_address_of_data_that_some_who_find_them_may_not_read(
        self, city: City, worded: dict[str, str], key: str
    ):
        dataset, place = city.datasets[CASES[key].dataset], city.marker(key, "a")
        pieces = {place[at : at + size] for size in (2, 3) for at in range(len(place) - size + 1)}
        told = {}
        for name in worded:
            held = {str(one).lower() for one in terms(name, dataset["id"])}
            if any(place in one for one in held) or pieces <= held:
                told[name] = sorted(held)[:20]
        assert told == {}

    def test_keeps_no_such_address_in_a_stored_field(self, city: City):
        wanted = {city.marker(key, "a") for _, key in HALF}
        for document in make_connection().search("*:*", fl="*", rows=1000).docs:
            text = json.dumps(
                {name: value for name, value in document.items() if name not in STORED_ONLY}, default=str
            )
            assert [one for one in wanted if one in text.lower()] == []

    def test_has_the_addresses_that_everybody_may_read(self, city: City):
        assert any(city.marker("open", "a") in one for one in terms("res_url", city.datasets["open"]["id"]))

    def test_lets_nobody_ask_by_the_seal(self, fields: dict[str, str]):
        assert "I" not in fields[services.SEAL]
        assert "D" not in fields[services.SEAL]
        assert "I" not in fields["indexed_ts"]


QUERIES = {
    "word": "{word}",
    "phrase": '"{word} csv"',
    "prefix": "{part}*",
    "wildcard": "*{part}*",
    "regular expression": "/.*{part}.*/",
    "fuzzy": "{word}y~1",
    "range": "[{word} TO {word}z]",
}
"""Ways to ask a field: with a whole word or with a part of one."""


class TestQueries:
    """For each reader with half a right: a query about where data are answers as one about nothing."""

    @pytest.mark.parametrize("way", QUERIES)
    @pytest.mark.parametrize("role", HALF_READERS)
    def test_no_field_answers(
        self, city: City, worded: dict[str, str], allowed: list[str], role: str, way: str
    ):
        for key in (key for reader, key in HALF if reader == role):
            word = city.marker(key, "a")
            terms = QUERIES[way].format(word=word, part=word[: len(word) - 2])
            for name in ("fq", "q"):
                asked = " OR ".join(
                    # Of words without places a phrase cannot be asked.
                    f"{field}:{terms}"
                    for field in allowed
                    if way != "phrase" or worded[field] != "text_words"
                )
                found = city.call(
                    role, "package_search", **{name: f"({asked})"}, include_private=True, rows=100
                )
                assert found.status_code == 200, found.get_data(as_text=True)[:300]
                assert found.json["result"]["count"] == 0, (key, name, terms)

    @pytest.mark.parametrize("role", HALF_READERS)
    def test_no_facet_lists_one(self, city: City, fields: dict[str, str], role: str):
        known = [field for field in sorted(fields) if self.takes(city, role, "facet.field", field)]
        asked = {"facet.field": known, "facet.limit": -1, "rows": 0, "include_private": True}
        text = city.call(role, "package_search", **asked).get_data(as_text=True)
        assert "search_facets" in text
        assert sorted(one for one in city.leaks(role, text) if one.endswith(":address")) == []

    @pytest.mark.parametrize("role", HALF_READERS)
    def test_no_list_of_fields_gives_one(self, city: City, fields: dict[str, str], role: str):
        known = [field for field in sorted(fields) if self.takes(city, role, "fl", field)]
        for field in (known, ["*"], ["extras_*"], ["[explain]"]):
            asked = {"fl": field, "rows": 100, "include_private": True}
            answer = city.call(role, "package_search", **asked)
            assert sorted(city.leaks(role, answer.get_data(as_text=True))) == [], field

    def takes(self, city: City, role: str, name: str, field: str) -> bool:
        """Tell whether a parameter takes a field."""
        asked = {name: [field], "rows": 1}
        return city.call(role, "package_search", **asked).status_code == 200

    PAGES: ClassVar = (
        "/dataset/?q={word}", "/dataset/?q=res_url:*{word}*", "/dataset/?q=urls:{word}",
        "/dataset/?res_url={word}",
        "/dataset/?urls={word}", "/dataset/?q=text:{word}", "/dataset/?bmagov_words={word}",
        "/dataset/?bmagov_trigram={word}", "/organization/{owner}?q={word}",
        "/organization/{owner}?q=urls:{word}",
        "/group/{topic}?q={word}", "/group/{topic}?q=urls:{word}", "/feeds/custom.atom?q={word}",
        "/feeds/custom.atom?q=urls:{word}",
    )  # fmt: skip

    @pytest.mark.parametrize("role", HALF_READERS)
    def test_no_page_answers(self, city: City, role: str):
        """A dataset is found by the words of its description, and by no word of its address."""
        key = next(key for reader, key in HALF if reader == role)
        for page in self.PAGES:
            path = page.format(word=city.marker(key, "a"), **city.places())
            answer = city.get(role, path)
            assert answer.status_code < 500, path
            assert city.marker(key) not in answer.get_data(as_text=True).lower(), path

    def test_who_may_read_one_file_finds_no_column_of_another(self, city: City):
        """A grant for a file opens the description of its dataset, not that of the files beside it."""
        for key, expected in (("open", True), ("confidential", True), ("internal", False)):
            held = terms("bmagov_names", city.datasets[key]["id"])
            assert (city.marker(key, "c") in held) is expected, key

    @pytest.mark.parametrize("role", HALF_READERS)
    def test_they_are_found_by_their_description(self, city: City, role: str):
        key = next(key for reader, key in HALF if reader == role)
        found = city.call(role, "package_search", q=city.marker(key), include_private=True)
        assert found.json["result"]["count"] == 1

    @pytest.mark.parametrize(
        "asked",
        [
            {"q": "permission_labels:public"},
            {"q": "permission\\_labels:public"},
            {"q": "\\u0070ermission_labels:public"},
            {"fq": "{!lucene}permission_labels:public"},
            {"fq": "+permission_labels:public"},
            {"q": "extras_bmagov_seal:*"},
            {"q": "bmagov_seal:*"},
            {"sort": "permission_labels asc"},
            {"fl": ["permission_labels"]},
            {"facet.field": ["permission_labels"]},
            {"qf": "permission_labels", "q": "public"},
            {"bf": "termfreq(permission_labels,'public')"},
            {"fl": ["bmagov_seal"]},
            {"facet.field": ["urls"]},
            {"facet.field": ["text"]},
        ],
    )
    def test_nobody_asks_for_what_the_index_keeps_for_the_site(self, city: City, asked: dict[str, Any]):
        answer = city.call("auditor", "package_search", **asked)
        assert answer.status_code in (400, 409), answer.get_data(as_text=True)[:200]
        for name in ("q", "sort"):
            if re.search("labels|seal", asked.get(name, "")):
                page = city.app.get(
                    "/dataset/", query_string={name: asked[name]}, headers=city.headers("auditor")
                )
                assert page.status_code in (200, 400)
                assert "dataset-item" not in page.get_data(as_text=True)


class TestRecords:
    """What describes and is data as well: the address of a link, a file's name, size and digest."""

    @pytest.mark.parametrize(("role", "key"), HALF)
    def test_a_description_has_nothing_to_prove_a_guess_by(self, city: City, role: str, key: str):
        dataset, file_id = city.datasets[CASES[key].dataset]["id"], city.files[key]["id"]
        shown = city.call(role, "package_show", id=dataset).json["result"]
        record = next(one for one in shown["resources"] if one["id"] == file_id)
        assert [name for name in OF_BYTES if record.get(name)] == []
        stored = city.files[key].get("url_type") == "upload"
        assert record["url"].endswith(f"/resource/{file_id}/download" if stored else "")
        assert record["url"] or not stored
        assert record["name"] == city.files[key]["name"]
        assert city.call(role, "resource_show", id=file_id).json["result"]["url"] == record["url"]

    @pytest.mark.parametrize(
        "path",
        [
            "/dataset/{id}/resource/{file}/download",
            "/datastore/dump/{file}",
            "/api/3/action/datastore_search?resource_id={file}",
        ],
    )
    def test_the_data_are_refused_and_not_denied(self, city: City, path: str):
        """Who reads that there are data gets 403 for them; 404 would be a lie."""
        told = {
            (role, key): city.get(role, path.format(**city.gaps(key))).status_code
            for role in ROLES
            for key in sorted(city.tables)
            if may_read(role, key) and not may_read_data(role, key)
        }
        assert len(told) > 10
        assert {asked: status for asked, status in told.items() if status != 403} == {}

    @pytest.mark.parametrize("role", ROLES)
    def test_sizes_and_digests_go_to_who_may_read_the_data(self, city: City, role: str):
        for key in sorted(city.tables):
            case = CASES[key]
            if case.old or not (may_read(role, key) and may_read(role, case.dataset)):
                continue
            events = city.call(role, "bmagov_data_event_list", resource_id=city.files[key]["id"]).json[
                "result"
            ]
            assert events, key
            told = any(events[0][name] for name in ("sha256", "size", "filename", "rows"))
            assert told == may_read_data(role, key), key
            shown = city.call(role, "resource_show", id=city.files[key]["id"]).json["result"]
            assert any(shown.get(name) for name in OF_BYTES) <= may_read_data(role, key), key

    def test_who_keeps_a_record_loses_nothing_by_saving_it(self, city: City):
        """The admin of an agency reads no data of the level ลับมาก and keeps its description."""
        key = "stored_secret"
        assert may_read("admin", key)
        assert not may_read_data("admin", key)
        before = call_action("package_show", id=city.datasets[key]["id"])["resources"]
        saved = city.call("admin", "package_patch", id=city.datasets[key]["id"], version="2")
        assert saved.status_code == 200, saved.get_data(as_text=True)
        after = call_action("package_show", id=city.datasets[key]["id"])["resources"]
        kept = ("url", "name", "size", "mimetype", "hash", "url_type", "format")
        assert [{name: one.get(name) for name in kept} for one in after] == [
            {name: one.get(name) for name in kept} for one in before
        ]


# --- lists of activities ---

LISTS: dict[str, dict[str, Any]] = {
    "package_activity_list": {"id": "{id}"},
    "organization_activity_list": {"id": "{owner}"},
    "group_activity_list": {"id": "{topic}"},
    "user_activity_list": {"id": "{user_editor}"},
    "recently_changed_packages_activity_list": {},
    "dashboard_activity_list": {},
}
NAMED = {"id", "name", "title"}


def entries(city: City, role: str, action: str, **more: Any) -> list[dict[str, Any]]:
    """Return a list of activities; none where the reader gets no list."""
    gaps = {**city.places(), **city.gaps("host")}
    asked = {name: value.format(**gaps) for name, value in LISTS[action].items()}
    answer = city.call(role, action, **asked, limit=100, **more)
    return answer.json["result"] if answer.status_code == 200 else []


class TestLists:
    def test_every_list_of_activities_is_asked(self):
        from ckan.logic import _actions

        assert {name for name in _actions if name.endswith("_activity_list")} == LISTS.keys()

    @pytest.mark.parametrize("action", LISTS)
    @pytest.mark.parametrize("role", ROLES)
    def test_an_entry_holds_what_activity_show_gives(self, city: City, role: str, action: str):
        found = entries(city, role, action)
        assert found or (
            action in ("dashboard_activity_list", "user_activity_list") and role not in SIGNED_IN
        )
        checked: set[tuple[str, bool]] = set()
        for entry in found:
            data = entry["data"] or {}
            if role == "sysadmin":
                continue
            if "package" not in data:
                assert data.keys() <= {"actor", "group", "id", "resource_id", "package_id", "title"}, data
                assert (data.get("group") or {}).keys() <= {*NAMED, "type"}
                continue
            whole = data["package"].keys() != NAMED
            if (entry["object_id"], whole) in checked:
                continue
            checked.add((entry["object_id"], whole))
            shown = city.call(role, "activity_show", id=entry["id"], include_data=True)
            assert (shown.status_code == 200) == whole, entry["object_id"]
            if whole:
                assert shown.json["result"]["data"]["package"] == data["package"]
        for entry in found[:2]:
            for more in ({}, {"include_data": False}):
                shown = city.call(role, "activity_show", id=entry["id"], **more)
                assert shown.status_code < 500
                if shown.status_code == 200:
                    assert shown.json["result"]["data"] == entry["data"]


class TestTime:
    """What was taken out of an open record is gone for everybody but who may change it."""

    GONE = "qxtakenoutqx"

    @pytest.fixture
    def mended(self, city: City, moving: dict[str, Any]) -> dict[str, Any]:  # noqa: F811
        """Return an open dataset whose old title, text and file said too much, and say it no more."""
        editor = {"user": city.users["editor"]}
        mended = call_action(
            "package_patch",
            dict(editor),
            id=moving["id"],
            title=f"เดิม {self.GONE}",
            notes=f"เบอร์โทร {self.GONE}",
            resources=[
                *moving["resources"],
                factories.resource(name=f"แฟ้ม {self.GONE}", url=f"https://example.go.th/{self.GONE}.csv"),
            ],
        )
        return call_action(
            "package_patch",
            dict(editor),
            id=moving["id"],
            title="เคลื่อนไหว",
            notes="คำอธิบายใหม่",
            resources=mended["resources"][:1],
        )

    PAGES: ClassVar = (
        "/dataset/activity/{id}", "/organization/activity/{owner}", "/group/activity/{topic}",
        "/user/activity/{user_editor}", "/dashboard/", "/dataset/{id}", "/feeds/dataset.atom",
        "/feeds/organization/{owner}.atom",
    )  # fmt: skip

    @pytest.mark.parametrize("role", ["anonymous", "stranger", "member", "auditor"])
    def test_lists_do_not_tell_it(self, city: City, mended: dict[str, Any], role: str):
        gaps = {**city.places(), **city.gaps("host"), "id": mended["id"]}
        for action, params in LISTS.items():
            asked = {name: value.format(**gaps) for name, value in params.items()}
            for more in ({}, {"include_data": True}):
                text = city.call(role, action, **asked, **more, limit=100).get_data(as_text=True)
                assert self.GONE not in text, (action, more)
        for page in self.PAGES:
            for headers in ({}, {"HX-Request": "true"}):
                answer = city.app.get(
                    page.format(**gaps), headers={**city.headers(role), **headers}, follow_redirects=False
                )
                assert self.GONE not in answer.get_data(as_text=True), page

    def test_who_may_change_it_reads_the_version(self, city: City, mended: dict[str, Any]):
        found = city.call("editor", "package_activity_list", id=mended["id"], limit=100)
        assert self.GONE in found.get_data(as_text=True)


class TestWithoutALevel:
    """P3: the history of a record that never had a level, or lost it, is as closed as the record."""

    @pytest.fixture(params=["active", "deleted"])
    def adopted(
        self,
        city: City,
        moving: dict[str, Any],  # noqa: F811
        request: pytest.FixtureRequest,
    ) -> dict[str, Any]:
        package: Any = model.Package.get(moving["id"])
        package.extras = {
            name: value for name, value in package.extras.items() if name != "data_classification"
        }
        package.state = request.param
        model.Session.commit()
        model.Session.remove()
        search.rebuild(moving["id"])
        return moving

    @pytest.mark.parametrize("role", ["anonymous", "outsider", "stranger", "member", "editor", "auditor"])
    def test_no_list_shows_it(self, city: City, adopted: dict[str, Any], role: str):
        package: Any = model.Package.get(adopted["id"])
        if role == "editor" and package.state == "deleted":
            return  # who made it may bring it back
        gaps = {**city.places(), **city.gaps("host"), "id": adopted["id"]}
        for action, params in LISTS.items():
            asked = {name: value.format(**gaps) for name, value in params.items()}
            text = city.call(role, action, **asked, limit=100).get_data(as_text=True)
            assert adopted["name"] not in text, action
            assert adopted["title"] not in text, action
        for page in ("/organization/activity/{owner}", "/user/activity/{user_editor}"):
            assert adopted["title"] not in city.get(role, page.format(**gaps)).get_data(as_text=True)

    def test_the_command_puts_the_labels_right(self, city: City, adopted: dict[str, Any]):
        from ckanext.bmagov.access.services import activity

        assert adopted["id"] in activity.mislabelled(model.Session)
        activity.relabel(model.Session, adopted["id"])
        model.Session.commit()
        assert adopted["id"] not in activity.mislabelled(model.Session)


# --- changes that answer ---

KPI = {"fiscal_year": 2570}
WITH_LISTS: dict[str, dict[str, Any]] = {
    "bmagov_deliverable_create": {
        **KPI, "kind": "data_catalog_list", "url": "https://a.example.org/", "title": "รายชื่อ",
    },
    "bmagov_use_create": {**KPI, "kind": "inside", "description": "วางแผน"},
    "bmagov_use_update": {**KPI, "kind": "inside", "description": "วางแผน", "item": ABSENT_ID},
    "bmagov_statement_update": {**KPI, "version": 0},
    "bmagov_round_object": {**KPI, "version": 0, "note": "ขอให้ทบทวน"},
}  # fmt: skip
"""Changes that take a list, with what else a call needs."""

_OWN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MOMENT = re.compile(r"20\d\d-\d\d-\d\dT[0-9:.+]+")


def changes_with_lists() -> dict[str, list[str]]:
    """Return the changing actions of ours that take lists: action -> parameters."""
    is_list = tk.get_validator("bmagov_json_list")
    found = {
        name: sorted(key for key, checks in schema.items() if is_list in checks)
        for name, schema in changes().items()
    }
    return {name: lists for name, lists in found.items() if lists}


class TestWritesThatAnswer:
    """Lists of datasets in a change: hidden, absent, deleted and a draft are one to who may do the rest."""

    HIDDEN: ClassVar = ("secret", "top_secret", "draft_secret", "deleted_secret", "draft_top_secret")

    @pytest.mark.parametrize("action", ["organization_patch", "organization_update"])
    def test_packages_of_an_agency(self, city: City, action: str):
        """Its admins save it; datasets in it are looked up by CKAN's own check."""
        before = call_action("organization_show", id=city.agencies["other"]["id"])
        member = {"id": before["id"], "username": city.users["outsider"]}
        sysadmin = {"user": city.users["sysadmin"]}
        call_action("organization_member_create", dict(sysadmin), **member, role="admin")
        answers = {}
        for key in (None, *self.HIDDEN, "confidential"):
            for name in ("id", "name"):
                ref = city.datasets[key][name] if key else {"id": ABSENT_ID, "name": ABSENT}[name]
                said = city.call(
                    "outsider", action, id=before["id"], name=before["name"], packages=[{"id": ref}]
                )
                answers[f"{key} {name}"] = said.status_code, said.get_data(as_text=True).replace(ref, "")
        call_action("organization_member_delete", dict(sysadmin), **member)
        assert len(set(answers.values())) == 1, answers
        assert next(iter(answers.values()))[0] == 404

    @pytest.fixture
    def scored(self, city: City) -> Iterator[dict[str, str]]:
        """Let two agencies be scored, and the outsider be admin of one: role -> agency. Undone afterwards."""
        sysadmin = {"user": city.users["sysadmin"]}
        agencies = {
            role: city.agencies[key]["id"] for role, key in (("editor", "owner"), ("outsider", "other"))
        }
        member = {"id": agencies["outsider"], "username": city.users["outsider"]}
        call_action("organization_member_create", dict(sysadmin), **member, role="admin")
        for agency in agencies.values():
            call_action("organization_patch", dict(sysadmin), id=agency, kind="bureau")
        yield agencies | {"admin": agencies["editor"]}
        forget_records()
        for agency in agencies.values():
            call_action("organization_patch", dict(sysadmin), id=agency, kind="")
        call_action("organization_member_delete", dict(sysadmin), **member)

    def test_every_change_with_a_list_is_asked(self, city: City):
        assert changes_with_lists().keys() == WITH_LISTS.keys()

    @pytest.mark.parametrize(
        ("role", "action"),
        [("outsider", action) for action in WITH_LISTS]
        + [("editor", action) for action in WITH_LISTS if "_round_" not in action],
    )
    def test_lists_of_the_kpi(self, city: City, scored: dict[str, str], role: str, action: str):
        """One thing alone in each list: the words are those for what there is not."""
        for name in changes_with_lists()[action]:
            for kind, absent in (("id", ABSENT_ID), ("name", ABSENT)):
                answers = {}
                for key in (None, *self.HIDDEN, "draft_open", "deleted_open"):
                    ref = city.datasets[key][kind] if key else absent
                    said = city.call(role, action, id=scored[role], **WITH_LISTS[action], **{name: [ref]})
                    text = said.get_data(as_text=True).replace(ref, "")
                    assert said.status_code < 500, text
                    assert city.found(text, ids=True) == set(), (name, key)
                    answers[key] = said.status_code, _MOMENT.sub("", _OWN_ID.sub("", text))
                    forget_records()
                assert len(set(answers.values())) == 1, (name, kind, answers)

    @pytest.mark.parametrize("role", ["editor", "admin", "outsider"])
    def test_a_list_of_data_names_what_the_agency_has_published(
        self, city: City, scored: dict[str, str], role: str
    ):
        """All at once, and of them the own, active ones that the caller may know; for another agency none."""
        names = [city.datasets[case.key]["name"] for case in DATASETS]
        action = "bmagov_deliverable_create"
        asked = {"id": scored[role], **WITH_LISTS[action], "listed_datasets": [*names, ABSENT, ABSENT_ID]}
        said = city.call(role, action, **asked).json["result"]["listed_datasets"]
        own = (
            {one.key for one in DATASETS if one.active and may_read(role, one.key)}
            if role != "outsider"
            else set()
        )
        assert set(said) == {city.datasets[key]["id"] for key in own}
        shown = city.call(role, "bmagov_deliverable_list", id=scored[role], **KPI).json["result"]
        assert set(shown[0]["listed_datasets"]) == set(said)
        column: Any = Deliverable.listed_datasets
        kept = set(model.Session.scalars(sa.select(column)).one())
        model.Session.remove()
        assert kept == set(said), "what is kept would be told to others"


def forget_records() -> None:
    """Take away what was handed in, so that the next call stands as the first one."""
    for table in (Deliverable, Use, Statement):
        model.Session.query(table).delete()
    model.Session.commit()
    model.Session.remove()
