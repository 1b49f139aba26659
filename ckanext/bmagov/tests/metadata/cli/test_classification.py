"""`ckan bmagov classification check`, `classification close` and `ckan bmagov search reconcile`."""

from __future__ import annotations

from typing import Any

import pysolr
import pytest
import sqlalchemy as sa

from ckan import model
from ckan.cli.cli import ckan
from ckan.lib import search
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.access.actions.people import build

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "clean_redis")


@pytest.fixture
def run(cli):
    return lambda *words: cli.invoke(ckan, ["bmagov", *words])


def store(dataset: dict[str, Any], level: str | None) -> None:
    """Write a level as older software may have."""
    package = model.Package.get(dataset["id"])
    extras = {key: value for key, value in package.extras.items() if key != "data_classification"}
    package.extras = extras if level is None else extras | {"data_classification": level}
    model.Session.commit()


def test_good_levels_are_good(run):
    factories.Dataset()
    factories.Draft()
    answer = run("classification", "check")
    assert answer.exit_code == 0, answer.output
    assert "Every level is one of: open, internal" in answer.output


def test_what_the_policy_does_not_know_is_listed(run):
    unknown, missing, public, bytes_kept = (factories.Dataset() for _ in range(4))
    store(unknown, "Private")
    store(missing, None)
    store(public, "internal")
    model.Resource.get(bytes_kept["resources"][0]["id"]).url_type = "upload"
    store(bytes_kept, "secret")
    file = factories.Dataset(resources=[factories.resource()])["resources"][0]
    resource = model.Resource.get(file["id"])
    resource.extras = {**resource.extras, "resource_data_classification": "ลับๆ"}
    model.Session.commit()
    answer = run("classification", "check")
    assert answer.exit_code == 1
    lines = answer.output
    assert f'{unknown["name"]} ({unknown["id"]}): the level "Private" is not in the policy' in lines
    assert f"{missing['name']} ({missing['id']}): published without a level" in lines
    assert f'{public["name"]} ({public["id"]}): level "internal", but not private' in lines
    assert f'{bytes_kept["resources"][0]["id"]}: keeps data of the level "secret"' in lines
    assert f'{file["id"]}: the level "ลับๆ" is not in the policy' in lines
    assert "bytes: 1, missing: 1, public: 3, unknown: 2" in lines


def write(statement: str, **bound: Any) -> None:
    """Write past every rule."""
    model.Session.execute(sa.text(statement), bound)
    model.Session.commit()
    model.Session.remove()


def act(action: str, **params: Any) -> Any:
    """Do what a remedy says, as a system administrator."""
    if action == "package_patch":
        search.rebuild(params["id"])
    context = {"user": core.Sysadmin()["name"], "ignore_auth": False}
    return call_action(action, context, **params)


