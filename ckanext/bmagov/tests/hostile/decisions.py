"""What people write to one another about closed data and a year of the KPI, every text of it a payload."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any, Final

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.clock import after_the_year

if TYPE_CHECKING:
    from ckanext.bmagov.tests.hostile.site import Hostile

PDF: Final = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
ADDRESS: Final = "https://example.go.th/?q=%3Cscript%3E"
CLOSED: Final = {
    "data_category": "security",
    "data_classification": "confidential",
    "license_id": "notspecified",
}
OPEN: Final = {"category": "public", "level": "open", "license_id": "cc-by"}


class Desk:
    """Calls of the cast. Texts are taken in turn, so that each payload comes somewhere."""

    def __init__(self, site: Hostile, line: Any, allowed: str) -> None:
        self.site, self.line, self.allowed = site, line, allowed
        self.number = 60

    def words(self) -> str:
        """Return the next payload of one line."""
        self.number += 1
        return self.line(self.number)

    def name(self) -> str:
        """Return the next payload that can be the name of a file; that of a path is cut off."""
        while True:
            if not set(found := self.words()) & set("/\\") and found.isprintable():
                return found

    def block(self, length: int = 1900) -> str:
        """Return a piece of all payloads, as long as a reason may be."""
        self.number += 1
        begin = self.number * length % max(1, len(self.allowed) - length)
        return self.allowed[begin : begin + length].strip()

    def call(self, role: str, action: str, **params: Any) -> Any:
        """Call as one of the cast, with their rights, and note which parameters were taken."""
        user: Any = model.User.get(self.site.users[role])
        context: Any = {"user": user.name, "auth_user_obj": user, "ignore_auth": False}
        made = tk.get_action(action)(context, params)
        self.site.taken |= {
            f"{action}.{name}": text for name, text in params.items() if isinstance(text, str)
        }
        return made


def build(site: Hostile, line: Any, allowed: str, year: int) -> None:
    """Make a closed dataset with all that is said about it, and decide on two rounds."""
    desk = Desk(site, line, allowed)
    sysadmin = {"user": site.users["sysadmin"]}
    for role, agency in (("chief", "audit"), ("head", "other")):
        site.users[role] = core.User(fullname=desk.words())["name"]
        key = {"id": site.agencies[agency]["id"], "username": site.users[role]}
        call_action("organization_member_create", dict(sysadmin), **key, role="admin")
    _access(site, desk)
    _many(site, desk)
    _documents(site, desk, year)
    _guidelines(site, desk, year)
    _duties(site, desk, year)
    _closed_round(site, desk, year)
    _open_round(site, desk, year)
    model.Session.commit()


def _access(site: Hostile, desk: Desk) -> None:
    """Ask for access, give it, take it back; propose a lower level. One of each is left open."""
    dataset = factories.Dataset(
        user={"name": site.users["admin"]},
        name="hostile-closed",
        title=desk.words(),
        owner_org=site.agencies["owner"]["id"],
        resources=[factories.resource(name=desk.words())],
        **CLOSED,
    )
    about = {"id": dataset["id"]}
    until = (today() + dt.timedelta(days=20)).isoformat()
    asked, proposed = "", ""
    for answer in ("refuse", ""):
        wish = {**about, "reason": desk.block(), "until": until}
        asked = desk.call("auditor", "bmagov_access_request_create", **wish)["id"]
        lower = {**about, **OPEN, "reason": desk.block()}
        proposed = desk.call("editor", "bmagov_level_change_propose", **lower)["id"]
        site.pages += [f"/access/request/{asked}", f"/access/level-change/{proposed}"]
        if answer:
            said = {"answer": answer, "reason": desk.block()}
            desk.call("admin", "bmagov_access_request_answer", id=asked, **said)
            desk.call("admin", "bmagov_level_change_answer", id=proposed, **said)
    for user in ("grantee", "outsider"):
        given = {**about, "user": site.users[user], "until": until, "reason": desk.block()}
        grant = desk.call("admin", "bmagov_grant_create", **given)
    desk.call("admin", "bmagov_grant_revoke", id=grant["id"], reason=desk.block())
    _notes_of_versions(desk, dataset["resources"][0]["id"])
    root = "/dataset/hostile-closed"
    site.pages += [root, f"{root}/access", f"{root}/access/request", f"/dataset/edit/{dataset['id']}"]
    site.pages += ["/dashboard/requests", "/access/log", "/access/log.csv", "/dashboard/work"]


def _many(site: Hostile, desk: Desk) -> None:
    """Change several datasets at once; what waits to be saved is on a page."""
    sent = {"ids": ["hostile", "hostile-closed"], "act": "contact", "maintainer": desk.words()}
    job = desk.call("sysadmin", "bmagov_dataset_bulk_act", **sent, dry_run=False)["job"]
    site.pages.append(f"/dashboard/bulk/{job}")


def _notes_of_versions(desk: Desk, file: str) -> None:
    """Say why a dictionary is written, deleted, and written again."""
    columns = {"columns": [{"name": "a", "type": "text"}]}
    desk.call("admin", "bmagov_dictionary_update", id=file, note=desk.block(400), **columns)
    desk.call("admin", "bmagov_dictionary_delete", id=file, note=desk.block(400), version=1)
    desk.call("admin", "bmagov_dictionary_update", id=file, note=desk.block(400), version=2, **columns)
    desk.site.pages.append(f"/dataset/hostile-closed/dictionary/{file}/versions")


def _documents(site: Hostile, desk: Desk, year: int) -> None:
    """Hand in, mend and take back."""
    key = {"id": site.agencies["owner"]["name"], "fiscal_year": year}
    documents = []
    for number, kind in enumerate(("evidence", "working_group_order", "data_catalog_list")):
        file = FileStorage(io.BytesIO(PDF + b"%" * number), filename=f"{desk.name()}.pdf")
        more = {"kind": kind, "title": desk.words(), "upload": file}
        documents.append(desk.call("admin", "bmagov_deliverable_create", **key, **more)["id"])
    use = {"kind": "inside", "description": desk.block(), "evidence": [ADDRESS]}
    first = desk.call("admin", "bmagov_use_create", **key, **use)["id"]
    desk.call("admin", "bmagov_use_update", **key, **use | {"description": desk.block(), "item": first})
    second = desk.call("admin", "bmagov_use_create", **key, **use | {"description": desk.block()})["id"]
    progress = {"day": today().isoformat(), "text": desk.block()}
    done = desk.call("admin", "bmagov_progress_create", **key, **progress)
    linked = {"dataset": "hostile", "system": "indicator", "url": ADDRESS}
    link = desk.call("editor", "bmagov_system_link_create", **key, **linked)
    item = {
        "kind": "readiness_assessment", "title": desk.words(), "text": desk.block(),
        "result": desk.words(), "day": today().isoformat(), "url": ADDRESS,
    }  # fmt: skip
    items = []
    for _ in range(2):
        items.append(desk.call("editor", "bmagov_governance_item_create", **key, **item)["id"])
        item |= {"title": desk.words(), "result": desk.words()}
    for what, gone in (
        ("deliverable", documents[-1]), ("use", second), ("progress", done["id"]),
        ("system_link", link["id"]), ("governance_item", items[-1]),
    ):  # fmt: skip
        desk.call("admin", f"bmagov_{what}_withdraw", **key, item=gone, reason=desk.block())


def _guidelines(site: Hostile, desk: Desk, year: int) -> None:
    """Give out two documents of the year, and take one back."""
    made = []
    for number in range(2):
        file = FileStorage(io.BytesIO(PDF + b"#" * number), filename=f"{desk.name()}.pdf")
        given = {"fiscal_year": year, "title": desk.words(), "upload": file}
        made.append(desk.call("auditor", "bmagov_guideline_create", **given))
    desk.call("auditor", "bmagov_guideline_withdraw", id=made[-1]["id"], reason=desk.words())
    site.pages.append(f"/kpi/guidelines/{year}")


def _duties(site: Hostile, desk: Desk, year: int) -> None:
    """Enter duties, change and agree on one, take the other off the register."""
    for leaves in (False, True):
        duty = desk.call(
            "auditor", "bmagov_obligation_create", agency=site.agencies["owner"]["name"], kind="spatial",
            title=desk.words(), owner=desk.words(), added_year=year - 1, frequency_unit="year",
            extent=desk.words(), form=desk.words(),
        )  # fmt: skip
        said = {
            "frequency_unit": "month",
            "extent": desk.words(),
            "form": desk.words(),
            "reason": desk.block(),
        }
        for role, step, given in (
            ("auditor", "update", {"title": desk.words(), "owner": desk.words(), "reason": desk.block()}),
            ("auditor", "propose", said),
            ("editor", "confirm", {"reason": desk.block()}),
            *([("chief", "remove", {"reason": desk.block()})] if leaves else []),
        ):
            read = {"id": duty["id"], "version": duty["version"]}
            duty = desk.call(role, f"bmagov_obligation_{step}", **read, **given)
        site.pages.append(f"/kpi/register/{duty['id']}")
        site.pages.append(f"/organization/{site.agencies['owner']['name']}/kpi/{year}/register/{duty['id']}")


class _Round:
    """The round of an agency, step by step."""

    def __init__(self, desk: Desk, agency: str, year: int) -> None:
        self.desk, self.key = desk, {"id": agency, "fiscal_year": year}

    def step(self, role: str, event: str, **more: Any) -> None:
        """Take a step, with a note."""
        self.write(role, f"bmagov_round_{event}", note=self.desk.block(), **more)

    def submit(self, role: str) -> None:
        """Sign and hand in."""
        signed = {"signed_by": self.desk.words(), "position": self.desk.words()}
        self.step(role, "submit", **signed)

    def write(self, role: str, action: str, **more: Any) -> None:
        """Write on the version that stands."""
        version = call_action("bmagov_round_show", **self.key)["version"]
        self.desk.call(role, action, **self.key, version=version, **more)

    def judge(self) -> None:
        """Say a word on two criteria, on the database, and write a remark."""
        self.write("auditor", "bmagov_criterion_confirm", criterion="2.1.1", reason=self.desk.block())
        word = {"criterion": "2.1.2", "share": "0.5", "reason": self.desk.block()}
        self.write("auditor", "bmagov_criterion_override", **word)
        item = call_action("bmagov_proposal_show", **self.key)["id"]
        said = {"item": item, "accepted": False, "reason": self.desk.block()}
        self.desk.call("auditor", "bmagov_proposal_judge", **self.key, **said)
        for criterion in call_action("bmagov_round_show", **self.key)["without_word"]:
            self.write("auditor", "bmagov_criterion_confirm", criterion=criterion, reason=self.desk.block())
        self.desk.call("auditor", "bmagov_audit_note_create", **self.key, text=self.desk.block(), shared=True)


def _closed_round(site: Hostile, desk: Desk, year: int) -> None:
    """Take a round through every step that there is, up to a new revision, in which the agency writes."""
    agency = site.agencies["owner"]["name"]
    found = _Round(desk, agency, year)
    due = (today() + dt.timedelta(days=20)).isoformat()
    found.submit("admin")
    found.step("auditor", "start_review")
    found.step("auditor", "return", due=due)
    found.submit("admin")
    found.step("auditor", "start_review")
    found.judge()
    found.step("auditor", "verify")
    found.step("admin", "object", evidence=[ADDRESS])
    found.step("auditor", "take_facts")
    found.judge()
    found.step("auditor", "verify")
    found.step("admin", "waive")
    found.step("chief", "sign_off")
    with after_the_year(year):
        found.step("chief", "close")
        desk.call("chief", "bmagov_kpi_release_create", fiscal_year=year, note=desk.words())
    site.pages.append(f"/kpi/{year}/releases")
    found.step("chief", "revise")


def _open_round(site: Hostile, desk: Desk, year: int) -> None:
    """Leave a round under review, so that all forms of auditors are open."""
    agency = site.agencies["other"]["name"]
    key = {"id": agency, "fiscal_year": year}
    more = {"origin": "widened", "importance": desk.words(), "widened_by": desk.words()}
    made = desk.call("head", "bmagov_proposal_update", **key, title=desk.words(), **more)
    desk.call("head", "bmagov_proposal_withdraw", **key, item=made["id"], reason=desk.block())
    desk.call("head", "bmagov_proposal_update", **key, title=desk.words(), **more)
    found = _Round(desk, agency, year)
    found.submit("head")
    found.step("auditor", "start_review")
    found.step("auditor", "no_register")
    found.judge()
    days = {one["step"]: one["day"] for one in call_action("bmagov_deadline_list", **key)["deadlines"]}
    moved = {"step": "report", "before": days["report"], "reason": desk.block()}
    later = (dt.date.fromisoformat(moved["before"]) + dt.timedelta(days=1)).isoformat()
    desk.call("chief", "bmagov_deadline_move", **key, **moved, after=later)
    root = f"/kpi/{year}/{agency}"
    site.pages += [
        root,
        f"{root}/criterion/2.1.1",
        f"{root}/criterion/2.1.2",
        f"{root}/proposal",
        f"{root}/note",
    ]
    site.pages += [f"{root}/decide/{event}" for event in ("return", "verify")]
    site.pages += [f"/organization/{agency}/kpi/{year}{page}" for page in ("", "/submit", "/database")]
