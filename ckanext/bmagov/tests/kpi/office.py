"""An agency with a duty, and the people who take its round from the hand-in to the close."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.round.model import Deadline
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.clock import after_the_year

YEAR = 2570
NAME = "public-relations-office"
ABOUT = {"id": NAME, "fiscal_year": YEAR}
LOCAL = "http://localhost"
WHY = "ตรวจครบทุกข้อแล้ว"
SIGNED = {"signed_by": "นางสาวศิริพร แก้วประดิษฐ์", "position": "นักประชาสัมพันธ์ชำนาญการ"}
WAY = (
    ("admin", "submit", SIGNED),
    ("auditor", "start_review", {}),
    ("auditor", "verify", {"note": WHY}),
    ("admin", "waive", {"note": WHY}),
    ("supervisor", "sign_off", {"note": WHY}),
    ("supervisor", "close", {}),
)


def keep_open(year: int) -> None:
    """Let the report of a year that is over still be handed in."""
    row: Any = Deadline(
        kpi="database", fiscal_year=year, step="report", before=dt.date(year - 543, 10, 31),
        after=dt.date(2099, 10, 31), reason="ขยายเวลา", created_by="supervisor",
    )  # fmt: skip
    model.Session.add(row)
    model.Session.commit()


def agree_on(agency_id: str, dataset_id: str = "", title: str = "ทะเบียนสื่อ") -> None:
    """Bring a duty of the register."""
    row: Any = Obligation(
        agency_id=agency_id, kind="city_indicator", added_year=2569, title=title, created_by="auditor",
        dataset_id=dataset_id,
    )  # fmt: skip
    model.Session.add(row)
    model.Session.commit()


def look(auditor: str, about: dict[str, Any]) -> None:
    """Confirm each criterion that needs an auditor's word before the report is verified."""
    context: Any = {"user": auditor}
    round_ = tk.get_action("bmagov_round_show")(dict(context), about)
    for criterion in round_["without_word"]:
        said = {**about, "criterion": criterion, "version": round_["version"]}
        tk.get_action("bmagov_criterion_confirm")(dict(context), said)


class Office:
    """An agency with a duty that is kept by one dataset, and the people of its round."""

    def __init__(self) -> None:
        roles = ("editor", "admin", "auditor", "supervisor")
        self.names = {role: core.User()["name"] for role in roles}
        self.agency = self._agency(NAME, editor="editor", admin="admin")
        self._agency("strategy-and-evaluation-department", auditor="editor", supervisor="admin")
        self.dataset = factories.Dataset(owner_org=self.agency, title="ทะเบียนสื่อประชาสัมพันธ์")
        self.duty(self.dataset["id"])

    def _agency(self, name: str, **roles: str) -> str:
        users = [{"name": self.names[who], "capacity": capacity} for who, capacity in roles.items()]
        return factories.Agency(name=name, kind="bureau", users=users)["id"]

    def duty(self, dataset_id: str = "", title: str = "ทะเบียนสื่อ") -> None:
        agree_on(self.agency, dataset_id, title)

    def call(self, who: str, action: str, **data: Any) -> Any:
        user = self.names[who] if who else ""
        return tk.get_action(f"bmagov_{action}")({"user": user}, {**ABOUT, **data})

    def decide(self, who: str, event: str, **data: Any) -> dict[str, Any]:
        version = self.call("auditor", "round_show", changes=False)["version"]
        return self.call(who, f"round_{event}", version=version, **data)

    def look(self) -> None:
        look(self.names["auditor"], ABOUT)

    def come_to(self, last: str) -> None:
        for who, event, data in WAY:
            if event == "verify":
                self.look()
            with after_the_year(YEAR) if event == "close" else contextlib.nullcontext():
                self.decide(who, event, **data)
            if event == last:
                return

    def say(self, criterion: str, share: str = "0.5") -> None:
        version = self.call("auditor", "round_show", changes=False)["version"]
        word = {"criterion": criterion, "share": share, "reason": WHY, "version": version}
        self.call("auditor", "criterion_override", **word)

    def change_the_catalog(self) -> None:
        """Bring a new duty that nobody keeps, and take the dataset of the first away."""
        self.duty(title="ทะเบียนใหม่")
        tk.get_action("package_delete")({"user": self.names["admin"]}, {"id": self.dataset["id"]})
        site = {"ignore_auth": True, "user": ""}
        tk.get_action("bmagov_scorecard_update")(site, {"fiscal_year": YEAR})

    def figures(self) -> dict[str, Any]:
        """Return what each place tells of the year: measured, and after the auditors' words."""
        card = self.call("auditor", "scorecard_show")
        outcome = self.call("auditor", "outcome_show")
        (row,) = self.call("auditor", "scorecard_list")["agencies"]
        report = self.call("auditor", "report_show")
        lines = report["report"]["sections"][4]["blocks"][0]["lines"]
        told = {line["label"]["en"]: line["value"] for line in lines}
        return {
            "card": card["result"],
            "outcome": outcome["machine"],
            "overview": row["result"],
            "trend": row["trend"][-1]["result"],
            "cells": {name: cell["points"] for name, cell in row["criteria"].items()},
            "card cells": {
                criterion["id"]: criterion["points"]
                for part in card["parts"]
                for criterion in part["criteria"]
            },
            "report": told["Result by the system"],
            "decided": outcome["decided"],
            "as of": card["as_of"],
            "digest": report["digest"],
        }
