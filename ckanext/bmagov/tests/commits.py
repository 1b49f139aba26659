"""Commits of Solr that the next search sees, without the disk: writing there was most of a commit."""

from __future__ import annotations

from typing import Any

import pysolr

WRITE = pysolr.Solr._update
"""Sends Solr a change as CKAN does it: what is committed is on the disk."""


def show(self: pysolr.Solr, message: Any, *given: Any, commit: Any = None, **more: Any) -> str:
    """Send Solr a change that the next search sees."""
    if commit:
        more["softCommit"] = True
    return WRITE(self, message, *given, commit=False, **more)
