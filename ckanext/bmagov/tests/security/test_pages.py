"""Who sees what where: core's pages and those of its extensions, for each case and each of the cast."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest

from ckanext.bmagov.tests.security.readers import ROLES, SIGNED_IN
from ckanext.bmagov.tests.security.surface import (
    ACTIVE,
    FILES,
    PUBLIC,
    ListOf,
    OneOf,
    Public,
    Quiet,
    Surface,
    editors,
)

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City

# --- one dataset ---


class TestDataset(OneOf):
    every = True
    route, path, tells = "dataset.read", "/dataset/{name}", True


class TestDatasetById(OneOf):
    """By its id the reader is sent on to its name."""

    route, path, found_status = "dataset.read", "/dataset/{id}", (200, 302)


class TestDatasetInEnglish(OneOf):
    route, path, tells = "dataset.read", "/en/dataset/{name}", True


class TestEdit(OneOf):
    route, path, doers, tells = "dataset.edit", "/dataset/edit/{name}", staticmethod(editors), True


class TestDelete(OneOf):
    """Core shows the question to whoever reads the dataset; the answer is refused: see `test_changes.py`."""

    route, path = "dataset.delete", "/dataset/delete/{name}"


class TestFollowers(OneOf):
    route, path, found_status = "dataset.followers", "/dataset/followers/{name}", (200, 302, 403)


class TestTopics(OneOf):
    route, path = "dataset.groups", "/dataset/groups/{name}"


class TestFiles(OneOf):
    route, path, doers, tells = "dataset.resources", "/dataset/resources/{name}", staticmethod(editors), True


class TestNewFile(OneOf):
    route, path = ("dataset_resource.new", "resource.new"), "/dataset/{name}/resource/new"
    doers = staticmethod(editors)


class TestTurtle(OneOf):
    route, path, tells = "dcat.read_dataset", "/dataset/{name}.ttl", True


class TestJsonLd(OneOf):
    route, path, tells = "dcat.read_dataset", "/dataset/{id}.jsonld", True


class TestXml(OneOf):
    route, path, tells = "dcat.read_dataset", "/dataset/{name}.xml?profiles=euro_dcat_ap_3", True


class TestXmlOfOurs(OneOf):
    route, path, tells = "dcat.read_dataset", "/dataset/{name}.rdf", True


class TestSeries(OneOf):
    route, path = "dcat.read_dataset_series", "/dataset_series/{name}.ttl"
    found_status = (200, 404)


# --- what happened to it ---


class TestActivities(OneOf):
    route, path = "activity.package_activity", "/dataset/activity/{name}"


class TestChanges(OneOf):
    route, path, about = "activity.package_changes", "/dataset/changes/{activity}", "activity"
    doers, found_status = staticmethod(editors), (200, 404)


class TestChangesOfTwo(OneOf):
    route, about = "activity.package_changes_multiple", "activity"
    path = "/dataset/changes_multiple?new_id={activity}&old_id={activity}"
    doers, found_status = staticmethod(editors), (200, 404)


class TestHistory(OneOf):
    route, path, about = "activity.package_history", "/dataset/{name}/history/{activity}", "activity"
    doers, found_status = staticmethod(editors), (200, 404)


class TestHistoryOfFile(OneOf):
    route, about = "activity.resource_history", "activity"
    path = "/dataset/{name}/resources/{file}/history/{activity}"
    doers, found_status = staticmethod(editors), (200, 404)


class TestHistoryOfHiddenFile(OneOf):
    """The history of a dataset that may be read does not open a file that may not."""

    route, about = "activity.resource_history", "file"
    path = "/dataset/{name}/resources/{file}/history/{activity}"
    doers, found_status = staticmethod(editors), (200, 404)


# --- one file ---


class TestFile(OneOf):
    every = True
    route = ("dataset_resource.read", "resource.read")
    path, about, tells = "/dataset/{name}/resource/{file}", "file", True


class TestDownload(OneOf):
    every = True
    route, about = ("dataset_resource.download", "resource.download"), "data"
    path, found_status = "/dataset/{name}/resource/{file}/download/{filename}", (200, 302)


class TestDownloadWithoutName(TestDownload):
    path = "/dataset/{id}/resource/{file}/download"


class TestDownloadThroughAnother(TestDownload):
    """The dataset in the address may be any that one may read."""

    path = "/dataset/set-qmopenzq/resource/{file}/download"
    found_status = (200, 302, 404)


class TestEditFile(OneOf):
    route, about = ("dataset_resource.edit", "resource.edit"), "file"
    path, doers = "/dataset/{name}/resource/{file}/edit", staticmethod(editors)


class TestDeleteFile(TestEditFile):
    route, path = ("dataset_resource.delete", "resource.delete"), "/dataset/{name}/resource/{file}/delete"


class TestViews(TestEditFile):
    route, path = ("dataset_resource.views", "resource.views"), "/dataset/{name}/resource/{file}/views"


class TestNewView(TestEditFile):
    """Shows what the view would show."""

    about = "data"
    route = ("dataset_resource.edit_view", "resource.edit_view")
    path = "/dataset/{name}/resource/{file}/new_view?view_type=text_view"


class TestEditView(TestEditFile):
    about = "data"
    route = ("dataset_resource.edit_view", "resource.edit_view")
    path = "/dataset/{name}/resource/{file}/edit_view/{view}"


class TestView(OneOf):
    """Shows rows."""

    route, about = ("dataset_resource.view", "resource.view"), "data"
    path = "/dataset/{name}/resource/{file}/view/{view}"


class TestViewByQuery(OneOf):
    route, about = ("dataset_resource.view", "resource.view"), "data"
    path, found_status = "/dataset/{name}/resource/{file}/view?view_id={view}", (200, 404)


class TestDump(OneOf):
    route, path, about, tells = "datastore.dump", "/datastore/dump/{file}", "data", True


class TestDumpAsJson(OneOf):
    route, path, about, tells = "datastore.dump", "/datastore/dump/{file}?format=json&bom=true", "data", True


class TestAllRows(OneOf):
    route, path, about, tells = "bmagov_table_data.show", "/dataset/{name}/resource/{file}/data", "data", True


class TestAllRowsAsJson(OneOf):
    route = "bmagov_table_data.download"
    path, about, tells = "/dataset/{name}/resource/{file}/data.json", "data", True


class TestDumpOfAllTables(ListOf):
    route, path = "datastore.dump", "/datastore/dump/_table_metadata"
    lists, by_id, roles = frozenset(), True, ()


class TestApiInfo(OneOf):
    route, path, about = "datastore.api_info", "/datastore/api_info/{file}", "data"


class TestDictionary(OneOf):
    """The page of the DataStore, in whose place ours stands."""

    route, about = ("datastore.dictionary", "bmagov_dictionary.read"), "file"
    path = "/dataset/{name}/dictionary/{file}"


class TestStoredFile(OneOf):
    """Files of resources are not files of their own."""

    route, path, about, found_status = "file.download", "/file/download/{file}", "file", (403, 404)


class TestPublicFile(OneOf):
    route, path, about = "file.public_download", "/file/public-download/resource/{file}", "file"
    found_status = (403, 404)


class TestTrustedFile(OneOf):
    route, path, about, found_status = (
        "file.trusted_download",
        "/file/trusted-download/{file}",
        "file",
        (403, 404),
    )


# --- lists ---


class TestHome(ListOf):
    """The newest and the most used, not all."""

    route, path, lists, others = "home.index", "/", frozenset(), None


class TestSearch(ListOf):
    route, path = "dataset.search", "/dataset/?q=น้ำท่วม&_res_format_limit=0&_tags_limit=0"
    lists, others = ACTIVE, FILES

    def ask(self, city, role, **gaps):
        """Ask for both pages."""
        first = super().ask(city, role, **gaps)
        second = city.get(role, self.path + "&page=2")
        first.set_data(first.get_data() + second.get_data())
        return first


class TestSearchWithFacets(ListOf):
    route, path = "dataset.search", "/dataset/?_res_format_limit=0&_tags_limit=0&res_format=CSV"
    lists, others = frozenset(), None


class TestAgency(TestSearch):
    route, path = "organization.read", "/organization/strategy-and-evaluation-department?q=qm"
    lists = frozenset()


class TestOwner(ListOf):
    route, path = "organization.read", "/organization/{owner}?_tags_limit=0&_res_format_limit=0"
    lists, others = frozenset(), None


class TestOwnerAbout(Quiet):
    route, path = "organization.about", "/organization/about/{owner}"


class TestOwnerActivities(ListOf):
    route, path = "activity.organization_activity", "/organization/activity/{owner}"
    lists, others = frozenset(), None


class TestOwnerMembers(Quiet):
    route, path = "organization.members", "/organization/members/{owner}"


class TestOwnerManageMembers(Quiet):
    route, path = "organization.manage_members", "/organization/manage_members/{owner}"


class TestOwnerMemberDump(Quiet):
    route, path = "organization.member_dump", "/organization/member_dump/{owner}"


class TestOwnerNewMember(Quiet):
    route, path = "organization.member_new", "/organization/member_new/{owner}"


class TestOwnerRemoveMember(Quiet):
    route, path = "organization.member_delete", "/organization/member_delete/{owner}?user={user_member}"


class TestOwnerFollowers(Quiet):
    route, path = "organization.followers", "/organization/followers/{owner}"


class TestOwnerAdmins(Quiet):
    route, path = "organization.admins", "/organization/admins/{owner}"


class TestOwnerEdit(Quiet):
    route, path = "organization.edit", "/organization/edit/{owner}"


class TestOwnerDelete(Quiet):
    route, path = "organization.delete", "/organization/delete/{owner}"


class TestOwnerBulk(ListOf):
    route, path = "organization.bulk_process", "/organization/bulk_process/{owner}"
    lists, others, roles = frozenset(), None, ("admin", "sysadmin")


class TestAgencies(Quiet):
    route, path = "organization.index", "/organization/"


class TestNewAgency(Quiet):
    route, path = "organization.new", "/organization/new"


class TestAgencyChanges(Quiet):
    route, path = "activity.organization_changes", "/organization/changes/none"


class TestAgencyChangesOfTwo(Quiet):
    route, path = "activity.organization_changes_multiple", "/organization/changes_multiple?new_id=a&old_id=b"


class TestTopic(ListOf):
    route, path, lists, others = "group.read", "/group/{topic}?_tags_limit=0", frozenset(), None


class TestTopicAbout(Quiet):
    route, path = "group.about", "/group/about/{topic}"


class TestTopicActivities(ListOf):
    route, path, lists, others = "activity.group_activity", "/group/activity/{topic}", frozenset(), None


class TestTopicMembers(Quiet):
    route, path = "group.members", "/group/members/{topic}"


class TestTopicManageMembers(Quiet):
    route, path = "group.manage_members", "/group/manage_members/{topic}"


class TestTopicMemberDump(Quiet):
    route, path = "group.member_dump", "/group/member_dump/{topic}"


class TestTopicNewMember(Quiet):
    route, path = "group.member_new", "/group/member_new/{topic}"


class TestTopicRemoveMember(Quiet):
    route, path = "group.member_delete", "/group/member_delete/{topic}?user={user_member}"


class TestTopicFollowers(Quiet):
    route, path = "group.followers", "/group/followers/{topic}"


class TestTopicAdmins(Quiet):
    route, path = "group.admins", "/group/admins/{topic}"


class TestTopicEdit(Quiet):
    route, path = "group.edit", "/group/edit/{topic}"


class TestTopicDelete(Quiet):
    route, path = "group.delete", "/group/delete/{topic}"


class TestTopicBulk(ListOf):
    """CKAN has it for agencies alone and breaks on a category; here it is not there."""

    route, path = "group.bulk_process", "/group/bulk_process/{topic}"
    lists, others, roles = frozenset(), None, ()


class TestAllTopics(Quiet):
    route, path = "group.index", "/group/"


class TestNewTopic(Quiet):
    route, path = "group.new", "/group/new"


class TestTopicChanges(Quiet):
    route, path = "activity.group_changes", "/group/changes/none"


class TestTopicChangesOfTwo(Quiet):
    route, path = "activity.group_changes_multiple", "/group/changes_multiple?new_id=a&old_id=b"


# --- feeds and the whole catalog ---


class TestFeed(ListOf):
    route, path, lists, others = "feeds.general", "/feeds/dataset.atom", frozenset(), None


class TestFeedOfAgency(TestFeed):
    route, path = "feeds.organization", "/feeds/organization/{owner}.atom"


class TestFeedOfTopic(TestFeed):
    route, path = "feeds.group", "/feeds/group/{topic}.atom"


class TestFeedOfTag(TestFeed):
    route, path = "feeds.tag", "/feeds/tag/น้ำ.atom"


class TestFeedOfSearch(TestFeed):
    route, path = "feeds.custom", "/feeds/custom.atom?q=น้ำท่วม"


class TestFeedOfDrafts(TestFeed):
    route, path = "feeds.custom", "/feeds/custom.atom?state=draft"


class TestCatalog(ListOf):
    route, path, lists, others = "dcat.read_catalog", "/catalog.ttl", PUBLIC, None


class TestCatalogSearch(ListOf):
    route, path, lists, others = "dcat.read_catalog", "/catalog.jsonld?q=น้ำท่วม", PUBLIC, None


# --- forms help themselves ---


class TestFormsDatasets(ListOf):
    route, lists, others = "api.dataset_autocomplete", frozenset(), None
    path = "/api/2/util/dataset/autocomplete?incomplete=สถิติน้ำท่วม&limit=100"


class TestFormsTags(ListOf):
    route, lists, others = "api.tag_autocomplete", PUBLIC, None
    path = "/api/2/util/tag/autocomplete?incomplete=tagqm&limit=100"


class TestFormsFormats(ListOf):
    route, lists, others = "api.format_autocomplete", PUBLIC, None
    path = "/api/2/util/resource/format_autocomplete?incomplete=fqm&limit=100"


class TestFormsAgencies(Public):
    route, path = "api.organization_autocomplete", "/api/2/util/organization/autocomplete?q=สำนัก"


class TestFormsTopics(Public):
    route, path = "api.group_autocomplete", "/api/2/util/group/autocomplete?q=น้ำ"


class TestFormsPeople(Quiet):
    route, path = "api.user_autocomplete", "/api/2/util/user/autocomplete?q=test"


# --- people ---


class TestEditor(ListOf):
    """Who may read a person's page at all is an option of the site."""

    route, path, lists, others = "user.read", "/user/{user_editor}", frozenset(), None
    roles = SIGNED_IN


