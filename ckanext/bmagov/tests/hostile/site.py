"""A catalog whose every text wants to run, made by the actions that people use.

What each kind of record takes is read from the application: fields of the schemas, attributes of a column.
A field that refuses its payload is tried with the next one, and left alone when it takes none.
"""

from __future__ import annotations

import dataclasses
import io
from typing import TYPE_CHECKING, Any, Final

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action
from ckanext.activity.model import Activity

from ckanext.bmagov.base.domain.text import find_control_character
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.dictionary.domain.spec import Column
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.hostile import decisions
from ckanext.bmagov.tests.hostile.payloads import THAI, payloads
from ckanext.bmagov.tests.security.city import City
from ckanext.bmagov.tests.security.readers import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ckan.tests.helpers import CKANTestApp

ALL: Final = "\n\n".join([THAI, *payloads().values()]).replace("\x00", "").replace("\ud800", "")
"""Every payload in one text, a paragraph each, but for what a database cannot hold."""

ALLOWED: Final = "\n\n".join(text for text in ALL.split("\n\n") if not find_control_character(text))
LINES: Final = [
    " ".join(text.split())
    for text in payloads().values()
    if not find_control_character(text) and "\n" not in text
]
COLUMN: Final = "<img src=x onerror=window.bmagovRan=1>"
TEXTS: Final = ("text", "markdown", "title", "dataset_title", "multiple_text", "")
YEAR: Final = 2570


def line(number: int, longest: int = 100) -> str:
    """Return a payload of one line that is short enough."""
    short = [one for one in LINES if len(one) <= longest]
    return short[number * 7 % len(short)]


class Hostile(City):
    """The cast of the tests of security and one dataset. ``taken``: fields by their payloads."""

    def fill(
        self, given: dict[str, Any], longest: dict[str, int], call: Callable[[dict[str, Any]], Any]
    ) -> Any:
        """Call with a payload in each field; other payloads, then none, where one is refused."""
        texts = {name: line(place, length) for place, (name, length) in enumerate(longest.items())}
        for attempt in range(1, 12):
            try:
                made = call({**given, **texts})
            except tk.ValidationError as error:
                wrong = _names(error.error_dict) & set(texts)
                if not wrong:
                    raise
                for name in wrong:
                    if attempt > 8:
                        del texts[name]
                    else:
                        texts[name] = line(list(longest).index(name) + attempt, longest[name])
                continue
            self.taken |= texts
            return made
        raise AssertionError("nothing is accepted")

    taken: dict[str, str]
    pages: list[str]
    """Addresses of what has an id of its own: requests, proposals, duties, rounds of another agency."""


def _names(errors: Any) -> set[str]:
    """Return the fields that are wrong, however deep they stand."""
    found: set[str] = set()
    for one in errors if isinstance(errors, list) else [errors]:
        if isinstance(one, dict):
            found |= set(one) | {name for value in one.values() for name in _names(value)}
            found |= {str(one["field"])} if "field" in one else set()
    return found


def build(app: CKANTestApp) -> Hostile:
    """Make users, agencies, a dataset, and what hangs on it."""
    site = Hostile(app)
    site.taken, site.pages = {}, []
    people = _people(site)
    for number, name in enumerate(("owner", "other", "granted", "audit")):
        site.agencies[name] = _agency(name, number, people)
    site.topic = core.Group(
        name="topic-of-all",
        title=line(3),
        description=ALL,
        user=people["sysadmin"],
        extras=[{"key": line(5), "value": line(6)}],
    )["name"]
    _dataset(site, people["editor"])
    _resource(site, people["editor"])
    _activities(site, people["editor"])
    _kpi(site)
    decisions.build(site, line, ALLOWED, YEAR)
    model.Session.remove()  # an open transaction would wait in it while the browser reads
    return site


def _people(site: Hostile) -> dict[str, Any]:
    people = {}
    for number, role in enumerate(role for role in ROLES if role != "anonymous"):
        made = (core.Sysadmin if role == "sysadmin" else core.User)(fullname=line(number))
        people[role] = made
        model.User.get(made["name"]).about = ALL  # as old data may have it: the form takes no links
        site.users[role] = made["name"]
        site.tokens[role] = call_action(
            "api_token_create",
            {"user": made["name"], "ignore_auth": True},
            user=made["name"],
            name=line(number),
        )["token"]
    model.Session.commit()
    return people


def _agency(name: str, number: int, people: dict[str, Any]) -> dict[str, Any]:
    roles = {
        "owner": {"member": "member", "editor": "editor", "admin": "admin"},
        "other": {"stranger": "editor"},
        "granted": {"agency_grantee": "member"},
        "audit": {"auditor": "editor"},
    }[name]
    given = {"name": "strategy-and-evaluation-department"} if name == "audit" else {}
    return factories.Agency(
        kind="bureau",
        title=line(number + 20),
        title_en=line(number + 21),
        description=ALLOWED[:9000],
        description_en=ALLOWED[-9000:],
        address=line(number + 22),
        phone=line(number + 23),
        users=[{"name": people[role]["name"], "capacity": capacity} for role, capacity in roles.items()],
        **given,
    )


def _fields(fields: Iterable[Any]) -> dict[str, int]:
    return {
        one.name: min(one.max_length or 100, 100)
        for one in fields
        if one.kind not in ("date", "email", "dataset_slug", "resource_url_upload") and not one.codelist
    }


