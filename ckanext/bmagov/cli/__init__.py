"""`ckan bmagov ...`: one module per noun adds its commands to the group."""

from __future__ import annotations

import click

__all__ = ["bmagov"]


@click.group()
def bmagov() -> None:
    """Bangkok's data catalog."""
