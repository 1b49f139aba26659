"""What people have to look at and to say before what was handed in is verified and signed off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.kpi.oversight.domain.flags import criteria_of, flags_of
from ckanext.bmagov.kpi.oversight.readers.limits import limits
from ckanext.bmagov.kpi.round.domain.round import Outstanding
from ckanext.bmagov.kpi.round.domain.sample import Piece, draw, needs_word, seed_of
from ckanext.bmagov.kpi.round.services import snapshots
from ckanext.bmagov.kpi.score.domain.criteria.duty import DutyCheck
from ckanext.bmagov.kpi.score.domain.facts import Facts

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.round.domain.round import Round
    from ckanext.bmagov.kpi.round.model import Snapshot
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import ScoreCard


def seed(round_: Round) -> str:
    """Return the seed of the sample; empty for what was handed in before samples were drawn."""
    taken = round_.facts_taken
    return seed_of(taken.log_head, taken.at) if taken and taken.log_head else ""


def drawn(round_: Round, card: ScoreCard, rules: RuleSet) -> tuple[Piece, ...]:
    """Return the pieces of evidence that were drawn when it was handed in, in their order.

    :param card: what is judged, with its findings
    :param rules: by which it was made
    """
    known = seed(round_)
    return draw(card.findings, rules.substance.sample, known) if known else ()


def outstanding(session: AlchemySession, round_: Round, kept: Snapshot) -> Outstanding:
    """Return what still has to be said of what was handed in.

    Rules that draw no sample ask for no word either: so were all before.

    :param kept: what is judged
    """
    rules = snapshots.rules_of(session, kept)
    if rules is None:
        return Outstanding()
    card = snapshots.whole_card(kept)
    criteria: tuple[str, ...] = ()
    if rules.substance.sample:
        said = {row.criterion for row in snapshots.words(session, kept.agency_id, rules, kept.revision)}
        wanted = needs_word(card.findings, drawn(round_, card, rules), _flagged(kept, card, rules))
        criteria = tuple(criterion for criterion in wanted if criterion not in said)
    return Outstanding(criteria, lacks_register(card))


def _flagged(kept: Snapshot, card: ScoreCard, rules: RuleSet) -> frozenset[str]:
    """Return the criteria in whose evidence something is to be looked at."""
    flags = flags_of(Facts.from_dict(kept.facts), card.criteria, rules, limits(), card.as_of)
    return criteria_of(flags, card.findings)


def lacks_register(card: ScoreCard) -> bool:
    """Tell whether an agency was scored without a register that its rules ask for."""
    return any(finding.reason == DutyCheck.no_register.code for finding in card.findings)
