"""Problems of the KPI's register, workspace and rounds as sentences, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.accounts import account_new, invited_pair
from ckanext.bmagov.base.domain.calendar import DateError, DateProblem
from ckanext.bmagov.base.words.dates import date_error_text, iso_day
from ckanext.bmagov.base.words.language import shorten
from ckanext.bmagov.kpi.common.words.labels import role_label, round_event_label, round_state_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckanext.bmagov.base.domain.problem import ProblemError

    Params = Mapping[str, Any]

_DAYS = ("day", "start", "end", "on", "since", "today")
_DATE_CODES = {problem.value for problem in DateProblem}


def kpi_error_text(error: ProblemError | DateError) -> str:
    """Return ``CODE: what is wrong and what to do``."""
    if isinstance(error, DateError):
        return date_error_text(error)
    return kpi_problem_text(error.code, error.params)


def kpi_problem_text(code: str, params: Params) -> str:
    """Return the same for a code with its parameters."""
    if code not in _SENTENCES and code in _DATE_CODES:
        return date_error_text(DateError(DateProblem(code), params))
    words = {
        name: iso_day(value) if name in _DAYS and value else shorten(value) for name, value in params.items()
    }
    sentence = _SENTENCES[code](params).format(**words)
    if words.get("nearest"):
        sentence += " " + tk._('Did you mean "{nearest}"?').format(nearest=words["nearest"])
    return f"{code}: {sentence}"


def _transition(params: Params) -> str:
    events = ", ".join(round_event_label(event) for event in params["allowed"])
    return tk._("This cannot follow ({state}). Possible now: {events}.").format(
        state=round_state_label(params["state"]), events=events or tk._("nothing")
    )


def _role(params: Params) -> str:
    roles = ", ".join(role_label(role) for role in params["roles"])
    return tk._("This is done by: {roles}.").format(roles=roles)


def _self_approval(params: Params) -> str:
    return tk._("You did this before: {event}. A second person has to decide.").format(
        event=round_event_label(params["did"])
    )


# Functions, because a message must be looked up when somebody reads it.
_SENTENCES: dict[str, Callable[[Params], str]] = {
    "AGREEMENT-NONE": lambda _: tk._("There is no proposal to confirm. Propose a frequency first."),
    "AGREEMENT-SELF": lambda _: tk._("The other side has to confirm what you proposed."),
    "FREQUENCY-UNKNOWN": lambda _: tk._('"{found}" is no update frequency. Choose one from the list.'),
    "FREQUENCY-INTERVAL": lambda _: tk._('"{found}" is no number of periods. Give 1 or more.'),
    "OWN-CASE": lambda _: tk._(
        "You belong to this agency. An auditor who does not belong to it has to do this."
    ),
    "OBLIGATION-REMOVED": lambda _: tk._("It was taken off the register on {on}."),
    "REASON-REQUIRED": lambda _: tk._("Give a reason of at least {shortest} characters."),
    "SUPERVISOR-REQUIRED": lambda _: tk._("Only an audit supervisor can take it off the register."),
    "NOT-FOUND": lambda _: tk._("Not found"),
    "VERSION-REQUIRED": lambda _: tk._("Say which version you read. The present one is {version}."),
    "STALE-VERSION": lambda _: tk._("Somebody else was faster. Read the present state, then decide again."),
    "REVIEW-LOCKED": lambda _: tk._("The year is signed off and can no longer be changed."),
    "NOT-UNDER-REVIEW": lambda _: tk._("Start the review first: criteria are judged while it runs."),
    "REVIEW-SUBMITTED": lambda _: tk._("The report is handed in. It can be changed when it is returned."),
    "YEAR-OVER": lambda _: tk._(
        "The last day for the report of this year was {day}. It can be written in when the report is"
        " returned, or when the Strategy Office moves the deadline."
    ),
    "STATE-TRANSITION": _transition,
    "ROLE-NOT-ALLOWED": _role,
    "REVIEW-SELF-APPROVAL": _self_approval,
    "ACCOUNT-NEW": lambda _: account_new(),
    "INVITED-PAIR": lambda _: invited_pair(),
    "REVIEW-CLOSED": lambda _: tk._("The last day was {day}. Ask the Strategy Office to move the deadline."),
    "OBJECTION-CLOSED": lambda _: tk._("Objections were possible until {day}."),
    "OBJECTION-OPEN": lambda _: tk._(
        "The agency may object until {day}. Sign off after it, or when the agency waives its objection."
    ),
    "YEAR-OPEN": lambda _: tk._("The year is closed after its last day, {day}."),
    "FACTS-NOT-VERIFIED": lambda _: tk._(
        "What would be signed off is not what was verified. Take the new facts, then verify again."
    ),
    "WORDS-MISSING": lambda params: tk._(
        "Judge these criteria first: {list}. Evidence of them was drawn to be looked at, or something is not"
        " known."
    ).format(list=", ".join(params["criteria"])),
    "REGISTER-MISSING": lambda _: tk._(
        "No register of data is agreed with this agency. Agree on it and take the new facts, or say why there"
        " is none."
    ),
    "DEADLINE-HANDED-IN": lambda params: tk.ungettext(
        "{count} agency has handed in for it already. It can only be moved to a later day.",
        "{count} agencies have handed in for it already. It can only be moved to a later day.",
        params["count"],
    ),
    "DEADLINE-PAST": lambda _: tk._("{day} is over: nobody could hand in any more."),
    "DEADLINE-UNCONFIRMED": lambda _: tk._(
        "This takes time from the agencies. Look at who loses what, then confirm it."
    ),
    "REGISTER-AGREED": lambda _: tk._("What was handed in has a register. There is nothing to explain."),
    "EVIDENCE-REQUIRED": lambda _: tk._("Add a file or address that shows it."),
    "DUE-REQUIRED": lambda _: tk._("Say until when it is to be mended, not before {today}."),
    "CRITERION-UNKNOWN": lambda _: tk._('There is no criterion "{found}".'),
    "CRITERION-NOT-APPLICABLE": lambda _: tk._("Criterion {criterion} does not apply to this agency."),
    "SHARE-RANGE": lambda _: tk._('"{found}" is no share between {low} and {high}.'),
    "RULESET-OTHER": lambda _: tk._("The rules have changed since. Read the score anew, then decide."),
    "SNAPSHOT-CHANGED": lambda _: tk._("What is kept does not match what was signed, so it is not shown."),
    "RELEASE-EMPTY": lambda _: tk._("No round of this year is closed yet. Close rounds first."),
    "RELEASE-CLOSED": lambda _: tk._(
        "This catalog publishes no results (ckanext.bmagov.kpi.public). Ask the administrator of the catalog."
    ),
    "RELEASE-RULES": lambda _: tk._(
        "The rules by which {agency} was judged are not known any more. Put their file back first."
    ),
    "RELEASE-CHANGED": lambda _: tk._("What is kept does not match what was published, so it is not shown."),
    "RELEASE-DATASET": lambda _: tk._(
        "The release is published, but its dataset could not be written: {reason}. Publish again in a while."
        " If it fails again, tell the administrator of the catalog."
    ),
    "FISCAL-YEAR": lambda _: tk._("These belong to different fiscal years."),
    "DATE-OUT-OF-YEAR": lambda _: tk._("The day is not in the fiscal year, {start} to {end}."),
    "NUMBER-RANGE": lambda _: tk._('"{found}" is no number between {low} and {high}.'),
    "TEXT-CONTROL-CHAR": lambda _: tk._(
        "There is an invisible control character ({character}) at position {position}. Delete it."
    ),
    "TEXT-EMPTY": lambda _: tk._("This is empty. Fill it in."),
    "AGENCY-UNKNOWN": lambda _: tk._('There is no agency "{found}". Give its name or its code of 8 digits.'),
    "LEVEL-UNKNOWN": lambda _: tk._('"{found}" is no classification level. Give one of: {known}.'),
    "VALUE-UNKNOWN": lambda _: tk._('"{found}" is not a choice here.'),
    "OBLIGATION-TWICE": lambda _: tk._('"{title}" is in the register already.'),
    "SYSTEM-UNKNOWN": lambda _: tk._('"{found}" is no system of this year. Choose one from the list.'),
    "SYSTEM-LINK-TWICE": lambda _: tk._("It is declared already. Take the first one back if it was wrong."),
    "ROW-TWICE": lambda _: tk._("This stands in row {first} already. Keep one."),
    "HEADER-MISSING": lambda _: tk._('There is no column "{column}" (found: {found}).'),
    "FILE-TOO-MANY-ROWS": lambda _: tk._("More than {limit} rows. Split the list."),
    "FILE-CHANGED": lambda _: tk._("This is another file than the one that was looked at. Look at it first."),
    "NO-ROWS": lambda _: tk._("There are column names but no data."),
    "WIDENING-REQUIRED": lambda _: tk._("Say what is new about the database."),
    "URL-SCHEME": lambda _: tk._("Only addresses that begin with http:// or https:// can be used"),
    "URL-FORMAT": lambda _: tk._("This is no web address. Copy it from the browser."),
    "URL-NOT-ALLOWED": lambda _: tk._(
        '"{found}" is inside a network that readers cannot reach. Give a public one, or upload a document.'
    ),
    "URL-PORT": lambda _: tk._(
        'The port in "{found}" is not one that can be looked at ({ports}). Give another address.'
    ),
    "EVIDENCE-EMPTY": lambda _: tk._("The file is empty."),
    "EVIDENCE-DUPLICATE": lambda _: tk._('This file is handed in already: "{title}".'),
    "EVIDENCE-LEVEL": lambda _: tk._(
        "Documents of the level {found} cannot be handed in here. Possible: {allowed}."
    ),
    "FILE-SIZE": lambda _: tk._("The file is larger than {limit} MB. Make it smaller or split it."),
    "FILE-TYPE": lambda _: tk._("This kind of file is not taken. Save it as one of: {accepted}."),
    "FILE-NAME": lambda _: tk._(
        'The name "{found}" does not fit the file. Its ending should be .{expected}.'
    ),
    "FILE-ENCRYPTED": lambda _: tk._(
        "The file is protected by a password or of an old format. Save it anew without a password."
    ),
    "FILE-ACTIVE-CONTENT": lambda _: tk._(
        "The file holds macros, scripts, other files, or content that is fetched from elsewhere. Save it as a"
        " plain PDF."
    ),
    "FILE-UNPACKED-SIZE": lambda _: tk._(
        "The file unpacks to more than {limit} MB. Split it and upload the parts."
    ),
    "FILE-UNREADABLE": lambda _: tk._(
        "The PDF has parts that cannot be looked into. Print it to a new PDF and hand that in."
    ),
    "FILE-INFECTED": lambda _: tk._("The file carries the mark of a virus. It was not kept."),
    "IMAGE-PIXELS": lambda _: tk._("The picture has {width} x {height} dots. Make it smaller."),
    "STORAGE-AWAY": lambda _: tk._(
        "The place where documents are stored is not there. Nothing was kept."
        " Tell the administrator of the catalog."
    ),
    "STORAGE-FULL": lambda _: tk._(
        "The catalog could not store the file. Nothing was kept; try again later."
    ),
    "LIMIT": lambda _: tk._("More than {limit} characters. Shorten it."),
}
