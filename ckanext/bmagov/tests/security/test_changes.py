"""Who changes what: every changing action and every form, for each case and each of the cast.

What is hidden answers as what is absent; whoever is refused has changed nothing, by the sums of all tables.
Who may do a thing is not asked to: that it works is for the tests of the thing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest

from ckan import model

from ckanext.bmagov.tests.security.readers import ROLES, SIGNED_IN, may_read
from ckanext.bmagov.tests.security.surface import Administration, Changes, sysadmins

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City

OWN = ("admin", "sysadmin")
WORDS = {"notes": "ข้อความใหม่"}


def readers_with_account(role: str, case: str) -> bool:
    """Tell who may do what takes reading it and an account."""
    return role in SIGNED_IN and may_read(role, case)


# --- a dataset ---


class TestUpdate(Changes):
    action: ClassVar = "package_update"
    params: ClassVar = {"id": "{id}", "title": "ใหม่", **WORDS}


class TestPatch(Changes):
    action, params = "package_patch", {"id": "{id}", **WORDS}


class TestPatchByName(Changes):
    action, params = "package_patch", {"id": "{name}", "resources": []}


class TestCategories(Changes):
    action, params = "package_patch", {"id": "{id}", "groups": []}


class TestPublish(Changes):
    """Nobody opens what is closed by saying so."""

    action: ClassVar = "package_patch"
    params: ClassVar = {
        "id": "{id}",
        "private": False,
        "data_classification": "open",
        "data_category": "public",
        "state": "active",
    }


class TestRevise(Changes):
    action, params = "package_revise", {"match": {"id": "{id}"}, "update": WORDS}


class TestReviseByTitle(Changes):
    """Looking for a dataset by what is in it must not tell what is in it."""

    action, params = "package_revise", {"match": {"id": "{id}", "notes": "none"}, "update": WORDS}


class TestDelete(Changes):
    action, params = "package_delete", {"id": "{id}"}


class TestRestore(Changes):
    """What is not deleted cannot be brought back, by whomever."""

    action: ClassVar = "bmagov_dataset_restore"
    params: ClassVar = {"id": "{id}"}


class TestRestoreFile(Changes):
    """What is not deleted cannot be brought back, by whomever."""

    action: ClassVar = "bmagov_file_restore"
    params: ClassVar = {"id": "{file}"}


class TestPurge(Changes):
    action, params, may = "dataset_purge", {"id": "{id}"}, staticmethod(sysadmins)


class TestMove(Changes):
    action, params = "package_owner_org_update", {"id": "{id}", "organization_id": "{other_id}"}


class TestOrderOfFiles(Changes):
    action, params = "package_resource_reorder", {"id": "{id}", "order": ["{file}"]}


class TestDefaultViews(Changes):
    action: ClassVar = "package_create_default_resource_views"
    params: ClassVar = {"package": {"id": "{id}", "resources": [{"id": "{file}", "package_id": "{id}"}]}}


class TestFollow(Changes):
    action, params, may = "follow_dataset", {"id": "{id}"}, staticmethod(readers_with_account)


class TestUnfollow(Changes):
    """What one has followed when it was open is absent all the same."""

    action, params, may = "unfollow_dataset", {"id": "{id}"}, staticmethod(readers_with_account)


class _Bulk(Changes):
    params: ClassVar = {"datasets": ["{id}"], "org_id": "{owner_id}"}

    @staticmethod
    def may(role: str, case: str) -> bool:
        """Tell who may: of the owner's editors each as far as they may change it."""
        return role in ("editor", *OWN) and may_read(role, case)


class TestBulkDelete(_Bulk):
    action = "bulk_update_delete"


class TestBulkPrivate(_Bulk):
    action = "bulk_update_private"


class TestBulkPublic(_Bulk):
    action = "bulk_update_public"


