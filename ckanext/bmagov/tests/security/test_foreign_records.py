"""The foreign record: no call makes one, and one that is there breaks no list and hides behind no rule.

Which actions change records, and which places list them, is asked of the application: a new one is tried
without anybody thinking of it (`test_completeness.py` keeps every page and action among the places).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import ckan.logic as core
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search
from ckan.lib.search.common import make_connection
from ckan.tests.helpers import call_action

from ckanext.bmagov.search import services
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.security.surface import Administration, Changes
from ckanext.bmagov.tests.security.test_completeness import surfaces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.security.city import City

TYPES: tuple[Any, ...] = (
    "other", "harvest", "showcase", "สวัสดี", "Dataset", "DATASET ", "", None, ["dataset"], {"type": "dataset"},
    7, True, "dataset\x00", "x" * 3000,
)  # fmt: skip
STATES: tuple[Any, ...] = ("pending", "เปิด", "Active", ["active"], {"state": "active"}, 7)

STORED_TYPES = ("other", "harvest", "showcase", "สวัสดี", "a.b", "home", "organization", "", None)
STORED_LEVELS = ("ลับสุดยอด", '["open"]', "")

WRITES = re.compile(r"(package|resource|bulk)_.*(create|update|patch|revise|public|private|delete|reorder)$")
"""Actions that change a record. What only hangs on one (views, relationships, collaborators) has no type."""
HANGS_ON = re.compile(r"_view|_relationship|_collaborator|_owner_org|default_resource")


def writing() -> list[str]:
    tk.get_action("package_show")  # have the registry filled
    return sorted(one for one in core._actions if WRITES.match(one) and not HANGS_ON.search(one))


def record(city: City, **more: Any) -> dict[str, Any]:
    given = {
        "owner_org": city.agencies["owner"]["id"],
        "user": {"name": city.users["editor"]},
        "title": "บันทึกแปลก",
    }
    return factories.Dataset(**{**given, **more})


def types() -> dict[str, int]:
    """Return how many records of each type are stored."""
    model.Session.remove()
    found = model.Session.execute(sa.text("SELECT type, count(*) FROM package GROUP BY type"))
    return {str(name): count for name, count in found}


def params(city: City, action: str, dataset: dict[str, Any], odd: dict[str, Any]) -> dict[str, Any]:
    """Return a call of a writing action that would be right but for what is odd."""
    file = dataset["resources"][0]
    whole = call_action("package_show", id=dataset["id"])
    whole.pop("metadata_modified")
    if action == "package_create":
        for name in ("id", "name", "resources", "organization"):
            whole.pop(name)
        return {**whole, "name": "strange-new-one", "resources": [factories.resource()], **odd}
    return {
        "package_update": {**whole, **odd},
        "package_revise": {"match": {"id": dataset["id"]}, "update": odd},
        "resource_create": {"package_id": dataset["id"], **factories.resource(name="ใหม่"), **odd},
        "resource_update": {**file, "notes": "x", **odd},
        "resource_patch": {"id": file["id"], **odd},
        "package_resource_reorder": {"id": dataset["id"], "order": [file["id"]], **odd},
        "bulk_update_private": {"datasets": [dataset["id"]], "org_id": dataset["owner_org"], **odd},
        "bulk_update_public": {"datasets": [dataset["id"]], "org_id": dataset["owner_org"], **odd},
    }.get(action, {"id": dataset["id"], **odd})


class TestWriting:
    DELETING = frozenset(("package_delete", "resource_delete", "bulk_update_delete"))

    @pytest.fixture(scope="class")
    def dataset(self, city: City) -> Iterator[dict[str, Any]]:
        made = record(city, name="strange-host", resources=[factories.resource()])
        yield made
        model.Session.remove()
        call_action("dataset_purge", id=made["id"])
        services.mend([made["id"]])

    def test_the_actions_are_found(self):
        assert {"package_create", "package_patch", "package_revise", "resource_patch"} <= set(writing())

    @pytest.mark.parametrize("given", TYPES, ids=lambda one: repr(one)[:20])
    def test_a_type_that_is_none_is_refused_by_its_name(
        self, city: City, dataset: dict[str, Any], given: Any
    ):
        before = types()
        for action in ("package_create", "package_update", "package_patch", "package_revise"):
            for role in ("editor", "sysadmin"):
                answer = city.call(role, action, **params(city, action, dataset, {"type": given}))
                assert answer.status_code == 409, (action, answer.get_data(as_text=True)[:300])
                told = answer.json["error"]
                assert any(str(one).startswith("TYPE-UNKNOWN") for one in told["type"]), (action, told)
        assert types() == before

    def test_no_writing_action_makes_a_record_of_another_type(self, city: City, dataset: dict[str, Any]):
        """Where a type means nothing (of a resource, of a list of datasets), it changes nothing."""
        before = types()
        for action in set(writing()) - self.DELETING:
            for name, values in (("type", TYPES), ("state", STATES)):
                for value in values[:: 2 if action.startswith("package") else 6]:
                    answer = city.call("editor", action, **params(city, action, dataset, {name: value}))
                    assert answer.status_code < 500, (action, name, value)
        assert types() == before
        stored = call_action("package_show", id=dataset["id"])
        assert (stored["type"], stored["state"]) == ("dataset", "active")

    @pytest.mark.parametrize("more", [{}, {"type": "dataset"}])
    def test_none_or_ours_is_fine(self, city: City, dataset: dict[str, Any], more: dict[str, Any]):
        answer = city.call("editor", "package_patch", id=dataset["id"], notes=f"ใหม่ {more}", **more)
        assert answer.status_code == 200, answer.get_data(as_text=True)

    def test_a_stranger_is_not_told_more_than_before(self, city: City, dataset: dict[str, Any]):
        for kind in ("other", "dataset"):
            answer = city.call("anonymous", "package_create", type=kind)
            assert answer.status_code == 403
            answer = city.call("stranger", "package_update", id=dataset["id"], type="dataset")
            assert answer.status_code == 403


def store(dataset: dict[str, Any], **columns: Any) -> None:
    """Write past every rule, as a restored or foreign database has it."""
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    model.Session.execute(
        sa.text(f"UPDATE package SET {sets} WHERE id = :key"), {"key": dataset["id"], **columns}
    )
    model.Session.commit()
    model.Session.remove()


def store_level(dataset: dict[str, Any], level: str) -> None:
    change = (
        "extras || jsonb_build_object('data_classification', CAST(:level AS text))"
        if level
        else ("extras - 'data_classification'")
    )
    bound = {"key": dataset["id"], **({"level": level} if level else {})}
    model.Session.execute(sa.text(f"UPDATE package SET extras = {change} WHERE id = :key"), bound)
    model.Session.commit()
    model.Session.remove()


@pytest.fixture(scope="class")
def strange(city: City) -> Iterator[list[dict[str, Any]]]:
    """Records of every odd type and level, in database and index; gone after the tests."""
    made = [record(city, name=f"strange-{number}", groups=[{"name": city.topic}]) for number in range(16)]
    rest = iter(made)
    for kind in STORED_TYPES:
        store(next(rest), type=kind)
    for level in STORED_LEVELS:
        store_level(next(rest), level)
    store(next(rest), owner_org=None)
    store(next(rest), title=None, notes=None, license_id=None)
    list_as_level = json.dumps({"resource_data_classification": ["open"]})
    model.Session.execute(
        sa.text("UPDATE resource SET extras = :extras WHERE package_id = :key"),
        {"extras": list_as_level, "key": next(rest)["id"]},
    )
    model.Session.commit()
    for one in made:
        search.rebuild(one["id"])
    _break_in_index(next(rest))
    yield made
    model.Session.remove()
    for one in made:
        call_action("dataset_purge", id=one["id"])
    services.mend([one["id"] for one in made])


def _break_in_index(dataset: dict[str, Any]) -> None:
    """Write a document as no save of ours does: a list for a type and a level, in what is kept of it."""
    solr = make_connection(decode_dates=False)
    [found] = solr.search(f'id:"{dataset["id"]}"', fl="*").docs
    for name in ("data_dict", "validated_data_dict"):
        kept = json.loads(found[name])
        found[name] = json.dumps({**kept, "type": ["dataset"], "data_classification": ["open"]})
    solr.add([{name: value for name, value in found.items() if name != "_version_"}], commit=True)


ASKED = [one for one in surfaces() if not issubclass(one, (Administration, Changes))]


class TestReading:
    @pytest.mark.parametrize("role", ["anonymous", "sysadmin"])
    def test_no_list_breaks(self, city: City, strange: list[dict[str, Any]], role: str):
        gaps = city.gaps("open")
        lists = [one for one in ASKED if not names_a_dataset(one)]
        assert len(lists) > 50
        broken = {one.__name__: status for one in lists if (status := ask(city, one, role, gaps)) >= 500}
        assert broken == {}

    @pytest.mark.parametrize(
        "path",
        [
            "/", "/dataset/", "/dataset/?q=บันทึกแปลก", "/organization/{owner}", "/group/{topic}",
            "/dashboard/datasets", "/dashboard/", "/feeds/dataset.atom", "/sitemap.xml?page=1",
            "/catalog.ttl",
            "/organization/activity/{owner}", "/group/activity/{topic}", "/user/{user_editor}",
            "/user/activity/{user_editor}", "/dashboard/work", "/kpi",
            "/organization/bulk_process/{owner}",
        ],
    )  # fmt: skip
    def test_lists_are_there(self, city: City, strange: list[dict[str, Any]], path: str):
        answer = city.get("sysadmin", path.format(**city.places()))
        assert answer.status_code == 200

    def test_a_hit_can_be_opened(self, city: City, strange: list[dict[str, Any]]):
        page = city.get("anonymous", "/dataset/?q=บันทึกแปลก").get_data(as_text=True)
        for number, kind in enumerate(STORED_TYPES):
            assert f'/dataset/{strange[number]["name"]}"' in page, kind
            for place in ("", "/edit/"):
                path = f"/dataset{place}/{strange[number]['name']}".replace("//", "/")
                assert city.get("sysadmin", path).status_code == 200, (kind, path)

    def test_a_deleted_one_does_not_break_the_trash(self, city: City, strange: list[dict[str, Any]]):
        for one in strange[: len(STORED_TYPES)]:
            model.Session.execute(
                sa.text("UPDATE package SET state = 'deleted' WHERE id = :key"), {"key": one["id"]}
            )
        model.Session.commit()
        try:
            assert city.get("sysadmin", "/ckan-admin/trash").status_code == 200
        finally:
            for one in strange[: len(STORED_TYPES)]:
                store(one, state="active")

    def test_who_has_no_level_is_hidden_from_the_public(self, city: City, strange: list[dict[str, Any]]):
        for one in strange[len(STORED_TYPES) : len(STORED_TYPES) + len(STORED_LEVELS)]:
            assert city.call("anonymous", "package_show", id=one["id"]).status_code == 404
            assert city.call("stranger", "package_show", id=one["id"]).status_code == 404

    def test_its_own_page_and_calls_do_not_fail(self, city: City, strange: list[dict[str, Any]]):
        one = strange[3]
        gaps = {
            **city.gaps("open"), "id": one["id"], "name": one["name"], "file": one["resources"][0]["id"],
        }  # fmt: skip
        broken = {
            surface.__name__: status
            for surface in ASKED
            if names_a_dataset(surface)
            if (status := ask(city, surface, "sysadmin", gaps)) >= 500
        }
        assert broken == {}


def names_a_dataset(surface: Any) -> bool:
    asked = f"{surface.path}{surface.params}"
    return any(f"{{{gap}}}" in asked for gap in ("id", "name", "file", "view", "activity"))


def ask(city: City, surface: Any, role: str, gaps: dict[str, str]) -> int:
    return surface().ask(city, role, **gaps).status_code


class TestBecomingADataset:
    @pytest.fixture
    def foreign(self, city: City) -> Iterator[dict[str, Any]]:
        made = record(city, name="strange-guest")
        store(made, type="harvest")
        yield made
        model.Session.remove()
        call_action("dataset_purge", id=made["id"])
        services.mend([made["id"]])

    def stored_type(self, dataset: dict[str, Any]) -> str:
        model.Session.remove()
        found = model.Session.execute(
            sa.text("SELECT type FROM package WHERE id = :key"), {"key": dataset["id"]}
        )
        return str(found.scalar())

    def test_a_save_makes_it_one(self, city: City, foreign: dict[str, Any]):
        answer = city.call("editor", "package_patch", id=foreign["id"], notes="ใหม่")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert self.stored_type(foreign) == "dataset"

    def test_so_does_a_save_that_changes_nothing_else(self, city: City, foreign: dict[str, Any]):
        shown = city.call("editor", "package_show", id=foreign["id"]).json["result"]
        answer = city.call("editor", "package_update", **shown)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert self.stored_type(foreign) == "dataset"

    def test_under_all_rules_or_not_at_all(self, city: City, foreign: dict[str, Any]):
        refused = city.call("editor", "package_patch", id=foreign["id"], data_source="")
        assert refused.status_code == 409
        assert "data_source" in refused.json["error"]
        assert self.stored_type(foreign) == "harvest"

    def test_files_of_it_are_checked_too(self, city: City, foreign: dict[str, Any]):
        model.Session.execute(
            sa.text("UPDATE resource SET url = 'javascript:alert(1)' WHERE package_id = :key"),
            {"key": foreign["id"]},
        )
        model.Session.commit()
        search.rebuild(foreign["id"])
        refused = city.call("editor", "package_patch", id=foreign["id"], notes="ใหม่")
        assert refused.status_code == 409
        assert "URL-SCHEME" in refused.get_data(as_text=True)

    def test_its_level_stays_under_the_two_person_rule(self, city: City, foreign: dict[str, Any]):
        store_level(foreign, "confidential")
        opened = {"data_category": "public", "data_classification": "open", "license_id": "open-data-common"}
        refused = city.call("admin", "package_patch", id=foreign["id"], private=False, **opened)
        assert "LEVEL-DOWN-NEEDS-REVIEW" in refused.get_data(as_text=True)

    def test_who_may_not_edit_it_changes_no_type(self, city: City, foreign: dict[str, Any]):
        assert city.call("stranger", "package_patch", id=foreign["id"], notes="x").status_code == 403
        assert self.stored_type(foreign) == "harvest"

    def test_it_can_be_deleted(self, city: City, foreign: dict[str, Any]):
        assert city.call("editor", "package_delete", id=foreign["id"]).status_code == 200
