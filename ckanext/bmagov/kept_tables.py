"""Which of our tables the log of decisions covers, and why the others are not: each stands in one of the two.

What a row of a covered table becomes goes into the chain with the transaction that writes it
(`base/services/row_log.py`), and `ckan bmagov audit verify` compares. A test fails for a table in neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Covered:
    """Why a table is covered, and whether its rows only grow: then the database refuses changes as well."""

    why: str
    only_grows: bool = False


COVERED: Final[dict[str, Covered]] = {
    "bmagov_access_grant": Covered("who may read what is closed, as it is now"),
    "bmagov_access_request": Covered("what a grant was asked for, and the answer"),
    "bmagov_audit_note": Covered("what auditors remarked", only_grows=True),
    "bmagov_data_event": Covered("when data came: currency is counted from it"),
    "bmagov_dataset_state": Covered("how a dataset stood on a past day", only_grows=True),
    "bmagov_deadline": Covered("how deadlines were moved: points hang on them", only_grows=True),
    "bmagov_deliverable": Covered("documents as they were handed in, and when"),
    "bmagov_document_reading": Covered("what was read of documents: they count by it", only_grows=True),
    "bmagov_dictionary": Covered("which version of a dictionary is judged"),
    "bmagov_dictionary_version": Covered("what a dictionary said", only_grows=True),
    "bmagov_governance_item": Covered("how an agency governs its data"),
    "bmagov_guideline": Covered("what the office that audits gave out, and took back"),
    "bmagov_kpi_release": Covered("what was published of closed years", only_grows=True),
    "bmagov_level_change": Covered("who proposed a lower level, and who approved it"),
    "bmagov_obligation": Covered("the duties of the register, with their agreements"),
    "bmagov_override": Covered("auditors' words on criteria"),
    "bmagov_progress": Covered("dated entries of the workspace"),
    "bmagov_proposal": Covered("the database of Part 2"),
    "bmagov_round": Covered("where a round stands, with its decisions"),
    "bmagov_ruleset": Covered("the rules by which was judged"),
    "bmagov_snapshot": Covered("what was handed in and signed off: it is what is published", only_grows=True),
    "bmagov_statement": Covered("the agency's own words, and who signed them"),
    "bmagov_system_link": Covered("which systems hold a dataset, and who confirmed it"),
    "bmagov_use": Covered("declared uses with their evidence"),
}
"""By name."""

DATASETS: Final = "package"
"""CKAN's own table. No trigger of ours stands there: `access` tells which datasets have changed."""

DATASET_COLUMNS: Final = ("owner_org", "state", "type", "private", "level", "files")
"""What is covered of a dataset: what decides who reads it. `files` are the levels of its files, and which of
them are deleted."""

LEFT_OUT: Final[dict[str, str]] = {
    "bmagov_account_invitation": "no number rests on it; the log has an entry of each invitation",
    "bmagov_account_session": "no number rests on it; it changes with each login",
    "bmagov_audit_log": "the chain itself",
    "bmagov_bulk_item": "what waits to be saved; what was saved is in the history of the dataset",
    "bmagov_bulk_job": "what waits to be saved; what was saved is in the history of the dataset",
    "bmagov_content_fingerprint": "what reading a file gave; how the data differ stands in their event",
    "bmagov_criterion_score": "computed, and computed again from what is covered",
    "bmagov_dataset_facts": "computed, and computed again from the catalog",
    "bmagov_deleted_dataset": "an aid for who wants a dataset back; its state is covered",
    "bmagov_deleted_file": "an aid for who wants a file back; the files of a dataset are covered",
    "bmagov_demo_object": "what the demo content made",
    "bmagov_dictionary_column": "made from the present version of the dictionary",
    "bmagov_former_name": "where old addresses lead; no number rests on it",
    "bmagov_finding": "computed, and computed again from what is covered",
    "bmagov_gdc_change": "when records for GD Catalog became others; no number rests on it",
    "bmagov_gdc_dataset": "what GD Catalog was sent and says; it is asked again",
    "bmagov_link_check": "what a machine saw at an address; it looks again",
    "bmagov_notice_account": "what a person has seen of their list; no number rests on it",
    "bmagov_read_log": "a chain of its own",
    "bmagov_loaded_table": "what a machine made of a file; it makes it again",
    "bmagov_resource_content": "what reading a file gave; it can be read again",
    "bmagov_score_change": "a queue",
    "bmagov_score_run": "how far the computing is",
    "bmagov_score_touch": "when the computing last saw a change",
    "bmagov_scorecard": "computed, and computed again from what is covered",
    "bmagov_seen_facts": "what reading the catalog gave; it is read again",
    "bmagov_touched_row": "rows that a transaction has still to take into the log",
    "bmagov_usage": "counted with each reader, who must not wait for the log; handing in keeps the counts",
    "bmagov_validation_run": "what a machine found in a file; it checks again",
}
"""By name, with the reason."""

CODES: Final = frozenset(
    {
        "accepted_by", "agency_id", "answered_by", "asked_by", "change", "changed_by", "confirmed_by",
        "created_by", "criterion", "dataset_id", "deliverable_id", "digest", "frequency_unit",
        "from_level", "grant_id",
        "granted_by", "grantee_id", "grantee_type", "id", "kind", "kpi", "level", "machine_state",
        "media_type", "origin", "owner_org", "package_id", "period", "published_by", "replaces_id",
        "resource_id", "revoked_by", "rule_digest", "sha256", "state", "status", "step", "system",
        "to_level", "type", "typed", "user_id", "withdrawn_by",
    }
)  # fmt: skip
"""Text columns that hold a code or an id: the log tells what they were. Of every other text, which may be
long or name somebody, it holds the SHA-256 only."""
