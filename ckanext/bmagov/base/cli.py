"""`ckan bmagov ...`, to which each module of commands adds its own; and as whom commands act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckan.types import Context


def site_context() -> Context:
    """Return the context of the site itself, which may do everything."""
    return {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"], "ignore_auth": True}


@click.group()
def bmagov() -> None:
    """Bangkok's data catalog."""
