"""Rule sets: written by auditors, published by supervisors, then read by everyone and never changed."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories

from ckanext.bmagov.kpi.rules.readers import OURS
from ckanext.bmagov.kpi.rules.services import rules

pytestmark = pytest.mark.usefixtures("clean_db")

YEAR = 2570
PUBLISHED = (OURS / f"kpi-{YEAR}-2.yaml").read_text(encoding="utf-8")
NEXT = PUBLISHED.replace("version: 2", "version: 3", 1).replace("status: published", "status: draft", 1)


def call(action, user="", **data):
    return tk.get_action(action)({"user": user}, data)


@pytest.fixture
def office(with_plugins):
    """The office that audits, with one person in each role."""
    people = {role: factories.User()["name"] for role in ("member", "editor", "admin", "stranger")}
    users = [{"name": people[role], "capacity": role} for role in ("member", "editor", "admin")]
    factories.Organization(name="strategy-and-evaluation-department", users=users)
    return people


class TestReading:
    def test_everyone_reads_what_is_published(self):
        years = [one["fiscal_year"] for one in call("bmagov_ruleset_list")]
        assert years == [2570, 2570, 2564]
        shown = call("bmagov_ruleset_show", fiscal_year=2564)
        assert shown["in_force"]
        assert shown["rules"]["parts"][0]["weight"] == "40"
        assert shown["rules"]["parts"][0]["criteria"][0]["weight_source"] == "default"
        assert "source" not in shown

    def test_drafts_are_the_auditors(self, office):
        call("bmagov_ruleset_create", office["editor"], source=NEXT)
        assert len(call("bmagov_ruleset_list", fiscal_year=YEAR)) == 2
        assert len(call("bmagov_ruleset_list", office["member"], fiscal_year=YEAR)) == 3
        with pytest.raises(tk.ObjectNotFound):
            call("bmagov_ruleset_show", office["stranger"], fiscal_year=YEAR, version=3)

    def test_an_absent_year_is_said_to_be_absent(self):
        with pytest.raises(tk.ObjectNotFound, match="rule set"):
            call("bmagov_ruleset_show", fiscal_year=2569)

    def test_two_versions_are_compared(self, office):
        source = NEXT.replace("grace_days: 7", "grace_days: 10", 1)
        call("bmagov_ruleset_create", office["editor"], source=source)
        found = call(
            "bmagov_ruleset_compare", office["editor"],
            fiscal_year=YEAR, version=2, with_fiscal_year=YEAR, with_version=3,
        )  # fmt: skip
        assert {"path": "lateness.grace_days", "before": "7", "after": "10"} in found["changes"]


class TestOneRequest:
    def test_it_reads_them_once_and_never_keeps_what_is_taken_back(self, app, with_plugins):
        def versions():
            return [one.rules.version for one in rules.all_rule_sets(model.Session) if one.key[1] == YEAR]

        with app.flask_app.test_request_context("/"):
            assert rules.all_rule_sets(model.Session) is rules.all_rule_sets(model.Session)
            rules.keep(model.Session, NEXT.encode(), "u")
            assert versions() == [3, 2, 1]
            model.Session.rollback()
            assert versions() == [2, 1]


class TestWriting:
    @pytest.mark.parametrize("role", ["stranger", "member"])
    def test_who_does_not_audit_writes_no_draft(self, office, role):
        with pytest.raises(tk.NotAuthorized):
            call("bmagov_ruleset_create", office[role], source=NEXT)

    def test_problems_are_told_with_their_lines(self, office):
        source = NEXT.replace("weight: 25", "weight: 26", 1)
        answer = call("bmagov_ruleset_check", office["editor"], source=source)
        assert not answer["valid"]
        assert answer["problems"][0]["code"] == "WEIGHT-SUM"
        assert answer["problems"][0]["line"] > 0
        with pytest.raises(tk.ValidationError) as error:
            call("bmagov_ruleset_create", office["editor"], source=source)
        assert "WEIGHT-SUM" in error.value.error_dict["source"][0]

    def test_a_file_cannot_publish_itself(self, office):
        with pytest.raises(tk.ValidationError) as error:
            call(
                "bmagov_ruleset_create",
                office["admin"],
                source=NEXT.replace("status: draft", "status: published"),
            )
        assert "RULESET-NOT-DRAFT" in error.value.error_dict["source"][0]

    def test_a_draft_of_a_published_version_is_refused(self, office):
        source = PUBLISHED.replace("status: published", "status: draft", 1)
        with pytest.raises(tk.ValidationError) as error:
            call("bmagov_ruleset_create", office["admin"], source=source)
        assert "RULESET-IMMUTABLE" in error.value.error_dict["source"][0]


class TestPublishing:
    def publish(self, user, source=NEXT):
        draft = call("bmagov_ruleset_create", user, source=source)
        return call("bmagov_ruleset_publish", user, fiscal_year=YEAR, version=3, digest=draft["digest"])

    def test_only_a_supervisor_publishes(self, office):
        with pytest.raises(tk.NotAuthorized):
            self.publish(office["editor"])
        assert self.publish(office["admin"])["status"] == "published"

    def test_a_published_version_never_changes(self, office):
        self.publish(office["admin"])
        with pytest.raises(tk.ValidationError) as error:
            call(
                "bmagov_ruleset_create",
                office["admin"],
                source=NEXT.replace("grace_days: 7", "grace_days: 9", 1),
            )
        assert "RULESET-IMMUTABLE" in error.value.error_dict["source"][0]

    def test_it_holds_from_its_effective_date_on(self, office):
        assert self.publish(office["admin"])["in_force"]
        assert call("bmagov_ruleset_show", fiscal_year=YEAR)["version"] == 3

    def test_a_draft_that_changed_since_it_was_read_is_not_published(self, office):
        call("bmagov_ruleset_create", office["admin"], source=NEXT)
        with pytest.raises(tk.ValidationError) as error:
            call("bmagov_ruleset_publish", office["admin"], fiscal_year=YEAR, version=3, digest="0" * 64)
        assert "STALE-VERSION" in error.value.error_dict["digest"][0]

    def test_a_draft_is_thrown_away_and_a_published_version_is_not(self, office):
        draft = call("bmagov_ruleset_create", office["editor"], source=NEXT)
        key = {"fiscal_year": YEAR, "version": 3}
        with pytest.raises(tk.ValidationError, match="STALE-VERSION"):
            call("bmagov_ruleset_discard", office["editor"], **key, digest="0" * 64)
        done = call("bmagov_ruleset_discard", office["editor"], **key, digest=draft["digest"])
        assert done["discarded"]
        with pytest.raises(tk.ObjectNotFound):
            call("bmagov_ruleset_show", office["editor"], **key)
        shown = self.publish(office["admin"])
        with pytest.raises(tk.ValidationError, match="RULESET-PUBLISHED"):
            call("bmagov_ruleset_discard", office["editor"], **key, digest=shown["digest"])

    def test_it_is_in_the_log(self, office):
        from ckan import model

        from ckanext.bmagov.base.model.audit_log import AuditLog

        self.publish(office["admin"])
        entries = model.Session.query(AuditLog).order_by(AuditLog.number)
        kinds = [row.kind for row in entries if row.kind != "rows"]
        assert kinds[-2:] == ["ruleset_draft", "ruleset_published"]
