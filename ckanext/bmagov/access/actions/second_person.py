"""The second person, where two are asked: neither the first, nor an account made for the purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov import accounts
from ckanext.bmagov.access.services import rights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckan.types import Context


def check_second_person(context: Context, firsts: Iterable[str]) -> None:
    """Check that the caller may decide what these accounts began. The site itself always may.

    :raises ProblemError: ACCOUNT-NEW, INVITED-PAIR (`since`, the first day on which it is possible)
    """
    if rights.is_trusted(context):
        return
    user_id = rights.reader(context).user_id
    if user_id:
        accounts.check_second(model.Session, user_id, firsts)
