"""One module per CKAN interface; `plugin.py` mixes them together."""

from .agency_scope import AgencyScope
from .configurer import Configurer
from .content import Content
from .counting import Counting
from .facets import Facets
from .outage import Outage
from .search import Search
from .table_view import TableView

__all__ = ["AgencyScope", "Configurer", "Content", "Counting", "Facets", "Outage", "Search", "TableView"]