class TestBulkOfAnotherAgency(Changes):
    """One's own agency's form, with another's dataset in it."""

    action, params = "bulk_update_delete", {"datasets": ["{id}"], "org_id": "{other_id}"}


class TestCollaborator(Changes):
    action: ClassVar = "package_collaborator_create"
    params: ClassVar = {"id": "{id}", "user_id": "{user_outsider}", "capacity": "member"}


class TestNoCollaborator(Changes):
    action, params = "package_collaborator_delete", {"id": "{id}", "user_id": "{user_outsider}"}


class _Relationship(Changes):
    params: ClassVar = {"subject": "set-qmopenzq", "object": "{id}", "type": "depends_on", "comment": "ก"}


class TestRelate(_Relationship):
    action = "package_relationship_create"


class TestRelateAgain(_Relationship):
    action = "package_relationship_update"

    @staticmethod
    def may(role: str, case: str) -> bool:
        """Nobody: there is none to change."""
        return False


class TestUnrelate(TestRelateAgain):
    action = "package_relationship_delete"


class TestPutIntoAgency(Changes):
    action: ClassVar = "member_create"
    params: ClassVar = {"id": "{other_id}", "object": "{id}", "object_type": "package", "capacity": "public"}


class TestTakeOutOfAgency(Changes):
    action: ClassVar = "member_delete"
    params: ClassVar = {"id": "{other_id}", "object": "{id}", "object_type": "package"}

    @staticmethod
    def may(role: str, case: str) -> bool:
        """Tell who may: it is not in there, so nothing changes."""
        return may_read(role, case) and role in ("stranger", "sysadmin")


# --- a file and its views ---


class TestNewFile(Changes):
    action: ClassVar = "resource_create"
    params: ClassVar = {
        "package_id": "{id}",
        "name": "ใหม่",
        "url": "https://example.go.th/n.csv",
        "format": "CSV",
    }


class TestUpdateFile(Changes):
    action, about = "resource_update", "file"
    params: ClassVar = {"id": "{file}", "url": "https://example.go.th/n.csv", "name": "ใหม่"}


class TestPatchFile(Changes):
    action, params, about = "resource_patch", {"id": "{file}", "name": "ใหม่"}, "file"


class TestDeleteFile(Changes):
    action, params, about = "resource_delete", {"id": "{file}"}, "file"


class TestDefaultViewsOfFile(Changes):
    action, about = "resource_create_default_resource_views", "file"
    params: ClassVar = {"resource": {"id": "{file}", "package_id": "{id}", "format": "CSV"}}


class TestNewView(Changes):
    action, about = "resource_view_create", "file"
    params: ClassVar = {"resource_id": "{file}", "title": "ใหม่", "view_type": "text_view"}


class TestUpdateView(Changes):
    action, about = "resource_view_update", "file"
    params: ClassVar = {"id": "{view}", "title": "ใหม่", "view_type": "text_view"}


class TestDeleteView(Changes):
    action, params, about = "resource_view_delete", {"id": "{view}"}, "file"


class TestOrderOfViews(Changes):
    action, params, about = "resource_view_reorder", {"id": "{file}", "order": ["{view}"]}, "file"


class TestCorrectTable(Changes):
    action, params, about = "bmagov_table_update", {"id": "{file}"}, "file"


class TestLoadTable(Changes):
    action, params, about = "bmagov_table_load", {"id": "{file}"}, "file"


class TestTaskStatus(Changes):
    action, about = "task_status_update", "file"
    params: ClassVar = {
        "entity_id": "{file}", "entity_type": "resource", "task_type": "load", "key": "other", "value": "v",
    }  # fmt: skip


class TestTaskStatusOfMany(Changes):
    action, about = "task_status_update_many", "file"
    params: ClassVar = {"data": [TestTaskStatus.params]}


# --- the DataStore ---


class TestNewTable(Changes):
    action, about = "datastore_create", "file"
    params: ClassVar = {"resource_id": "{file}", "force": True, "fields": [{"id": "a", "type": "text"}]}


