"""The one plugin. Everything it does lives in the rooms it names here."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.plugins import DefaultTranslation

from . import implementations
from .implementations import present


@tk.blanket.actions(present.actions)
@tk.blanket.auth_functions(present.auth_functions)
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class BmagovPlugin(  # pyright: ignore[reportIncompatibleMethodOverride] (two interfaces share names we leave alone)
    implementations.RequestEnd,
    implementations.Accounts,
    implementations.AgencyScope,
    implementations.Categories,
    implementations.Configurer,
    implementations.Content,
    implementations.Counting,
    implementations.Dictionaries,
    implementations.Exports,
    implementations.Facets,
    implementations.Files,
    implementations.ForeignTypes,
    implementations.Headers,
    implementations.Gate,
    implementations.History,
    implementations.LevelLog,
    implementations.IndexGuard,
    implementations.Outage,
    implementations.PermissionLabels,
    implementations.Scoring,
    implementations.Search,
    implementations.Startup,
    implementations.TableView,
    implementations.Validation,
    DefaultTranslation,
    p.ITranslation,
    p.SingletonPlugin,
):
    """Thai metadata, classification, dictionaries and KPI for a city's catalog."""
