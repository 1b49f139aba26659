"""Texts that core shows in English only because it never passes them through its translations."""

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import default_exceptions

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_

# Core translates these from variables, so that nothing else tells the extraction of them.
STATES = (N_("active"), N_("deleted"), N_("draft"), N_("pending"))

ACTIVITY_TYPES = {
    "new package": N_("New dataset"),
    "changed package": N_("Changed dataset"),
    "deleted package": N_("Deleted dataset"),
    "new resource view": N_("New view"),
    "changed resource view": N_("Changed view"),
    "deleted resource view": N_("Deleted view"),
    "new group": N_("New category"),
    "changed group": N_("Changed category"),
    "deleted group": N_("Deleted category"),
    "new organization": N_("New agency"),
    "changed organization": N_("Changed agency"),
    "deleted organization": N_("Deleted agency"),
    "new user": N_("New user"),
    "changed user": N_("Changed user"),
    "follow dataset": N_("Follow dataset"),
    "follow user": N_("Follow user"),
    "follow group": N_("Follow category"),
    "follow organization": N_("Follow agency"),
}

# Stored in English as the titles of views that nobody named.
VIEW_TITLES = {N_("Text"), N_("Table"), N_("Image")}

ERRORS = {
    400: (
        N_("Bad request"),
        N_("The page did not understand what your browser sent. Go back, reload the page and try again."),
    ),
    401: (N_("Please log in"), N_("This page is for registered users. Log in and open it again.")),
    403: (
        N_("Access denied"),
        N_("You have no permission to open this page. If you need it, ask the administrator of your agency."),
    ),
    404: (
        N_("Page not found"),
        N_(
            "There is nothing at this address. "
            "Check the address, or search for what you need from the home page."
        ),
    ),
    405: (
        N_("Not possible here"),
        N_("This address cannot be used in this way. Start again from the home page."),
    ),
    409: (N_("Conflict"), N_("Somebody else changed this at the same time. Reload the page and try again.")),
    410: (N_("No longer here"), N_("What was at this address has been removed.")),
    413: (N_("Too large"), N_("What you sent is larger than this site accepts. Send a smaller file.")),
    422: (N_("Cannot be used"), N_("This file cannot be opened here.")),
    429: (N_("Too many requests"), N_("Too many requests in a short time. Wait a minute and try again.")),
    500: (
        N_("Something went wrong"),
        N_("The fault is on our side and has been recorded. Try again later, or tell the administrator."),
    ),
}

# What core and its web framework say of themselves, in English, where nobody wrote an explanation.
UNTRANSLATED = {
    "Internal server error",
    "File is not downloadable",
    "Storage is not public",
    "The CSRF token is missing.",
    "The CSRF session token is missing.",
    "The CSRF token is invalid.",
    "The CSRF token has expired.",
    "The CSRF tokens do not match.",
    "The CSRF session token is invalid.",
    *(error.description for error in default_exceptions.values()),
}


def bmagov_error_name(code: Any, name: str | None) -> str:
    """Heading of an error page; `name` is the framework's, for codes that have none of ours."""
    error = ERRORS.get(_number(code))
    return tk._(error[0]) if error else (name or "")


def bmagov_error_text(code: Any, content: str) -> str:
    """What happened and what to do, unless the page that failed has said so itself."""
    if content and content not in UNTRANSLATED:
        return content
    error = ERRORS.get(_number(code)) or ERRORS[500]
    return tk._(error[1])


def bmagov_activity_type(activity_type: str) -> str:
    """Name of a kind of activity, for the choice above an activity stream."""
    known = ACTIVITY_TYPES.get(activity_type)
    return tk._(known) if known else activity_type.capitalize()


def bmagov_view_title(title: str) -> str:
    """Title of a view; in the reader's language when it is the one that its kind gave it."""
    return tk._(title) if title in VIEW_TITLES else title


def _number(code: Any) -> int:
    # core gives `[500]` for an exception that is not an HTTP one
    return code[0] if isinstance(code, list) else code
