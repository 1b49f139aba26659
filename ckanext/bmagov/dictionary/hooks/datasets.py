"""Whichever action saved a dataset, its dictionary is where people and harvesters look for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_FORMATS, is_ours, resource_id
from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.model.dictionary import DictionaryVersion
from ckanext.bmagov.dictionary.services import resource as dictionary_resource

if TYPE_CHECKING:
    from ckan.types import AlchemySession, Context


class Dictionaries(p.IPackageController):
    """`IPackageController`: where the files of a dictionary are."""

    def after_dataset_show(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Give the dictionary's resources their address on this site."""
        super().after_dataset_show(context, pkg_dict)
        for resource in pkg_dict.get("resources") or ():
            if is_ours(resource):
                resource["url"] = _url(pkg_dict["id"], resource)


def ensure(_context: Context, dataset_id: str) -> None:
    """Put back what a client left out or changed; drop what a copy of another dataset brought along."""
    dictionary_resource.ensure(model.Session, dataset_id)


def tell_saved(session: AlchemySession) -> None:
    """Tell of resources with another dictionary."""
    for version in (*session.new, *session.dirty):
        if isinstance(version, DictionaryVersion) and not version.deleted:
            emit("dictionary_saved", session, version.resource_id)


def _url(package_id: str, resource: dict[str, Any]) -> str:
    for extension in RESOURCE_FORMATS:
        if resource.get("id") == resource_id(package_id, extension):
            return tk.h.url_for(
                "bmagov_data_dictionary.download",
                id=package_id,
                ext=extension,
                locale="default",
                _external=True,
            )
    return resource.get("url") or ""