class TestRows(Changes):
    action, about = "datastore_upsert", "file"
    params: ClassVar = {"resource_id": "{file}", "force": True, "method": "insert", "records": [{"a": "b"}]}


class TestDeleteTable(Changes):
    action, params, about = "datastore_delete", {"resource_id": "{file}", "force": True}, "file"


class TestDeleteRows(Changes):
    action, about = "datastore_records_delete", "file"
    params: ClassVar = {"resource_id": "{file}", "force": True, "filters": {}}


class TestTriggers(Changes):
    action, params, about = "datastore_run_triggers", {"resource_id": "{file}"}, "file"


# --- what has nothing to do with one dataset ---


class TestFunction(Administration):
    action: ClassVar = "datastore_function_create"
    params: ClassVar = {"name": "f", "rettype": "trigger", "definition": "BEGIN RETURN NEW; END"}


class TestNoFunction(Administration):
    action, params = "datastore_function_delete", {"name": "f"}


class TestNewActivity(Administration):
    action: ClassVar = "activity_create"
    params: ClassVar = {"user_id": "{user_editor}", "object_id": "{id}", "activity_type": "changed package"}


class TestDeleteActivity(Administration):
    action, params = "activity_delete", {"id": "{activity}"}


class TestDeleteActivities(Administration):
    action = "activity_delete_all"


class TestCountActivitiesToDelete(Administration):
    action = "activity_delete_counts"


class TestMarkDashboard(Administration):
    action, allowed = "dashboard_mark_activities_old", SIGNED_IN


class TestSendMail(Administration):
    action, allowed = "send_email_notifications", ()


class TestNewToken(Administration):
    action, params = "api_token_create", {"user": "{user_editor}", "name": "x"}
    allowed = ("editor", "sysadmin")


class TestRevokeToken(Administration):
    action, params, allowed = "api_token_revoke", {"jti": "none"}, ("editor", "sysadmin")


class TestOption(Administration):
    action, params = "config_option_update", {"ckan.site_title": "x"}


class TestJobs(Administration):
    action = "job_clear"


class TestJob(Administration):
    action, params = "job_cancel", {"id": "none"}


class TestNewDataset(Administration):
    action, params = "package_create", {"name": "x", "owner_org": "{owner_id}"}
    allowed = ("editor", *OWN)


class TestNewAgency(Administration):
    action, params = "organization_create", {"name": "x", "packages": [{"id": "{id}"}]}


class TestUpdateAgency(Administration):
    action, params, allowed = "organization_update", {"id": "{owner}", "title": "x"}, OWN


class TestPatchAgency(Administration):
    action, params, allowed = "organization_patch", {"id": "{owner}", "title": "x"}, OWN


class TestDeleteAgency(Administration):
    action, params, allowed = "organization_delete", {"id": "{owner}"}, OWN


class TestPurgeAgency(Administration):
    action, params = "organization_purge", {"id": "{owner}"}


class TestNewMember(Administration):
    action, allowed = "organization_member_create", OWN
    params: ClassVar = {"id": "{owner}", "username": "{user_outsider}", "role": "admin"}


class TestNoMember(Administration):
    action, allowed = "organization_member_delete", OWN
    params: ClassVar = {"id": "{owner}", "username": "{user_member}"}


class TestNewTopic(Administration):
    action, params = "group_create", {"name": "x", "packages": [{"id": "{id}"}]}


class TestUpdateTopic(Administration):
    action, params = "group_update", {"id": "{topic}", "title": "x", "packages": [{"id": "{id}"}]}


class TestPatchTopic(Administration):
    action, params = "group_patch", {"id": "{topic}", "title": "x"}


class TestDeleteTopic(Administration):
    action, params = "group_delete", {"id": "{topic}"}


class TestPurgeTopic(Administration):
    action, params = "group_purge", {"id": "{topic}"}


