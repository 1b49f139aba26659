"""The bell in the header."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.bmagov.notices.services.accounts import UNSEEN


def bmagov_notices_unseen() -> int:
    """Return how many notices the reader has not seen, as last counted."""
    return 0 if tk.current_user.is_anonymous else UNSEEN.kept(tk.current_user.id)
