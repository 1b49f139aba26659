"""What only the owner of the tables can do: change rows that triggers keep as they are."""

from __future__ import annotations

import re

import sqlalchemy as sa

from ckan import model


def without_triggers(*tables: str) -> None:
    """Let rows be changed; a rollback undoes it."""
    for table in tables:
        model.Session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


def tamper(statement: str) -> None:
    """Change the rows of one table by an `UPDATE` or a `DELETE`, past its triggers, and commit."""
    parts = re.match(r"(?:UPDATE|DELETE FROM) (\w+)", statement)
    assert parts, "which table?"
    without_triggers(parts[1])
    model.Session.execute(sa.text(statement))
    model.Session.execute(sa.text(f"ALTER TABLE {parts[1]} ENABLE TRIGGER USER"))
    model.Session.commit()