class TestNewMemberOfTopic(Administration):
    action: ClassVar = "group_member_create"
    params: ClassVar = {"id": "{topic}", "username": "{user_outsider}", "role": "admin"}


class TestNoMemberOfTopic(Administration):
    action, params = "group_member_delete", {"id": "{topic}", "username": "{user_sysadmin}"}


class TestFollowTopic(Administration):
    action, params, allowed = "follow_group", {"id": "{topic}"}, SIGNED_IN


class TestUnfollowTopic(Administration):
    action, params, allowed = "unfollow_group", {"id": "{topic}"}, SIGNED_IN


class TestFollowPerson(Administration):
    action, params, allowed = "follow_user", {"id": "{user_editor}"}, SIGNED_IN


class TestUnfollowPerson(Administration):
    action, params, allowed = "unfollow_user", {"id": "{user_editor}"}, SIGNED_IN


class TestNewPerson(Administration):
    action: ClassVar = "user_create"
    params: ClassVar = {"name": "newone", "email": "a@b.go.th", "password": "Long-enough-1"}


class TestInvitePerson(Administration):
    action, allowed = "user_invite", OWN
    params: ClassVar = {"email": "a@b.go.th", "group_id": "{owner}", "role": "admin"}


class TestUpdatePerson(Administration):
    action, allowed = "user_update", ("editor", "sysadmin")
    params: ClassVar = {"id": "{user_editor}", "email": "a@b.go.th"}


class TestPatchPerson(Administration):
    action, allowed = "user_patch", ("editor", "sysadmin")
    params: ClassVar = {"id": "{user_editor}", "sysadmin": True}


class TestDeletePerson(Administration):
    action, params = "user_delete", {"id": "{user_editor}"}


class TestNewTag(Administration):
    action, params = "tag_create", {"name": "x", "vocabulary_id": "none"}


class TestDeleteTag(Administration):
    action, params = "tag_delete", {"id": "{tag}"}


class TestNewVocabulary(Administration):
    action, params = "vocabulary_create", {"name": "x", "tags": [{"name": "{tag}"}]}


class TestUpdateVocabulary(Administration):
    action, params = "vocabulary_update", {"id": "none", "name": "x", "tags": [{"name": "{tag}"}]}


class TestDeleteVocabulary(Administration):
    action, params = "vocabulary_delete", {"id": "none"}


class TestTranslate(Administration):
    action: ClassVar = "term_translation_update"
    params: ClassVar = {"term": "a", "term_translation": "b", "lang_code": "th"}


class TestTranslateMany(Administration):
    action, params = "term_translation_update_many", {"data": [TestTranslate.params]}


class TestDeleteTask(Administration):
    action, params = "task_status_delete", {"id": "none"}


class TestNewFileOfItsOwn(Administration):
    action, params = "file_create", {"name": "x", "upload": "x"}


class TestRegisterFile(Administration):
    action, params = "file_register", {"location": "x", "storage": "resource"}


class TestDeleteFileOfItsOwn(Administration):
    action, params = "file_delete", {"id": "{file}"}


class TestRenameFile(Administration):
    action, params = "file_rename", {"id": "{file}", "name": "x"}


class TestPinFile(Administration):
    action, params = "file_pin", {"id": "{file}"}


class TestUnpinFile(Administration):
    action, params = "file_unpin", {"id": "{file}"}


class TestTransferFile(Administration):
    action: ClassVar = "file_ownership_transfer"
    params: ClassVar = {"id": "{file}", "owner_id": "{user_outsider}", "owner_type": "user"}


class TestClearViews(Administration):
    action = "resource_view_clear"


class TestLoadAgencies(Administration):
    action, params = "bmagov_agency_load", {"dry_run": True}


class TestSeenNotices(Administration):
    """Each their own, and nobody else's."""

    action, params = "bmagov_notice_seen", {"names": []}
    allowed = SIGNED_IN


