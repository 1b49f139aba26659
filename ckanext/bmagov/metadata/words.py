"""Sentences about what was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckanext.bmagov.metadata.domain.table_change import TableChange


def table_change_sentences(change: TableChange) -> list[str]:
    """Say what is different in a table; nothing for one with the same columns and as many rows."""
    said = [
        tk._("The column “{before}” is gone, and “{after}” stands in its place: was it renamed?").format(
            before=before, after=after
        )
        for before, after in change.renamed
    ]
    if change.removed:
        said.append(tk._("Columns that are gone: {names}.").format(names=", ".join(change.removed)))
    if change.added:
        said.append(tk._("New columns: {names}.").format(names=", ".join(change.added)))
    if change.rows and change.rows[0] != change.rows[1]:
        before, now = (tk.h.localised_number(count) for count in change.rows)
        said.append(tk._("Rows: {before} before, {now} now.").format(before=before, now=now))
    return said
