"""Each page says itself where it stands in a menu, and each menu is drawn."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from ckanext.bmagov import capabilities
from ckanext.bmagov.base.views.menu import Entry, Menu, entries_of

TEMPLATES: Final = Path(__file__).parents[2] / "templates"
DRAWN: Final = re.compile(r"h\.bmagov_menu\('(\w+)'")


@cache
def entries() -> tuple[Entry, ...]:
    return tuple(
        entry
        for module in capabilities.modules("views")
        for view in vars(module).values()
        if inspect.isfunction(view) and view.__module__ == module.__name__
        for entry in entries_of(view)
    )


@pytest.mark.parametrize("menu", Menu)
class TestMenu:
    def test_has_one_entry_at_each_place(self, menu: Menu):
        places = Counter(entry.place for entry in entries() if entry.menu is menu)
        assert places, "a menu that no page stands in is none"
        assert max(places.values()) == 1, "two pages ask for the same place"

    def test_is_drawn_by_a_template(self, menu: Menu):
        texts = (path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
        assert menu.value in {name for text in texts for name in DRAWN.findall(text)}


def test_other_pages_that_an_entry_stands_for_are_there():
    known = {blueprint.name for blueprint in capabilities.blueprints()}
    assert {name for entry in entries() for name in entry.covers} <= known
