"""What outsiders check the log of decisions by: the day's checkpoint, and proofs of what it holds."""

from __future__ import annotations

import base64
import logging
from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.auth.rules import everybody
from ckanext.bmagov.base.domain.checkpoint import Checkpoint
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.readers.log_key import LogKeyError
from ckanext.bmagov.base.schema.log_proof import log_proof_schema
from ckanext.bmagov.base.services import audit_log, log_tree
from ckanext.bmagov.base.words.language import limit_text

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import Context, DataDict, ErrorDict

    from ckanext.bmagov.base.answers import CheckpointDict, ConsistencyDict, InclusionDict, LogProofDict
    from ckanext.bmagov.base.domain.merkle import MerkleTree
    from ckanext.bmagov.base.readers.log_key import LogKey

log = logging.getLogger(__name__)


@reads(allowed=everybody)
def bmagov_log_checkpoint_show(context: Context, data_dict: DataDict) -> CheckpointDict:
    """Show the signed checkpoint of the log of decisions as it was when the day began. Everyone.

    It has the form of C2SP (tlog-checkpoint, signed-note). Whoever keeps it can show later that an entry was
    changed, left out or put in, without reading any. Not found with `LOG-KEY-NONE` where the site signs none.

    :returns: `day`, `origin` (host of the site), `size` (entries), `root` (base64), `note`: the signed text,
        `key`: the public key, as a line
    :rtype: dict
    """
    key = _key()
    day = today()
    tree, size = _today(day)
    checkpoint = Checkpoint(key.verifier.name, size, tree.root(size))
    return {
        "day": day.isoformat(),
        "origin": checkpoint.origin,
        "size": size,
        "root": _text(checkpoint.root),
        "note": str(key.sign(checkpoint)),
        "key": str(key.verifier),
    }


@reads(log_proof_schema, allowed=everybody)
def bmagov_log_proof_show(context: Context, data_dict: DataDict) -> LogProofDict:
    """Prove that an entry is in the log of decisions, or that the log only grew. Everyone.

    Hashes and proofs are those of RFC 9162, section 2.1. The data of a leaf are the salt of an entry (16
    bytes) and its digest (32 bytes). Who has neither learns nothing of an entry from them.

    :param entry: number of an entry, of which to prove that it is in the log (optional)
    :type entry: int
    :param old_size: of how many entries an earlier log was, that is to be the beginning (optional)
    :type old_size: int
    :param size: of how many entries the log is that is meant (optional, default: today's checkpoint)
    :type size: int

    :returns: `origin`, `size`, `root`; `inclusion`: `entry`, its `leaf` and the `hashes`, or null;
        `consistency`: `old_size`, `old_root` and the `hashes`, or null. All hashes in base64
    :rtype: dict
    """
    entry, old = data_dict.get("entry"), data_dict.get("old_size")
    if entry is None and old is None:
        said = tk._("Give the number of an entry, the size of an earlier log, or both")
        raise tk.ValidationError({"entry": [f"LOG-PROOF-OF-WHAT: {said}"]})
    tree, longest = _today(today())
    if not longest:
        raise tk.ValidationError({"size": [f"LOG-EMPTY: {tk._('The log had no entry when the day began')}"]})
    size = data_dict.get("size") or longest
    _refuse_above(longest, size=size)
    _refuse_above(size, entry=entry, old_size=old)
    return {
        "origin": log_tree.origin(),
        "size": size,
        "root": _text(tree.root(size)),
        "inclusion": _inclusion(tree, entry, size) if entry else None,
        "consistency": _consistency(tree, old, size) if old else None,
    }


def _key() -> LogKey:
    """Return the key of the site.

    :raises ObjectNotFound: there is none, or it cannot be read; what is wrong stands in the site's own log
    """
    key = None
    try:
        key = log_tree.key()
    except LogKeyError as error:
        log.error("The checkpoint of the log is not given out: %s", error)
    if key:
        return key
    raise tk.ObjectNotFound(f"LOG-KEY-NONE: {tk._('This site does not sign its log')}")


def _today(day: dt.date) -> tuple[MerkleTree, int]:
    """Return the tree, and of which size it was when the day began."""
    size = audit_log.head_on(model.Session, day).length
    try:
        return log_tree.tree(model.Session, size), size
    except log_tree.LogGapError as error:
        log.error("No proofs of the log are given: %s", error)
        said = tk._("The log is not whole. Nothing can be proved of it")
        raise tk.ObjectNotFound(f"LOG-NOT-WHOLE: {said}") from error


def _refuse_above(most: int, **numbers: int | None) -> None:
    errors: ErrorDict = {
        name: [limit_text(1, most)] for name, number in numbers.items() if number and number > most
    }
    if errors:
        raise tk.ValidationError(errors)


def _inclusion(tree: MerkleTree, entry: int, size: int) -> InclusionDict:
    hashes = [_text(node) for node in tree.inclusion(entry - 1, size)]
    return {"entry": entry, "leaf": _text(tree.leaf(entry - 1)), "hashes": hashes}


def _consistency(tree: MerkleTree, old: int, size: int) -> ConsistencyDict:
    hashes = [_text(node) for node in tree.consistency(old, size)]
    return {"old_size": old, "old_root": _text(tree.root(old)), "hashes": hashes}


def _text(node: bytes) -> str:
    return base64.b64encode(node).decode()