class TestPurgeDemo(Administration):
    action, params = "bmagov_demo_object_purge", {"id": "any"}


class TestCountUse(Administration):
    action, params = "bmagov_usage_create", {"id": "any", "use": "views"}


# --- forms ---


class TestEditForm(Changes):
    route, path, form = "dataset.edit", "/dataset/edit/{name}", {"title": "ใหม่", "save": ""}


class TestDeleteForm(Changes):
    route, path, form = "dataset.delete", "/dataset/delete/{name}", {}


class TestRestoreForm(Changes):
    route, path, form = "bmagov_worklist.restore", "/dashboard/deleted/{id}/restore", {}


class TestRestoreFileForm(Changes):
    route, path, form = "bmagov_worklist.restore_file", "/dashboard/deleted/files/{file}/restore", {}


class TestFollowForm(Changes):
    route, path, form = "dataset.follow", "/dataset/follow/{id}", {}
    may = staticmethod(readers_with_account)


class TestUnfollowForm(Changes):
    route, path, form = "dataset.unfollow", "/dataset/unfollow/{id}", {}
    may = staticmethod(readers_with_account)


class TestTopicsForm(Changes):
    route, path, form = "dataset.groups", "/dataset/groups/{name}", {"group_added": "none"}

    @staticmethod
    def may(role: str, case: str) -> bool:
        """Tell who sees the page again: whoever reads it; there is no such topic to add to."""
        return may_read(role, case)


class TestNewFileForm(Changes):
    route, path = ("dataset_resource.new", "resource.new"), "/dataset/{name}/resource/new"
    form: ClassVar = {"name": "ใหม่", "url": "https://example.go.th/n.csv", "save": "go-dataset"}


class TestEditFileForm(Changes):
    route, about = ("dataset_resource.edit", "resource.edit"), "file"
    path, form = "/dataset/{name}/resource/{file}/edit", {"name": "ใหม่"}


class TestMoveFileForm(Changes):
    route, about = "bmagov_resource_form.move", "file"
    path, form = "/dataset/{name}/files/{file}/move", {"way": "up"}


class TestDeleteFileForm(Changes):
    route, about = ("dataset_resource.delete", "resource.delete"), "file"
    path, form = "/dataset/{name}/resource/{file}/delete", {}


class TestEditViewForm(Changes):
    route, about = ("dataset_resource.edit_view", "resource.edit_view"), "file"
    path, form = "/dataset/{name}/resource/{file}/edit_view/{view}", {"title": "ใหม่", "save": ""}


class TestDeleteViewForm(TestEditViewForm):
    form: ClassVar = {"delete": "delete"}


class TestLoadTableForm(Changes):
    route, path = "bmagov_table_data.load", "/dataset/{name}/resource/{file}/data/load"
    form: ClassVar = {}
    about = "file"


class TestTableForm(Changes):
    route, path, form, about = "bmagov_table.update", "/dataset/{name}/resource/{file}/table", {}, "file"


class TestDictionaryForm(Changes):
    route, path, about = "datastore.dictionary", "/dataset/{name}/dictionary/{file}", "file"
    form: ClassVar = {"info__1__label": "ใหม่"}


class TestDictionaryEditor(Changes):
    route, path = "bmagov_dictionary_editor.update", "/dataset/{name}/dictionary/{file}/edit"
    form, about = {}, "file"


class TestDictionaryDeleteForm(Changes):
    route, path = "bmagov_dictionary.delete", "/dataset/{name}/dictionary/{file}/delete"
    form, about = {}, "file"


class TestDictionaryRenameForm(Changes):
    route, path = "bmagov_dictionary.rename", "/dataset/{name}/dictionary/{file}/rename"
    form, about = {}, "file"


