"""Where CKAN finds our templates, assets, schemas, and which of its options we set when nobody did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.moved_jobs import keep_old_names
from ckanext.bmagov.capabilities import modules

if TYPE_CHECKING:
    from ckan.common import CKANConfig

# scheming reads these from the raw configuration, so a default in a declaration would come too late.
SCHEMING_DEFAULTS = {
    "scheming.dataset_schemas": "ckanext.bmagov:schemas/dataset.yaml",
    "scheming.organization_schemas": "ckanext.bmagov:schemas/organization.yaml",
    "scheming.presets": "ckanext.scheming:presets.json ckanext.bmagov:schemas/presets.yaml",
}

CORE_DEFAULTS = {
    "ckan.site_title": ("CKAN", "บัญชีข้อมูลกรุงเทพมหานคร"),
    "ckan.site_logo": ("/base/images/ckan-logo.png", "/bmagov/images/mark.svg"),
    "ckan.gravatar_default": ("identicon", "disabled"),
    "ckan.favicon": ("/base/images/ckan.ico", "/bmagov/images/favicon.ico"),
    "ckan.views.default_views": (
        ["image_view", "datatables_view"],
        ["bmagov_table", "image_view", "datatables_view"],
    ),
    # What waits, not the list of one's own datasets. It stands below `/dashboard`, as core's page does.
    "ckan.auth.route_after_login": ("dashboard.datasets", "bmagov_worklist.show"),
    "ckanext.dcat.rdf.profiles": ("euro_dcat_ap_3", "bmagov_dcat_ap_3"),
    # A list of all tables of the DataStore, those of private datasets included.
    "ckan.datastore.public_table_search": (["_table_metadata"], []),
}
"""Option -> what core says when nobody set it (a generated ini says it, too), and what we say instead."""

SCRIPTS_OF_OTHERS = "ckan.preview.jsonp_formats"
"""Formats whose addresses `text_view` loads as scripts, from any server that an editor names. There is no
safe value but none, so a site's own is not heard."""


class Configurer(p.IConfigurer):
    """`IConfigurer`: runs before scheming reads its options, if `bmagov` is listed before it."""

    def update_config(self, config: CKANConfig) -> None:
        """Add our directories and the defaults that make CKAN a Thai city's catalog."""
        keep_old_names()
        list(modules("model"))  # `ckan db check` takes a table that no module has named as dropped
        tk.add_template_directory(config, "../../templates")
        tk.add_public_directory(config, "../../public")
        tk.add_resource("../../assets", "bmagov")
        for option, value in SCHEMING_DEFAULTS.items():
            if not config.get(option):
                config[option] = value
        for option, (of_core, ours) in CORE_DEFAULTS.items():
            if config.get(option) in (None, "", of_core):
                config[option] = ours
        config[SCRIPTS_OF_OTHERS] = []
        super().update_config(config)
