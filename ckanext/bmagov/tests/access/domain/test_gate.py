"""What a request names, by the names of its parameters."""

from __future__ import annotations

import pytest

from ckanext.bmagov.access.domain.gate import Kind, Target, targets_of_action, targets_of_address

DATASET, RESOURCE, VIEW, ACTIVITY = Kind.DATASET, Kind.RESOURCE, Kind.VIEW, Kind.ACTIVITY


def by_action(action: str, **params: object) -> list[Target]:
    return list(targets_of_action(action, params))


class TestActions:
    @pytest.mark.parametrize(
        ("action", "params", "kind", "ref"),
        [
            ("package_show", {"id": "a"}, DATASET, "a"),
            ("resource_create", {"package_id": "a"}, DATASET, "a"),
            ("resource_show", {"id": "a"}, RESOURCE, "a"),
            ("resource_view_show", {"id": "a"}, VIEW, "a"),
            ("activity_show", {"id": "a"}, ACTIVITY, "a"),
            ("datastore_info", {"id": "a"}, Kind.TABLE, "a"),
            ("datastore_create", {"resource": {"package_id": "a"}}, DATASET, "a"),
            ("package_revise", {"match": {"name": "a"}}, DATASET, "a"),
            ("package_revise", {"match__id": "a"}, DATASET, "a"),
            ("task_status_show", {"entity_id": "a"}, Kind.TASK, "a"),
        ],
    )
    def test_they_name_one_thing(self, action: str, params: dict, kind: Kind, ref: str):
        assert by_action(action, **params) == [Target(kind, ref)]

    def test_a_new_name_beside_the_id_names_nothing(self):
        assert by_action("package_update", id="a", name="new") == [Target(DATASET, "a")]
        assert by_action("package_update", name="a") == [Target(DATASET, "a")]

    def test_a_list_names_each(self):
        assert by_action("bulk_update_private", datasets=["a", "b"], org_id="o") == [
            Target(DATASET, "a"),
            Target(DATASET, "b"),
        ]

    @pytest.mark.parametrize("action", ["organization_patch", "organization_update", "group_update"])
    def test_a_list_of_records_names_the_id_of_each(self, action: str):
        packages = [{"id": "a"}, {"id": "b"}, {"name": "c"}, "d", {"id": 5}]
        assert by_action(action, id="o", packages=packages) == [Target(DATASET, "a"), Target(DATASET, "b")]

    def test_both_sides_of_a_relationship_count(self):
        assert len(by_action("package_relationships_list", id="a", id2="b")) == 2

    def test_a_member_is_a_dataset_only_when_it_says_so(self):
        assert by_action("member_create", object="a", object_type="user") == []
        assert by_action("member_create", object="a", object_type="package") == [Target(DATASET, "a")]

    def test_rows_are_data_and_their_description_is_not(self):
        assert by_action("datastore_search", resource_id="a")[0].bytes
        assert not by_action("datastore_info", id="a")[0].bytes

    @pytest.mark.parametrize("value", [None, "", 7, {"a": "b"}, [], [7, ""]])
    def test_what_is_no_text_is_left_to_the_action(self, value: object):
        assert by_action("package_show", id=value) == []

    def test_actions_about_nothing_closed_name_nothing(self):
        assert by_action("organization_show", id="a") == []


class TestAddresses:
    @pytest.mark.parametrize(
        ("rule", "kinds"),
        [
            ("/dataset/<id>", [DATASET]),
            ("/dataset/<_id>.<_format>", [DATASET]),
            ("/dataset/followers/<id>", [DATASET]),
            ("/dataset/changes/<id>", [ACTIVITY]),
            ("/dataset/<id>/resource/<resource_id>", [DATASET, RESOURCE]),
            ("/dataset/<id>/resource/<resource_id>/view/<view_id>", [DATASET, RESOURCE, VIEW]),
            ("/dataset/<id>/resources/<resource_id>/history/<activity_id>", [DATASET, RESOURCE, ACTIVITY]),
            ("/datastore/dump/<resource_id>", [Kind.TABLE]),
            ("/datatables/ajax/<resource_view_id>", [VIEW]),
            ("/organization/<id>", []),
            ("/user/<id>", []),
            ("/about", []),
        ],
    )
    def test_parts_name_things_from_the_outside_in(self, rule: str, kinds: list[Kind]):
        parts = ("id", "_id", "resource_id", "view_id", "resource_view_id", "activity_id")
        arguments = {part: part for part in parts if f"<{part}>" in rule}
        assert [one.kind for one in targets_of_address(rule, arguments, {})] == kinds

    def test_versions_to_compare_stand_behind_the_question_mark(self):
        query = {"old_id": "a", "new_id": "b", "view_id": "c"}
        found = targets_of_address("/dataset/changes_multiple", {}, query)
        assert {one.ref for one in found} == {"a", "b"}
        assert targets_of_address("/dataset/", {}, query) == ()

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            ("/dataset/<id>/resource/<resource_id>/download/<filename>", True),
            ("/dataset/<id>/resource/<resource_id>/proxy", True),
            ("/datastore/dump/<resource_id>", True),
            ("/dataset/<id>/resource/<resource_id>/view", True),
            ("/dataset/<id>/resource/<resource_id>/view/<view_id>", True),
            ("/dataset/<id>/resource/<resource_id>/edit_view/<view_id>", True),
            ("/dataset/<id>/resource/<resource_id>/new_view", True),
            ("/dataset/<id>/resource/<resource_id>/views", False),
            ("/dataset/<id>/resource/<resource_id>", False),
            ("/datastore/api_info/<resource_id>", False),
        ],
    )
    def test_bytes_are_asked_for_where_they_are_sent(self, rule: str, expected: bool):
        found = targets_of_address(rule, {"id": "a", "resource_id": "b"}, {})
        assert found[-1].bytes is expected