class TestRowsForm(Changes):
    """Reading rows by a form: who may read them is told in `test_pages.py`."""

    route, path, about = "datatablesview.ajax", "/datatables/ajax/{view}", "file"
    form: ClassVar = {"draw": "1", "start": "0", "length": "10", "search[value]": "", "order[0][column]": "0"}

    @staticmethod
    def may(role: str, case: str) -> bool:
        """Tell who reads it."""
        return may_read(role, case)


class TestRowsDownload(TestRowsForm):
    route, path = "datatablesview.filtered_download", "/datatables/filtered-download/{view}"
    form: ClassVar = {
        "params": '{{"visible": [true, true], "search": {{"value": ""}}, "columns": [], "order": []}}',
        "format": "csv",
    }


class _SiteForm(Administration):
    form: ClassVar = {}


class TestAdminActivities(_SiteForm):
    route, path = "activity.admin_activities", "/ckan-admin/activities"


class TestAdminOptions(_SiteForm):
    route, path, form = "admin.config", "/ckan-admin/config", {"ckan.site_title": "x", "save": ""}


class TestAdminReset(_SiteForm):
    route, path = "admin.reset_config", "/ckan-admin/reset_config"


class TestTrashForm(_SiteForm):
    route, path, form = "admin.trash", "/ckan-admin/trash", {"action": "all"}


class TestNewDatasetForm(_SiteForm):
    route, path, form = "dataset.new", "/dataset/new", {"name": "x", "owner_org": "{owner_id}"}
    allowed = ("editor", "stranger", "auditor", *OWN)


class TestAgencyEditForm(_SiteForm):
    route, path, form = "organization.edit", "/organization/edit/{owner}", {"title": "x"}
    allowed = OWN


class TestAgencyDeleteForm(_SiteForm):
    route, path, allowed = "organization.delete", "/organization/delete/{owner}", OWN


class TestAgencyNewForm(_SiteForm):
    route, path, form = "organization.new", "/organization/new", {"name": "x"}


class TestAgencyBulkForm(_SiteForm):
    route, path, allowed = "organization.bulk_process", "/organization/bulk_process/{owner}", OWN
    form: ClassVar = {"bulk_action.delete": "delete", "dataset_{id}": "on"}


class TestAgencyMemberForm(_SiteForm):
    route, path, allowed = "organization.member_new", "/organization/member_new/{owner}", OWN
    form: ClassVar = {"username": "{user_outsider}", "role": "admin"}


class TestAgencyNoMemberForm(_SiteForm):
    route, path = "organization.member_delete", "/organization/member_delete/{owner}?user={user_member}"
    allowed = OWN


class TestAgencyMembersForm(_SiteForm):
    route, path, allowed = "organization.manage_members", "/organization/manage_members/{owner}", SIGNED_IN


class TestAgencyAdminsForm(_SiteForm):
    route, path, allowed = "organization.admins", "/organization/admins/{owner}", ROLES


class TestAgencyFollowersForm(_SiteForm):
    route, path, allowed = "organization.followers", "/organization/followers/{owner}", SIGNED_IN


class TestAgencyFollowForm(_SiteForm):
    route, path, allowed = "organization.follow", "/organization/follow/{owner}", SIGNED_IN


class TestAgencyUnfollowForm(_SiteForm):
    route, path, allowed = "organization.unfollow", "/organization/unfollow/{owner}", SIGNED_IN


class TestTopicEditForm(_SiteForm):
    route, path, form = "group.edit", "/group/edit/{topic}", {"title": "x"}


class TestTopicDeleteForm(_SiteForm):
    route, path = "group.delete", "/group/delete/{topic}"


class TestTopicNewForm(_SiteForm):
    route, path, form = "group.new", "/group/new", {"name": "x"}


class TestTopicBulkForm(_SiteForm):
    route, path = "group.bulk_process", "/group/bulk_process/{topic}"
    form: ClassVar = {"bulk_action.delete": "delete", "dataset_{id}": "on"}


class TestTopicMemberForm(_SiteForm):
    route, path = "group.member_new", "/group/member_new/{topic}"
    form: ClassVar = {"username": "{user_outsider}", "role": "admin"}


