"""Accounts: sessions, guesses, passwords, invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .services.sessions import last_login as last_login
    from .services.standing import approves_from as approves_from, check_second as check_second
    from .words import account_new as account_new, invited_pair as invited_pair

__getattr__ = open_face(__name__, __file__)
