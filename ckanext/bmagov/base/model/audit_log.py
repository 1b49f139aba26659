"""What must stay as it was written: decisions about access and scores, and reads of closed data.

Two chains of one shape (`base/domain/log_chain.py`): reads are written while data are sent and must never
wait for a decision that is being saved. The database refuses UPDATE, DELETE and TRUNCATE on both.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class _Chained:
    """One entry: `number`, `at`, `actor`, `kind`, `payload` and `previous` are what `digest` is of."""

    number: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
    actor: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """Id of the user who did it; `system` for what nobody in particular did."""

    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    previous: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    digest: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)

    # Repeated from the payload, to be searched by; the verifier compares them.
    agency_id: Mapped[str | None] = mapped_column(sa.UnicodeText, index=True)
    dataset_id: Mapped[str | None] = mapped_column(sa.UnicodeText, index=True)
    resource_id: Mapped[str | None] = mapped_column(sa.UnicodeText)


class AuditLog(_Chained, tk.BaseModel):
    """Decisions: levels, grants, requests, what other parts decide, and what became of covered rows."""

    __tablename__ = "bmagov_audit_log"
    __table_args__ = (sa.Index("ix_bmagov_audit_log_at", "at"),)

    salt: Mapped[bytes] = mapped_column(
        sa.LargeBinary,
        nullable=False,
        server_default=sa.text(
            "substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for 16)"
        ),
    )
    """16 random bytes, made by the database. With the digest they are the entry's leaf in the tree that is
    published (`base/services/log_tree.py`); the digest is not of them."""


class ReadLog(_Chained, tk.BaseModel):
    """Reads of the data of what is closed."""

    __tablename__ = "bmagov_read_log"
