"""What the search page says about its own answer."""

from __future__ import annotations

from ckanext.bmagov.base.request_state import SEARCH_RELAXED, SEARCH_SHORTENED


def bmagov_search_relaxed() -> bool:
    """Say whether this page's search found nothing as typed and shows what a wider search found."""
    return SEARCH_RELAXED.of()


def bmagov_search_shortened() -> str:
    """Return the words that this page's search looked for, where more were typed; empty otherwise."""
    return SEARCH_SHORTENED.of()
