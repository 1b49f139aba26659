"""The menus, as the pages in them declare (`base/views/menu.py`)."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypedDict

from flask import current_app

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.views.menu import Menu, entries_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class MenuItem(TypedDict):
    """What a menu shows of an entry."""

    place: int
    route: str
    label: str
    icon: str
    params: Mapping[str, Any]
    blueprints: frozenset[str]


def bmagov_menu(name: str, subject: Mapping[str, Any] | None = None) -> list[MenuItem]:
    """Return the entries of a menu in their order, as far as the reader may see them.

    :param name: a value of :class:`Menu`
    :param subject: what the menu is about: a dataset, an agency, an agency's year
    """
    menu, items = Menu(name), []
    for route, view in current_app.view_functions.items():
        for entry in entries_of(view):
            if entry.menu is not menu or (params := entry.params(subject or {})) is None:
                continue
            label = tk._(entry.label) if isinstance(entry.label, str) else entry.label()
            items.append(
                MenuItem(
                    place=entry.place,
                    route=route,
                    label=label,
                    icon=entry.icon,
                    params=params,
                    blueprints=entry.covers,
                )
            )
    return sorted(items, key=itemgetter("place"))
