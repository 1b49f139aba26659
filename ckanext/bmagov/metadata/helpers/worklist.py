"""What the header says of what waits."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.bmagov.metadata.services.waiting import WAITING


def bmagov_work_waiting() -> int:
    """Return how much waited for the reader when they last looked at My work; 0 when that is not kept."""
    return 0 if tk.current_user.is_anonymous else WAITING.kept(tk.current_user.id)
