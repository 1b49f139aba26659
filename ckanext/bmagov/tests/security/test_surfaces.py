"""Who sees what where: each place of ours, for each case and each of the cast.

Core's actions have their rows in `test_actions.py`, its pages in `test_pages.py`, what changes something in
`test_changes.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest

from ckanext.bmagov.tests.security.readers import CASES, ROLES, SIGNED_IN, may_edit, may_read
from ckanext.bmagov.tests.security.surface import ACTIVE, FILES, ListOf, OneOf, Public, Surface, editors

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City

# --- about one dataset or file ---


class TestCompleteness(OneOf):
    action, params = "bmagov_dataset_completeness", {"id": "{name}"}


class TestProblems(OneOf):
    action, params, doers = "bmagov_dataset_problem_list", {"id": "{id}"}, staticmethod(editors)


class TestChange(OneOf):
    action, doers = "bmagov_dataset_change_show", staticmethod(editors)
    params: ClassVar = {"id": "{id}", "since": "2020-01-01T00:00:00"}


class TestFreshness(OneOf):
    action, params = "bmagov_freshness_show", {"id": "{id}"}


class TestUsage(OneOf):
    action, params = "bmagov_usage_show", {"id": "{id}"}


class TestDataEvents(OneOf):
    action, params = "bmagov_data_event_list", {"id": "{id}"}


class TestDataEventsOfFile(OneOf):
    action, params, about = "bmagov_data_event_list", {"resource_id": "{file}"}, "file"


class TestTable(OneOf):
    """Of a link nothing was understood: the readers' answer is a 404 of its own."""

    action, params, about, found_status = "bmagov_table_show", {"id": "{file}"}, "data", (200, 404)


class TestDictionariesOfDataset(OneOf):
    route, path = "bmagov_dictionary.dataset", "/dataset/{name}/dictionary"


class TestDictionaryVersionsPage(OneOf):
    route, path, about = "bmagov_dictionary.versions", "/dataset/{name}/dictionary/{file}/versions", "file"


class TestDictionaryDiffPage(OneOf):
    """Where a file has no dictionary nothing can be compared."""

    route, path, about = "bmagov_dictionary.diff", "/dataset/{name}/dictionary/{file}/diff", "file"
    found_status = (200, 404)


class TestDictionaryEditorPage(OneOf):
    route, path, about = "bmagov_dictionary_editor.edit", "/dataset/{name}/dictionary/{file}/edit", "file"
    doers = staticmethod(editors)


class TestDictionaryDeletePage(OneOf):
    route, path, about = "bmagov_dictionary.delete", "/dataset/{name}/dictionary/{file}/delete", "file"
    doers, found_status = staticmethod(editors), (200, 404)


# --- lists ---


class TestHome(ListOf):
    action, others = "bmagov_home_show", None
    lists = frozenset()

    @pytest.mark.parametrize("role", ROLES)
    def test_numbers_are_of_what_the_reader_may_know_of(self, city: City, role: str):
        counts = self.ask(city, role).json["result"]["counts"]
        datasets = [key for key in ACTIVE if may_read(role, key)]
        files = [key for key, case in CASES.items() if case.file and may_read(role, key)]
        assert counts["datasets"] == len(datasets)
        assert counts["resources"] == len(datasets) + len(files)


class TestDictionarySearchPage(ListOf):
    """Without dictionaries nothing is found; who finds which columns is asked of the action."""

    route, path, lists, others = "bmagov_dictionary_search.search", "/dictionaries?q=น้ำ", frozenset(), None


class TestMostUsed(ListOf):
    action, params, others = "bmagov_usage_list", {"limit": 50}, FILES


class TestWorklist(ListOf):
    action = "bmagov_worklist_show"
    roles = SIGNED_IN
    lists, others = frozenset(), None

    @pytest.mark.parametrize("role", ROLES)
    def test_it_is_of_what_the_reader_may_change(self, city: City, role: str):
        found = city.found(self.ask(city, role).get_data(as_text=True))
        assert {key for key in found if not may_edit(role, key)} == set()
        assert (found == set()) == (role not in ("editor", "admin", "sysadmin"))


