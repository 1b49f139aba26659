"""What the files of resources hold: the present content, and an event for each change of it."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - SQLAlchemy reads the annotation
import uuid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckanext.bmagov.files.answers import DataEventDict


class ResourceContent(tk.BaseModel):
    """The content that a resource has now; it stays when the resource goes."""

    __tablename__ = "bmagov_resource_content"

    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    sha256: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    size: Mapped[int] = mapped_column(sa.BigInteger, nullable=False)
    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    """What its bytes are (`base/domain/file_kind.py`); empty when they were read before that was asked."""

    rows: Mapped[int | None] = mapped_column(sa.BigInteger)
    """Rows of data, header and title lines not counted; none when the file is no table or not yet read."""

    layout: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """How the file is read as a table (`formats.table.Layout`)."""

    guessed: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """Parts of the layout that a person may want to check."""

    columns: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    sheets: Mapped[list[str]] = mapped_column(JSONB, nullable=False, server_default="[]")
    preview: Mapped[list[list[str]]] = mapped_column(JSONB, nullable=False, server_default="[]")
    """The first rows, so that a page need not read the file."""

    problems: Mapped[list[Any]] = mapped_column(JSONB, nullable=False, server_default="[]")
    corrected: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, server_default=sa.false())
    """The layout was given by a person."""

    uploaded: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")
    """The resource's `last_modified` when its bytes were last read: the sign that they may be others now."""


class ContentFingerprint(tk.BaseModel):
    """What the rows of a file were (`base/domain/content`), for each content that a resource ever had.

    Of what has no rows there is none: there the bytes are compared.
    """

    __tablename__ = "bmagov_content_fingerprint"
    __table_args__ = (sa.Index("ix_bmagov_content_fingerprint_least", "least", postgresql_using="gin"),)

    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    columns_hash: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    rows: Mapped[int] = mapped_column(sa.BigInteger, nullable=False)
    rows_hash: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    sketch: Mapped[bytes] = mapped_column(sa.LargeBinary, nullable=False)
    """At most 6 KB."""

    least: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger), nullable=False)
    """The first few of the sketch, by which tables with common rows are looked up."""

    read_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )


class DataEvent(tk.BaseModel):
    """The bytes of a resource became others. Never deleted, and never changed but for what is measured: that
    is set once when the file is read after it was saved.
    """

    __tablename__ = "bmagov_data_event"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=lambda: str(uuid.uuid4()))
    package_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    resource_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True
    )
    user_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    change: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """The publisher's word: `new_data` or `correction`."""

    sha256: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    size: Mapped[int] = mapped_column(sa.BigInteger, nullable=False)
    rows: Mapped[int | None] = mapped_column(sa.BigInteger)
    new_rows: Mapped[int | None] = mapped_column(sa.BigInteger)
    """Rows that the data before had not; none where that was not measured."""

    gone_rows: Mapped[int | None] = mapped_column(sa.BigInteger)
    """Rows that only the data before had."""

    rows_margin: Mapped[int | None] = mapped_column(sa.BigInteger)
    """So many more or less, as a sample was compared; 0 for all rows."""

    filename: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, server_default="")

    def dictize(self) -> DataEventDict:
        """For an API answer."""
        return {
            "id": self.id,
            "package_id": self.package_id,
            "resource_id": self.resource_id,
            "at": self.at.isoformat(),
            "user_id": self.user_id,
            "change": self.change,
            "sha256": self.sha256,
            "size": self.size,
            "rows": self.rows,
            "new_rows": self.new_rows,
            "gone_rows": self.gone_rows,
            "rows_margin": self.rows_margin,
            "filename": self.filename,
        }
