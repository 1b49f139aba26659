"""The one plugin. What it does lives in the capabilities; here stands in which order they are asked."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.plugins import DefaultTranslation

from ckanext.bmagov.access.hooks.permission_labels import PermissionLabels
from ckanext.bmagov.accounts.hooks import Accounts
from ckanext.bmagov.agencies.hooks import AgencyScope
from ckanext.bmagov.base.hooks import loaded_chains
from ckanext.bmagov.base.hooks.configurer import Configurer
from ckanext.bmagov.base.hooks.request_end import RequestEnd
from ckanext.bmagov.base.hooks.saves import Saves
from ckanext.bmagov.capabilities import blueprints, brought, commands
from ckanext.bmagov.dictionary.hooks.datasets import Dictionaries
from ckanext.bmagov.exchange.feeds.hooks import Feeds
from ckanext.bmagov.exchange.gdc.hooks import Registration
from ckanext.bmagov.files.hooks.data_events import Content
from ckanext.bmagov.files.hooks.exports import Exports
from ckanext.bmagov.files.hooks.file_names import FileNames
from ckanext.bmagov.files.hooks.table_view import TableView
from ckanext.bmagov.kpi.score.hooks import Scoring
from ckanext.bmagov.metadata.hooks.categories import Categories
from ckanext.bmagov.metadata.hooks.files import Files
from ckanext.bmagov.metadata.hooks.foreign_types import ForeignTypes
from ckanext.bmagov.search.hooks.document import Document
from ckanext.bmagov.search.hooks.facets import Facets
from ckanext.bmagov.search.hooks.search import Search
from ckanext.bmagov.site.hooks.gate import Gate
from ckanext.bmagov.site.hooks.headers import Headers
from ckanext.bmagov.site.hooks.outage import Outage
from ckanext.bmagov.site.hooks.startup import Startup


@tk.blanket.actions(loaded_chains.actions)
@tk.blanket.auth_functions(loaded_chains.auth_functions)
@tk.blanket.blueprints(blueprints)
@tk.blanket.cli(commands)
@tk.blanket.config_declarations
@tk.blanket.helpers(lambda: brought("helpers"))
@tk.blanket.validators(lambda: brought("validators"))
class BmagovPlugin(  # pyright: ignore[reportIncompatibleMethodOverride] (two interfaces share names we leave alone)
    RequestEnd,
    Accounts,
    AgencyScope,
    Categories,
    Configurer,
    Content,
    Dictionaries,
    Document,
    Exports,
    Facets,
    Feeds,
    FileNames,
    Files,
    ForeignTypes,
    Headers,
    Gate,
    Outage,
    PermissionLabels,
    Registration,
    Saves,
    Scoring,
    Search,
    Startup,
    TableView,
    DefaultTranslation,
    p.ITranslation,
    p.SingletonPlugin,
):
    """Thai metadata, classification, dictionaries and KPI for a city's catalog."""