class TestEditorActivities(TestEditor):
    route, path = "activity.user_activity", "/user/activity/{user_editor}"


class TestEditorTopics(Quiet):
    route, path = "user.read_groups", "/user/{user_editor}/groups"


class TestEditorAgencies(Quiet):
    route, path = "user.read_organizations", "/user/{user_editor}/organizations"


class TestEditorFollowers(Quiet):
    route, path = "user.followers", "/user/followers/{user_editor}"


class TestEditorTokens(Quiet):
    route, path = "user.api_tokens", "/user/{user_editor}/api-tokens"


class TestPeople(Quiet):
    route, path = "user.index", "/user/"


class TestOwnPage(Quiet):
    route, path = "user.me", "/user/me"


class TestOwnProfile(Quiet):
    route, path = "user.edit", "/user/edit"


class TestOwnProfileByName(Quiet):
    route, path = "user.edit", "/user/edit/{user_editor}"


class TestDeletePerson(Quiet):
    route, path = "user.delete", "/user/delete/{user_editor}"


class TestLogin(Quiet):
    route, path = "user.login", "/user/login?came_from=/dataset/set-qmsecretzq"

    def ask(self, city, role, **gaps):
        """Leave out the address that was asked for."""
        answer = super().ask(city, role, **gaps)
        answer.set_data(answer.get_data(as_text=True).replace("set-qmsecretzq", ""))
        return answer


