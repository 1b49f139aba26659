"""Who may read what: the policy of docs and design written out by hand, so that no code judges itself.

One line for each level and state, one column for each of the cast:

``-`` for this reader there is no such thing, ``e`` may know that it exists, ``m`` reads the metadata, ``d``
reads the data too.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    "anonymous", "outsider", "stranger", "member", "editor", "admin",
    "grantee", "agency_grantee", "expired_grantee", "auditor", "sysadmin",
)  # fmt: skip
"""outsider: signed in, of no agency; stranger: editor of another agency; member, editor and admin: of the
agency that owns the datasets; grantee: of no agency, named in a grant; agency_grantee: plain member of an
agency named in a grant; expired_grantee: of no agency, named in grants that ended yesterday; auditor: editor
of the Strategy Office."""

SIGNED_IN = tuple(role for role in ROLES if role != "anonymous")
MEMBERS = frozenset(("member", "editor", "admin"))
"""Of the agency that owns the datasets."""

TABLE = """
                         nobody outsider stranger member editor admin grantee agency expired auditor sysadmin
open                       d       d        d       d      d      d      d      d       d       d       d
closed_open                -       -        -       d      d      d      -      -       -       -       d
internal                   -       -        d       d      d      d      d      d       -       d       d
confidential               -       -        -       d      d      d      d      d       -       m       d
secret                     -       -        -       -      -      m      d      d       -       m       d
top_secret                 -       -        -       -      -      m      d      d       -       e       d

was_internal               -       -        d       d      d      d      -      d       -       d       d
was_confidential           -       -        -       d      d      d      -      -       -       m       d
was_secret                 -       -        -       -      -      m      -      -       -       m       d
was_top_secret             -       -        -       -      -      m      -      -       -       e       d

column_internal            m       m        d       d      d      d      d      d       m       d       d
column_confidential        m       m        m       d      d      d      d      d       m       m       d

unpublished_open           -       -        -       -      d      d      -      -       -       -       d
unpublished_internal       -       -        -       -      d      d      -      -       -       -       d
unpublished_confidential   -       -        -       -      d      d      -      -       -       -       d
unpublished_secret         -       -        -       -      -      m      -      -       -       -       d
unpublished_top_secret     -       -        -       -      -      m      -      -       -       -       d
"""
"""One column for each of `ROLES`, in their order.

closed_open: open data that its agency keeps private. column: an open file with a column of that level.
was: what a dataset said
before its level was lowered, when nobody had been given access. unpublished: a draft, or deleted.
"""


def _parse(table: str) -> dict[str, dict[str, str]]:
    _, *rows = [line.split() for line in table.splitlines() if line.strip()]
    return {name: dict(zip(ROLES, cells, strict=True)) for name, *cells in rows}


RIGHTS = _parse(TABLE)
LEVELS = ("open", "internal", "confidential", "secret", "top_secret")


@dataclass(frozen=True)
class Case:
    """One thing that is or is not to be seen.

    ``dataset`` names the dataset it is in, itself for most; ``file`` tells that it is a file of an opener
    one, ``old`` that it is what a dataset said before.
    """

    key: str
    kind: str
    level: str
    row: str
    dataset: str
    file: bool = False
    old: bool = False

    @property
    def word(self) -> str:
        """Return the letters that stand in the case's markers."""
        return self.key.replace("_", "")

    @property
    def active(self) -> bool:
        """Tell whether lists are about it: neither a draft nor deleted."""
        return self.kind not in ("draft", "deleted")


def _cases() -> dict[str, Case]:
    found = [Case(level, "dataset", level, level, level) for level in LEVELS]
    found.append(Case("closed_open", "dataset", "open", "closed_open", "closed_open"))
    # Bytes and tables from before their level was what it is: none can be put there now.
    found += [
        Case(f"stored_{level}", "stored", level, level, f"stored_{level}")
        for level in ("secret", "top_secret")
    ]
    found.append(Case("host", "dataset", "open", "open", "host"))
    found += [Case(f"file_{level}", "file", level, level, "host", file=True) for level in LEVELS[1:]]
    found.append(Case("columns", "dataset", "open", "open", "columns"))
    found += [
        Case(f"column_{level}", "column", level, f"column_{level}", "columns", file=True)
        for level in LEVELS[1:3]
    ]
    found.append(Case("inner", "file", "confidential", "confidential", "internal", file=True))
    found += [Case(f"up_{level}", "up", level, level, f"up_{level}") for level in LEVELS[1:]]
    for level in LEVELS[1:]:
        found.append(Case(f"now_{level}", "now", "open", "open", f"now_{level}"))
        found.append(Case(f"old_{level}", "old", level, f"was_{level}", f"now_{level}", old=True))
    for kind in ("draft", "deleted"):
        found += [
            Case(f"{kind}_{level}", kind, level, f"unpublished_{level}", f"{kind}_{level}")
            for level in LEVELS
        ]
    return {case.key: case for case in found}


CASES = _cases()
"""Levels by state: dataset, file in an opener one, raised, lowered (now; what it said), draft, deleted."""
DATASETS = tuple(case for case in CASES.values() if not (case.file or case.old))


def may_know(role: str, case: str) -> bool:
    """Tell who may know that a thing exists."""
    return RIGHTS[CASES[case].row][role] in "emd"


def may_read(role: str, case: str) -> bool:
    """Tell who may read the metadata."""
    return RIGHTS[CASES[case].row][role] in "md"


def may_know_columns(role: str, case: str) -> bool:
    """Tell who may know the columns of a case's table: those that have a level of their own by that."""
    return RIGHTS[CASES[case].row.removeprefix("column_")][role] in "md"


def may_read_data(role: str, case: str) -> bool:
    """Tell who may read bytes and rows."""
    return RIGHTS[CASES[case].row][role] == "d"


def may_read_address(role: str, case: str) -> bool:
    """Tell who may know where data are: for whom they are, and who keeps the record with the address."""
    return may_read_data(role, case) or (role in ("editor", "admin") and may_read(role, case))


def may_edit(role: str, case: str) -> bool:
    """Tell who may change a dataset or file: its agency's editors who may read the whole dataset.

    CKAN saves a dataset with the files that the caller has read: what is hidden from the caller would be
    lost.
    """
    inside = [key for key, one in CASES.items() if one.file and one.dataset == CASES[case].dataset]
    return role in ("editor", "admin", "sysadmin") and all(may_read(role, one) for one in (case, *inside))
