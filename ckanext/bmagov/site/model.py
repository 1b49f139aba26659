"""What the demo content put into the catalog, so that only that is taken out again."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

DATASET = "dataset"
DICTIONARY = "dictionary"
GROUP = "group"
KPI_ITEM = "KPI item"
KPI_YEAR = "KPI year"
MEMBERSHIP = "membership"
PAST = "past"
RESOURCE = "resource"
RULE_SET = "rule set"
USER = "user"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class DemoObject(tk.BaseModel):
    """One object of core that the demo content created.

    A row is written in the transaction that creates its object and deleted in the one that purges it: an
    interruption leaves both or neither. Files are the exception: they lie outside the database.
    """

    __tablename__ = "bmagov_demo_object"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    """Id of the object; of a membership: the ids of account and organization; of a KPI year: the agency's id
    and the year; of a rule set: KPI, year and version."""
    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    """`dataset`, `dictionary`, `group`, `KPI item`, `KPI year`, `membership`, `past` (data of a dataset that
    were vouched for), `resource`, `rule set` or `user`."""
    name: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    parent_id: Mapped[str | None] = mapped_column(sa.UnicodeText)
    """Of a resource, dictionary or past: the id of its dataset; of a membership: that of its account; of a
    KPI item: that of its year."""
    created: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=_now)

    __table_args__ = (sa.Index("bmagov_demo_object_name_idx", "kind", "name"),)