class TestLogout(Quiet):
    route, path = "user.logout", "/user/_logout"


class TestLoggedOut(Quiet):
    route, path = "user.logged_out_page", "/user/logged_out_redirect"


class TestRegister(Quiet):
    route, path = "user.register", "/user/register"


class TestRequestReset(Quiet):
    route, path = "user.request_reset", "/user/reset"


class TestPerformReset(Quiet):
    route, path = "user.perform_reset", "/user/reset/{user_editor}"


class TestDashboard(ListOf):
    route, path, roles = "activity.dashboard", "/dashboard/", SIGNED_IN
    lists, others = frozenset(), None


class TestDashboardTesting(Quiet):
    route, path = "activity.dashboard_testing", "/testing/dashboard"


class TestOwnDatasets(ListOf):
    route, path, roles = "dashboard.datasets", "/dashboard/datasets", SIGNED_IN
    lists, others = frozenset(), None


class TestOwnTopics(Quiet):
    route, path = "dashboard.groups", "/dashboard/groups"


class TestOwnAgencies(Quiet):
    route, path = "dashboard.organizations", "/dashboard/organizations"


class TestNewDataset(Surface):
    """It proposes what the agency answered last, in datasets that the reader may know of."""

    route, path = "dataset.new", "/dataset/new?data_type=record"

    @pytest.mark.parametrize("role", ROLES)
    def test_it_says_only_what_the_reader_may_know(self, city: City, role: str):
        answer = self.ask(city, role)
        text = answer.get_data(as_text=True)
        assert answer.status_code < 500, text[:300]
        assert city.leaks(role, text) == set()


