"""Our tables: made by migrations, unmade by them, and the same as the models say."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.cli.cli import ckan

from ckanext.bmagov.base.services import audit_log


def ours() -> set[str]:
    assert model.meta.engine
    names = sa.inspect(model.meta.engine).get_table_names()
    return {name for name in names if name.startswith("bmagov_")}


def check() -> subprocess.CompletedProcess[str]:
    """Run `ckan db check` in a process of its own: fixtures read tables into the models of this one."""
    model.Session.remove()
    code = "from ckan.cli.cli import ckan; ckan(['db', 'check'])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.fixture
def upgraded(cli, clean_db):
    """Leave the tables as they should be, whatever a test did."""
    yield
    model.Session.remove()
    cli.invoke(ckan, ["db", "upgrade", "-p", "bmagov"])


@pytest.mark.usefixtures("with_plugins", "upgraded")
class TestMigrations:
    def test_down_to_base_and_up_again(self, cli, monkeypatch):
        monkeypatch.setenv("BMAGOV_DESTROY_LOGS", "yes")  # a fresh database has said what it found
        before = ours()
        model.Session.remove()
        down = cli.invoke(ckan, ["db", "downgrade", "-p", "bmagov", "-v", "base"])
        assert down.exit_code == 0, down.output
        assert ours() == {"bmagov_alembic_version"}
        up = cli.invoke(ckan, ["db", "upgrade", "-p", "bmagov"])
        assert up.exit_code == 0, up.output
        assert ours() == before
        assert {"bmagov_demo_object", "bmagov_usage"} < before

    def test_logs_with_entries_are_kept(self, cli, monkeypatch):
        """Nothing of a downgrade is done that would destroy them, but by who says so."""
        audit_log.append(model.Session, "system", "level.publish", {"to": "open"})
        model.Session.commit()
        before = ours()
        model.Session.remove()
        down = cli.invoke(ckan, ["db", "downgrade", "-p", "bmagov", "-v", "base"])
        assert down.exit_code != 0
        assert "bmagov_audit_log: 1 entries" in f"{down.output}{down.exception}"
        assert ours() == before
        assert cli.invoke(ckan, ["db", "pending-migrations"]).exit_code == 0
        monkeypatch.setenv("BMAGOV_DESTROY_LOGS", "yes")
        down = cli.invoke(ckan, ["db", "downgrade", "-p", "bmagov", "-v", "base"])
        assert down.exit_code == 0, down.output
        assert ours() == {"bmagov_alembic_version"}

    def test_entries_that_are_there_get_their_salts(self, cli, monkeypatch):
        """The table refuses UPDATE: the column brings them."""
        for number in range(3):
            audit_log.append(model.Session, "system", "level.publish", {"to": str(number)})
        model.Session.commit()
        model.Session.remove()
        monkeypatch.setenv("BMAGOV_DESTROY_LOGS", "yes")
        assert model.meta.engine
        while "salt" in {
            row["name"] for row in sa.inspect(model.meta.engine).get_columns("bmagov_audit_log")
        }:
            down = cli.invoke(ckan, ["db", "downgrade", "-p", "bmagov", "-v", "-1"])
            assert down.exit_code == 0, down.output
        up = cli.invoke(ckan, ["db", "upgrade", "-p", "bmagov"])
        assert up.exit_code == 0, up.output
        salts = model.Session.scalars(sa.text("SELECT salt FROM bmagov_audit_log WHERE number <= 3")).all()
        assert len({bytes(salt) for salt in salts}) == 3
        assert {len(salt) for salt in salts} == {16}

    def test_every_step_goes_down_and_up(self, cli):
        model.Session.remove()
        steps = 0
        while ours() != {"bmagov_alembic_version"}:
            down = cli.invoke(ckan, ["db", "downgrade", "-p", "bmagov", "-v", "-1"])
            assert down.exit_code == 0, down.output
            steps += 1
            assert steps < 100
        for _ in range(steps):
            up = cli.invoke(ckan, ["db", "upgrade", "-p", "bmagov", "-v", "+1"])
            assert up.exit_code == 0, up.output
        assert len(ours()) > 1

    def test_models_and_tables_agree(self):
        done = check()
        assert done.returncode == 0, done.stderr

    def test_a_difference_would_be_noticed(self):
        """The test above is not passed by looking away from our tables."""
        model.Session.execute(sa.text("ALTER TABLE bmagov_usage ADD surprise text"))
        model.Session.commit()
        try:
            done = check()
            assert done.returncode != 0
            assert "surprise" in done.stdout + done.stderr
        finally:
            model.Session.execute(sa.text("ALTER TABLE bmagov_usage DROP surprise"))
            model.Session.commit()

    def test_there_is_one_line_of_migrations(self, cli):
        pending = cli.invoke(ckan, ["db", "pending-migrations"])
        assert pending.exit_code == 0, pending.output
        assert "bmagov" not in pending.output
