"""Problems of grants, requests and proposals as sentences, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access.words.levels import level_label
from ckanext.bmagov.accounts import account_new, invited_pair
from ckanext.bmagov.base.words.language import shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckanext.bmagov.base.domain.problem import Problem


def problem_text(problem: Problem) -> str:
    """Return ``CODE: what is wrong and what to do``."""
    params = {name: _shown(name, value) for name, value in problem.params.items()}
    return f"{problem.code}: {_SENTENCES[problem.code]().format(**params)}"


def refusal(field: str, problem: Problem) -> tk.ValidationError:
    """Return the exception of an action for a problem of one of its parameters."""
    return tk.ValidationError({field: [problem_text(problem)]})


def state_label(state: str) -> str:
    """Return where a question stands, in a word."""
    return {
        "open": tk._("Waiting for an answer"),
        "granted": tk._("Granted"),
        "approved": tk._("Approved"),
        "refused": tk._("Refused"),
        "withdrawn": tk._("Withdrawn"),
    }.get(state, state)


def _shown(name: str, value: Any) -> str:
    if name in ("until", "last", "since"):
        return tk.h.bmagov_date(str(value))
    if name == "level":
        return level_label(str(value))
    return state_label(str(value)) if name == "state" else shorten(value)


# Functions, because a message must be looked up when somebody reads it.
_SENTENCES: dict[str, Callable[[], str]] = {
    "REASON-REQUIRED": lambda: tk._("Give the reason, in at least {shortest} letters"),
    "REASON-LENGTH": lambda: tk._("{length} characters are too many; {limit} are allowed"),
    "TEXT-CONTROL-CHAR": lambda: tk._(
        "Character {position} ({code}) cannot be stored. Delete it and type it again"
    ),
    "UNTIL-REQUIRED": lambda: tk._("Give the last day of access"),
    "UNTIL-PAST": lambda: tk._("{until} is over. Give today or a later day"),
    "UNTIL-LATE": lambda: tk._("{until} is too far away. The last day possible now is {last}"),
    "ALREADY-ANSWERED": lambda: tk._("Somebody else was faster: {state}. Open the page again"),
    "OWN-QUESTION": lambda: tk._("Who asked cannot answer. It takes a second person"),
    "NOT-YOUR-QUESTION": lambda: tk._("Only who asked can take it back"),
    "REQUEST-OPEN": lambda: tk._("You have asked already and the answer is still open"),
    "ALREADY-READABLE": lambda: tk._("You may read this already"),
    "NOT-CLOSED": lambda: tk._("Everybody may read this. No access needs to be given"),
    "GRANTEE-REQUIRED": lambda: tk._("Say who gets access: one person, or one agency"),
    "GRANTEE-UNKNOWN": lambda: tk._('No account or agency is called "{value}"'),
    "SELF-GRANT": lambda: tk._("Nobody gives access to themselves. Ask a colleague who has the right"),
    "ALREADY-REVOKED": lambda: tk._("This access was taken back already"),
    "ACCOUNT-NEW": account_new,
    "INVITED-PAIR": invited_pair,
    "LEVEL-UNKNOWN": lambda: tk._('"{value}" is not a level'),
    "LEVEL-NOT-LOWER": lambda: tk._(
        'A proposal is for a lower level; now it is "{level}". A higher one can be set at once'
    ),
    "LEVEL-FREE": lambda: tk._("This draft was never published. Change its level on the form"),
    "PROPOSAL-OPEN": lambda: tk._("A proposal for this is open already"),
    "PROPOSAL-STALE": lambda: tk._('The level was changed meanwhile; now it is "{level}". Propose it anew'),
}
