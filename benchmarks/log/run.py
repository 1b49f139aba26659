"""What it costs to take rows into the log, and to keep how datasets stood: the same commits with and without.

    CKAN_INI=... python benchmarks/log/run.py [rounds]

Needs a migrated database. All that it writes is of an agency that does not exist, and is deleted at the end;
the entries in the log stay. Run it on a test site.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
import uuid
from typing import Any

import sqlalchemy as sa

AGENCY, YEAR = "benchmark-of-the-log", 2570
TABLES = ("bmagov_round", "bmagov_snapshot", "bmagov_statement", "bmagov_progress", "bmagov_data_event")
STATES = "bmagov_dataset_state"
"""How datasets stood: a save that publishes one adds a row."""
BIG = {f"criterion {n}": {"earned": "1.00", "text": "ข้อความ" * 20} for n in range(400)}
"""As large as the facts of an agency with a few hundred datasets."""


def hand_in(session: Any, tables: Any, n: int) -> None:
    """Write what handing in writes: a round, a statement, a snapshot."""
    session.execute(
        sa.insert(tables["bmagov_round"]).values(
            agency_id=f"{AGENCY}-{n}",
            kpi="database",
            fiscal_year=YEAR,
            state="submitted",
            version=1,
            content={},
        )
    )
    session.execute(
        sa.insert(tables["bmagov_statement"]).values(
            agency_id=f"{AGENCY}-{n}", kpi="database", fiscal_year=YEAR, changed_by="u"
        )
    )
    session.execute(
        sa.insert(tables["bmagov_snapshot"]).values(
            id=str(uuid.uuid4()), agency_id=f"{AGENCY}-{n}", kpi="database", fiscal_year=YEAR,
            period="submitted-1", revision=1, rule_version=1, rule_digest="",
            facts=BIG, card={"result": "1.00"},
            record={}, overrides=[], digest="",
        )
    )  # fmt: skip


def save(session: Any, _tables: Any, n: int) -> None:
    """Write a dataset with a file, past the actions and the index."""
    from ckan import model

    dataset = model.Package(name=f"{AGENCY}-{n}", title="ชุดข้อมูล", type="dataset", state="active")
    session.add(dataset)
    session.flush()
    session.add(model.Resource(package_id=dataset.id, url="https://example.org/a.csv", name="แฟ้ม"))


def event(session: Any, tables: Any, n: int) -> None:
    """Write what new bytes of a file leave."""
    session.execute(
        sa.insert(tables["bmagov_data_event"]).values(
            id=str(uuid.uuid4()), package_id=f"{AGENCY}-{n}", resource_id=AGENCY, change="new_data",
            sha256="0" * 64, size=1, filename="",
        )
    )  # fmt: skip


def entries(session: Any, tables: Any, n: int) -> None:
    """Write 500 rows at once."""
    row = {"agency_id": f"{AGENCY}-{n}", "kpi": "database", "fiscal_year": YEAR, "typed": "1", "text": "งาน"}
    rows = [{"id": str(uuid.uuid4()), "day": "2027-01-01", "created_by": "u", **row} for _ in range(500)]
    session.execute(sa.insert(tables["bmagov_progress"]), rows)


def nothing(session: Any, _tables: Any, _n: int) -> None:
    """Read only."""
    session.execute(sa.text("SELECT 1"))


WORKS = {
    "nothing": nothing,
    "a dataset with a file": save,
    "a data event": event,
    "a hand-in": hand_in,
    "500 entries": entries,
}


def main() -> None:
    """Load CKAN, measure, and take out what was written."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    make_app(load_config(os.environ["CKAN_INI"]))
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
    clear()


def measure(rounds: int) -> None:
    """Print medians of both sides and their ratio."""
    from unittest import mock

    from ckan import model
    from ckan.model.meta import metadata

    from ckanext.bmagov.base.services import row_log
    from ckanext.bmagov.kpi.score.services import history

    session, n = model.Session, 0
    print("| a commit of | without, ms | with, ms | more, ms | ratio |\n|---|---|---|---|---|")
    for name, work in WORKS.items():
        taken: dict[str, list[float]] = {"DISABLE": [], "ENABLE": []}
        for _ in range(rounds):
            for switch, times in taken.items():
                for table in (*TABLES, STATES):
                    session.execute(sa.text(f"ALTER TABLE {table} {switch} TRIGGER USER"))
                session.commit()
                n += 1
                seal, keep = row_log.seal, history.keep
                if switch == "DISABLE":
                    seal = keep = lambda *_: None
                with mock.patch.object(row_log, "seal", seal), mock.patch.object(history, "keep", keep):
                    begun = time.perf_counter()
                    work(session, metadata.tables, n)
                    session.commit()
                    times.append((time.perf_counter() - begun) * 1000)
        without, with_ = (statistics.median(times) for times in taken.values())
        print(f"| {name} | {without:.2f} | {with_:.2f} | {with_ - without:+.2f} | {with_ / without:.2f} |")


def clear() -> None:
    """Delete what was written."""
    from ckan import model
    from ckan.model.meta import metadata

    from ckanext.bmagov.base.services.row_log import allow_clearing

    allow_clearing(model.Session)
    for table in TABLES:
        column = "package_id" if table == "bmagov_data_event" else "agency_id"
        found = metadata.tables[table]
        model.Session.execute(sa.delete(found).where(found.c[column].startswith(AGENCY)))
    states = metadata.tables[STATES]
    for dataset in model.Session.query(model.Package).filter(model.Package.name.startswith(AGENCY)):
        model.Session.execute(sa.delete(states).where(states.c.dataset_id == dataset.id))
        dataset.purge()
    model.Session.commit()


if __name__ == "__main__":
    main()
