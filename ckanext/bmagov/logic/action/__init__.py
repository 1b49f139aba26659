"""API actions, one module per noun."""

from __future__ import annotations

from .access import package_show, resource_show, resource_view_list
from .access_log import bmagov_access_log_list
from .access_request import (
    bmagov_access_request_answer,
    bmagov_access_request_create,
    bmagov_access_request_list,
    bmagov_access_request_show,
    bmagov_access_request_withdraw,
)
from .account import user_create, user_invite
from .activity import (
    activity_data_show,
    activity_diff,
    activity_show,
    dashboard_activity_list,
    group_activity_list,
    organization_activity_list,
    package_activity_list,
    recently_changed_packages_activity_list,
    user_activity_list,
)
from .agency import bmagov_agency_load, bmagov_agency_show, bmagov_agency_tree
from .audit import (
    bmagov_audit_note_create,
    bmagov_audit_note_list,
    bmagov_criterion_confirm,
    bmagov_criterion_override,
    bmagov_deadline_list,
    bmagov_deadline_move,
    bmagov_outcome_show,
)
from .audit_view import (
    bmagov_dataset_kpi_show,
    bmagov_kpi_result_list,
    bmagov_round_list,
    bmagov_ruleset_simulate,
)
from .codelist import bmagov_codelist_list, bmagov_codelist_show
from .content import (
    bmagov_data_event_list,
    bmagov_table_show,
    bmagov_table_update,
    package_update,
    resource_create,
    resource_update,
)
from .dataset import (
    bmagov_dataset_change_show,
    bmagov_dataset_completeness,
    bmagov_dataset_problem_list,
    package_create,
)
from .datastore import (
    datastore_create,
    datastore_delete,
    datastore_info,
    datastore_search,
    datastore_upsert,
)
from .date import bmagov_date_parse
from .deliverable import (
    bmagov_deliverable_create,
    bmagov_deliverable_list,
    bmagov_deliverable_show,
    bmagov_deliverable_withdraw,
)
from .demo import bmagov_demo_object_list, bmagov_demo_object_purge
from .dictionary import (
    bmagov_dictionary_delete,
    bmagov_dictionary_diff,
    bmagov_dictionary_list,
    bmagov_dictionary_show,
    bmagov_dictionary_update,
    bmagov_dictionary_version_list,
)
from .dictionary_proposal import bmagov_dictionary_propose
from .dictionary_search import bmagov_dictionary_search
from .follow import (
    dataset_followee_count,
    dataset_followee_list,
    dataset_follower_count,
    dataset_follower_list,
    followee_count,
    followee_list,
    group_followee_list,
    group_follower_list,
    organization_followee_list,
    organization_follower_list,
    user_followee_list,
    user_follower_list,
)
from .freshness import bmagov_freshness_show
from .governance import bmagov_governance_item_create, bmagov_governance_item_withdraw, bmagov_governance_show
from .grant import bmagov_grant_create, bmagov_grant_list, bmagov_grant_revoke
from .group import (
    group_list,
    group_list_authz,
    group_package_show,
    group_show,
    member_list,
    organization_list,
    organization_list_for_user,
    organization_show,
)
from .health import bmagov_health_show
from .home import bmagov_home_show
from .level_change import (
    bmagov_level_change_answer,
    bmagov_level_change_list,
    bmagov_level_change_propose,
    bmagov_level_change_show,
    bmagov_level_change_withdraw,
)
from .link import (
    bmagov_link_check,
)
from .listing import (
    current_package_list_with_resources,
    format_autocomplete,
    package_list,
    package_relationship_create,
    package_relationships_list,
    resource_search,
)
from .obligation import (
    bmagov_obligation_confirm,
    bmagov_obligation_create,
    bmagov_obligation_import,
    bmagov_obligation_list,
    bmagov_obligation_propose,
    bmagov_obligation_remove,
    bmagov_obligation_show,
    bmagov_obligation_suggest,
    bmagov_obligation_update,
)
from .person import user_list, user_show
from .progress import (
    bmagov_progress_create,
    bmagov_progress_list,
    bmagov_progress_withdraw,
)
from .proposal import (
    bmagov_proposal_judge,
    bmagov_proposal_show,
    bmagov_proposal_update,
)
from .report import bmagov_report_show
from .round import (
    bmagov_round_close,
    bmagov_round_object,
    bmagov_round_return,
    bmagov_round_revise,
    bmagov_round_show,
    bmagov_round_sign_off,
    bmagov_round_start_review,
    bmagov_round_submit,
    bmagov_round_verify,
)
from .ruleset import (
    bmagov_ruleset_check,
    bmagov_ruleset_compare,
    bmagov_ruleset_create,
    bmagov_ruleset_list,
    bmagov_ruleset_publish,
    bmagov_ruleset_show,
)
from .scorecard import (
    bmagov_scorecard_list,
    bmagov_scorecard_show,
    bmagov_scorecard_update,
)
from .search import (
    group_autocomplete,
    organization_autocomplete,
    package_autocomplete,
    package_search,
)
from .site import status_show
from .statement import (
    bmagov_statement_show,
    bmagov_statement_update,
)
from .system_link import (
    bmagov_system_link_confirm,
    bmagov_system_link_create,
    bmagov_system_link_list,
    bmagov_system_link_withdraw,
)
from .tag import tag_autocomplete, tag_list, tag_search, tag_show
from .usage import bmagov_usage_create, bmagov_usage_list, bmagov_usage_show
from .use import (
    bmagov_use_create,
    bmagov_use_list,
    bmagov_use_update,
    bmagov_use_withdraw,
)
from .validation import (
    bmagov_dictionary_validate,
    bmagov_validation_cancel,
    bmagov_validation_list,
    bmagov_validation_show,
)
from .worklist import bmagov_worklist_show

