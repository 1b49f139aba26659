"""Who answers to which event, in this order: what a change sets off can be read here."""

from __future__ import annotations

from typing import Final

SUBSCRIBERS: Final[dict[str, tuple[str, ...]]] = {
    # the session, the context of who saves, the id of a file with new bytes; says why they cannot be taken
    "bytes_taken": ("dictionary.services.column_guard:upload_problem",),
    # the session, ids of resources: their bytes are compared; says the digest by id
    "digests_asked": ("files.services.data_events:digests",),
    # the session, ids of datasets: what is in their tables is other or known by now
    "rows_written": ("kpi.score.services.score_changes:note_datasets",),
    # ids of datasets: somebody was given access to a file of theirs, or lost it
    "access_changed": ("search.services:mend",),
}
