"""The bell in the header."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.notices.services import accounts


def bmagov_notices_unseen() -> int:
    """Return how many notices the reader has not seen, as last counted."""
    if tk.current_user.is_anonymous:
        return 0
    return accounts.of(model.Session, tk.current_user.id).unseen
