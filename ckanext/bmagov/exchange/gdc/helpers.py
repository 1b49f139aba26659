"""What templates ask about GD Catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.exchange.gdc.domain.record import LONGEST_NAME
from ckanext.bmagov.exchange.gdc.domain.state import HELD, State
from ckanext.bmagov.exchange.gdc.words import share_text, state_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.exchange.gdc.answers import GdcStateDict, GdcWithdrawalDict


def bmagov_gdc_state(dataset: Mapping[str, Any]) -> GdcStateDict | None:
    """Return where a dataset is on its way into GD Catalog; None for drafts and who may not edit it."""
    if dataset.get("state") != "active" or tk.current_user.is_anonymous:
        return None
    try:
        return tk.get_action("bmagov_gdc_state_show")({}, {"id": dataset["id"]})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None


def bmagov_gdc_is_held(state: GdcStateDict) -> bool:
    """Return whether GD Catalog has a dataset, or is about to."""
    return State(state["state"]) in HELD or bool(state["sent_at"] and state["state"] == State.UNKNOWN)


def bmagov_gdc_state_text(state: str) -> str:
    """Return the words for a state there."""
    return state_text(state)


def bmagov_gdc_share_text(share: str) -> str:
    """Return the sentence that says what goes out."""
    return share_text(share)


def bmagov_gdc_cuts_name(name: str) -> bool:
    """Return whether a web address is too long for GD Catalog, so that it is cut there."""
    return len(name) > LONGEST_NAME


def bmagov_gdc_longest_name() -> int:
    """Return how many letters of a web address GD Catalog takes."""
    return LONGEST_NAME


def bmagov_gdc_withdrawals() -> list[GdcWithdrawalDict]:
    """Return the datasets of the reader's agencies that must be withdrawn there."""
    return tk.get_action("bmagov_gdc_withdrawal_list")({}, {})
