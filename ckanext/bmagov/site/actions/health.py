"""Is the catalog able to serve? For load balancers and for people who run it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.collect import health

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

__all__ = ["bmagov_health_show"]


@tk.side_effect_free
def bmagov_health_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Tell which of the services behind the catalog answer.

    Anyone may ask. The answer names roles, not hosts.

    :returns: `healthy` (bool) and `services`, a dict of `database`, `search` and `queue` to bool
    :rtype: dict
    """
    tk.check_access("bmagov_health_show", context, data_dict)
    services = health.services()
    return {"healthy": all(services.values()), "services": services}