class TestNotices(ListOf):
    """It names what is due and what is asked about, to who may read of it."""

    action = "bmagov_notice_list"
    roles = SIGNED_IN
    lists, others = frozenset(), None

    @pytest.mark.parametrize("role", ROLES)
    def test_it_names_only_what_the_reader_may_read(self, city: City, role: str):
        found = city.found(self.ask(city, role).get_data(as_text=True))
        assert {key for key in found if not may_read(role, key)} == set()


class TestNoticesPage(TestNotices):
    action, route, path = "", "bmagov_notices.show", "/dashboard/notices"


class TestCategoryProposals(ListOf):
    """It counts datasets and names none."""

    action: ClassVar = "bmagov_category_proposal_list"
    params: ClassVar = {"title": "น้ำท่วม", "tag_string": "น้ำ", "owner_org": "{owner}"}
    roles = SIGNED_IN
    lists, others = frozenset(), None


class TestTrash(ListOf):
    action = "bmagov_dataset_trash_list"
    roles = SIGNED_IN
    lists, others = frozenset(), None

    @pytest.mark.parametrize("role", ROLES)
    def test_it_is_of_what_the_reader_may_change(self, city: City, role: str):
        found = city.found(self.ask(city, role).get_data(as_text=True))
        wanted = {key for key in CASES if CASES[key].kind == "deleted" and may_edit(role, key)}
        assert found == wanted


class TestTrashPage(TestTrash):
    action, route, path = "", "bmagov_worklist.deleted", "/dashboard/deleted"


class TestFileTrash(ListOf):
    """No file of the city is deleted, only datasets with all of theirs: these stand in the other list."""

    action = "bmagov_file_trash_list"
    roles = SIGNED_IN
    lists, others = frozenset(), None


class _AgencyCounts(Surface):
    def count(self, city: City, role: str) -> int:
        found = self.ask(city, role).json["result"]
        one = next(one for one in found.get("agencies", [found]) if one["id"] == city.agencies["owner"]["id"])
        assert one["dataset_count"] == one["dataset_count_below"]
        return one["dataset_count"]

    @pytest.mark.parametrize("role", ROLES)
    def test_it_counts_what_the_reader_may_know_of(self, city: City, role: str):
        assert self.count(city, role) == sum(may_read(role, key) for key in ACTIVE)


class TestAgencyTree(_AgencyCounts):
    action = "bmagov_agency_tree"


class TestAgency(_AgencyCounts):
    action, params = "bmagov_agency_show", {"id": "{owner}"}


# --- the same for everybody ---


class TestCodeLists(Public):
    action = "bmagov_codelist_list"


class TestCodeList(Public):
    action, params = "bmagov_codelist_show", {"id": "license"}


class TestDate(Public):
    action, params = "bmagov_date_parse", {"value": "31/1/2564"}


class TestHealth(Public):
    action = "bmagov_health_show"


class TestDemo(Public):
    action, allowed = "bmagov_demo_object_list", ("sysadmin",)


class TestSiteState(Public):
    action, allowed = "bmagov_site_state_show", ("sysadmin",)


# --- pages ---


class TestWorklistPage(TestWorklist):
    action, route, path = "", "bmagov_worklist.show", "/dashboard/work"


class TestCopyPage(OneOf):
    """A copy needs the right to add datasets; a hidden source is then as absent as none."""

    route, path = "bmagov_dataset_form.copy", "/dataset/copy/{name}"

    @staticmethod
    def doers(role: str, case: str) -> bool:
        return role in ("editor", "admin", "sysadmin", "stranger", "auditor")


class TestCodeListsPage(Public):
    route, path = "bmagov_codelist.index", "/codelists"


class TestCodeListPage(Public):
    route, path = "bmagov_codelist.read", "/codelists/license"


class TestCodeListFile(Public):
    route, path = "bmagov_codelist.download", "/codelists/all.csv"


class TestApiGuide(Public):
    route, path = "bmagov_api_guide.index", "/api-guide"


class TestApiGuidePart(Public):
    route, path = "bmagov_api_guide.read", "/api-guide/access"


class TestHealthPage(Public):
    route, path = "bmagov_health.show", "/health"
