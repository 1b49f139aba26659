"""What an agency's year of the KPI asks of its people, and what happened in it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import kpi
from ckanext.bmagov.agencies import CURRENT, stored_agencies
from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.words.dates import iso_day
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.kpi import Round
from ckanext.bmagov.notices.actions.sources.asker import day, moment
from ckanext.bmagov.notices.domain.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ckanext.bmagov.notices.actions.sources.asker import Asker

DECIDED: Final = frozenset({"start_review", "take_facts", "no_register", "sign_off", "close"})
"""What auditors did that asks nothing of the agency; what does has a line of its own."""

FILES_FORM: Final = "/dataset/resources/"
LAST_STEP: Final = "report"


def lines(asker: Asker) -> Iterator[Line]:
    """Yield the lines of the years that may be open, this one and the last, of the agencies of a person.

    An agency that is no more is asked for nothing: what it owed, its successors are asked for.
    """
    current = {agency.id for agency in stored_agencies(model.Session) if agency.as_node().status == CURRENT}
    this_year = FiscalYear.of(asker.today).year
    for fiscal_year in (this_year - 1, this_year):
        scores = asker.read("bmagov_scorecard_list", fiscal_year=fiscal_year)
        for agency in scores["agencies"] if scores else ():
            if asker.edits(agency["id"]):
                yield from _Year(asker, agency, fiscal_year).lines(asks=agency["id"] in current)


class _Year:
    """The year of one agency."""

    def __init__(self, asker: Asker, agency: Mapping[str, Any], fiscal_year: int) -> None:
        self.asker, self.agency, self.fiscal_year = asker, agency, fiscal_year
        self.about = {"id": agency["name"], "fiscal_year": fiscal_year}
        self.workspace = f"/organization/{agency['name']}/kpi/{fiscal_year}"

    def lines(self, *, asks: bool) -> Iterator[Line]:
        """Yield all lines.

        :param asks: also what the agency is asked for, not only what happened
        """
        round_ = self.asker.read("bmagov_round_show", **self.about, changes=False)
        if round_ is None:
            return
        yield from self._decisions(round_)
        if asks and round_["state"] == "returned":
            yield self._returned(round_)
        if asks and round_["editable"]:
            yield from self._acts()
            yield from self._deadlines(round_)

    def _line(self, kind: str, key: str, text: str, link: str, button: str, **more: Any) -> Line:
        key = f"{self.agency['id']} {self.fiscal_year} {key}"
        title = tk.h.bmagov_title(self.agency)
        return Line(kind, key, text, link, button, agency=title, **more)

    def _acts(self) -> Iterator[Line]:
        """What can still be done for the score, by the to-do list of the workspace.

        What has no last day is left to that list; of new data the line of the dataset takes the points.
        """
        card = self.asker.read("bmagov_scorecard_show", **self.about)
        for gain in card["gains"] if card else ():
            if gain["deadline"] or gain["link"].startswith(FILES_FORM):
                yield self._act(gain)

    def _act(self, gain: Mapping[str, Any]) -> Line:
        kind = str(gain["params"].get("kind") or "")
        parts = (gain["link"], kind, gain["criterion"], gain["subject_id"], gain["deadline"] or "")
        said = gain["remedy"] or gain["text"]
        return self._line(
            "act",
            " ".join(parts),
            f"{gain['title']}: {said}" if gain["title"] else said,
            gain["link"],
            tk._("Do it"),
            due=day(gain["deadline"]),
            least=Decimal(gain["least"]),
            gain=Decimal(gain["gain"]),
        )

    def _deadlines(self, round_: Mapping[str, Any]) -> Iterator[Line]:
        """The last day of the report itself, and the days that were moved."""
        listed = self.asker.read("bmagov_deadline_list", **self.about)
        stored = sa.select(kpi.Deadline).where(kpi.Deadline.fiscal_year == self.fiscal_year)
        movers = {row.created_at.isoformat(): row.created_by for row in model.Session.scalars(stored)}
        for deadline in listed["deadlines"] if listed else ():
            name = deadline["name"].get(lang()) or deadline["name"]["th"]
            if deadline["step"] == LAST_STEP and round_["state"] == "draft":
                text = tk._("Hand in the report of the fiscal year {year}").format(year=self.fiscal_year)
                page, button = f"{self.workspace}/submit", tk._("Hand in")
                yield self._line("act", deadline["day"], text, page, button, due=day(deadline["day"]))
            for move in deadline["moves"]:
                text = tk._("{name}: the last day is moved from {before} to {after}").format(
                    name=name, before=iso_day(move["before"]), after=iso_day(move["after"])
                )
                key, button = f"{deadline['step']} {move['at']}", tk._("Open and read")
                at, by = moment(move["at"]), movers.get(move["at"], "")
                yield self._line("moved", key, text, self.workspace, button, at=at, by=by)

    def _decisions(self, round_: Mapping[str, Any]) -> Iterator[Line]:
        """What auditors decided, until when one may object, and what is to be mended until when."""
        stored = model.Session.get(Round, (self.agency["id"], round_["kpi"], self.fiscal_year))
        by = [decision["by"] for decision in stored.content["decisions"]] if stored else []
        for place, decision in enumerate(round_["decisions"]):
            key, at = f"{round_['revision']} {place}", moment(decision["at"])
            who = by[place] if place < len(by) else ""
            if decision["event"] in DECIDED:
                label = decision["event_label"]
                text = tk._("KPI {year}: {event}").format(year=self.fiscal_year, event=label)
                yield self._line("decided", key, text, self.workspace, tk._("Open and read"), at=at, by=who)
        last = round_["decisions"][-1] if round_["decisions"] else None
        if last and round_["state"] == "verified" and round_["objection_until"]:
            text = tk._("The report of {year} is verified. You may object until the last day")
            yield self._line(
                "objection",
                f"{round_['revision']} {round_['objection_until']}",
                text.format(year=self.fiscal_year),
                self.workspace,
                tk._("Open and read"),
                due=day(round_["objection_until"]),
                at=moment(last["at"]),
                by=by[-1],
            )

    def _returned(self, round_: Mapping[str, Any]) -> Line:
        """A report that is to be mended, with what the auditor wrote."""
        last = next(word for word in reversed(round_["decisions"]) if word["event"] == "return")
        text = tk._("The report of {year} was returned. Mend it and hand it in again").format(
            year=self.fiscal_year
        )
        return self._line(
            "returned",
            f"{round_['revision']} {round_['version']} {last['due']}",
            f"{text}: {last['note']}",
            self.workspace,
            tk._("Mend it"),
            due=day(last["due"]),
            at=moment(last["at"]),
        )
