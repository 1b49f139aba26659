"""What the search page says about its own answer."""

from __future__ import annotations

from ckanext.bmagov.base.request_state import SEARCH_RELAXED


def bmagov_search_relaxed() -> bool:
    """Say whether this page's search found nothing as typed and shows what a wider search found."""
    return SEARCH_RELAXED.of()
