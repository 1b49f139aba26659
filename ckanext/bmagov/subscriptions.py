"""Who answers to which event, in this order: what a save sets off can be read here.

An order that matters says why, and no other is taken (`base/domain/order.py`).
"""

from __future__ import annotations

from typing import Final

from ckanext.bmagov.base.domain.order import Ordered

INDEX_STEPS: Final = Ordered(
    (
        "search.hooks.document:with_kind_of_agency",
        "search.hooks.document:with_names",
        "search.hooks.document:without_closed",
        "dictionary.hooks.document:with_column_words",
        "dictionary.hooks.document:without_dictionaries",
        "search.hooks.document:with_formats",
        "usage.hooks:with_resource_count",
    ),
    {
        (
            "search.hooks.document:without_closed",
            "search.hooks.document:with_formats",
        ): "a closed file is not found by its format",
        (
            "dictionary.hooks.document:without_dictionaries",
            "search.hooks.document:with_formats",
        ): "who looks for tables looks for data",
        (
            "search.hooks.document:without_closed",
            "usage.hooks:with_resource_count",
        ): "only what everybody who finds the dataset may know of is counted",
    },
)
"""What becomes of the document of a dataset before Solr takes it (`search/domain.py`)."""

SUBSCRIBERS: Final[dict[str, Ordered]] = {
    # A dataset is stored: the context of who saves it, its id
    "dataset_saved": Ordered(
        (
            "kpi.score.hooks:note_saved",
            "search.hooks.index_guard:note_saved",
            "access.hooks.level_log:note_actor",
            "access.hooks.history:relabel",
            "access.hooks.categories:put",
            "dictionary.hooks.datasets:ensure",
            "files.hooks.data_events:look_at_files",
            "metadata.hooks.worklist:forget_waiting",
        )
    ),
    # its id: it is about to be deleted
    "dataset_deleted": Ordered(("search.services:written", "kpi.score.hooks:note_deleted")),
    # the session, the id of a resource: its bytes are others, or were read
    "data_changed": Ordered(("dictionary.validation.hooks:note_data", "tables.hooks:note_table")),
    # the session, the id of a resource: it has another dictionary
    "dictionary_saved": Ordered(
        (
            "dictionary.validation.hooks:note_dictionary",
            "tables.hooks:note_table",
            "exchange.gdc.hooks:note_dictionary",
        )
    ),
    # the session, the context of who saves, the id of a file with new bytes; says why they cannot be taken
    "bytes_taken": Ordered(("dictionary.services.column_guard:upload_problem",)),
    # the session, ids of resources: their bytes are compared; says the digest by id
    "digests_asked": Ordered(("files.services.data_events:digests",)),
    # the session, ids of datasets: what is in their tables is other or known by now
    "rows_written": Ordered(("kpi.score.services.score_changes:note_datasets",)),
    # ids of datasets: somebody was given access to a file of theirs, or lost it
    "access_changed": Ordered(("search.services:mend",)),
    # the session, ids of datasets, a time: by which terms they are judged then (`files.Terms`)
    "terms_asked": Ordered(("kpi.score.services.terms:terms",)),
    # once a night, when all is scored
    "night": Ordered(("exchange.dcat.services.dump:make_at_night", "notices.hooks:count_at_night")),
    # the connection, ids of datasets: what decides who reads them, by id (`kept_tables.DATASET_COLUMNS`)
    "standings_asked": Ordered(("access.services.level_guard:standings",)),
    # The session of the database (`base/services/session_events.py`), which is what each of these takes
    "flushing": Ordered(
        (
            "accounts.services.sessions:note_losses",
            "access.services.level_log:note_touched",
            "metadata.hooks.trash:note_deleted",
            "metadata.hooks.former_names:note_renamed",
            "kpi.score.hooks:note_owners",
            "exchange.gdc.hooks:note_renamed",
        )
    ),
    "flushed": Ordered(
        (
            "access.services.level_log:note_new",
            "files.hooks.data_events:tell_changes",
            "dictionary.hooks.datasets:tell_saved",
            "dictionary.validation.hooks:note_gone",
            "tables.hooks:note_without_file",
            "kpi.score.hooks:note_states",
            "base.services.row_log:note_flushed",
        )
    ),
    # the state of a statement that may write
    "statement": Ordered(("base.services.row_log:note_statement",)),
    # the state of a statement that changes many rows, and goes past the objects of the session
    "rows_changing": Ordered(("access.services.level_log:note_touched_by",)),
    "committing": Ordered(
        (
            "accounts.services.sessions:end_noted",
            "dictionary.validation.hooks:ask_for_checks",
            "tables.hooks:ask_for_tables",
            "kpi.score.hooks:keep_states",
            "access.hooks.level_log:settle",
            "base.services.row_log:seal",
        ),
        {
            (earlier, "access.hooks.level_log:settle"): "it locks the log, where everybody then waits"
            for earlier in (
                "accounts.services.sessions:end_noted",
                "dictionary.validation.hooks:ask_for_checks",
                "tables.hooks:ask_for_tables",
                "kpi.score.hooks:keep_states",
            )
        }
        | {
            (earlier, "base.services.row_log:seal"): "rows that are written later would not be in the log"
            for earlier in (
                "accounts.services.sessions:end_noted",
                "dictionary.validation.hooks:ask_for_checks",
                "tables.hooks:ask_for_tables",
                "kpi.score.hooks:keep_states",
                "access.hooks.level_log:settle",
            )
        },
    ),
    "committed": Ordered(
        (
            "base.services.contention:forget",
            "search.services:cross_out_written",
            "files.hooks.data_events:wake_reader",
            "dictionary.validation.hooks:delete_excerpts",
            "dictionary.validation.hooks:wake_checker",
            "tables.hooks:wake_loader",
            "kpi.score.hooks:wake_scorer",
        )
    ),
    # committed or not
    "ended": Ordered(("search.services:mend_unwritten",)),
}
