"""What a place of the catalog must keep to: a subclass names the place, the tests come with it.

Each test is one place and one of the cast; what fails names the cases.
"""

from __future__ import annotations

import os
import re
import zlib
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from ckanext.bmagov.tests.security.readers import (
    CASES,
    DATASETS,
    ROLES,
    SIGNED_IN,
    Case,
    may_edit,
    may_read,
    may_read_data,
)
from ckanext.bmagov.tests.tally import ACCESS as COUNTED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ckanext.bmagov.tests.security.city import City

ACTIVE = frozenset(case.key for case in DATASETS if case.active)
PUBLIC = frozenset(case.key for case in DATASETS if case.active and case.row == "open")
COLUMNS = frozenset(case.key for case in CASES.values() if case.kind == "column")
"""Files whose description everybody reads with that of their dataset; their data are closed."""
FILES = frozenset(case.key for case in CASES.values() if case.file)
FULL = os.environ.get("BMAGOV_MATRIX") == "full"
"""Ask every place about every case as everybody.

Otherwise each place asks each reader about two levels and one of each state, hidden ones and others apart;
which these are differs by place and reader, so that together they ask about all.
"""
_CSRF = re.compile(r'(_csrf_token"[^>]*content=|name="_csrf_token"[^>]*value=)"[^"]*"')
_VOLATILE = {"Date", "Content-Length", "Set-Cookie", "ETag", "Last-Modified", "Expires"}


ONE_OF_EACH = ("anonymous", "stranger", "admin", "auditor", "sysadmin")
"""Who is asked about places that have nothing to do with one dataset."""


class Surface:
    """A place: an action (``action``, with ``params``) or a page (``path``, posted to with ``form``)."""

    action: ClassVar[str] = ""
    params: ClassVar[dict[str, Any]] = {}
    route: ClassVar[str | tuple[str, ...]] = ""
    """Endpoints of the page, for the list of what has a row."""
    path: ClassVar[str] = ""
    form: ClassVar[dict[str, Any] | None] = None

    def ask(self, city: City, role: str, **gaps: str) -> Any:
        """Ask as someone; ``gaps`` fill parameters and path."""
        gaps = {**city.places(), "me": city.users.get(role, "nobody"), **gaps}
        if self.action:
            return city.call(role, self.action, **fill(self.params, gaps))
        path = self.path.format(**gaps)
        return city.get(role, path) if self.form is None else city.post(role, path, fill(self.form, gaps))


def fill(value: Any, gaps: dict[str, str]) -> Any:
    """Return parameters with their gaps filled, in lists and dicts too."""
    if isinstance(value, str):
        return value.format(**gaps)
    if isinstance(value, dict):
        return {name: fill(one, gaps) for name, one in value.items()}
    return [fill(one, gaps) for one in value] if isinstance(value, list) else value


class ListOf(Surface):
    """A place that lists or counts datasets: each reader finds what the reader may know of, no less."""

    lists: ClassVar[Collection[str]] = ACTIVE
    """Cases that the place lists for those who may read them."""
    others: ClassVar[Collection[str] | None] = ()
    """Cases that may be found or not; None: any that the reader may read."""
    roles: ClassVar[Collection[str]] = ROLES
    """Who gets the list at all; others get status 4xx or are sent to the login, and none of it."""
    readers: ClassVar[Callable[[str, str], bool]] = staticmethod(may_read)
    """Who finds which: never more than who may read it."""
    by_id: ClassVar[bool] = False
    """The list holds ids, no words."""

    @pytest.mark.parametrize("role", ROLES)
    def test_each_reader_finds_what_the_reader_may_know_of(self, city: City, role: str):
        answer = self.ask(city, role)
        text = answer.get_data(as_text=True)
        COUNTED["cells"] += len(CASES)
        assert sorted(city.leaks(role, text)) == []
        if role not in self.roles:
            assert answer.status_code in (302, 401, 403, 404)
            assert city.found(text, ids=True) == set()
            return
        assert answer.status_code == 200, text[:300]
        expected = {case for case in self.lists if self.readers(role, case)}
        found = city.found(text, ids=self.by_id)
        assert sorted(expected - found) == [], "not found"
        if self.others is not None:
            assert sorted(found - expected - COLUMNS - set(self.others)) == [], "found too"


