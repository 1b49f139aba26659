"""A page's place in a menu, said once above it.

>>> @bmagov_worklist.route("/dashboard/work")
... @in_menu(Menu.ACCOUNT, N_("My work"), place=1, icon="list-check")
... def show(): ...

Templates draw a menu from what its pages say (`bmagov_menu`, `base/helpers/menu.py`). No list has to be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    View = TypeVar("View", bound=Callable[..., Any])

_MARK: Final = "bmagov_menu_entries"


class Menu(StrEnum):
    """A menu, and what it is about."""

    HEADER = "header"
    """Above all pages; about nothing."""

    FOOTER = "footer"
    """Below all pages; about nothing."""

    ACCOUNT = "account"
    """The tabs of the reader's own pages; about nothing."""

    DATASET = "dataset"
    """The tabs of a dataset, as `package_show` tells of it."""

    AGENCY = "agency"
    """The tabs of an agency, as `organization_show` tells of it."""

    YEAR = "year"
    """The pages of an agency's year of the KPI: `id` and `fiscal_year`."""

    AUDIT = "audit"
    """Below the header, for who audits; about nothing."""


def about_itself(subject: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take what the menu is about for what the address of the page needs."""
    return subject


@dataclass(frozen=True)
class Entry:
    """The place of a page in a menu."""

    menu: Menu

    label: str | Callable[[], str]
    """What the entry says: a message, or what makes the sentence."""

    place: int
    """Its number in the order of the menu. No other entry of the menu has it."""

    icon: str
    """Name of a picture of Font Awesome, without `fa-`; may be empty."""

    params: Callable[[Any], Mapping[str, Any] | None]
    """Returns what the address needs, of what the menu is about; None where the entry is not shown."""

    covers: frozenset[str]
    """Names of other blueprints on whose pages the entry is the current one."""


def in_menu(
    menu: Menu,
    label: str | Callable[[], str],
    *,
    place: int,
    icon: str = "",
    params: Callable[[Any], Mapping[str, Any] | None] = about_itself,
    covers: tuple[str, ...] = (),
) -> Callable[[View], View]:
    """Put a page into a menu; the parameters are those of :class:`Entry`. A page may stand in several."""
    entry = Entry(menu, label, place, icon, params, frozenset(covers))

    def entered(view: View) -> View:
        setattr(view, _MARK, (*entries_of(view), entry))
        return view

    return entered


def entries_of(view: object) -> tuple[Entry, ...]:
    """Return the places of a page in menus."""
    return getattr(view, _MARK, ())
