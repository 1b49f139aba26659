"""Who sees what where: reading actions of core and its extensions, for each case and each of the cast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from ckanext.bmagov.tests.security.readers import CASES, ROLES, SIGNED_IN, may_read, may_read_data
from ckanext.bmagov.tests.security.surface import (
    ACTIVE,
    FILES,
    PUBLIC,
    ListOf,
    OneOf,
    Public,
    Quiet,
    editors,
    signed_in,
)

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City

# --- search and lists ---

EVERYTHING: dict[str, Any] = {"include_private": True, "rows": 100}
DRAFTS = frozenset(key for key, case in CASES.items() if case.kind == "draft")
DELETED = frozenset(key for key, case in CASES.items() if case.kind == "deleted")


class TestSearch(ListOf):
    action, params, lists = "package_search", EVERYTHING, ACTIVE | FILES


class TestSearchWithoutPrivate(ListOf):
    action, params, others = "package_search", {"rows": 100}, FILES
    lists = PUBLIC


class TestSearchWithDraftsAndDeleted(ListOf):
    """Core itself lists drafts and what is deleted to who may read them."""

    action, lists, others = "package_search", ACTIVE | FILES | DRAFTS, None
    params: ClassVar = {**EVERYTHING, "include_drafts": True, "include_deleted": True}


class TestSearchByState(ListOf):
    action, params, lists, others = "package_search", {"fq": "+state:draft", **EVERYTHING}, DRAFTS, None


class TestSearchInStoredDict(ListOf):
    """The other dict that the index stores."""

    action, params = "package_search", {"use_default_schema": True, **EVERYTHING}
    lists = ACTIVE | FILES


class TestSearchFields(ListOf):
    action, others = "package_search", FILES
    params: ClassVar = {"fl": "id,name,title,notes", **EVERYTHING}


class TestFacets(ListOf):
    action, by_id = "package_search", False
    params: ClassVar = {
        "rows": 0,
        "include_private": True,
        "facet.field": ["tags", "name", "res_format"],
        "facet.limit": -1,
    }
    others = FILES


class _Words(ListOf):
    """Asking by a word of a hidden thing finds nothing, counts nothing."""

    action, lists = "package_search", frozenset()
    query = ""

    @pytest.mark.parametrize("role", ROLES)
    def test_each_reader_finds_what_the_reader_may_know_of(self, city: City, role: str):
        wrong = {}
        for key, case in CASES.items():
            if not case.active or case.old:
                continue
            found = city.call(
                role, "package_search", q=self.query.format(word=city.marker(key)), **EVERYTHING
            ).json["result"]
            # The words of files that not everybody may know are in no field of the index.
            wanted = int(may_read(role, key) and key not in FILES)
            if found["count"] != wanted:
                wrong[key] = found["count"]
        assert wrong == {}


class TestSearchByTitle(_Words):
    query = "title:*{word}*"


class TestSearchByTag(_Words):
    query = "tags:tag{word}"

    @pytest.mark.parametrize("role", ROLES)
    def test_each_reader_finds_what_the_reader_may_know_of(self, city: City, role: str):
        for key, case in CASES.items():
            if case.active and not case.old and key not in FILES:
                found = city.call(role, "package_search", q=f"tags:tag{city.marker(key)}", **EVERYTHING).json
                assert found["result"]["count"] == int(may_read(role, key)), key


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("field", ["res_name", "res_description", "res_url", "res_format", "text"])
def test_words_of_a_file_do_not_find_its_dataset_for_who_may_not_know_it(city: City, role: str, field: str):
    for key in FILES:
        answer = city.call(role, "package_search", q=f"{field}:*{city.marker(key)}*", **EVERYTHING)
        assert answer.status_code in (200, 409)
        count = answer.json["result"]["count"] if answer.status_code == 200 else 0
        assert count == 0 or may_read(role, key), key


class TestCurrentList(ListOf):
    action, params = "current_package_list_with_resources", {"limit": 100}
    lists, others = PUBLIC, None


class TestPackageList(ListOf):
    action, lists, others = "package_list", PUBLIC, None


class TestResourceSearch(ListOf):
    action, params = "resource_search", {"query": "name:แฟ้ม"}
    lists, others = PUBLIC, None


class TestDatasetAutocomplete(ListOf):
    action, params, others = "package_autocomplete", {"q": "สถิติน้ำท่วม", "limit": 100}, ()


class TestFormatAutocomplete(ListOf):
    action, params = "format_autocomplete", {"q": "fqm", "limit": 1000}
    lists, others = PUBLIC, None


class TestTagList(ListOf):
    action, lists, others = "tag_list", PUBLIC, None


class TestTagListWithFields(ListOf):
    action, params, lists, others = "tag_list", {"query": "qm", "all_fields": True}, PUBLIC, None


class TestTagSearch(ListOf):
    action, params, lists, others = "tag_search", {"query": "qm", "limit": 100}, PUBLIC, None


class TestTagAutocomplete(ListOf):
    action, params, lists, others = "tag_autocomplete", {"query": "tagqm", "limit": 100}, PUBLIC, None


class TestTag(OneOf):
    """A tag of hidden datasets only is as absent as one that nobody gave."""

    action, params, found_status = "tag_show", {"id": "{tag}"}, (200, 404)


class TestTagWithDatasets(OneOf):
    action, params, found_status = "tag_show", {"id": "{tag}", "include_datasets": True}, (200, 404)


class TestTagOfAll(ListOf):
    action, params = "tag_show", {"id": "น้ำ", "include_datasets": True}
    lists, others = PUBLIC, None


class TestAgencyWithDatasets(ListOf):
    """CKAN gives the first ten."""

    action, params = "organization_show", {"id": "{owner}", "include_datasets": True}
    lists, others = frozenset(), None


class TestTopicWithDatasets(ListOf):
    action, params = "group_show", {"id": "{topic}", "include_datasets": True}
    lists, others = frozenset(), None


class TestTopicDatasets(ListOf):
    action, params, others = "group_package_show", {"id": "{topic}", "limit": 100}, None


class TestMembersOfAgency(ListOf):
    """Datasets are members of their agency."""

    action, params = "member_list", {"id": "{owner}", "object_type": "package"}
    by_id, lists, others = True, PUBLIC, None


class TestMembersOfTopic(TestMembersOfAgency):
    params: ClassVar = {"id": "{topic}", "object_type": "package"}


class TestAllMembersOfTopic(TestMembersOfAgency):
    params: ClassVar = {"id": "{topic}"}


class TestEditor(ListOf):
    action, roles = "user_show", SIGNED_IN
    params: ClassVar = {
        "id": "{user_editor}",
        "include_datasets": True,
        "include_num_followers": True,
        "include_password_hash": False,
    }
    lists, others = frozenset(), None


class TestFollowedDatasets(ListOf):
    """Everybody follows all datasets, from the time when they were open."""

    action, params, roles = "dataset_followee_list", {"id": "{me}"}, SIGNED_IN
    lists, others = ACTIVE, None


class TestFollowedThings(TestFollowedDatasets):
    action = "followee_list"


class TestCatalog(ListOf):
    action, lists, others = "dcat_catalog_show", PUBLIC, None


class TestCatalogSearch(ListOf):
    action, params, lists, others = "dcat_catalog_search", {"q": "น้ำท่วม"}, PUBLIC, None


# --- one dataset, file, view ---


class TestDataset(OneOf):
    every = True
    action, params, tells = "package_show", {"id": "{id}"}, True


class TestDatasetByName(OneOf):
    action, params, tells = "package_show", {"id": "{name}"}, True


class TestDatasetInCoresSchema(OneOf):
    action, params = "package_show", {"id": "{id}", "use_default_schema": True, "include_plugin_data": True}
    tells = True


class TestRdf(OneOf):
    action, params, tells = "dcat_dataset_show", {"id": "{id}", "format": "jsonld"}, True


class TestFile(OneOf):
    every = True
    action, params, about, tells = "resource_show", {"id": "{file}"}, "file", True


class TestViews(OneOf):
    action, params, about, tells = "resource_view_list", {"id": "{file}"}, "file", True


class TestView(OneOf):
    action, params, about, tells = "resource_view_show", {"id": "{view}"}, "file", True


class TestFollowers(OneOf):
    action, params = "dataset_follower_count", {"id": "{id}"}


class TestFollowerList(OneOf):
    action, params, found_status = "dataset_follower_list", {"id": "{id}"}, (200, 403)


class TestFollowing(OneOf):
    action, params, doers = "am_following_dataset", {"id": "{id}"}, staticmethod(signed_in)


class TestCollaborators(OneOf):
    """The catalog has no collaborators, so it refuses all alike."""

    action, params, found_status = "package_collaborator_list", {"id": "{id}"}, (200, 400, 403, 404, 409)


class TestRelationships(OneOf):
    action, params = "package_relationships_list", {"id": "{id}"}


class TestRelationshipsOfTwo(OneOf):
    action, found_status = "package_relationships_list", (200, 404)
    params: ClassVar = {"id": "set-qmopenzq", "id2": "{id}"}


class TestTask(OneOf):
    """Messages of failed tasks quote rows."""

    action, about = "task_status_show", "data"
    params: ClassVar = {"entity_id": "{file}", "task_type": "load", "key": "load"}
    doers = staticmethod(editors)


# --- the DataStore ---


class TestRows(OneOf):
    every = True
    action, params, about, tells = "datastore_search", {"resource_id": "{file}"}, "data", True


class TestTable(OneOf):
    """What a table looks like is part of its description, unless it tells of a column that is more closed."""

    action, params, about, found_status = "datastore_info", {"id": "{file}"}, "file", (200, 404)

    @staticmethod
    def doers(role: str, case: str) -> bool:
        return may_read(role, case) and (CASES[case].kind != "column" or may_read_data(role, case))


class TestRowsOfALoadedTable(OneOf):
    every = True
    action, params, about, tells = "bmagov_table_search", {"id": "{file}"}, "data", True


class TestLoadedTable(OneOf):
    """How a table stands is part of the description of its file; its numbers are not."""

    action, params, about = "bmagov_table_load_show", {"id": "{file}"}, "file"


class TestTables(ListOf):
    """The list of all tables."""

    action, params = "datastore_search", {"resource_id": "_table_metadata", "limit": 1000}
    lists, others, by_id, roles = frozenset(), (), True, ()


# --- what happened ---


class TestDatasetActivities(OneOf):
    action, params = "package_activity_list", {"id": "{id}"}


class TestActivity(OneOf):
    every = True
    action, params, about = "activity_show", {"id": "{activity}", "include_data": False}, "activity"


class TestActivityWithData(OneOf):
    action, params, about = "activity_show", {"id": "{activity}", "include_data": True}, "activity"
    doers = staticmethod(editors)


class TestActivityData(OneOf):
    action, params, about = "activity_data_show", {"id": "{activity}"}, "activity"
    doers = staticmethod(editors)


class TestActivityDataset(OneOf):
    action, params, about = "activity_data_show", {"id": "{activity}", "object_type": "package"}, "activity"
    doers = staticmethod(editors)


class TestActivityDiff(OneOf):
    """A first activity has none before it to compare with."""

    action, about, found_status = "activity_diff", "activity", (200, 404)
    params: ClassVar = {"id": "{activity}", "object_type": "package", "diff_type": "html"}
    doers = staticmethod(editors)


class _Happened(ListOf):
    """Lists of what happened: nothing of old texts and hidden things; of the rest a page."""

    lists, others = frozenset(), None


class TestAgencyActivities(_Happened):
    action, params = "organization_activity_list", {"id": "{owner}", "limit": 100}
    lists = PUBLIC


class TestTopicActivities(_Happened):
    action, params = "group_activity_list", {"id": "{topic}", "limit": 100}
    lists = PUBLIC


class TestEditorsActivities(_Happened):
    action, params = "user_activity_list", {"id": "{user_editor}", "limit": 100}
    roles = SIGNED_IN


class TestAdminsActivities(_Happened):
    action, params = "user_activity_list", {"id": "{user_admin}", "limit": 100}
    roles = SIGNED_IN


class TestRecentChanges(_Happened):
    action, params = "recently_changed_packages_activity_list", {"limit": 100}


class TestDashboard(_Happened):
    action, params, roles = "dashboard_activity_list", {"limit": 100}, SIGNED_IN


class TestDashboardCount(Quiet):
    action = "dashboard_new_activities_count"


# --- agencies, categories, people: the same for everybody, or nothing of datasets ---


class TestAgencies(Quiet):
    action = "organization_list"
    params: ClassVar = {
        "all_fields": True,
        "include_dataset_count": True,
        "include_extras": True,
        "include_users": True,
    }


class TestTopics(Quiet):
    action = "group_list"
    params: ClassVar = {"all_fields": True, "include_dataset_count": True, "include_extras": True}


class TestAgencyAutocomplete(Public):
    action, params = "organization_autocomplete", {"q": "สำนัก"}


class TestTopicAutocomplete(Public):
    action, params = "group_autocomplete", {"q": "น้ำ"}


class TestAgenciesOf(Quiet):
    action, params = "organization_list_for_user", {"id": "{user_editor}", "include_dataset_count": True}


class TestTopicsOf(Quiet):
    action = "group_list_authz"


class TestPeople(Quiet):
    action, params = "user_list", {"all_fields": True, "order_by": "number_created_packages"}


class TestPeopleAutocomplete(Quiet):
    action, params = "user_autocomplete", {"q": "test"}


class TestMembersOfAgencyWhoArePeople(Quiet):
    action, params = "member_list", {"id": "{owner}", "object_type": "user"}


class TestCollaborationsOf(Quiet):
    action, params = "package_collaborator_list_for_user", {"id": "{me}"}


class TestTokens(Quiet):
    action, params = "api_token_list", {"user_id": "{user_editor}"}


class _Follows(Quiet):
    params: ClassVar = {"id": "{me}"}


class TestFollowsAgencies(_Follows):
    action = "organization_followee_list"


class TestFollowsTopics(_Follows):
    action = "group_followee_list"


class TestFollowsPeople(_Follows):
    action = "user_followee_list"


class TestFollowsAnythingCount(_Follows):
    action = "followee_count"


class TestFollowsAgenciesCount(_Follows):
    action = "organization_followee_count"


class TestFollowsTopicsCount(_Follows):
    action = "group_followee_count"


class TestFollowsPeopleCount(_Follows):
    action = "user_followee_count"


class TestFollowersOfAgency(Quiet):
    action, params = "organization_follower_list", {"id": "{owner}"}


class TestFollowerCountOfAgency(Quiet):
    action, params = "organization_follower_count", {"id": "{owner}"}


class TestFollowersOfTopic(Quiet):
    action, params = "group_follower_list", {"id": "{topic}"}


class TestFollowerCountOfTopic(Quiet):
    action, params = "group_follower_count", {"id": "{topic}"}


class TestFollowersOfEditor(Quiet):
    action, params = "user_follower_list", {"id": "{user_editor}"}


class TestFollowerCountOfEditor(Quiet):
    action, params = "user_follower_count", {"id": "{user_editor}"}


class TestFollowingTopic(Quiet):
    action, params = "am_following_group", {"id": "{topic}"}


class TestFollowingEditor(Quiet):
    action, params = "am_following_user", {"id": "{user_editor}"}


# --- the site ---


class TestStatus(Public):
    action = "status_show"


class TestLicences(Public):
    action = "license_list"


class TestRoles(Public):
    action = "member_roles_list"


class TestHelp(Public):
    action, params = "help_show", {"name": "package_search"}


class TestDatasetSchemas(Public):
    action = "scheming_dataset_schema_list"


class TestDatasetSchema(Public):
    action, params = "scheming_dataset_schema_show", {"type": "dataset"}


class TestAgencySchemas(Public):
    action = "scheming_organization_schema_list"


class TestAgencySchema(Public):
    action, params = "scheming_organization_schema_show", {"type": "organization"}


class TestVocabularies(Public):
    action = "vocabulary_list"


class TestVocabulary(Quiet):
    action, params = "vocabulary_show", {"id": "น้ำ"}


class TestTranslations(Quiet):
    action, params = "term_translation_show", {"terms": ["สถิติน้ำท่วม"]}


class TestOptions(Quiet):
    action = "config_option_list"


class TestOption(Quiet):
    action, params = "config_option_show", {"key": "ckan.site_title"}


class TestJobs(Quiet):
    action = "job_list"


class TestJob(Quiet):
    action, params = "job_show", {"id": "none"}


class TestSiteUser(Quiet):
    action = "get_site_user"


class TestStoredFile(OneOf):
    """Files of resources are not files of their own: an id of a resource is none here."""

    action, params, about, found_status = "file_show", {"id": "{file}"}, "file", (403, 404)


class TestStoredFilesOf(OneOf):
    action, about, found_status = "file_owner_scan", "file", (200, 403, 404)
    absent_status = (200, 403, 404)
    params: ClassVar = {"owner_id": "{file}", "owner_type": "resource"}