class OneOf(Surface):
    """A place about one thing: who may not know of it gets the answer for one that there is not."""

    about: ClassVar[str] = "dataset"
    """dataset, file (or its view), data (its bytes and rows), activity."""
    doers: ClassVar[Callable[[str, str], bool]] = staticmethod(may_read)
    """Who gets it of those who may read; the others are refused, not misled."""
    found_status: ClassVar[Collection[int]] = (200,)
    refused_status: ClassVar[Collection[int]] = (302, 401, 403, 404)
    absent_status: ClassVar[Collection[int]] = (302, 400, 401, 403, 404, 409)
    tells: ClassVar[bool] = False
    """The answer holds the case's marker (of the data, if it is about data)."""

    every: ClassVar[bool] = False
    """Ask about every case, always."""

    def cases(self) -> list[Case]:
        """Return the cases that there are to ask about."""
        extra = {
            "dataset": (),
            "file": FILES,
            "data": FILES,
            "activity": [one for one in CASES if CASES[one].old],
        }
        return [*DATASETS, *(CASES[key] for key in extra[self.about])]

    @pytest.mark.parametrize("role", ROLES)
    def test_hidden_is_absent_and_the_rest_is_there(self, city: City, role: str):
        absent = Absence(self, city, role)
        assert absent.of()[0] in self.absent_status, absent.of()
        wrong: dict[str, Any] = {}
        for case in chosen(self, role, self.cases(), every=self.every):
            gaps = city.gaps(case.key)
            COUNTED["cells"] += 1
            if not may_read(role, case.key):
                found = plain(self.ask(city, role, **gaps), gaps)
                if found != absent.of(case):
                    wrong[case.key] = difference(found, absent.of(case))
            else:
                wrong |= self.check(city, role, case, self.ask(city, role, **gaps))
        assert not wrong, "\n" + "\n".join(f"{key}: {what}" for key, what in wrong.items())

    def check(self, city: City, role: str, case: Case, answer: Any) -> dict[str, Any]:
        """Return what is wrong with an answer to somebody who may read the metadata."""
        text, status = answer.get_data(as_text=True), answer.status_code
        if leaks := city.leaks(role, text):
            return {case.key: f"leaks {sorted(leaks)}"}
        may = self.doers(role, case.key) and (self.about != "data" or may_read_data(role, case.key))
        if not may:
            return {} if status in self.refused_status else {case.key: f"{status}, not refused"}
        if not case.active or (self.about == "data" and case.key not in city.tables):
            return {} if status < 500 else {case.key: f"{status} {text[:300]}"}
        if status not in self.found_status:
            return {case.key: f"{status} {text[:300]}"}
        told = city.found(text, "d" if self.about == "data" else "m")
        return {case.key: "says nothing of it"} if self.tells and case.key not in told else {}


class Public(Surface):
    """A place that says the same to everybody and names no dataset."""

    allowed: ClassVar[Collection[str]] = ROLES

    @pytest.mark.parametrize("role", ROLES)
    def test_it_names_no_dataset(self, city: City, role: str):
        answer = self.ask(city, role)
        text = answer.get_data(as_text=True)
        assert city.found(text, ids=True) == set()
        assert answer.status_code < 500, text[:300]
        assert (answer.status_code == 200) == (role in self.allowed), text[:300]


class Quiet(Surface):
    """A place whose answer depends on rights that have nothing to do with datasets: it names none."""

    @pytest.mark.parametrize("role", ROLES if FULL else ONE_OF_EACH)
    def test_it_names_no_dataset(self, city: City, role: str):
        answer = self.ask(city, role)
        text = answer.get_data(as_text=True)
        assert answer.status_code < 500, text[:300]
        assert city.found(text, ids=True) == set()


class Changes(Surface):
    """A place that changes something: what is hidden is as absent as nothing, a refusal changes nothing."""

    about: ClassVar[str] = "dataset"
    may: ClassVar[Callable[[str, str], bool]] = staticmethod(may_edit)
    """Who could do it, and is not asked to."""
    absent_status: ClassVar[Collection[int]] = (302, 400, 401, 403, 404, 409)
    refused_status: ClassVar[Collection[int]] = (302, 400, 401, 403, 404, 409)

    def cases(self) -> list[Case]:
        """Return the cases to ask about."""
        return [*DATASETS, *((CASES[key] for key in FILES) if self.about == "file" else ())]

    @pytest.mark.parametrize("role", ROLES)
    def test_what_is_hidden_is_absent_and_nothing_changes(self, city: City, role: str):
        cases = [case for case in self.cases() if not self.may(role, case.key)]
        if not cases:
            return
        before = city.before()
        absent = Absence(self, city, role)
        assert absent.of()[0] in self.absent_status, absent.of()
        wrong: dict[str, Any] = {}
        for case in chosen(self, role, cases):
            gaps = city.gaps(case.key)
            COUNTED["cells"] += 1
            answer = self.ask(city, role, **gaps)
            found = plain(answer, gaps)
            if not may_read(role, case.key):
                if found != absent.of(case):
                    wrong[case.key] = difference(found, absent.of(case))
            elif leaks := city.leaks(role, answer.get_data(as_text=True)):
                wrong[case.key] = f"leaks {sorted(leaks)}"
            elif found[0] not in self.refused_status:
                wrong[case.key] = f"{found[0]}, not refused"
        assert not wrong, "\n" + "\n".join(f"{key}: {what}" for key, what in wrong.items())
        assert city.changed(before) == []


