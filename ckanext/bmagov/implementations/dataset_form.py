"""`IDatasetForm` by scheming, with what CKAN 2.12 asks for and scheming 3.1 does not answer."""

from __future__ import annotations

from ckanext.scheming.plugins import SchemingDatasetsPlugin


class BmagovDatasetsPlugin(SchemingDatasetsPlugin):
    """Scheming's dataset plugin that names the dataset fields on which resource rules depend."""