def _dataset(site: Hostile, maker: dict[str, Any]) -> None:
    names = _fields(facts().dataset)
    for name in ("notes", "notes_en", "owner_org", "name", "tag_string", "url"):
        names.pop(name, None)

    def make(given: dict[str, Any]) -> Any:
        return factories.Dataset(user=maker, **given)

    given = {
        "name": "hostile",
        "title": THAI,
        "notes": ALLOWED[:15_000],
        "notes_en": ALLOWED[:15_000],
        "tag_string": "น้ำ, tag",
        "owner_org": site.agencies["owner"]["id"],
        "groups": [{"name": site.topic}],
        "resources": [],
    }
    site.datasets["open"] = site.fill(given, names, make)


def _resource(site: Hostile, maker: dict[str, Any]) -> None:
    by, dataset = {"user": maker["name"]}, site.datasets["open"]
    names = _fields(facts().resource)
    for name in ("description", "url", "format"):
        names.pop(name, None)
    rows = "\r\n".join(
        f'"{one.replace(chr(34), chr(34) * 2)}","=1+{n}","-{n}"' for n, one in enumerate(LINES)
    )

    def make(given: dict[str, Any]) -> Any:
        stream = io.BytesIO(f'"{COLUMN}","=cmd","number"\r\n{rows}\r\n'.encode())
        return call_action("resource_create", by, **given, upload=FileStorage(stream, filename="hostile.csv"))

    given = {
        **factories.resource(),
        "url": "",
        "package_id": dataset["id"],
        "description": ALLOWED[:4900],
        "format": "CSV",
    }
    made = site.files["open"] = site.fill(given, names, make)
    call_action(
        "datastore_create",
        by,
        resource_id=made["id"],
        force=True,
        fields=[
            {"id": COLUMN, "type": "text", "info": {"label": line(8), "notes": ALLOWED[:2000]}},
            {"id": "=cmd", "type": "text", "info": {"label": line(9), "notes": line(10)}},
            {"id": "number", "type": "numeric"},
        ],
        records=[{COLUMN: one, "=cmd": f"=1+{n}", "number": -n} for n, one in enumerate(LINES)],
    )
    for kind in ("bmagov_table", "text_view", "datatables_view"):
        view = call_action(
            "resource_view_create",
            by,
            resource_id=made["id"],
            title=line(11),
            description=ALL,
            view_type=kind,
        )
        site.views["open"] = view["id"]
    _dictionary(site, made["id"], by)


def _dictionary(site: Hostile, resource_id: str, by: dict[str, Any]) -> None:
    names = {
        one.name: 100
        for one in dataclasses.fields(Column)
        if one.type == "str"
        and one.name not in ("name", "type", "classification", "personal_kind", "codelist")
    }

    def make(given: dict[str, Any]) -> Any:
        columns = [{"type": "text", **given, "name": name} for name in (COLUMN, "=cmd")]
        found = call_action("bmagov_dictionary_show", id=resource_id)
        return call_action(
            "bmagov_dictionary_update", by, id=resource_id, columns=columns, version=found["version"]
        )

    site.fill({}, names, make)


def _activities(site: Hostile, maker: dict[str, Any]) -> None:
    """Change every text once, so that the pages of changes show old and new ones."""
    dataset = call_action("package_show", id=site.datasets["open"]["id"])
    names = [name for name, value in dataset.items() if value in LINES]
    changed = {name: line(number + 50) for number, name in enumerate(names)}
    for name in list(changed):
        try:
            call_action("package_patch", {"user": maker["name"]}, id=dataset["id"], **{name: changed[name]})
        except tk.ValidationError:
            continue
    site.datasets["open"] = call_action("package_show", id=dataset["id"])
    newest = (
        model.Session.query(Activity)
        .filter(Activity.object_id == dataset["id"], Activity.activity_type == "changed package")
        .order_by(Activity.timestamp.desc())
        .first()
    )
    assert newest
    site.activities["open"] = newest.id


def _kpi(site: Hostile) -> None:
    """Hand in a year of the KPI. Addresses are honest: others are refused."""
    key = {"id": site.agencies["owner"]["name"], "fiscal_year": YEAR}
    address = "https://example.go.th/?q=%3Cscript%3E"
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("auditor", "bmagov_obligation_create", {"agency": key["id"], "kind": "city_indicator",
         "title": line(30), "added_year": YEAR - 1, "frequency_unit": "year", "frequency_interval": 1}),
        ("admin", "bmagov_proposal_update", {"title": line(31), "origin": "widened", "importance": line(32),
         "widened_by": line(33)}),
        ("admin", "bmagov_progress_create", {"text": ALLOWED[:1000], "day": today().isoformat()}),
        ("admin", "bmagov_deliverable_create", {"kind": "evidence", "title": line(34), "url": address}),
        ("admin", "bmagov_use_create", {"kind": "public", "description": line(35), "evidence": [address]}),
        ("admin", "bmagov_statement_update", {"version": 0, "summary": ALLOWED[:3000], "factors": line(36),
         "obstacles": line(37), "exchange": [address], "references": [COLUMN]}),
        ("auditor", "bmagov_audit_note_create", {"text": line(39)}),
    ]  # fmt: skip
    call_action("bmagov_scorecard_update", {"user": site.users["sysadmin"]}, fiscal_year=YEAR)
    for role, action, given in calls:
        params = given if "agency" in given else {**key, **given}
        call_action(action, {"user": site.users[role]}, **params)
        site.taken |= {f"{action}.{name}": text for name, text in given.items() if isinstance(text, str)}
