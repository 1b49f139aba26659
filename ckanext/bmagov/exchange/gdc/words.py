"""Sentences about GD Catalog."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.bmagov.exchange.gdc.domain.consent import Share
from ckanext.bmagov.exchange.gdc.domain.state import State


def state_text(state: str) -> str:
    """Say where a dataset is on its way there, in the words that it uses itself."""
    return {
        State.UNKNOWN: tk._("not known yet"),
        State.ABSENT: tk._("not registered"),
        State.WAITING: tk._("ready to be registered"),
        State.PENDING: tk._("being approved; leave it unchanged for now"),
        State.REGISTERED: tk._("registered"),
        State.REJECTED: tk._("rejected; mend it and have it registered again"),
        State.REVOKING: tk._("being withdrawn"),
        State.REVOKED: tk._("withdrawn"),
    }[State(state)]


def share_text(share: str) -> str:
    """Say what goes out of a dataset."""
    return {
        Share.WHOLE: tk._("GD Catalog gets the description of this dataset."),
        Share.NAME: tk._("GD Catalog gets only the name of this dataset."),
        Share.NOTHING: tk._("GD Catalog gets nothing of this dataset."),
    }[Share(share)]