__all__ = [
    "activity_data_show",
    "activity_diff",
    "activity_show",
    "bmagov_access_log_list",
    "bmagov_access_request_answer",
    "bmagov_access_request_create",
    "bmagov_access_request_list",
    "bmagov_access_request_show",
    "bmagov_access_request_withdraw",
    "bmagov_agency_load",
    "bmagov_agency_show",
    "bmagov_agency_tree",
    "bmagov_audit_note_create",
    "bmagov_audit_note_list",
    "bmagov_codelist_list",
    "bmagov_codelist_show",
    "bmagov_criterion_confirm",
    "bmagov_criterion_override",
    "bmagov_data_event_list",
    "bmagov_dataset_change_show",
    "bmagov_dataset_completeness",
    "bmagov_dataset_kpi_show",
    "bmagov_dataset_problem_list",
    "bmagov_date_parse",
    "bmagov_deadline_list",
    "bmagov_deadline_move",
    "bmagov_deliverable_create",
    "bmagov_deliverable_list",
    "bmagov_deliverable_show",
    "bmagov_deliverable_withdraw",
    "bmagov_demo_object_list",
    "bmagov_demo_object_purge",
    "bmagov_dictionary_delete",
    "bmagov_dictionary_diff",
    "bmagov_dictionary_list",
    "bmagov_dictionary_propose",
    "bmagov_dictionary_search",
    "bmagov_dictionary_show",
    "bmagov_dictionary_update",
    "bmagov_dictionary_validate",
    "bmagov_dictionary_version_list",
    "bmagov_freshness_show",
    "bmagov_governance_item_create",
    "bmagov_governance_item_withdraw",
    "bmagov_governance_show",
    "bmagov_grant_create",
    "bmagov_grant_list",
    "bmagov_grant_revoke",
    "bmagov_health_show",
    "bmagov_home_show",
    "bmagov_kpi_result_list",
    "bmagov_level_change_answer",
    "bmagov_level_change_list",
    "bmagov_level_change_propose",
    "bmagov_level_change_show",
    "bmagov_level_change_withdraw",
    "bmagov_link_check",
    "bmagov_obligation_confirm",
    "bmagov_obligation_create",
    "bmagov_obligation_import",
    "bmagov_obligation_list",
    "bmagov_obligation_propose",
    "bmagov_obligation_remove",
    "bmagov_obligation_show",
    "bmagov_obligation_suggest",
    "bmagov_obligation_update",
    "bmagov_outcome_show",
    "bmagov_progress_create",
    "bmagov_progress_list",
    "bmagov_progress_withdraw",
    "bmagov_proposal_judge",
    "bmagov_proposal_show",
    "bmagov_proposal_update",
    "bmagov_report_show",
    "bmagov_round_close",
    "bmagov_round_list",
    "bmagov_round_object",
    "bmagov_round_return",
    "bmagov_round_revise",
    "bmagov_round_show",
    "bmagov_round_sign_off",
    "bmagov_round_start_review",
    "bmagov_round_submit",
    "bmagov_round_verify",
    "bmagov_ruleset_check",
    "bmagov_ruleset_compare",
    "bmagov_ruleset_create",
    "bmagov_ruleset_list",
    "bmagov_ruleset_publish",
    "bmagov_ruleset_show",
    "bmagov_ruleset_simulate",
    "bmagov_scorecard_list",
    "bmagov_scorecard_show",
    "bmagov_scorecard_update",
    "bmagov_statement_show",
    "bmagov_statement_update",
    "bmagov_system_link_confirm",
    "bmagov_system_link_create",
    "bmagov_system_link_list",
    "bmagov_system_link_withdraw",
    "bmagov_table_show",
    "bmagov_table_update",
    "bmagov_usage_create",
    "bmagov_usage_list",
    "bmagov_usage_show",
    "bmagov_use_create",
    "bmagov_use_list",
    "bmagov_use_update",
    "bmagov_use_withdraw",
    "bmagov_validation_cancel",
    "bmagov_validation_list",
    "bmagov_validation_show",
    "bmagov_worklist_show",
    "current_package_list_with_resources",
    "dashboard_activity_list",
    "dataset_followee_count",
    "dataset_followee_list",
    "dataset_follower_count",
    "dataset_follower_list",
    "datastore_create",
    "datastore_delete",
    "datastore_info",
    "datastore_search",
    "datastore_upsert",
    "followee_count",
    "followee_list",
    "format_autocomplete",
    "group_activity_list",
    "group_autocomplete",
    "group_followee_list",
    "group_follower_list",
    "group_list",
    "group_list_authz",
    "group_package_show",
    "group_show",
    "member_list",
    "organization_activity_list",
    "organization_autocomplete",
    "organization_followee_list",
    "organization_follower_list",
    "organization_list",
    "organization_list_for_user",
    "organization_show",
    "package_activity_list",
    "package_autocomplete",
    "package_create",
    "package_list",
    "package_relationship_create",
    "package_relationships_list",
    "package_search",
    "package_show",
    "package_update",
    "recently_changed_packages_activity_list",
    "resource_create",
    "resource_search",
    "resource_show",
    "resource_update",
    "resource_view_list",
    "status_show",
    "tag_autocomplete",
    "tag_list",
    "tag_search",
    "tag_show",
    "user_activity_list",
    "user_create",
    "user_followee_list",
    "user_follower_list",
    "user_invite",
    "user_list",
    "user_show",
]
