"""The score card that stands for an agency's year: that of the hand-in while it is judged, else today's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckanext.bmagov.kpi.round.services import rounds, snapshots
from ckanext.bmagov.kpi.score.domain.facts import Facts
from ckanext.bmagov.kpi.score.services import cards, score

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.round.domain.decisions import Outcome
    from ckanext.bmagov.kpi.round.domain.round import Round
    from ckanext.bmagov.kpi.round.model import Snapshot
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import ScoreCard


@dataclass(frozen=True)
class Standing:
    """A score card with the rules that it was made by. ``kept`` is None while the catalog of today counts."""

    card: ScoreCard
    rules: RuleSet
    kept: Snapshot | None
    stored: bool
    """Whether it was read; false when it was made for this question."""

    def outcome(self, session: AlchemySession, revision: int) -> Outcome:
        """Return the result after the auditors' words; signed off, after those of then."""
        if self.kept and self.kept.period == snapshots.SIGNED_OFF:
            return snapshots.kept_outcome(self.kept, self.rules)
        said = snapshots.words(session, self.card.agency_id, self.rules, revision)
        return snapshots.outcome(self.card, self.rules, said)


def of_round(
    session: AlchemySession, agency: Scored, rules: RuleSet, round_: Round, now: dt.datetime
) -> Standing:
    """Return the score card that stands for a round.

    :param rules: in force, with the deadlines as they were moved for this agency
    """
    kept = snapshots.judged(session, round_)
    then = snapshots.rules_of(session, kept) if kept else None
    if kept and then:
        return Standing(snapshots.whole_card(kept), then, kept, stored=True)
    card, stored = cards.current(session, agency, rules, now)
    return Standing(card, rules, None, stored)


def of_year(session: AlchemySession, agency: Scored, rules: RuleSet, now: dt.datetime) -> Standing:
    """Return the score card that stands for an agency's year."""
    return of_round(session, agency, rules, rounds.load(session, agency.node.id, rules), now)


def restore(session: AlchemySession, kept: Snapshot, rules: RuleSet) -> None:
    """Let the stored score card be the one that is judged: all of it, as another may have the same result.

    :param rules: in force; those by which it was kept go before them
    """
    then = snapshots.rules_of(session, kept) or rules
    score.store(session, Facts.from_dict(kept.facts), snapshots.whole_card(kept), then)
