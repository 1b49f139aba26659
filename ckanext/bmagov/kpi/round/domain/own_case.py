"""Own case (trust design, 5): nobody judges an agency of theirs. By agency, not only by person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ckanext.bmagov.access import Reader


def is_own(reader: Reader, agency_id: str, above: Mapping[str, Collection[str]]) -> bool:
    """Tell whether somebody belongs to an agency: has a role in it, or in an office of it.

    :param above: the agencies above each agency in which the reader has a role
    """
    return agency_id in reader.roles or any(agency_id in above.get(own, ()) for own in reader.roles)


def is_exempt(reader: Reader, agencies: Collection[str], audit_id: str, reviewers: Collection[str]) -> bool:
    """Tell whether somebody judges their own agency because nobody else could: the one that audits.

    :param agencies: the agency and those above it
    :param reviewers: names of the accounts to which the round of the agency that audits goes
    """
    return bool(audit_id) and audit_id in agencies and reader.name in reviewers
