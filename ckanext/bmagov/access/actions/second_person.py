"""The second person, where two are asked: neither the first, nor an account made for the purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.services import access
from ckanext.bmagov.services.account import standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckan.types import Context


def check_second_person(context: Context, firsts: Iterable[str]) -> None:
    """Check that the caller may decide what these accounts began. The site itself always may.

    :raises ProblemError: ACCOUNT-NEW, INVITED-PAIR (`since`, the first day on which it is possible)
    """
    if access.is_trusted(context):
        return
    user_id = access.reader(context).user_id
    if user_id:
        standing.check_second(model.Session, user_id, firsts)
