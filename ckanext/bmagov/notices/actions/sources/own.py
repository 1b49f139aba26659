"""What the administrators of the site have to keep up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.bmagov.notices.domain.lines import Line
from ckanext.bmagov.notices.readers import working_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.notices.actions.sources.asker import Asker


def lines(asker: Asker) -> Iterator[Line]:
    """Yield the lines of who keeps the site."""
    year = working_days().missing_year(asker.today)
    if asker.person.operator and year:
        text = tk._("The public holidays of {year} are missing in rules/holidays.yaml").format(year=year)
        link = tk.h.url_for("bmagov_site_state.show", locale="default")
        yield Line("operation", f"holidays {year}", text, link, tk._("State of the site"))
