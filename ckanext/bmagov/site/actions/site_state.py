"""How the site does, for who runs it."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import ckan

from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.site.auth import sysadmins
from ckanext.bmagov.site.domain.site_state import judge, worst
from ckanext.bmagov.site.readers.site_state import site_facts
from ckanext.bmagov.site.words import state_text
from ckanext.bmagov.version import __version__

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.site.answers import SiteStateDict


@reads(allowed=sysadmins)
def bmagov_site_state_show(context: Context, data_dict: DataDict) -> SiteStateDict:
    """Tell how each part of the site does, and what to do about what does not work. System administrators.

    Services are asked for two seconds at most. What cannot be seen because a service is away is left out.

    :returns: ``grade`` (``good``, ``look`` or ``bad``: the worst of all parts), ``versions`` of the software,
        and ``parts``, each with ``code``, ``grade``, ``text`` and ``params``
    """
    parts = judge(site_facts(), now())
    return {
        "grade": worst(parts),
        "versions": {
            "ckan": ckan.__version__,
            "bmagov": __version__,
            "python": platform.python_version(),
        },
        "parts": [
            {"code": part.code, "grade": part.grade, "text": state_text(part), "params": part.params}
            for part in parts
        ],
    }
