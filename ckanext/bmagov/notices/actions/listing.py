"""A person's list of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckan import model

from ckanext.bmagov.access import actor_id
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.notices import auth, schema
from ckanext.bmagov.notices.actions.gather import lines_of, person_of
from ckanext.bmagov.notices.services import accounts
from ckanext.bmagov.notices.words import kind_label, points_text, section_label

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.notices.answers import NoticeDict, NoticeListDict, SeenDict
    from ckanext.bmagov.notices.domain.lines import Line


@reads(allowed=auth.person)
def bmagov_notice_list(context: Context, data_dict: DataDict) -> NoticeListDict:
    """List what you are told: what is overdue, due soon, waits for you, and news. Whoever is signed in.

    :returns: ``lines``, the most pressing first: each with ``name`` (tells it, at its stage, from
        all others), ``kind`` (act, data, returned, objection, decided, moved, asked, answered, granted,
        handed_in, late, operation) and its ``kind_label``, ``section`` (overdue, due,
        asked, news) and its ``section_label``, ``stage`` (``new``; ``before-7``: days before the last day;
        ``after-10``: working days after it), ``text``, ``link`` (address of the very form, without the site)
        with the ``button`` that leads there, ``due`` (ISO day, or null), ``at`` (when it happened, or null),
        ``agency``, ``least`` and ``gain`` (what doing it adds to the result of the KPI, in percentage points,
        or null), ``points`` (the same in words), ``new`` (you have not seen it); ``unseen``: how many of them
        are new; ``whole``: false where something could not be read just now
    :rtype: dict
    """
    user: Any = model.User.get(actor_id(context))
    lines, whole = lines_of(user, person_of(user))
    seen = accounts.seen(model.Session, user.id)
    shown = [_line(line, line.name not in seen) for line in lines]
    return {"lines": shown, "unseen": sum(line["new"] for line in shown), "whole": whole}


@writes(schema.seen_schema, allowed=auth.person)
def bmagov_notice_seen(context: Context, data_dict: DataDict) -> SeenDict:
    """Say which of your notices you have seen. The bell then counts the others.

    :param names: the ``name`` of each line that you saw, as in ``bmagov_notice_list``
    :type names: list of strings

    :returns: ``seen``: how many they are
    :rtype: dict
    """
    names = data_dict["names"]
    accounts.see(model.Session, actor_id(context), names)
    model.repo.commit()
    return {"seen": len(names)}


def _line(line: Line, new: bool) -> NoticeDict:
    section = line.section(today())
    least, gain = (None if value is None else str(value) for value in (line.least, line.gain))
    return {
        "name": line.name,
        "kind": line.kind,
        "kind_label": kind_label(line.kind),
        "section": section.value,
        "section_label": section_label(section),
        "stage": line.stage,
        "text": line.text,
        "link": line.link,
        "button": line.button,
        "due": line.due.isoformat() if line.due else None,
        "at": line.at.isoformat() if line.at else None,
        "agency": line.agency,
        "least": least,
        "gain": gain,
        "points": points_text(least or "", gain or ""),
        "new": new,
    }