class TestRemedies:
    """What the command says to do is what helps."""

    def test_a_record_of_another_type(self, run):
        foreign, empty, none = (factories.Dataset() for _ in range(3))
        for one, kind in ((foreign, "harvest"), (empty, ""), (none, None)):
            write("UPDATE package SET type = :kind WHERE id = :key", kind=kind, key=one["id"])
        answer = run("classification", "check")
        assert answer.exit_code == 1
        assert f'{foreign["name"]} ({foreign["id"]}): its type is "harvest", not "dataset"' in answer.output
        assert "foreign: 3" in answer.output
        assert "package_patch" in answer.output.split("What to do:")[1]
        act("package_patch", id=foreign["id"], notes="ใหม่")
        act("package_patch", id=empty["id"], state="draft", data_type="record")
        act("package_delete", id=none["id"])
        assert run("classification", "check").exit_code == 0

    def test_none_is_given_one_or_becomes_a_draft(self, run):
        whole, bare = factories.Dataset(), factories.Dataset()
        write("UPDATE package SET extras = extras - 'data_classification' WHERE id = :key", key=whole["id"])
        write("UPDATE package SET extras = '{}' WHERE id = :key", key=bare["id"])
        told = run("classification", "check").output
        assert "missing: 2" in told
        assert '{"id": "...", "state": "draft", "data_type": "record"}' in told
        act("package_patch", id=whole["id"], data_classification="open")
        act("package_patch", id=bare["id"], state="draft", data_type="record")
        assert run("classification", "check").exit_code == 0

    def test_an_unknown_one_takes_two(self, run):
        people = build()
        dataset = people.dataset()
        write(
            "UPDATE package SET extras = extras || CAST(:new AS jsonb) WHERE id = :key",
            new='{"data_classification": "Private"}',
            key=dataset["id"],
        )
        assert "approved by a second person" in run("classification", "check").output
        search.rebuild(dataset["id"])
        given = {"id": dataset["id"], "level": "confidential", "reason": "ชั้นเดิมของระบบเก่า"}
        proposal = people.call("admin", "bmagov_level_change_propose", **given)
        said = {"id": proposal["id"], "answer": "approve", "reason": "เห็นชอบ"}
        people.call("second", "bmagov_level_change_answer", **said)
        assert run("classification", "check").exit_code == 0

    def test_a_closed_one_that_is_not_private(self, run):
        dataset = factories.Dataset(
            data_category="security", data_classification="confidential", license_id="notspecified"
        )
        write("UPDATE package SET private = false WHERE id = :key", key=dataset["id"])
        assert "public: 1" in run("classification", "check").output
        act("package_patch", id=dataset["id"], private=True)
        assert run("classification", "check").exit_code == 0

    def test_a_level_under_another_key(self, run):
        dataset = factories.Dataset()
        file, agency = dataset["resources"][0]["id"], dataset["owner_org"]
        level = '{"classification": "secret"}'
        write("UPDATE resource SET extras = :new WHERE id = :key", new=level, key=file)
        write(
            "UPDATE package SET extras = extras || CAST(:new AS jsonb) WHERE id = :key",
            new='{"ชั้นความลับ": "ลับ"}',
            key=dataset["id"],
        )
        write(
            'UPDATE "group" SET extras = extras || CAST(:new AS jsonb) WHERE id = :key',
            new='{"data_classification": "secret"}',
            key=agency,
        )
        told = run("classification", "check").output
        assert "misplaced: 3" in told
        assert f'file {file}: a level under the key "classification", which decides nothing' in told
        assert f'({agency}): a level under the key "data_classification"' in told
        search.rebuild(dataset["id"])
        act("package_patch", id=dataset["id"], extras=[], resources=[factories.resource(id=file)])
        shown = call_action("organization_show", id=agency)
        given = {name: shown[name] for name in ("id", "name", "title")}
        act("organization_update", **given)
        assert run("classification", "check").exit_code == 0