# --- administration and the site ---


class _Administration(ListOf):
    roles: ClassVar = ("sysadmin",)
    lists, others = frozenset(), None


class TestAdminActivities(_Administration):
    route, path = "activity.admin_activities", "/ckan-admin/activities"


class TestAdminOptions(_Administration):
    route, path = "admin.config", "/ckan-admin/config"


class TestSiteState(_Administration):
    route, path = "bmagov_site_state.show", "/ckan-admin/state"


class TestAdmins(_Administration):
    route, path = "admin.index", "/ckan-admin/"


class TestAdminReset(_Administration):
    route, path = "admin.reset_config", "/ckan-admin/reset_config"


class TestTrash(_Administration):
    route, path = "admin.trash", "/ckan-admin/trash"


class TestAbout(Public):
    route, path = "home.about", "/about"


class TestIcon(Quiet):
    route, path = "bmagov_sitemap.icon", "/favicon.ico"


class TestOpenSearch(Public):
    route, path = "bmagov_opensearch.show", "/opensearch.xml"


class TestOpenApi(Public):
    route, path = "bmagov_api_guide.described", "/api-guide/openapi.json"


class TestAddressOfTheCatalog(Quiet):
    route, path = "bmagov_rdf.catalog", "/catalog"


class TestAgencyAsRdf(Quiet):
    route, path = "bmagov_rdf.agency", "/organization/{owner}.ttl"


