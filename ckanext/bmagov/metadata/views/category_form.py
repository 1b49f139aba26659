"""The categories in the form of a dataset: proposed when somebody asks, ticked like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import DataDict


def wants_categories() -> bool:
    """Return whether the form was sent to have categories proposed."""
    return request.form.get("save") == "propose-categories"


def with_categories(values: DataDict) -> DataDict:
    """Return what was typed, with the proposed categories ticked beside those that are already."""
    proposals = _proposals(values)
    ticked = [group["name"] for group in values.get("groups") or ()]
    names = [*ticked, *(proposal["name"] for proposal in proposals if proposal["name"] not in ticked)]
    return {**values, "groups": [{"name": name} for name in names], "proposed_categories": proposals}


def with_hints(record: DataDict) -> DataDict:
    """Return a dataset that is in no category with those that are proposed for it; none is ticked."""
    proposals = [] if record.get("groups") else _proposals(record)
    return {**record, "proposed_categories": proposals} if proposals else record


def _proposals(values: DataDict) -> list[DataDict]:
    known = {name: str(values.get(name) or "") for name in ("title", "tag_string", "owner_org")}
    return tk.get_action("bmagov_category_proposal_list")({}, known) if any(known.values()) else []
