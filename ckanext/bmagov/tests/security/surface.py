"""What a place of the catalog must keep to: a subclass names the place, the tests come with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from .city import ABSENT, EDITORS, LEVELS, ROLES, City, may_read

if TYPE_CHECKING:
    from collections.abc import Iterable


class Surface:
    """A place: an action (``action``, with ``params``) or a page (``path``)."""

    action: ClassVar[str] = ""
    route: ClassVar[str] = ""
    """Endpoint of the page, for the list of what has a row."""
    path: ClassVar[str] = ""
    params: ClassVar[dict[str, Any]] = {}

    def ask(self, city: City, role: str, **values: str) -> Any:
        """Ask as someone; ``values`` fill the gaps of parameters and path."""
        if self.action:
            filled = {
                name: value.format(**values) if isinstance(value, str) else value
                for name, value in self.params.items()
            }
            return city.call(role, self.action, **filled)
        return city.get(role, self.path.format(**values))


class ListOf(Surface):
    """A place that lists or counts datasets: each reader finds what the reader may know of, no less."""

    levels: ClassVar[Iterable[str]] = tuple(level for level in LEVELS if level != "draft")
    """Levels that the place lists for those who may know of them."""
    roles: ClassVar[Iterable[str]] = ROLES
    """Who gets the list at all; others get status 4xx or are sent to the login, and none of it."""
    readers: ClassVar[Iterable[str] | None] = None
    """Who finds hidden datasets; None: all who may know of them. Nobody finds those who may not."""

    def gaps(self, city: City) -> dict[str, str]:
        """Return what fills the gaps."""
        return {name: agency["name"] for name, agency in city.agencies.items()}

    @pytest.mark.parametrize("role", ROLES)
    def test_each_reader_finds_what_the_reader_may_know_of(self, city: City, role: str):
        answer = self.ask(city, role, **self.gaps(city))
        text = answer.get_data(as_text=True)
        if role not in self.roles:
            assert answer.status_code in (302, 401, 403, 404)
            assert city.found(text) == set()
            return
        assert answer.status_code == 200, text[:300]
        finds = self.readers is None or role in self.readers
        assert city.found(text) == {
            level for level in self.levels if may_read(role, level) and (finds or level == "open")
        }


class OneOf(Surface):
    """A place about one dataset: who may not know of it gets the answer for one that there is not."""

    editors_only: ClassVar[bool] = False
    """Only who may edit the dataset may ask; a reader is refused, not misled."""
    found_status: ClassVar[int] = 200

    def gaps(self, city: City, level: str) -> dict[str, str]:
        """Return what fills the gaps: name and id of the dataset and id of its file."""
        dataset = city.datasets[level]
        return {"id": dataset["id"], "name": dataset["name"], "file": dataset["resources"][0]["id"]}

    def _absent(self, city: City, role: str) -> tuple[int, str]:
        gaps = dict.fromkeys(("id", "name", "file"), ABSENT)
        return _plain(self.ask(city, role, **gaps), gaps)

    @pytest.mark.parametrize("role", ROLES)
    def test_hidden_is_absent(self, city: City, role: str):
        absent = self._absent(city, role)
        assert 400 <= absent[0] < 500 or absent[0] == 302
        for level in city.datasets:
            gaps = self.gaps(city, level)
            answer = self.ask(city, role, **gaps)
            if not may_read(role, level):
                assert _plain(answer, gaps) == absent, level
                assert city.found(_plain(answer, gaps)[1]) == set(), level
            elif self.editors_only and role not in EDITORS:
                assert answer.status_code in (302, 403), level
            else:
                assert answer.status_code == self.found_status, (level, answer.get_data(as_text=True)[:300])


class Public(Surface):
    """A place that says the same to everybody and names no dataset."""

    allowed: ClassVar[Iterable[str]] = ROLES

    @pytest.mark.parametrize("role", ROLES)
    def test_it_names_no_dataset(self, city: City, role: str):
        answer = self.ask(city, role)
        assert (answer.status_code == 200) == (role in self.allowed), answer.get_data(as_text=True)[:300]
        assert answer.status_code < 500
        assert city.found(answer.get_data(as_text=True)) == set()


def _plain(answer: Any, gaps: dict[str, str]) -> tuple[int, str]:
    """Return status and text without what differs between any two requests: what was asked, and tokens."""
    text = answer.get_data(as_text=True)
    for value in sorted(gaps.values(), key=len, reverse=True):
        text = text.replace(value, "ID")
    text = re.sub(r'(_csrf_token"[^>]*content=|name="_csrf_token"[^>]*value=)"[^"]*"', r'\1""', text)
    return answer.status_code, text
