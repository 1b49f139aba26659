"""One module per CKAN interface; `plugin.py` mixes them together."""

from .configurer import Configurer
from .outage import Outage

__all__ = ["Configurer", "Outage"]
