"""Rows of covered tables go into the log with their transaction, whichever way they are written."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli.cli import ckan
from ckan.model.meta import metadata

from ckanext.bmagov.access.services.rights import RESOURCE_LEVEL
from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.base.model.copy import copy_rows
from ckanext.bmagov.base.model.touched_row import TouchedRow
from ckanext.bmagov.base.services import audit_log, log_tree, row_log
from ckanext.bmagov.base.services.row_check import RowCheck, Wrong
from ckanext.bmagov.kept_tables import COVERED, LEFT_OUT
from ckanext.bmagov.kpi import AuditNote
from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.tampering import tamper, without_triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

MOMENT = dt.datetime(2026, 11, 30, 5, 7, 1, 250, dt.UTC)
ROWS_A_TABLE = 2
CHOICES = {"grantee_type": ("user", "organization")}
"""What PostgreSQL itself takes no other value for."""


def ours() -> dict[str, sa.Table]:
    return {name: metadata.tables[name] for name in sorted(COVERED)}


def value(column: sa.Column[Any], n: int) -> Any:
    """Return a value of a column's type, another one for each number."""
    if column.name in CHOICES:
        return CHOICES[column.name][n % 2]
    if isinstance(column.type, JSONB):
        return {"ก": [n, Decimal("1.50").__str__()], "a": None}
    kinds: dict[type, Any] = {
        bool: bool(n % 2),
        int: 2500 + n,
        Decimal: Decimal(n) + Decimal("0.10"),
        dt.datetime: MOMENT + dt.timedelta(microseconds=n),
        dt.date: MOMENT.date() + dt.timedelta(days=n),
        str: f"{column.name} ที่ {n}" if n % 2 else f"{column.name}-{n}",
    }
    return kinds[column.type.python_type]


def is_made(column: sa.Column[Any]) -> bool:
    """Tell whether PostgreSQL makes a column from others."""
    return column.computed is not None


def row(table: sa.Table, n: int) -> dict[str, Any]:
    return {column.name: value(column, n) for column in table.columns if not is_made(column)}


def fill() -> None:
    """Put rows into every covered table."""
    for table in ours().values():
        model.Session.execute(sa.insert(table), [row(table, n) for n in range(ROWS_A_TABLE)])
    model.Session.commit()


def wrong() -> list[Wrong]:
    connection = model.Session.connection()
    rows = RowCheck(connection)
    assert audit_log.verify(connection, AuditLog, each=rows.take).broken is None
    return list(rows.wrong())


def said() -> list[dict[str, Any]]:
    """Return what the log says of rows, in order."""
    log = AuditLog.__table__.c
    payloads = model.Session.scalars(
        sa.select(log.payload).where(log.kind == row_log.ROWS).order_by(log.number)
    )
    return [one for payload in payloads for one in payload["rows"]]


def change(column: sa.Column[Any]) -> None:
    """Change a value of the first row, and nothing that SQLAlchemy would set beside it."""
    table = column.table
    plain: Any = sa.table(table.name, *(sa.column(one.name, one.type) for one in table.columns))
    first, other = row(table, 0), row(table, 7)
    which = (plain.c[one.name] == first[one.name] for one in table.primary_key.columns)
    model.Session.execute(sa.update(plain).where(*which).values({column.name: other[column.name]}))


def named(found: Wrong) -> set[tuple[str, str]]:
    """Return table and column of what was found; of a row that has another key, the columns of the key."""
    table = metadata.tables[found.table]
    first = row(table, 0)
    if found.different:
        assert found.key == tuple(first[one.name] for one in table.primary_key.columns)
        return {
            (found.table, one.column) for one in found.different if not is_made(table.columns[one.column])
        }
    return {
        (found.table, one.name)
        for one, value in zip(table.primary_key.columns, found.key, strict=True)
        if not found.is_gone and value != first[one.name]
    }


