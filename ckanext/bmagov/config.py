"""Every option of ours: a constant for its name, a typed getter. Nobody else reads `tk.config`."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

SITE_TITLE_EN = "ckanext.bmagov.site_title_en"
CODELISTS_DIR = "ckanext.bmagov.codelists_dir"
USAGE_COUNTED = "ckanext.bmagov.usage.counted"


def site_title_en() -> str:
    """Name of the catalog in English; `ckan.site_title` is its name in Thai."""
    return tk.config[SITE_TITLE_EN]


def usage_is_counted() -> bool:
    """Whether reads, downloads and API calls of datasets are counted."""
    return tk.config[USAGE_COUNTED]


def codelists_dir() -> str:
    """Directory of code lists that replace ours, file by file; empty for none."""
    return tk.config[CODELISTS_DIR]
