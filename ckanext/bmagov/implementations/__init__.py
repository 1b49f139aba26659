"""One module per CKAN interface; `plugin.py` mixes them together."""

from .configurer import Configurer
from .outage import Outage
from .search import Search

__all__ = ["Configurer", "Outage", "Search"]
