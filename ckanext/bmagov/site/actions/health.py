"""Is the catalog able to serve? For load balancers and for people who run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.auth.rules import everybody
from ckanext.bmagov.site.readers import health

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.site.answers import HealthDict


@reads(allowed=everybody)
def bmagov_health_show(context: Context, data_dict: DataDict) -> HealthDict:
    """Tell which of the services behind the catalog answer.

    Anyone may ask. The answer names roles, not hosts.

    :returns: `healthy` (bool) and `services`, a dict of `database`, `search` and `queue` to bool
    """
    services = health.services()
    return {"healthy": all(services.values()), "services": services}
