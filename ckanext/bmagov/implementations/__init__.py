"""One module per CKAN interface; `plugin.py` mixes them together."""

from .configurer import Configurer
from .content import Content
from .counting import Counting
from .outage import Outage
from .search import Search
from .table_view import TableView

__all__ = ["Configurer", "Content", "Counting", "Outage", "Search", "TableView"]
