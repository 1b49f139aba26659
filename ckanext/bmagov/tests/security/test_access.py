"""Access that people give, ask for and lower: by the rights of the policy, with no word of what is hidden.

That each single request and proposal is there only for who asked, who answers and auditors is tested in
`tests/access/actions`; here their places are asked for what there is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from ckanext.bmagov.tests.security.readers import CASES, ROLES, SIGNED_IN, may_know, may_read
from ckanext.bmagov.tests.security.surface import Changes, OneOf, Public, Quiet, Surface

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City

WHY = "ทดสอบสิทธิ์การเข้าถึง"
DAY = "1/1/2600"
"""Too far away for any grant: whoever may give access is told so, and nothing changes."""


def may_give(role: str, case: str) -> bool:
    """Tell who may give access: editors up to confidential, administrators of the owner above."""
    closed = CASES[case].level in ("secret", "top_secret") or case == "host"  # it holds a top secret file
    return role == "sysadmin" or (
        may_read(role, case) and (role == "admin" or (role == "editor" and not closed))
    )


def may_see_grants(role: str, case: str) -> bool:
    """Tell who may see who was given access."""
    return may_give(role, case) or (role == "auditor" and may_read(role, case))


def may_see_grants_of_file(role: str, case: str) -> bool:
    """Tell who may see who was given access to a file: here the level of the file alone counts."""
    editor = role == "editor" and case == "host" and may_read(role, case)
    return editor or may_see_grants(role, case)


def nobody(_role: str, _case: str) -> bool:
    """Tell that no one of the cast can do it."""
    return False


# --- grants ---


class TestGrants(OneOf):
    action, params, doers = "bmagov_grant_list", {"id": "{id}"}, staticmethod(may_see_grants)


class TestGrantsOfFile(OneOf):
    about, action, doers = "file", "bmagov_grant_list", staticmethod(may_see_grants_of_file)
    params: ClassVar = {"resource_id": "{file}"}


class TestGiving(Changes):
    action, may = "bmagov_grant_create", staticmethod(may_give)
    params: ClassVar = {"id": "{id}", "user": "{me}", "until": DAY, "reason": WHY}


class TestTakingBack(Changes):
    action, may = "bmagov_grant_revoke", staticmethod(nobody)
    params: ClassVar = {"id": "{id}", "reason": WHY}


# --- requests ---


class TestAsking(Changes):
    """Who may know of a thing may ask, or is told that it is theirs to read already."""

    action, may = "bmagov_access_request_create", staticmethod(may_know)
    params: ClassVar = {"id": "{id}", "until": DAY, "reason": WHY}


class TestAskingForFile(TestAsking):
    about = "file"
    params: ClassVar = {"resource_id": "{file}", "until": DAY, "reason": WHY}


class _Questions(Surface):
    """Lists of what people asked: nothing is asked here, so nothing is listed."""

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("which", ["mine", "to_answer", "all"])
    def test_it_is_for_who_is_signed_in_and_names_nothing(self, city: City, role: str, which: str):
        answer = city.call(role, self.action, which=which)
        assert answer.status_code == (200 if role in SIGNED_IN else 403)
        assert city.found(answer.get_data(as_text=True), ids=True) == set()


class TestRequests(_Questions):
    action = "bmagov_access_request_list"


class TestRequest(Quiet):
    action, params = "bmagov_access_request_show", {"id": "there-is-none"}


class TestAnsweringRequest(Changes):
    action, may = "bmagov_access_request_answer", staticmethod(nobody)
    params: ClassVar = {"id": "{id}", "answer": "grant", "reason": WHY}


class TestWithdrawingRequest(Changes):
    action, may = "bmagov_access_request_withdraw", staticmethod(nobody)
    params: ClassVar = {"id": "{id}"}


# --- lower levels ---


class TestProposals(_Questions):
    action = "bmagov_level_change_list"


class TestProposal(Quiet):
    action, params = "bmagov_level_change_show", {"id": "there-is-none"}


class TestProposing(Changes):
    action = "bmagov_level_change_propose"
    params: ClassVar = {"id": "{id}", "level": "open", "reason": WHY}


class TestProposingForFile(Changes):
    about, action = "file", "bmagov_level_change_propose"
    params: ClassVar = {"resource_id": "{file}", "level": "open", "reason": WHY}


class TestAnsweringProposal(Changes):
    action, may = "bmagov_level_change_answer", staticmethod(nobody)
    params: ClassVar = {"id": "{id}", "answer": "approve", "reason": WHY}


class TestWithdrawingProposal(Changes):
    action, may = "bmagov_level_change_withdraw", staticmethod(nobody)
    params: ClassVar = {"id": "{id}"}


# --- the log ---

READERS_OF_THE_LOG = ("admin", "auditor", "sysadmin")


class TestLog(Surface):
    """The newest entries: titles of what the reader may read, ids of what the reader may know of."""

    action, params = "bmagov_access_log_list", {"limit": 1000}

    @pytest.mark.parametrize("role", ROLES)
    def test_each_reader_finds_what_the_reader_may_know_of(self, city: City, role: str):
        answer = self.ask(city, role)
        text = answer.get_data(as_text=True)
        assert (answer.status_code == 200) == (role in READERS_OF_THE_LOG), text[:300]
        assert [case for case in city.leaks(role, text) if not may_know(role, case)] == []
        assert [case for case in city.found(text) if not may_read(role, case)] == []


class TestLogOfReads(TestLog):
    params: ClassVar[dict[str, Any]] = {"log": "reads", "limit": 1000}


class TestLogPage(TestLog):
    action, route, path = "", "bmagov_access_log.show", "/access/log"


class TestLogFile(TestLog):
    action, route, path = "", "bmagov_access_log.download", "/access/log.csv"


# --- pages ---


class TestAccessPage(OneOf):
    route, path, doers = "bmagov_access.show", "/dataset/{name}/access", staticmethod(may_see_grants)


class TestGivingOnThePage(Changes):
    route, path = "bmagov_access.give", "/dataset/{name}/access/grant"
    may = staticmethod(may_see_grants)
    form: ClassVar = {"user": "{me}", "until": DAY, "reason": WHY}


class TestTakingBackOnThePage(Changes):
    route, path = "bmagov_access.take_back", "/dataset/{name}/access/grant/{file}/revoke"
    may = staticmethod(may_see_grants)
    form: ClassVar = {"reason": WHY}


class TestAskPage(Changes):
    route, path, may = "bmagov_access.ask", "/dataset/{name}/access/request", staticmethod(may_know)
    form: ClassVar = {"until": DAY, "reason": WHY}


class TestRequestsPage(Quiet):
    route, path = "bmagov_access.questions", "/dashboard/requests"


class TestRequestPage(Changes):
    route, path, may = "bmagov_access.request_page", "/access/request/{id}", staticmethod(nobody)
    form: ClassVar = {"answer": "grant", "reason": WHY}


class TestProposalPage(Changes):
    route, path, may = "bmagov_access.level_page", "/access/level-change/{id}", staticmethod(nobody)
    form: ClassVar = {"answer": "approve", "reason": WHY}


class TestPolicyPage(Public):
    route, path = "bmagov_classification.show", "/classification"
