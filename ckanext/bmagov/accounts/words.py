"""Sentences about accounts: how long to wait, and from when an account may approve."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.bmagov.accounts.domain.guessing import Door


def wait_text(door: Door, seconds: int) -> str:
    """Return ``TOO-MANY-ATTEMPTS: what happened and how long to wait``."""
    said = {
        Door.RESET: tk._("A new password was asked for too often."),
        Door.KEY: tk._("Links that are not valid were opened too often."),
        Door.INVITE: tk._("You invited many people in a short time."),
        Door.REGISTER: tk._("Many accounts were asked for in a short time."),
        Door.TOKEN: tk._("API tokens that are not valid were sent too often."),
    }.get(door, tk._("A wrong password was given too often."))
    return f"TOO-MANY-ATTEMPTS: {said} {_again(seconds)}"


def _again(seconds: int) -> str:
    if seconds < 60:
        return tk._("Try again in {n} seconds.").format(n=seconds)
    return tk._("Try again in {n} minutes.").format(n=-(-seconds // 60))


def account_new() -> str:
    """Return why an account cannot be the second person yet; `{since}` is the first day on which it can."""
    return tk._(
        "Your account was made by an invitation. It can approve and give access from {since}; until then a "
        "colleague or a system administrator has to"
    )


def invited_pair() -> str:
    """Return why two are no two persons yet; `{since}` is the first day on which they are."""
    return tk._(
        "One of you two invited the other. Until {since} that does not count as two persons; another "
        "colleague or a system administrator has to decide"
    )
