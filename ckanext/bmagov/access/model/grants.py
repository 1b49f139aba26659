"""Who was given access to what is closed."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

USER = "user"
ORGANIZATION = "organization"


class AccessGrant(tk.BaseModel):
    """Access of a person or an agency to a dataset, or to one resource of it.

    It holds from the moment it is written until the end of its last day (``until``, in Bangkok), unless it is
    revoked before. A row is never deleted.
    """

    __tablename__ = "bmagov_access_grant"
    __table_args__ = (
        sa.CheckConstraint("grantee_type IN ('user', 'organization')", name="bmagov_access_grant_type"),
        sa.Index("ix_bmagov_access_grant_grantee_id", "grantee_id"),
        sa.Index("ix_bmagov_access_grant_dataset_id", "dataset_id"),
    )

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=lambda: str(uuid.uuid4()))
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    resource_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    """None: the whole dataset."""

    grantee_type: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """`user` or `organization`: every member of it."""

    grantee_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    level: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """The highest level that the grant reaches: that of the day it was given."""

    reason: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    granted_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    granted_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
    until: Mapped[dt.date] = mapped_column(sa.Date, nullable=False)
    """The last day, in Bangkok."""

    revoked_by: Mapped[str | None] = mapped_column(sa.UnicodeText)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    revoke_reason: Mapped[str | None] = mapped_column(sa.UnicodeText)
