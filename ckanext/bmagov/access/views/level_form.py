"""The part of the forms that is about levels: questions that propose one, and a lower one that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.helpers import level_answers
from ckanext.bmagov.access.readers.classification_questions import questions
from ckanext.bmagov.access.words.access import problem_text
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.reason import check_reason
from ckanext.bmagov.base.request_state import LEVEL_CHANGE

if TYPE_CHECKING:
    from collections.abc import Mapping

Record = dict[str, Any]

HELD = ("data_classification", "data_category", "license_id")
"""What waits together: category and licence fit the lower level, perhaps not the present one."""

_FIELDS = {"level": "data_classification", "category": "data_category"}


def wants_proposal() -> bool:
    """Return whether the sent form asks for category and level."""
    return request.form.get("save") == "propose-level"


def with_proposal(values: Record) -> Record:
    """Return the form's values with the category and level that the answers lead to, if any."""
    proposal = questions().propose(level_answers())
    if proposal is None:
        return values
    return {**values, "data_category": proposal.category, "data_classification": proposal.level}


def wants_lowering() -> bool:
    """Return whether the sent form proposes the lower level that it holds."""
    return request.form.get("save") == "propose-lowering"


def without_lowering(values: Record, stored: Mapping[str, Any]) -> Record:
    """Return what can be saved at once: everything but the lower level and what goes with it."""
    return {**values, **{name: stored.get(name) or "" for name in HELD}}


def reason_errors() -> Record:
    """Return what is wrong with the reason, before anything is saved."""
    try:
        check_reason(request.form.get("level_reason", ""))
    except ProblemError as error:
        return {"level_reason": [problem_text(error.problem)]}
    return {}


def propose_level(params: Record) -> Record:
    """Propose the lower level. Returns errors by the fields of the form; none when it is done."""
    try:
        change = tk.get_action("bmagov_level_change_propose")(
            {}, {**params, "reason": request.form.get("level_reason", "")}
        )
    except tk.ValidationError as error:
        return {_FIELDS.get(name, name): said for name, said in error.error_dict.items()}
    LEVEL_CHANGE.put(change["id"])
    tk.h.flash_success(tk._("Saved. The lower level is proposed and waits for a second person."))
    return {}


def proposed_page() -> Any:
    """Lead to the page of the proposal that was just made."""
    return tk.redirect_to("bmagov_access.level_page", change_id=LEVEL_CHANGE.of())
