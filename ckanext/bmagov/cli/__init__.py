"""`ckan bmagov ...`: one module per noun adds its commands to the group."""

from __future__ import annotations

import click

from .agencies import agencies
from .audit import audit
from .classification import classification
from .datastore import datastore
from .demo import demo
from .dictionary import dictionary
from .kpi import kpi
from .metadata import metadata
from .rules import rules
from .search import search

__all__ = ["bmagov"]


@click.group()
def bmagov() -> None:
    """Bangkok's data catalog."""


bmagov.add_command(classification)
bmagov.add_command(metadata)
bmagov.add_command(kpi)
bmagov.add_command(rules)
bmagov.add_command(search)
bmagov.add_command(demo)
bmagov.add_command(dictionary)
bmagov.add_command(datastore)
bmagov.add_command(agencies)
bmagov.add_command(audit)