class Administration(Surface):
    """A place that changes what is no dataset: whoever may not is refused."""

    allowed: ClassVar[Collection[str]] = ("sysadmin",)
    """Who could do it, and is not asked to."""
    refused_status: ClassVar[Collection[int]] = (302, 400, 401, 403, 404, 409)

    @pytest.mark.parametrize("role", ROLES)
    def test_who_may_not_is_refused_and_nothing_changes(self, city: City, role: str):
        if role in self.allowed:
            return
        before = city.before()
        answer = self.ask(city, role, **city.gaps("open"))
        text = answer.get_data(as_text=True)
        assert answer.status_code in self.refused_status, text[:300]
        assert sorted(city.leaks(role, text)) == []
        assert city.changed(before) == []


class Absence:
    """What a place answers to a reader about what there is not, asked once."""

    def __init__(self, place: Surface, city: City, role: str) -> None:
        self._place, self._city, self._role = place, city, role
        self._answers: dict[str, Any] = {}

    def of(self, case: Case | None = None) -> tuple[int, str, dict[str, str]]:
        """Return the answer; for a part of a dataset that may be read, about a part that it has not."""
        whole = (
            case.dataset if case and case.dataset != case.key and may_read(self._role, case.dataset) else ""
        )
        if whole not in self._answers:
            gaps = self._city.absent()
            if whole:
                gaps |= {name: self._city.gaps(whole)[name] for name in ("id", "name")}
            self._answers[whole] = plain(self._place.ask(self._city, self._role, **gaps), gaps)
        return self._answers[whole]


def chosen(place: Surface, role: str, cases: list[Case], *, every: bool = False) -> list[Case]:
    """Return the cases that a place asks a reader about: see `FULL`."""
    if FULL or every:
        return cases
    drawn = sorted(cases, key=lambda one: zlib.crc32(f"{type(place).__qualname__} {role} {one.key}".encode()))
    is_page = bool(place.path) and place.form is None
    asked: list[Case] = []
    taken: dict[tuple[bool, str], int] = {}
    for case in drawn:
        readable = may_read(role, case.key)
        # A dataset with hidden files is asked about by everybody.
        if case.key == "host" or (case.key == "internal" and not is_page):
            asked.append(case)
            continue
        kind = "down" if case.kind in ("now", "old") else case.kind
        # A page that is shown takes a fifth of a second, one that is not a hundredth.
        group = (readable, "any" if readable and is_page else kind)
        limit = 1 if readable or case.kind not in ("dataset", "file") else 2
        if taken.setdefault(group, 0) < limit:
            taken[group] += 1
            asked.append(case)
    return asked


def plain(answer: Any, gaps: dict[str, str]) -> tuple[int, str, dict[str, str]]:
    """Return status, text and headers without what differs between requests: what was asked, tokens."""
    values = sorted(set(gaps.values()), key=len, reverse=True)

    def without(text: str) -> str:
        for value in values:
            text = text.replace(value, "ID")
        return text

    headers = {name: without(value) for name, value in answer.headers.items() if name not in _VOLATILE}
    return answer.status_code, _CSRF.sub(r'\1""', without(answer.get_data(as_text=True))), headers


def difference(found: tuple[int, str, dict[str, str]], absent: tuple[int, str, dict[str, str]]) -> str:
    """Say in a line how an answer differs from that of absence."""
    if found[0] != absent[0]:
        return f"{found[0]}, absent {absent[0]}: {found[1][:200]!r}"
    if found[2] != absent[2]:
        return f"headers {set(found[2].items()) ^ set(absent[2].items())}"
    at = next((n for n, (a, b) in enumerate(zip(found[1], absent[1], strict=False)) if a != b), 0)
    return f"{found[1][max(at - 60, 0) : at + 120]!r}, absent {absent[1][max(at - 60, 0) : at + 120]!r}"


def editors(role: str, case: str) -> bool:
    """Tell who gets the pages of editing: see `may_edit`."""
    return may_edit(role, case)


def sysadmins(role: str, case: str) -> bool:
    """Tell who gets what only administrators of the catalog get."""
    return role == "sysadmin"


def signed_in(role: str, case: str) -> bool:
    """Tell who gets what takes an account."""
    return role in SIGNED_IN
