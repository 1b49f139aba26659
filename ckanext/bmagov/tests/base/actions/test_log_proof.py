"""The checkpoint of the log and proofs of it: what everybody gets, and what the verifier says of it."""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli.cli import ckan
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

import ckanext.bmagov as package
from ckanext.bmagov.base.actions import log_proof
from ckanext.bmagov.base.domain.checkpoint import checkpoints_in, keys_in
from ckanext.bmagov.base.domain.merkle import EMPTY_ROOT, is_consistent, is_included, leaf_hash
from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.readers.log_key import is_signed_by, make_key
from ckanext.bmagov.base.services import audit_log, log_tree
from ckanext.bmagov.tests.tampering import tamper

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")

SCRIPT = Path(package.__file__).parent / "tools_public" / "verify_log.py"


def write(count: int) -> None:
    for number in range(count):
        audit_log.append(model.Session, "system", "grant.create", {"what": f"สิทธิ์ {number}", "share": 0.5})
    model.Session.commit()


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next day begin, before which all entries were written."""
    monkeypatch.setattr(log_proof, "today", lambda: today() + dt.timedelta(days=1))


@pytest.fixture
def signing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    make_key(tmp_path / "log-key.pem")
    monkeypatch.setitem(tk.config, "ckanext.bmagov.log_key", str(tmp_path / "log-key.pem"))
    return tmp_path


def show(**more):
    return call_action("bmagov_log_proof_show", **more)


def decoded(hashes: list[str]) -> list[bytes]:
    return [base64.b64decode(node) for node in hashes]


class TestSalts:
    def test_each_entry_has_its_own(self):
        write(5)
        query = sa.select(AuditLog.salt).where(AuditLog.kind == "grant.create")
        salts = [bytes(salt) for salt in model.Session.scalars(query)]
        assert {len(salt) for salt in salts} == {16}
        assert len(set(salts)) == 5

    def test_who_reads_an_entry_gets_what_its_leaf_is_made_of(self):
        write(2)
        newest, first = call_action("bmagov_access_log_list")["results"]
        assert [len(bytes.fromhex(row["salt"])) for row in (newest, first)] == [16, 16]
        assert newest["previous"] == first["digest"]
        assert (newest["actor"], newest["actor_id"], newest["whole"]) == (None, "system", True)
        assert call_action("bmagov_access_log_list", log="reads")["results"] == []

    def test_the_digest_of_the_entry_before_is_for_who_may_read_that_one(self):
        """Else it would confirm guesses of it."""
        admin = core.User()
        own = core.Organization(users=[{"name": admin["name"], "capacity": "admin"}])
        other = core.Organization()
        for agency in (own, other, own, own):
            audit_log.append(model.Session, "system", "grant.create", {}, agency_id=agency["id"])
        model.Session.commit()
        as_admin = {"user": admin["name"], "ignore_auth": False}
        rows = call_action("bmagov_access_log_list", as_admin, kind="grant.create")["results"]
        newest, after_other, _ = rows
        assert newest["previous"] == after_other["digest"]
        assert after_other["previous"] is None
        assert all(row["salt"] for row in rows)
        everything = call_action("bmagov_access_log_list", kind="grant.create")["results"]
        assert [bool(row["previous"]) for row in everything] == [True] * 4

    @pytest.mark.usefixtures("tomorrow")
    def test_a_leaf_is_not_of_the_digest_alone(self):
        write(1)
        row = call_action("bmagov_access_log_list")["results"][0]
        leaf = base64.b64decode(show(entry=row["number"])["inclusion"]["leaf"])
        salt, digest = bytes.fromhex(row["salt"]), bytes.fromhex(row["digest"])
        assert leaf == leaf_hash(salt + digest)
        assert leaf != leaf_hash(digest)


class TestCheckpoint:
    def test_without_a_key_there_is_none(self, app):
        write(1)
        with pytest.raises(tk.ObjectNotFound, match="LOG-KEY-NONE"):
            call_action("bmagov_log_checkpoint_show")
        for path in ("/kpi/log-checkpoint.txt", "/kpi/log-key.txt"):
            page = app.get(path, status=404)
            assert "เว็บไซต์นี้" in page.body or "does not sign its log" in page.body

    def test_a_key_that_cannot_be_read_is_none_and_the_operators_hear_of_it(self, monkeypatch, caplog):
        monkeypatch.setitem(tk.config, "ckanext.bmagov.log_key", "/nowhere/log-key.pem")
        with pytest.raises(tk.ObjectNotFound, match="LOG-KEY-NONE"):
            call_action("bmagov_log_checkpoint_show")
        assert "/nowhere/log-key.pem: No such file" in caplog.text

    def test_it_is_of_the_log_as_it_was_when_the_day_began(self, signing, monkeypatch):
        day = today()  # midnight may come while this runs
        write(3)
        monkeypatch.setattr(log_proof, "today", lambda: day)
        shown = call_action("bmagov_log_checkpoint_show")
        assert (shown["size"], shown["root"]) == (0, base64.b64encode(EMPTY_ROOT).decode())
        monkeypatch.setattr(log_proof, "today", lambda: day + dt.timedelta(days=2))
        assert call_action("bmagov_log_checkpoint_show")["size"] == 3

    @pytest.mark.usefixtures("tomorrow")
    def test_it_is_signed_by_the_key_that_is_published(self, signing, app):
        write(7)
        shown = call_action("bmagov_log_checkpoint_show")
        page = app.get("/kpi/log-checkpoint.txt")
        assert page.content_type == "text/plain; charset=utf-8"
        assert (page.cache_control.public, page.cache_control.s_maxage) == (True, 86400)
        (note,) = checkpoints_in(page.get_data(as_text=True))
        (key,) = keys_in(app.get("/kpi/log-key.txt").get_data(as_text=True))
        assert page.get_data(as_text=True) == shown["note"]
        assert str(key) == shown["key"]
        assert is_signed_by(note, key)
        assert (note.checkpoint.origin, note.checkpoint.size) == ("test.ckan.net", 7)


@pytest.mark.usefixtures("tomorrow")
class TestProofs:
    def test_of_every_entry_in_every_size(self):
        write(6)
        for size in range(1, 7):
            for entry in range(1, size + 1):
                shown = show(entry=entry, old_size=entry, size=size)
                root = base64.b64decode(shown["root"])
                inclusion, growth = shown["inclusion"], shown["consistency"]
                leaf = base64.b64decode(inclusion["leaf"])
                assert is_included(leaf, entry - 1, size, decoded(inclusion["hashes"]), root)
                old_root = base64.b64decode(growth["old_root"])
                assert is_consistent(entry, size, old_root, root, decoded(growth["hashes"]))

    def test_the_size_is_that_of_the_day_when_none_is_given(self):
        write(4)
        shown = show(entry=2)
        assert (shown["size"], shown["origin"], shown["consistency"]) == (4, "test.ckan.net", None)
        assert show(old_size=2)["inclusion"] is None

    def test_the_log_is_read_once_and_then_what_is_new(self, monkeypatch):
        asked: list[int] = []
        real = log_tree.leaves

        def leaves(session, *, after=0, until=None):
            asked.append(after)
            return real(session, after=after, until=until)

        monkeypatch.setattr(log_tree, "leaves", leaves)
        write(3)
        before = show(entry=1)
        assert show(entry=1) == before
        write(2)
        assert show(entry=1, size=3) == before
        assert show(old_size=3)["size"] == 5
        assert asked == [0, 3]

    def test_a_log_that_was_written_anew_is_read_anew(self):
        write(3)
        before = show(entry=1)
        tamper("UPDATE bmagov_audit_log SET salt = sha256(salt) WHERE number = 3")
        assert show(entry=1)["root"] != before["root"]

    @pytest.mark.parametrize(
        "change",
        [
            "DELETE FROM bmagov_audit_log WHERE number = 2",
            "UPDATE bmagov_audit_log SET digest = 'x' WHERE number = 2",
        ],
    )
    def test_of_a_log_with_a_gap_nothing_is_proved(self, change: str, signing, app, caplog):
        write(4)
        tamper(change)
        for action, params in (
            ("bmagov_log_proof_show", {"entry": 1}),
            ("bmagov_log_checkpoint_show", {}),
        ):
            with pytest.raises(tk.ObjectNotFound, match="LOG-NOT-WHOLE"):
                call_action(action, **params)
        assert app.get("/kpi/log-checkpoint.txt").status_code == 404
        assert "entry 2 of the log is missing, or has no digest" in caplog.text

    @pytest.mark.parametrize(
        ("params", "field", "code"),
        [
            ({}, "entry", "LOG-PROOF-OF-WHAT"),
            ({"size": 2}, "entry", "LOG-PROOF-OF-WHAT"),
            ({"entry": None}, "entry", "LOG-PROOF-OF-WHAT"),
            ({"entry": ""}, "entry", "LIMIT-RANGE"),
            ({"entry": 0}, "entry", "LIMIT-RANGE"),
            ({"entry": -1}, "entry", "LIMIT-RANGE"),
            ({"entry": 5}, "entry", "LIMIT-RANGE"),
            ({"entry": "9" * 40}, "entry", "LIMIT-RANGE"),
            ({"entry": "9" * 5000}, "entry", "LIMIT-RANGE"),
            ({"entry": "1.5"}, "entry", "LIMIT-RANGE"),
            ({"entry": [1]}, "entry", "LIMIT-RANGE"),
            ({"entry": True}, "entry", "LIMIT-RANGE"),
            ({"entry": 1, "size": 0}, "size", "LIMIT-RANGE"),
            ({"entry": 1, "size": 5}, "size", "LIMIT-RANGE"),
            ({"entry": 3, "size": 2}, "entry", "LIMIT-RANGE"),
            ({"old_size": 0}, "old_size", "LIMIT-RANGE"),
            ({"old_size": 5}, "old_size", "LIMIT-RANGE"),
            ({"old_size": 4, "size": 3}, "old_size", "LIMIT-RANGE"),
        ],
    )
    def test_what_cannot_be_proved_is_refused(self, params, field: str, code: str):
        write(4)
        with pytest.raises(tk.ValidationError) as refused:
            show(**params)
        assert [str(text).partition(":")[0] for text in refused.value.error_summary.values()] == [code]
        assert [*refused.value.error_dict] == [field]

    def test_of_an_empty_log_nothing_is_proved(self):
        with pytest.raises(tk.ValidationError) as refused:
            show(entry=1)
        assert refused.value.error_dict["size"][0].startswith("LOG-EMPTY: ")


@pytest.mark.usefixtures("tomorrow")
class TestVerifier:
    """The script that ships with each release, on what this site gives out."""

    def run(self, folder: Path, *more: str) -> tuple[int, str]:
        names = {"key": "key", "checkpoint": "new", "old": "old", "entry": "entry", "proof": "proof"}
        options = [part for name, file in names.items() for part in (f"--{name}", str(folder / file))]
        command = [sys.executable, "-I", str(SCRIPT), *options, *more]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def get(self, app, folder: Path) -> None:
        (folder / "new").write_text(app.get("/kpi/log-checkpoint.txt").get_data(as_text=True))
        proof = app.get("/api/3/action/bmagov_log_proof_show?entry=2&old_size=3").get_data(as_text=True)
        (folder / "proof").write_text(proof)

    @pytest.fixture
    def kept(self, app, signing) -> Path:
        write(3)
        entry = call_action("bmagov_access_log_list")["results"][1]
        (signing / "entry").write_text(json.dumps(entry))
        (signing / "key").write_text(app.get("/kpi/log-key.txt").get_data(as_text=True))
        (signing / "old").write_text(app.get("/kpi/log-checkpoint.txt").get_data(as_text=True))
        write(4)
        return signing

    def test_it_proves_what_is_true(self, app, kept):
        self.get(app, kept)
        assert self.run(kept) == (
            0,
            "checkpoint: test.ckan.net, 7 entries, signature good\n"
            "growth: the 3 entries of before are the first of the 7 of now\n"
            "entry 2: it is in the log\n",
        )

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE bmagov_audit_log SET digest = repeat('0', 64) WHERE number = 1",
            "UPDATE bmagov_audit_log SET salt = sha256(salt) WHERE number = 3",
            "DELETE FROM bmagov_audit_log WHERE number = 3;"
            "UPDATE bmagov_audit_log SET number = number - 1 WHERE number > 3",
        ],
    )
    def test_what_was_changed_past_the_product_shows(self, app, kept, change: str, monkeypatch):
        """At the latest when a process starts anew: until then it gives proofs of what it saw."""
        tamper(change)
        monkeypatch.setattr(log_tree, "_kept", log_tree._Kept())
        self.get(app, kept)
        status, said = self.run(kept)
        assert status == 1
        assert "WRONG: FORKED: the 3 entries" in said

    def test_verify_takes_checkpoints_that_were_kept(self, cli, kept):
        done = cli.invoke(ckan, ["bmagov", "audit", "verify", "--against", str(kept / "old")])
        assert done.exit_code == 0, done.output
        assert "checkpoints: the log has the root of each of 1" in done.output
        tamper("UPDATE bmagov_audit_log SET salt = sha256(salt) WHERE number = 2")
        done = cli.invoke(ckan, ["bmagov", "audit", "verify", "--against", str(kept / "old")])
        assert done.exit_code == 1
        assert "REWRITTEN: one of the 3 entries of a checkpoint is not what it was\n" in done.output
        tamper("DELETE FROM bmagov_audit_log WHERE number > 2")
        done = cli.invoke(ckan, ["bmagov", "audit", "verify", "--against", str(kept / "old")])
        assert "CUT OFF: a checkpoint has 3 entries, the log has not so many\n" in done.output

    def test_verify_says_when_a_checkpoint_is_of_another_site_or_forged(self, cli, kept):
        text = (kept / "old").read_text()
        (kept / "other").write_text(text.replace("test.ckan.net", "elsewhere", 1))
        done = cli.invoke(ckan, ["bmagov", "audit", "verify", "--against", str(kept / "other")])
        assert done.exit_code == 1
        assert "OTHER LOG: a checkpoint is of elsewhere, this is the log of test.ckan.net" in done.output
        (kept / "forged").write_text(text.replace("\n3\n", "\n2\n"))
        done = cli.invoke(ckan, ["bmagov", "audit", "verify", "--against", str(kept / "forged")])
        assert done.exit_code == 1
        assert "(the checkpoint is not signed by the key of this site)" in done.output

    def test_verify_refuses_a_file_without_either(self, cli, tmp_path):
        (tmp_path / "x").write_text("x")
        done = cli.invoke(ckan, ["bmagov", "audit", "verify", "--against", str(tmp_path / "x")])
        assert done.exit_code == 2
        assert "no checkpoint" in done.output
