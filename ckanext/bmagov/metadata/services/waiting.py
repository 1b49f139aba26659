"""How much waits for a person, as they last saw it; forgotten when the person saves a dataset."""

from __future__ import annotations

from typing import Final

from ckanext.bmagov.base.services.kept_counts import KeptCount

WAITING: Final = KeptCount("waiting", 3600)
