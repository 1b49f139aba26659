"""What happens in the catalog that GD Catalog must hear of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.bmagov.exchange.gdc.services import changes, plan

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.types import AlchemySession


class Registration(p.IConfigurable):
    """GD Catalog is asked every hour."""

    def configure(self, config: CKANConfig) -> None:
        """Plan the next hour."""
        super().configure(config)
        if not tk.config.get("testing"):
            plan.plan()


def note_renamed(session: AlchemySession) -> None:
    """Note agencies with another name: it stands in the records of their datasets."""
    changes.note_agencies(session)


def note_dictionary(session: AlchemySession, resource_id: str) -> None:
    """Note the dataset of a file with another dictionary: the levels of its columns may have closed it."""
    changes.note_file(session, resource_id)