def note(text: str = "ดู") -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()), "agency_id": "a1", "kpi": "database", "fiscal_year": 2570, "criterion": "",
        "text": text, "shared": True, "created_by": "u1", "created_at": MOMENT,
    }  # fmt: skip


@pytest.fixture
def database(with_plugins, clean_db) -> Iterator[None]:
    yield
    model.Session.rollback()


@pytest.mark.usefixtures("with_plugins")
def test_every_table_is_covered_or_has_a_reason():
    ours = {name for name in metadata.tables if name.startswith("bmagov_")} - {"bmagov_alembic_version"}
    assert ours == COVERED.keys() | LEFT_OUT.keys()
    assert not COVERED.keys() & LEFT_OUT.keys()
    assert all(LEFT_OUT.values())
    assert all(one.why for one in COVERED.values())


@pytest.mark.usefixtures("database")
class TestTriggers:
    def test_every_covered_table_has_them_and_no_other(self):
        query = sa.text(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
        there: dict[str, set[str]] = {}
        for table, name in model.Session.execute(query):
            there.setdefault(table, set()).add(name)
        noting = {
            name: {f"{name}_note_{event}" for event in ("insert", "update", "delete")} for name in COVERED
        }
        for name, names in noting.items():
            assert names <= there[name]
        assert {name for name, names in there.items() if any("_note_" in one for one in names)} == set(
            COVERED
        )
        growing = {name for name, one in COVERED.items() if one.only_grows}
        assert all(f"{name}_only_grows" in there[name] for name in growing)

    @pytest.mark.parametrize("table", sorted(name for name, one in COVERED.items() if one.only_grows))
    @pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
    def test_what_only_grows_refuses_changes(self, table: str, statement: str):
        column = next(iter(metadata.tables[table].columns)).name
        with pytest.raises(sa.exc.ProgrammingError, match="only grows"):
            model.Session.execute(sa.text(statement.format(table, column)))

    def test_a_clearing_may_delete_but_not_change(self):
        model.Session.execute(sa.insert(AuditNote), [note()])
        model.Session.commit()
        row_log.allow_clearing(model.Session)
        model.Session.execute(sa.delete(AuditNote))
        model.Session.commit()
        assert [one["columns"] is None for one in said()] == [False, True]
        with pytest.raises(sa.exc.ProgrammingError, match="only grows"):
            model.Session.execute(sa.delete(AuditNote))
        model.Session.rollback()
        row_log.allow_clearing(model.Session)
        with pytest.raises(sa.exc.ProgrammingError, match="only grows"):
            model.Session.execute(sa.update(AuditNote).values(text="x"))

    def test_the_rows_of_a_data_event_are_counted_once(self):
        table = metadata.tables["bmagov_data_event"]
        model.Session.execute(sa.insert(table).values({**row(table, 1), "rows": None}))
        model.Session.execute(sa.update(table).values(rows=5))
        model.Session.commit()
        for change in ({"rows": 6}, {"rows": None}, {"at": MOMENT}):
            with pytest.raises(sa.exc.ProgrammingError, match="only grows"):
                model.Session.execute(sa.update(table).values(**change))
            model.Session.rollback()
        with pytest.raises(sa.exc.ProgrammingError, match="only grows"):
            model.Session.execute(sa.delete(table))


@pytest.mark.usefixtures("database")
class TestSeal:
    def test_one_entry_says_all_that_a_transaction_wrote(self):
        fill()
        entries = list(audit_log.entries(model.Session, AuditLog))
        assert [entry.kind for entry in entries] == [row_log.ROWS]
        assert len(said()) == ROWS_A_TABLE * len(COVERED)
        assert wrong() == []

    def test_each_way_of_writing_is_seen(self):
        first, second, third, fourth = (note(str(n)) for n in range(4))
        model.Session.add(AuditNote(**first))
        model.Session.execute(sa.insert(AuditNote), [second])
        copy_rows(model.Session, AuditNote, [third])
        names = ", ".join(fourth)
        model.Session.execute(
            sa.text(f"INSERT INTO bmagov_audit_note ({names}) VALUES (:{', :'.join(fourth)})"), fourth
        )
        model.Session.commit()
        assert {one["key"][0] for one in said()} == {one["id"] for one in (first, second, third, fourth)}
        assert wrong() == []

    def test_the_last_of_several_changes_is_said(self):
        table = metadata.tables["bmagov_progress"]
        model.Session.execute(sa.insert(table), [row(table, 1)])
        model.Session.execute(sa.update(table).values(percent=Decimal("12.50"), withdrawn_by="u2"))
        model.Session.commit()
        (only,) = said()
        assert only["columns"]["percent"] == "12.50"
        assert only["columns"]["withdrawn_by"] == "u2"
        assert only["columns"]["text"].startswith("sha256:")
        assert only["columns"]["created_at"] == (MOMENT + dt.timedelta(microseconds=1)).isoformat()

    def test_what_a_savepoint_undid_is_not_said(self):
        model.Session.execute(sa.insert(AuditNote), [kept := note()])
        savepoint = model.Session.begin_nested()
        model.Session.execute(sa.insert(AuditNote), [note()])
        savepoint.rollback()
        model.Session.commit()
        assert [one["key"] for one in said()] == [[kept["id"]]]

    def test_it_falls_with_its_transaction(self):
        model.Session.execute(sa.insert(AuditNote), [note()])
        model.Session.rollback()
        model.Session.commit()
        assert said() == []

    def test_nothing_is_left_to_be_said(self):
        fill()
        assert model.Session.scalar(sa.select(sa.func.count()).select_from(TouchedRow)) == 0

    def test_many_rows_make_several_entries(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(row_log, "AT_ONCE", 3)
        model.Session.execute(sa.insert(AuditNote), [note() for _ in range(7)])
        model.Session.commit()
        sizes = [len(entry.payload["rows"]) for entry in audit_log.entries(model.Session, AuditLog)]
        assert sizes == [3, 3, 1]
        assert wrong() == []


@pytest.mark.usefixtures("database")
class TestCheck:
    def test_each_column_of_each_table_is_named_when_it_was_changed(self):
        """Lists tables and columns itself: the first column of every table, then the second."""
        fill()
        without_triggers(*COVERED)
        rest = {
            name: [column for column in table.columns if not is_made(column)]
            for name, table in ours().items()
        }
        tried = 0
        while rest := {name: columns for name, columns in rest.items() if columns}:
            savepoint = model.Session.begin_nested()
            expected = set()
            for name, columns in rest.items():
                column = columns.pop(0)
                change(column)
                expected.add((name, column.name))
            assert {one for found in wrong() for one in named(found)} == expected
            tried += len(expected)
            savepoint.rollback()
        assert tried > 200
        assert wrong() == []

    def test_nothing_and_empty_are_not_the_same(self):
        table = metadata.tables["bmagov_obligation"]
        model.Session.execute(sa.insert(table), [{**row(table, 1), "removal": None}])
        model.Session.commit()
        without_triggers("bmagov_obligation")
        model.Session.execute(sa.text("UPDATE bmagov_obligation SET removal = 'null'"))
        assert [one.column for one in wrong()[0].different] == ["removal"]

    @pytest.mark.parametrize(
        ("before", "after"), [("1.5", '"1.5"'), ("1.50", "1.5"), ("[1, 2]", "[2, 1]"), ("null", "{}")]
    )
    def test_values_of_json_that_are_alike_are_told_apart(self, before: str, after: str):
        table = metadata.tables["bmagov_use"]
        model.Session.execute(sa.insert(table), [row(table, 1)])
        model.Session.execute(sa.text("UPDATE bmagov_use SET evidence = CAST(:it AS jsonb)"), {"it": before})
        model.Session.commit()
        without_triggers("bmagov_use")
        model.Session.execute(sa.text("UPDATE bmagov_use SET evidence = CAST(:it AS jsonb)"), {"it": after})
        assert [one.column for one in wrong()[0].different] == ["evidence"]

    @pytest.mark.parametrize("name", sorted(COVERED))
    def test_rows_that_vanished_or_were_added_are_named(self, name: str):
        fill()
        table = metadata.tables[name]
        key = tuple(row(table, 1)[column.name] for column in table.primary_key.columns)
        without_triggers(name)
        columns = list(table.primary_key.columns)
        model.Session.execute(sa.delete(table).where(sa.tuple_(*columns) == sa.tuple_(*key)))
        (gone,) = wrong()
        assert (gone.table, gone.key, gone.is_gone, gone.entry) == (name, key, True, 1)
        model.Session.execute(sa.insert(table), [row(table, 1), row(table, 5)])
        (added,) = wrong()
        assert (added.table, added.entry, added.is_gone) == (name, None, False)

    def test_what_another_connection_writes_is_wrong(self):
        with model.ensure_engine().begin() as connection:
            connection.execute(sa.insert(AuditNote), [note()])
        model.Session.execute(sa.insert(AuditNote), [note()])
        model.Session.commit()
        assert len(wrong()) == 1

    def test_more_rows_than_are_held_at_a_time(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(row_log, "AT_ONCE", 2)
        fill()
        model.Session.execute(sa.insert(AuditNote), [note() for _ in range(5)])
        model.Session.commit()
        assert wrong() == []


@pytest.mark.usefixtures("database")
class TestDatasets:
    @pytest.fixture
    def dataset(self, clean_index) -> dict[str, Any]:
        dataset = factories.Dataset(
            resources=[{"url": "https://example.org/a.csv", "format": "CSV", "name": "แฟ้ม"}]
        )
        assert wrong() == []
        return dataset

    @pytest.mark.parametrize(
        ("statement", "column"),
        [
            ("UPDATE package SET owner_org = 'other'", "owner_org"),
            ("UPDATE package SET private = NOT private", "private"),
            ("UPDATE package SET state = 'draft'", "state"),
            ("UPDATE package SET type = 'other'", "type"),
            (
                """UPDATE package SET extras = jsonb_set(extras, '{data_classification}', '"other"')""",
                "level",
            ),
            ("UPDATE resource SET state = 'deleted'", "files"),
            ("DELETE FROM resource", "files"),
            (f"""UPDATE resource SET extras = '{{"{RESOURCE_LEVEL}": "x"}}'""", "files"),
        ],
    )
    def test_what_decides_who_reads_it_is_covered(self, dataset, statement: str, column: str):
        model.Session.execute(sa.text(statement.replace(": ", "\\: ")))
        (only,) = wrong()
        assert (only.table, only.key) == ("package", (dataset["id"],))
        assert [one.column for one in only.different] == [column]

    def test_each_change_of_the_product_is_in_the_log(self, dataset):
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        context, one = {"ignore_auth": True, "user": user}, {"id": dataset["id"]}
        before = len(said())
        tk.get_action("package_patch")(dict(context), {**one, "notes": "อื่น"})
        assert len(said()) == before
        files = [dataset["resources"][0], {"url": "https://example.org/b.csv", "format": "CSV", "name": "อื่น"}]
        tk.get_action("package_patch")(dict(context), {**one, "resources": files})
        assert len(said()) == before + 1
        tk.get_action("package_delete")(dict(context), one)
        assert wrong() == []
        tk.get_action("dataset_purge")(dict(context), one)
        assert wrong() == []
        assert said()[-1] == {"table": "package", "key": [dataset["id"]], "columns": None}

    def test_those_that_were_there_are_taken_in(self, dataset):
        model.Session.execute(sa.text("ALTER TABLE bmagov_audit_log DISABLE TRIGGER USER"))
        model.Session.execute(sa.delete(AuditLog))
        assert [one.table for one in wrong()] == ["bmagov_dataset_state", "package"]
        assert row_log.take_in(model.Session.connection()) == 2
        assert wrong() == []


@pytest.mark.usefixtures("database")
class TestTakeIn:
    def write_unseen(self) -> None:
        """Write rows as they were written before they were covered."""
        without_triggers(*COVERED)
        fill()
        for name in COVERED:
            model.Session.execute(sa.text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))
        model.Session.commit()

    def test_rows_that_were_there_are_taken_in_once(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(row_log, "AT_ONCE", 1)
        self.write_unseen()
        count = ROWS_A_TABLE * len(COVERED)
        assert len(wrong()) == count
        assert row_log.take_in(model.Session.connection()) == count
        assert wrong() == []
        before = audit_log.verify(model.Session, AuditLog)
        assert row_log.take_in(model.Session.connection()) == 0
        assert audit_log.verify(model.Session, AuditLog) == before

    def test_a_new_column_is_taken_in_and_hides_no_change_of_another(self, monkeypatch: pytest.MonkeyPatch):
        table = metadata.tables["bmagov_use"]
        older = {
            name: [one for one in columns if one != "kind"] for name, columns in row_log.covered().items()
        }
        audit_log.append(model.Session, "system", row_log.TAKEN_IN, {"columns": older})
        model.Session.commit()
        fill()
        without_triggers("bmagov_use")
        model.Session.execute(sa.update(table).values(kind="other", description="other"))
        assert row_log.not_taken_in(model.Session.connection())
        assert row_log.take_in(model.Session.connection()) > 0
        assert {one.column for found in wrong() for one in found.different} == {"description"}
        assert row_log.not_taken_in(model.Session.connection()) == []


def verify(cli, *more: str):
    """Run the command as an operator does."""
    model.Session.rollback()
    return cli.invoke(ckan, ["bmagov", "audit", "verify", *more])


@pytest.mark.usefixtures("database")
def test_documents_are_read(cli, ckan_config):
    body = b"%PDF-1.7 plan"
    sha256 = hashlib.sha256(body).hexdigest()
    assert document_store.mark(tuple)
    document_store.save(io.BytesIO(body), sha256)
    table = metadata.tables["bmagov_deliverable"]
    model.Session.execute(sa.insert(table), [{**row(table, 0), "sha256": sha256}])
    model.Session.commit()
    assert "documents: 1 as handed in" in verify(cli).output
    (stored,) = Path(ckan_config["ckan.storage_path"]).rglob(sha256)
    stored.write_bytes(body + b"!")
    changed = verify(cli)
    stored.unlink()
    gone = verify(cli)
    for done in (changed, gone):
        assert done.exit_code == 1
        assert "document id-0: its bytes are gone, or others" in done.output


@pytest.mark.usefixtures("database")
class TestCommand:
    @pytest.fixture(autouse=True)
    def documents(self, monkeypatch):
        """The rows of these tests name no bytes."""
        monkeypatch.setattr(document_store, "is_whole", lambda _sha256: True)

    def verify(self, cli, *more: str):
        return verify(cli, *more)

    def test_it_names_table_row_field_and_what_was_said(self, cli):
        fill()
        done = self.verify(cli)
        assert done.exit_code == 0, done.output
        assert f"rows: as the log says, in {len(COVERED) + 1} tables" in done.output
        tamper("UPDATE bmagov_override SET share = 1 WHERE id = 'id-0'")
        tamper("DELETE FROM bmagov_use WHERE id = 'id-0'")
        tamper("UPDATE bmagov_progress SET id = 'id-9' WHERE id = 'id-0'")
        done = self.verify(cli)
        assert done.exit_code == 1
        assert 'bmagov_override ["id-0"]: share is "1", entry 1 says "0.10"' in done.output
        assert 'bmagov_use ["id-0"]: GONE; entry 1 is the last that speaks of it' in done.output
        assert 'bmagov_progress ["id-9"]: ADDED; the log never heard of it' in done.output
        assert "rows: 4 CHANGED" in done.output

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE bmagov_use SET description = 'mended' WHERE id = 'id-0'",
            "DELETE FROM bmagov_use WHERE id = 'id-0'",
        ],
    )
    def test_a_row_that_was_mended_is_accepted_with_a_reason(self, cli, statement):
        fill()
        tamper(statement)
        assert self.verify(cli).exit_code == 1
        model.Session.rollback()
        call = ("bmagov", "audit", "accept", "bmagov_use", '["id-0"]', "--reason")
        done = cli.invoke(ckan, [*call, "Restored from the backup after a disk fault"])
        assert done.exit_code == 0, done.output
        assert self.verify(cli).exit_code == 0
        entry = model.Session.scalars(sa.select(AuditLog).order_by(AuditLog.number.desc())).first()
        assert entry
        assert entry.payload["reason"] == "Restored from the backup after a disk fault"

    @pytest.mark.parametrize(
        ("table", "key", "reason"),
        [
            ("user", '["x"]', "Restored from the backup after a disk fault"),
            ("bmagov_use", "id-0", "Restored from the backup after a disk fault"),
            ("bmagov_use", '["id-0", 1]', "Restored from the backup after a disk fault"),
            ("bmagov_use", '["id-0"]', "x"),
        ],
    )
    def test_what_cannot_be_accepted_is_refused(self, cli, table, key, reason):
        done = cli.invoke(ckan, ["bmagov", "audit", "accept", table, key, "--reason", reason])
        assert done.exit_code == 2
        assert audit_log.verify(model.Session, AuditLog).length == 0

    def test_a_published_line_shows_a_cut_end_and_a_log_that_was_written_anew(self, cli, tmp_path):
        for _ in range(3):
            model.Session.execute(sa.insert(AuditNote), [note()])
            model.Session.commit()
        tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
        line = audit_log.head_on(model.Session, tomorrow)
        kept = tmp_path / "head.txt"
        kept.write_text(f"{line}\n", encoding="utf-8")
        assert line.length == 3
        assert self.verify(cli, "--against", str(kept)).exit_code == 0
        tamper("DELETE FROM bmagov_audit_log WHERE number > 2")
        done = self.verify(cli, "--against", str(kept))
        assert done.exit_code == 1
        assert f"CUT OFF: on {tomorrow} there were 3 entries, now there are 2" in done.output
        for _ in range(2):
            model.Session.execute(sa.insert(AuditNote), [note()])
            model.Session.commit()
        done = self.verify(cli, "--against", str(kept))
        assert done.exit_code == 1
        assert f"REWRITTEN: entry 3 or one before is not what it was on {tomorrow}" in done.output

    def test_a_published_root_shows_another_salt_which_no_digest_holds(self, cli, tmp_path):
        model.Session.execute(sa.insert(AuditNote), [note()])
        model.Session.commit()
        kept = tmp_path / "report.txt"
        line = log_tree.head_on(model.Session, row_log.today() + dt.timedelta(days=2))
        kept.write_text(f"Log of decisions: {line}", encoding="utf-8")
        assert self.verify(cli, "--against", str(kept)).exit_code == 0
        tamper("UPDATE bmagov_audit_log SET salt = decode(md5('another'), 'hex')")
        done = self.verify(cli, "--against", str(kept))
        assert (done.exit_code, "REWRITTEN: entry 1 or one before" in done.output) == (1, True)

    def test_a_file_without_a_line_is_refused(self, cli, tmp_path):
        kept = tmp_path / "head.txt"
        kept.write_text("no head", encoding="utf-8")
        assert self.verify(cli, "--against", str(kept)).exit_code == 2

    def test_taking_in_is_a_command_as_well(self, cli):
        done = cli.invoke(ckan, ["bmagov", "audit", "take-in"])
        assert "0 rows taken in" in done.output


@pytest.mark.usefixtures("database")
class TestHead:
    def test_it_is_of_what_was_there_when_the_day_began(self):
        today = row_log.today()
        audit_log.append(model.Session, "system", "note", {})
        model.Session.commit()
        assert audit_log.head_on(model.Session, today).length == 0
        assert audit_log.head_on(model.Session, today + dt.timedelta(days=1)).length == 1
