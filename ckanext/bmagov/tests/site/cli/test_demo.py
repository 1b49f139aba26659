"""`ckan bmagov demo ...` as one types it."""

from __future__ import annotations

import pytest

from ckan import model
from ckan.cli.cli import ckan
from ckan.tests.helpers import call_action

from ckanext.bmagov.site.demo import content
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.site.demo.conftest import small  # noqa: F401 - a fixture


def signs_in(name: str, password: str) -> bool:
    user = model.User.get(name)
    return bool(user and user.validate_password(password))


@pytest.mark.usefixtures("with_plugins", "small")
class TestDemo:
    def test_load_tells_the_passwords_once_and_then_that_all_is_there(self, cli):
        first = cli.invoke(ckan, ["bmagov", "demo", "load"])
        assert first.exit_code == 0, first.output
        told = dict(line.split("\t") for line in first.output.splitlines() if "\t" in line)
        assert signs_in("demo-member", told["demo-member"])
        assert "3 datasets" in first.output

        second = cli.invoke(ckan, ["bmagov", "demo", "load"])
        assert second.output == "The demo content is already there.\n"

    def test_load_takes_the_password_of_the_environment(self, cli):
        done = cli.invoke(ckan, ["bmagov", "demo", "load"], env={"BMAGOV_DEMO_PASSWORD": "of this site"})
        assert "of this site" not in done.output
        assert signs_in("demo-member", "of this site")

    def test_a_short_password_is_refused_before_anything_is_done(self, cli):
        done = cli.invoke(ckan, ["bmagov", "demo", "load", "--password", "1234567"])
        assert done.exit_code == 1
        assert "at least 8 characters" in done.output
        assert not model.User.get("demo-member")

    def test_load_as_of_a_day(self, cli):
        cli.invoke(ckan, ["bmagov", "demo", "load", "--as-of", "2024-06-30", "--quiet"])
        dataset = call_action("package_show", id="demo-public-parking")
        assert dataset["last_updated_date"] == "2024-03-02"

    def test_a_day_to_come_is_refused_before_anything_is_done(self, cli):
        done = cli.invoke(ckan, ["bmagov", "demo", "load", "--as-of", "2500-01-01"])
        assert done.exit_code == 1
        assert "to come" in done.output
        assert not model.User.get("demo-member")

    def test_a_fault_is_told_without_a_traceback(self, cli, monkeypatch):
        monkeypatch.setitem(content.PUBLISHED, "license_id", "no such licence")
        done = cli.invoke(ckan, ["bmagov", "demo", "load"])
        assert done.exit_code == 1
        assert "license_id" in done.output
        assert "run this again" in done.output
        assert "demo-member\t" in done.output

    def test_accounts_lists_name_role_and_agency(self, cli):
        cli.invoke(ckan, ["bmagov", "demo", "load"])
        listed = cli.invoke(ckan, ["bmagov", "demo", "accounts"])
        assert listed.output.splitlines() == [
            "demo-sysadmin\tsysadmin\t",
            "demo-member\tmember\tหน่วยงาน health-department",
        ]

    def test_accounts_gives_new_passwords(self, cli):
        cli.invoke(ckan, ["bmagov", "demo", "load"])
        listed = cli.invoke(ckan, ["bmagov", "demo", "accounts", "--reset-passwords"])
        told = {line.split("\t")[0]: line.split("\t")[3] for line in listed.output.splitlines()}
        assert all(signs_in(name, secret) for name, secret in told.items())

    def test_remove_and_remove_again(self, cli):
        cli.invoke(ckan, ["bmagov", "demo", "load"])
        done = cli.invoke(ckan, ["bmagov", "demo", "remove"])
        assert done.exit_code == 0, done.output
        assert "Removed 17." in done.output
        assert cli.invoke(ckan, ["bmagov", "demo", "remove"]).output == "No demo content here.\n"

    def test_remove_names_what_it_keeps(self, cli):
        cli.invoke(ckan, ["bmagov", "demo", "load"])
        mine = factories.Dataset(groups=[{"name": "public-health"}])
        done = cli.invoke(ckan, ["bmagov", "demo", "remove"])
        assert f"group public-health: People have added to it: {mine['name']}" in done.output
        forced = cli.invoke(ckan, ["bmagov", "demo", "remove", "--force"])
        assert "Removed 1." in forced.output
