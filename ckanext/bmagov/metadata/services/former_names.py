"""Web addresses that datasets had. Nothing is committed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.bmagov.metadata.model import FormerName

if TYPE_CHECKING:
    from ckan.types import AlchemySession


_NAME: Final = re.compile(r"[a-z0-9_-]{2,100}")
"""Web addresses as CKAN takes them."""


def note(session: AlchemySession) -> None:
    """Keep the addresses that the transaction takes from published datasets."""
    for record in session.dirty:
        if not isinstance(record, model.Package) or record.state != model.State.ACTIVE:
            continue
        history: Any = sa.inspect(record).attrs.name.history  # type: ignore[union-attr]
        for name in history.deleted or ():
            row = {"name": name, "dataset_id": record.id}
            statement = insert(FormerName.__table__).values(row)  # type: ignore[arg-type]
            session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))


def dataset_of(session: AlchemySession, name: str) -> Any:
    """Return the dataset that had a web address last; None where none did, or where it has it again.

    :param name: whatever somebody asked for
    """
    former = session.get(FormerName, name) if _NAME.fullmatch(name) else None
    package = session.get(model.Package, former.dataset_id) if former else None
    return package if package is not None and package.name != name else None
