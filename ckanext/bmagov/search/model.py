"""The index that migration 015 adds to CKAN's table of datasets.

It is declared beside CKAN's own, or `ckan db check` would report it as something that nobody wants.
"""

from __future__ import annotations

import sqlalchemy as sa

from ckan.model import package_table

PACKAGE_OWNER = sa.Index(
    "ix_bmagov_package_owner",
    package_table.c.owner_org,
    package_table.c.id,
    postgresql_where=sa.text("state = 'active' AND type = 'dataset'"),
)
"""What is in the catalog, by its agency."""
