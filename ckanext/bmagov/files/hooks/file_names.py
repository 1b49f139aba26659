"""`IConfigurer`: uploads keep their names in any script.

Core cuts every letter that is not Latin, so that each Thai file of an agency is called `-.csv`. It does so
where it stores a name and where it makes an address of it, and asks one function both times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins as p
from ckan.lib import munge

from ckanext.bmagov.base.domain.file_name import stored_name
from ckanext.bmagov.files.readers.core_names import core_name

if TYPE_CHECKING:
    from ckan.common import CKANConfig


class FileNames(p.IConfigurer):
    """Stands in the place of `ckan.lib.munge.munge_filename`."""

    def update_config(self, config: CKANConfig) -> None:
        """Let core ask us."""
        if munge.munge_filename is core_name:
            munge.munge_filename = stored_name
        super().update_config(config)