class TestClose:
    def closed_by(self) -> dict[str, dict[str, Any]]:
        """Return datasets that CKAN alone would show whole, by what is closed in them, and two others."""
        secret = {"resource_data_classification": "confidential"}
        found = {
            "file": factories.Dataset(resources=[factories.resource(**secret), factories.resource(name="ข")]),
            "column": factories.Dataset(),
            "level": factories.Dataset(),
            "open": factories.Dataset(),
            "private": factories.Dataset(
                data_category="security", data_classification="secret", license_id="notspecified"
            ),
        }
        columns = [{"name": "บ้านเลขที่", "classification": "confidential"}, {"name": "เขต"}]
        file = found["column"]["resources"][0]["id"]
        call_action("bmagov_dictionary_update", id=file, columns=columns)
        store(found["level"], None)
        return found

    def test_it_lists_and_changes_nothing(self, run):
        found = self.closed_by()
        answer = run("classification", "close")
        assert answer.exit_code == 1
        lines = answer.output.splitlines()
        assert len([line for line in lines if "): " in line]) == 3
        file = found["file"]["resources"][0]["id"]
        mixed = f"{found['file']['name']} ({found['file']['id']})"
        assert f'{mixed}: level "open"; files {file} (confidential)' in lines
        assert any(found["column"]["name"] in line and "columns บ้านเลขที่" in line for line in lines)
        assert any(found["level"]["name"] in line and "no level" in line for line in lines)
        assert 'Note: 1 private datasets of the level "secret" would be read by every member' in answer.output
        assert "3 datasets would be public" in answer.output
        assert not model.Package.get(found["file"]["id"]).private

    def test_it_closes_and_says_so_in_the_log(self, run):
        found = self.closed_by()
        answer = run("classification", "close", "--apply")
        assert answer.exit_code == 0, answer.output
        assert "Made private: 3" in answer.output
        model.Session.remove()
        private = {name: model.Package.get(one["id"]).private for name, one in found.items()}
        assert private == {"file": True, "column": True, "level": True, "open": False, "private": True}
        kinds = [row.kind for row in audit_log.entries(model.Session, AuditLog)]
        assert kinds.count("level.close") == 3
        assert "missing: 0, old: 0, no longer there: 0" in run("search", "reconcile", "--dry-run").output
        again = run("classification", "close")
        assert (again.exit_code, "Nothing that is closed here would be public." in again.output) == (0, True)

    def test_it_goes_on_where_it_was_broken_off(self, run, monkeypatch):
        from ckanext.bmagov.access.services import closing

        found, done = self.closed_by(), closing.close_to_public

        def once(session: Any, one: Any) -> bool:
            monkeypatch.setattr(closing, "close_to_public", fails)
            return done(session, one)

        def fails(*_: Any) -> bool:
            raise KeyboardInterrupt

        with monkeypatch.context():
            monkeypatch.setattr(closing, "close_to_public", once)
            assert run("classification", "close", "--apply").exit_code != 0
        monkeypatch.setattr(closing, "close_to_public", done)
        model.Session.rollback()
        model.Session.remove()
        assert sum(bool(model.Package.get(one["id"]).private) for one in found.values()) == 2
        assert "Made private: 2" in run("classification", "close", "--apply").output


def test_an_index_that_is_behind_is_put_right(run):
    dataset = factories.Dataset()
    store(dataset, "secret")
    told = run("search", "reconcile", "--dry-run")
    assert (told.exit_code, "old: 1" in told.output) == (1, True)
    done = run("search", "reconcile")
    assert (done.exit_code, "Put right: 1" in done.output) == (0, True), done.output
    assert run("search", "reconcile", "--dry-run").exit_code == 0


def test_a_history_from_before_levels_gets_the_labels_of_now(run):
    """CKAN had written that everybody may see it."""
    user = core.Sysadmin()["name"]
    dataset = factories.Dataset(user={"name": user})
    store(dataset, None)
    told = run("search", "reconcile", "--dry-run")
    assert (told.exit_code, "another level or owner: 1" in told.output) == (1, True), told.output
    assert run("search", "reconcile").exit_code == 0
    again = run("search", "reconcile", "--dry-run")
    assert (again.exit_code, "another level or owner: 0" in again.output) == (0, True), again.output


def test_an_index_of_an_earlier_version_is_told(run, monkeypatch):
    factories.Dataset()
    assert run("search", "check").exit_code == 0
    monkeypatch.setattr("ckanext.bmagov.search.solr.status.FORM_NOW", "of a later version")
    told = run("search", "check")
    assert (told.exit_code, "1 datasets were indexed by an earlier version" in told.output) == (1, True)


def test_a_solr_that_is_away_is_said(run, ckan_config, monkeypatch):
    monkeypatch.setattr(
        "ckanext.bmagov.search.services.make_connection",
        lambda **_: pysolr.Solr("http://127.0.0.1:9/solr"),
    )
    answer = run("search", "reconcile")
    assert answer.exit_code == 1
    assert "Solr does not answer" in answer.output
