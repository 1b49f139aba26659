"""What concerns the person as a contact, and who keeps the site: faults of the sending itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.services.names import agency_titles, user_names
from ckanext.bmagov.notices.domain.lines import Line
from ckanext.bmagov.notices.model import NoticeRun
from ckanext.bmagov.notices.readers import working_days
from ckanext.bmagov.notices.services import accounts, people
from ckanext.bmagov.notices.words import problem_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.notices.actions.sources.asker import Asker

SETTINGS = "/dashboard/notices/settings"


def lines(asker: Asker) -> Iterator[Line]:
    """Yield the lines."""
    yield from _contact(asker)
    yield from _ended_contacts(asker)
    if asker.person.operator:
        yield from _operation(asker)


def _contact(asker: Asker) -> Iterator[Line]:
    """Ask once a year whether the person still is who speaks for their agencies."""
    ours = [agency for agency in asker.person.roles if asker.edits(agency)]
    if ours and accounts.contact_is_due(model.Session, asker.user, asker.today):
        text = tk._("Are you still the contact of your agency?")
        yield Line("contact", str(asker.today.year), text, SETTINGS, tk._("Say so"))


def _ended_contacts(asker: Asker) -> Iterator[Line]:
    """Tell the admins of an agency who says not to be its contact any more, and still has a role in it."""
    ours = {agency for agency, role in asker.person.roles.items() if role == "admin"}
    ended = people.ended_contacts(model.Session, ours)
    names = user_names(model.Session, {user_id for _, user_id in ended})
    titles = agency_titles(model.Session, {agency_id for agency_id, _ in ended})
    for agency_id, user_id in ended:
        if user_id != asker.user.id:
            text = tk._("{name} is no longer the contact of {agency}. Take the account out or name another")
            said = text.format(
                name=names[user_id]["display_name"], agency=tk.h.bmagov_title(titles[agency_id])
            )
            link = f"/organization/members/{titles[agency_id]['name']}"
            yield Line("contact", f"{agency_id} {user_id}", said, link, tk._("Members"), agency_id=agency_id)


def _operation(asker: Asker) -> Iterator[Line]:
    """Tell who keeps the site what keeps notices from being sent."""
    here = "/dashboard/notices"
    if not tk.config.get("smtp.server"):
        text = tk._("No mail server is set (smtp.server): nobody gets a mail, and notices stand here only")
        yield Line("operation", "mail", text, here, tk._("Notices"))
    if year := working_days().missing_year(asker.today):
        text = tk._("The public holidays of {year} are missing in rules/holidays.yaml").format(year=year)
        yield Line("operation", f"holidays {year}", text, here, tk._("Notices"))
    last = model.Session.scalars(sa.select(NoticeRun).order_by(NoticeRun.at.desc()).limit(1)).first()
    if last and last.state == "stopped":
        reasons = "; ".join(problem_text(problem) for problem in last.problems)
        text = tk._("Nobody was told anything on {day}: {reasons}").format(
            day=tk.h.bmagov_date(last.day.isoformat()), reasons=reasons
        )
        yield Line("operation", f"stopped {last.id}", text, here, tk._("Notices"))
    if count := people.refused_count(model.Session):
        text = tk._("Addresses of {n} accounts refuse mail").format(n=count)
        yield Line("operation", f"refused {count}", text, here, tk._("Notices"))
