"""Where datasets are on their way into GD Catalog, and what must be withdrawn there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access, config
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.auth.rules import signed_in
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.base.services import hold
from ckanext.bmagov.exchange.gdc import auth, schema
from ckanext.bmagov.exchange.gdc.domain.consent import Share
from ckanext.bmagov.exchange.gdc.domain.state import State
from ckanext.bmagov.exchange.gdc.services import changes, registration, sent, shares

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import Context, DataDict

    from ckanext.bmagov.exchange.gdc.answers import GdcCheckDict, GdcStateDict, GdcWithdrawalDict

PACE: Final = 1.0
"""Seconds between two questions to GD Catalog."""

PATIENCE: Final = 5
"""After so many questions in a row without an answer the others wait for the next run."""


@reads(allowed=signed_in)
def bmagov_gdc_withdrawal_list(context: Context, data_dict: DataDict) -> list[GdcWithdrawalDict]:
    """List datasets of your agencies that GD Catalog got and should not have any more.

    That is what was deleted, closed, or has no consent any more: harvesters never delete. It stands here
    until GD Catalog says that it has it no longer, or somebody says that its withdrawal was asked for.

    :returns: `id`, `name`, `title`, `title_en`, `owner_org`, `deleted`, `sent_at` (UTC), and `state` and
        `url` there
    """
    agencies = tk.get_action("organization_list_for_user")(
        tk.fresh_context(context), {"permission": "update_dataset"}
    )
    rows = sent.to_withdraw(model.Session, [agency["id"] for agency in agencies])
    mine = access.cleared(context, [row.id for row in rows])
    if mine:
        access.note_closed()
    return [
        {
            "id": row.id,
            "name": row.name,
            "title": row.title or row.name,
            "title_en": row.title_en or "",
            "owner_org": row.owner_org,
            "deleted": row.deleted,
            "sent_at": row.sent_at.isoformat(),
            "state": row.state,
            "url": registration.address_of(row.remote_name),
        }
        for row in rows
        if row.id in mine
    ]


@writes(id_schema, allowed=auth.editor_of_known)
def bmagov_gdc_withdrawal_confirm(context: Context, data_dict: DataDict) -> str:
    """Say that the withdrawal of a dataset from GD Catalog was asked for: it leaves the work list.

    :param id: id of the dataset
    :returns: the id
    """
    user = model.User.get(context.get("user") or "")
    if not sent.withdraw(model.Session, data_dict["id"], user.id if user else ""):
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    model.Session.commit()
    return data_dict["id"]


@reads(id_schema, allowed=auth.editor_of_known)
def bmagov_gdc_state_show(context: Context, data_dict: DataDict) -> GdcStateDict:
    """Show what GD Catalog gets of a dataset, and where it is on its way there, as it last said.

    Nobody is asked: that happens in the background.

    :param id: id of the dataset
    :returns: `share` (`whole`, `name`, `nothing`), `state`, `url` there, `sent_at`, `checked_at`,
        `failed_since` (since when it does not answer) and `changed_since` (what it has is older)
    """
    dataset_id = data_dict["id"]
    if model.Session.get(model.Package, dataset_id) is None:
        # Administrators of the system come past the rule above.
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    entry = shares.shares(model.Session, [dataset_id]).get(dataset_id)
    row = registration.state_of(model.Session, dataset_id)
    modified = changes.latest(model.Session, [entry])[dataset_id] if entry else None
    sent_at = row.sent_at if row else None
    return {
        "id": dataset_id,
        "share": (entry.share if entry else Share.NOTHING).value,
        "state": row.state if row else State.UNKNOWN.value,
        "url": registration.address_of(row.remote_name) if row else "",
        "sent_at": _text(sent_at),
        "checked_at": _text(row.checked_at if row else None),
        "failed_since": _text(row.failed_since if row else None),
        "changed_since": bool(modified and sent_at and modified.replace(tzinfo=sent_at.tzinfo) > sent_at),
    }


@writes(schema.check_schema, allowed=auth.administrators)
def bmagov_gdc_check(context: Context, data_dict: DataDict) -> GdcCheckDict:
    """Ask GD Catalog about the datasets that are due, a question a second; for the job and the command.

    When it does not answer five times in a row, or asks to be left alone, the others wait for the next run.

    :param limit: how many at most (500)
    :returns: `asked` and `failed`
    """
    if not config.gdc_status_url():
        return {"asked": 0, "failed": 0}
    with hold.held("bmagov-gdc-check") as is_mine:
        return _ask(data_dict["limit"]) if is_mine else {"asked": 0, "failed": 0}


def _ask(limit: int) -> GdcCheckDict:
    waiting = registration.due(model.Session, limit)
    model.Session.commit()
    asked = failed = in_a_row = 0
    for place, dataset_id in enumerate(waiting):
        if place:
            time.sleep(PACE)
        silence = registration.look(model.Session, dataset_id)
        model.Session.commit()
        asked += 1
        failed += silence is not None
        in_a_row = in_a_row + 1 if silence else 0
        if (silence and silence.busy) or in_a_row >= PATIENCE:
            break
    return {"asked": asked, "failed": failed}


def _text(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
