"""Nothing without a row: an action or page that no test asks for each of the cast fails here by its name."""

from __future__ import annotations

import importlib
import inspect
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import ckan.logic as core
import ckan.plugins.toolkit as tk

from ckanext.bmagov import capabilities
from ckanext.bmagov.access.domain.gate import ACTIONS
from ckanext.bmagov.tests.security.surface import Administration, Changes, Surface

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City

ROUTES_OF_CORE_THAT_SAY_NOTHING = frozenset(
    (
        "api.action",  # every action has its own row
        "api.get_api",
        "api.i18n_js_translations",
        "static",
        "webassets.index",
        "home.redirect_locale",
    )
)
"""The same bytes for everybody, from files of the program."""

LOOKED_AT_INSIDE = {
    "bmagov_access_log_list": "a filter, for who may know that it exists",
    "bmagov_access_request_create": "for who may know that it exists",
    "bmagov_access_request_list": "a filter, for who may know that it exists",
    "bmagov_dataset_bulk_act": "each dataset is answered for by itself",
    "bmagov_dataset_bulk_export": "a filter",
    "bmagov_gdc_sent_note": "what does not go out is left out",
    "bmagov_level_change_list": "a filter",
    "bmagov_dictionary_search": "a filter",
    "bmagov_obligation_create": "a field of a form",
    "bmagov_obligation_update": "a field of a form",
    "bmagov_proposal_update": "a field of a form",
    "bmagov_system_link_create": "a field of a form",
}
"""Actions that name a dataset or file and are not stopped at the gate: by name, the reason."""
_PARAM = re.compile(r":param (\w+): .*\b(?:datasets?|resources?)\b")
_NAMING = frozenset(("id", "ids", "dataset", "dataset_id", "package_id", "resource", "resource_id"))


@cache
def surfaces() -> tuple[type[Surface], ...]:
    """Return every place that a test of this room asks."""
    found: list[type[Surface]] = []
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        module = importlib.import_module(f"{__package__}.{path.stem}")
        classes = inspect.getmembers(module, inspect.isclass)
        found += [one for name, one in classes if issubclass(one, Surface) and name.startswith("Test")]
    return tuple(found)


def routes() -> set[str]:
    """Return the endpoints that have a row."""
    found: set[str] = set()
    for one in surfaces():
        found |= {one.route} if isinstance(one.route, str) else set(one.route)
    return found


def test_every_action_has_a_row(city: City):
    tk.get_action("package_show")  # have the registry filled
    asked = {one.action for one in surfaces()}
    assert set(core._actions) - asked == set()


def test_every_changing_action_is_tried_as_a_change(city: City):
    tk.get_action("package_show")
    changing = {name for name, one in core._actions.items() if not getattr(one, "side_effect_free", False)}
    tried = {one.action for one in surfaces() if issubclass(one, (Administration, Changes))}
    assert changing - tried - {"dcat_dataset_show"} == set(), "dcat_dataset_show only reads"


def test_every_page_has_a_row(city: City):
    rules = city.app.flask_app.url_map.iter_rules()
    pages = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    assert pages - routes() - ROUTES_OF_CORE_THAT_SAY_NOTHING == set()


def test_every_form_is_tried_as_a_change(city: City):
    rules = city.app.flask_app.url_map.iter_rules()
    forms = {rule.endpoint for rule in rules if "POST" in (rule.methods or ())} - {"api.action"}
    tried: set[str] = set()
    for one in surfaces():
        if one.form is not None:
            tried |= {one.route} if isinstance(one.route, str) else set(one.route)
    assert forms - tried == set()


def test_every_action_that_names_a_dataset_or_file_is_known_at_the_gate():
    """What an action takes is what its documentation says, which every action has."""
    missing: dict[str, set[str]] = {}
    ours = {name: action for name, action in capabilities.actions().items() if name.startswith("bmagov_")}
    for name, action in ours.items():
        named = _NAMING & set(_PARAM.findall(inspect.getdoc(action) or ""))
        if unknown := named - ACTIONS.get(name, {}).keys():
            missing[name] = unknown
    assert missing.keys() - LOOKED_AT_INSIDE.keys() == set()
    assert LOOKED_AT_INSIDE.keys() - missing.keys() == set(), "no exception any more"
