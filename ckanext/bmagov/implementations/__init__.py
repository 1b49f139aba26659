"""One module per CKAN interface; `plugin.py` mixes them together."""

from .configurer import Configurer

__all__ = ["Configurer"]