class TestTopicNoMemberForm(_SiteForm):
    route, path = "group.member_delete", "/group/member_delete/{topic}?user={user_sysadmin}"


class TestTopicMembersForm(_SiteForm):
    route, path, allowed = "group.manage_members", "/group/manage_members/{topic}", SIGNED_IN


class TestTopicAdminsForm(_SiteForm):
    route, path, allowed = "group.admins", "/group/admins/{topic}", ROLES


class TestTopicFollowersForm(_SiteForm):
    route, path, allowed = "group.followers", "/group/followers/{topic}", SIGNED_IN


class TestTopicFollowForm(_SiteForm):
    route, path, allowed = "group.follow", "/group/follow/{topic}", SIGNED_IN


class TestTopicUnfollowForm(_SiteForm):
    route, path, allowed = "group.unfollow", "/group/unfollow/{topic}", SIGNED_IN


class TestTokenForm(_SiteForm):
    route, path, form = "user.api_tokens", "/user/{user_editor}/api-tokens", {"name": "x"}
    allowed = ("editor", "sysadmin")


class TestRevokeForm(_SiteForm):
    """CKAN answers whoever may not with an empty page; pages of people are not for strangers."""

    route, path = "user.api_tokens_revoke", "/user/{user_editor}/api-tokens/revoke?jti=none"
    allowed, refused_status = ("editor", "sysadmin"), (200, 403)


class TestDeletePersonForm(_SiteForm):
    route, path = "user.delete", "/user/delete/{user_editor}"


class TestProfileForm(_SiteForm):
    route, path, form = "user.edit", "/user/edit/{user_editor}", {"fullname": "x"}
    allowed = ("editor", "sysadmin")


class TestFollowPersonForm(_SiteForm):
    route, path, allowed = "user.follow", "/user/follow/{user_editor}", SIGNED_IN


class TestUnfollowPersonForm(_SiteForm):
    route, path, allowed = "user.unfollow", "/user/unfollow/{user_editor}", SIGNED_IN


class TestSysadminForm(_SiteForm):
    route, path = "user.sysadmin", "/user/sysadmin"
    form: ClassVar = {"username": "{user_editor}", "status": "1"}
    allowed = ("editor", "sysadmin")  # one's own record one may save: see the last test


class TestLoginForm(_SiteForm):
    route, path, form = "user.login", "/user/login", {"login": "x", "password": "x"}
    allowed = SIGNED_IN

    def ask(self, city, role, **gaps):
        """Say that nobody came in: the page is shown again with status 200."""
        answer = super().ask(city, role, **gaps)
        assert answer.status_code == 200
        answer.status_code = 401
        return answer


class TestLogoutForm(_SiteForm):
    route, path, allowed = "user.logout", "/user/_logout", SIGNED_IN


class TestRegisterForm(_SiteForm):
    route, path, form = "user.register", "/user/register", {"name": "x"}


class TestResetForm(_SiteForm):
    route, path = "user.perform_reset", "/user/reset/{user_editor}?key=none"
    form: ClassVar = {"password1": "Long-enough-1", "password2": "Long-enough-1"}


class TestRequestResetForm(_SiteForm):
    route, path, form = "user.request_reset", "/user/reset", {"user": ""}
    allowed = SIGNED_IN


class TestRedirectForm(_SiteForm):
    route, path = "util.internal_redirect", "/util/redirect?url=/about"


@pytest.mark.parametrize("role", SIGNED_IN)
def test_nobody_makes_himself_an_administrator(city: City, role: str):
    if role == "sysadmin":
        return
    city.post(role, "/user/sysadmin", {"username": city.users[role], "status": "1"})
    city.call(role, "user_patch", id=city.users[role], sysadmin=True)
    model.Session.remove()
    user = model.User.get(city.users[role])
    assert user
    assert not user.sysadmin