class TestTerms(Public):
    route, path = "bmagov_rdf.terms", "/def"


class TestTermsAsRdf(Public):
    route, path = "bmagov_rdf.vocabulary", "/def.ttl"


class TestRobots(Public):
    route, path = "home.robots_txt", "/robots.txt"


class TestPrimer(Quiet):
    route, path = "util.primer", "/testing/primer"


class TestCustomFields(Quiet):
    route, path = "util.custom_form_fields", "/testing/custom_form_fields"


class TestRedirect(Quiet):
    route, path = "util.internal_redirect", "/util/redirect?url=/about"


# --- rows by a form ---


class TestRowsOfView(OneOf):
    route, path, about, tells = "datatablesview.ajax", "/datatables/ajax/{view}", "data", True
    form: ClassVar = {
        "draw": "1",
        "start": "0",
        "length": "10",
        "search[value]": "",
        "order[0][column]": "0",
        "order[0][dir]": "asc",
        "columns[0][search][value]": "",
    }


class TestRowsOfViewAsFile(OneOf):
    route, path, about = "datatablesview.filtered_download", "/datatables/filtered-download/{view}", "data"
    found_status = (200, 302)
    form: ClassVar = {
        "params": '{{"visible": [true, true], "search": {{"value": ""}}, "columns": [], "order": []}}',
        "format": "csv",
    }
