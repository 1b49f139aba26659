"""One message, one meaning; and catalogues and template that say what the source says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import bmagov_messages as messages
import pytest

from ckanext.bmagov.tests.i18n import places

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

HERE = Path(__file__).parent
SHARED = HERE / "shared-messages.txt"
SHORT = HERE / "short-messages.txt"


@pytest.fixture(scope="module")
def own() -> Catalog:
    """Messages of our source."""
    return messages.own_messages()


@pytest.fixture(scope="module")
def upstream() -> Catalog:
    """Messages of CKAN and of the extensions that run with it."""
    return messages.upstream_messages()


def listed(path: Path) -> set[str]:
    """Return the messages of a list, one a line; what begins with # is said about them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_a_message_is_ours_or_that_of_ckan(own, upstream):
    """One English message has one Thai text. Where CKAN means the same, it is on the list."""
    of_others = {messages.key(m.id) for m in upstream if m.id}
    shared = {
        places.quoted(messages.key(m.id))
        for m in own
        if m.id and not m.context and messages.key(m.id) in of_others
    }
    assert shared - listed(SHARED) == set(), (
        "another English message, a context, or, if one Thai fits, the list"
    )
    assert listed(SHARED) - shared == set(), "no longer shared: take it off the list"


def test_a_short_message_is_used_in_one_kind_of_place():
    """Two words do not say what they are: a button and a heading of one name have seldom one Thai."""
    several = {places.quoted(msgid) for msgid, kinds in places.kinds().items() if len(kinds) > 1}
    assert several - listed(SHORT) == set(), "another English message, or, if one Thai fits, the list"
    assert listed(SHORT) - several == set(), "in one kind of place only: take it off the list"


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ('<p><button class="btn" type="submit">{{ ', "action"),
        ('<tr><th scope="col">{{ ', "name"),
        ("{{ field.text('title', ", "name"),
        ('<div aria-label="{{ ', "spoken"),
        ("<td>{% if one %}{{ ", "text"),
    ],
)
def test_kinds_of_places_are_told_apart(before, kind):
    assert places.kind_after(before) == kind


def keys(catalog: Catalog) -> set[tuple[str, str | None]]:
    """Return what gettext looks messages up by."""
    return {(messages.key(m.id), m.context) for m in catalog if m.id}


def used_in(catalog: Catalog) -> dict[str, set[str]]:
    """Return the files of each message."""
    return {messages.key(m.id): {place for place, _ in m.locations} for m in catalog if m.id}


def test_the_template_is_in_step_with_the_source():
    wanted, written = messages.wanted(*messages.catalogues()), messages.read(messages.TEMPLATE)
    assert keys(written) == keys(wanted), "run `make i18n-update` and commit the template"
    assert used_in(written) == used_in(wanted), "run `make i18n-update` and commit the template"


@pytest.mark.parametrize("locale", sorted(messages.catalogues()))
def test_each_catalogue_is_in_step_with_the_source(locale):
    wanted, written = messages.wanted(locale), messages.our_translations(locale)
    assert keys(written) == keys(wanted), "run `make i18n-update`"
