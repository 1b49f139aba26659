"""One module per CKAN interface; `plugin.py` mixes them together."""

from .accounts import Accounts
from .agency_scope import AgencyScope
from .categories import Categories
from .configurer import Configurer
from .content import Content
from .counting import Counting
from .dictionaries import Dictionaries
from .exports import Exports
from .facets import Facets
from .files import Files
from .foreign_types import ForeignTypes
from .gate import Gate
from .headers import Headers
from .history import History
from .index_guard import IndexGuard
from .level_log import LevelLog
from .outage import Outage
from .permission_labels import PermissionLabels
from .request_end import RequestEnd
from .scoring import Scoring
from .search import Search
from .startup import Startup
from .table_view import TableView
from .validation import Validation

__all__ = [
    "Accounts",
    "AgencyScope",
    "Categories",
    "Configurer",
    "Content",
    "Counting",
    "Dictionaries",
    "Exports",
    "Facets",
    "Files",
    "ForeignTypes",
    "Gate",
    "Headers",
    "History",
    "IndexGuard",
    "LevelLog",
    "Outage",
    "PermissionLabels",
    "RequestEnd",
    "Scoring",
    "Search",
    "Startup",
    "TableView",
    "Validation",
]
