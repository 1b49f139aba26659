"""Classification, and who may know of, read and fetch what: gates, grants, requests, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .actions.categories import saving_categories as saving_categories
    from .actions.closing import close_dataset as close_dataset
    from .actions.dataset_type import (
        becoming_dataset as becoming_dataset,
        refuse_foreign_type as refuse_foreign_type,
        whole_or_nothing as whole_or_nothing,
    )
    from .actions.requests import visible_questions as visible_questions
    from .actions.second_person import check_second_person as check_second_person
    from .actions.sharing import (
        actor_id as actor_id,
        check_parameter as check_parameter,
        is_approver as is_approver,
        known_level as known_level,
        mail_people as mail_people,
        parameter_error as parameter_error,
        require_subject as require_subject,
        require_subject_of_row as require_subject_of_row,
        short_id as short_id,
        tell_approvers as tell_approvers,
    )
    from .actions.sharing_rows import (
        LevelProposal as LevelProposal,
        LevelProposalList as LevelProposalList,
        LevelProposalShown as LevelProposalShown,
        proposal_dicts as proposal_dicts,
    )
    from .auth.objects import (
        changes_resource as changes_resource,
        edits_dataset as edits_dataset,
        sees_dataset as sees_dataset,
        sees_resource as sees_resource,
    )
    from .auth.permission import same_as as same_as
    from .auth.sharing import (
        approver_of_level_change as approver_of_level_change,
        editor as editor,
        reader_of_level_change as reader_of_level_change,
        signed_in_person as signed_in_person,
    )
    from .domain.classification import (
        OPEN as OPEN,
        Aspect as Aspect,
        Policy as Policy,
        Reader as Reader,
        Subject as Subject,
        dataset_labels as dataset_labels,
        may_approve_lowering as may_approve_lowering,
    )
    from .domain.classification.lowering import (
        Change as Change,
        Levels as Levels,
        level_changes as level_changes,
    )
    from .domain.classification.naming import names_level as names_level
    from .domain.requests import (
        Event as Event,
        State as State,
        state_after as state_after,
    )
    from .model.grants import AccessGrant as AccessGrant
    from .model.requests import AccessRequest as AccessRequest, LevelChange as LevelChange
    from .readers.audit_agency import audit_agency_id as audit_agency_id
    from .readers.classification import policy as policy
    from .readers.classification_questions import questions as questions
    from .schema import (
        level_decision_schema as level_decision_schema,
        level_propose_schema as level_propose_schema,
        question_list_schema as question_list_schema,
    )
    from .services.activity import (
        mislabelled as mislabelled,
        put_right as put_right,
        visible_activities as visible_activities,
    )
    from .services.cacheability import (
        FILES_HOST as FILES_HOST,
        is_closed as is_closed,
        is_on_files_host as is_on_files_host,
        note_closed as note_closed,
        note_datasets as note_datasets,
    )
    from .services.categories import put as put_into_categories
    from .services.closing import Opening as Opening, openings as openings, wider as wider
    from .services.level_check import (
        BYTES as BYTES,
        FOREIGN as FOREIGN,
        MISPLACED as MISPLACED,
        MISSING as MISSING,
        PUBLIC as PUBLIC,
        UNKNOWN as UNKNOWN,
        LevelProblem as LevelProblem,
        level_problems as level_problems,
    )
    from .services.level_log import (
        CHANGED as CHANGED,
        approve as approve,
        approved as approved,
        at_commit as at_commit,
        levels_of as levels_of,
        log_place as log_place,
        was_published as was_published,
    )
    from .services.log import (
        How as How,
        record_read as record_read,
        record_resource_read as record_resource_read,
    )
    from .services.open_data import (
        count_open_datasets as count_open_datasets,
        open_dataset_pages as open_dataset_pages,
        open_datasets_span as open_datasets_span,
        open_standings as open_standings,
    )
    from .services.rights import (
        LEVEL as LEVEL,
        RESOURCE_LEVEL as RESOURCE_LEVEL,
        Searchable as Searchable,
        Shown as Shown,
        Whole as Whole,
        cleared as cleared,
        is_allowed as is_allowed,
        is_trusted as is_trusted,
        levels_of_columns as levels_of_columns,
        readable as readable,
        readable_datasets as readable_datasets,
        readable_parts as readable_parts,
        readable_resources as readable_resources,
        reader as reader,
        resource_fields as resource_fields,
        resource_subjects as resource_subjects,
        searchable_resources as searchable_resources,
        shown_parts as shown_parts,
        signed_in as signed_in,
        stripped as stripped,
        subjects as subjects,
        wholes as wholes,
    )
    from .services.sharing import (
        close_question as close_question,
        find_subject as find_subject,
        lock_dataset as lock_dataset,
        open_question as open_question,
        subject_of_row as subject_of_row,
    )
    from .validators import refuse_level_keys as refuse_level_keys
    from .views.gate import (
        refuse_hidden_objects as refuse_hidden_objects,
        refuse_hidden_page as refuse_hidden_page,
    )
    from .views.level_form import (
        propose_level as propose_level,
        proposed_page as proposed_page,
        reason_errors as reason_errors,
        wants_lowering as wants_lowering,
        wants_proposal as wants_proposal,
        with_proposal as with_proposal,
        without_lowering as without_lowering,
    )
    from .views.version import (
        ask_for_both_versions as ask_for_both_versions,
        show_stripped_version as show_stripped_version,
    )

__getattr__ = open_face(__name__, __file__)
