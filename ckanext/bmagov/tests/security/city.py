"""The cast and the datasets that every test of access asks about, made once for all of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.lib import search
from ckan.lib.helpers import get_display_timezone
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.access.domain.classification.lowering import Change
from ckanext.bmagov.access.services import level_log
from ckanext.bmagov.tables.model import LoadedTable
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.security.readers import (
    CASES,
    DATASETS,
    ROLES,
    Case,
    may_know_columns,
    may_read,
    may_read_address,
    may_read_data,
)
from ckanext.bmagov.tests.tally import ACCESS as COUNTED
from ckanext.bmagov.usage.model import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckan.tests.helpers import CKANTestApp

ABSENT = "there-is-no-such-thing"
ABSENT_ID = "00000000-0000-4000-8000-000000000000"
POLICY = {
    "open": {},
    "internal": {"data_category": "internal", "data_classification": "internal"},
    **{
        level: {"data_category": "security", "data_classification": level}
        for level in ("confidential", "secret", "top_secret")
    },
}
WITHOUT_BYTES = {"up": ("secret", "top_secret")}
_VOLATILE = frozenset(("api_token", "user", "dashboard"))
"""Tables that every request writes in: the last use of a token, the last visit of a person."""
_MARKER = re.compile(r"q([mdca])([a-z]+?)zq")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass
class City:
    """Users by role, datasets by case.

    ``marker(case)`` stands in every text of a case's metadata, ``marker(case, "d")`` in its rows and bytes,
    ``marker(case, "c")`` is the name of its table's column. ``marker(case, "a")`` stands in the address of
    its link or the name of its file.
    """

    app: CKANTestApp
    tokens: dict[str, str] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    agencies: dict[str, dict[str, Any]] = field(default_factory=dict)
    datasets: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The file of each case, or the first of its dataset."""
    views: dict[str, str] = field(default_factory=dict)
    activities: dict[str, str] = field(default_factory=dict)
    """The oldest activity of each case's dataset."""
    ids: dict[str, str] = field(default_factory=dict)
    """UUIDs that betray a case."""
    tables: set[str] = field(default_factory=set)
    """Cases whose file has bytes and a table."""
    topic: str = ""
    _tables: set[str] = field(default_factory=set)
    _last: dict[str, tuple[int, int]] = field(default_factory=dict)

    def marker(self, case: str, part: str = "m") -> str:
        """Return the word that only this case has."""
        return f"q{part}{CASES[case].word}zq"

    def found(self, text: str, part: str = "m", *, ids: bool = False) -> set[str]:
        """Return the cases that a text betrays; ``ids``: by a UUID too."""
        keys = {CASES[key].word: key for key in CASES}
        found = {keys[word] for kind, word in _MARKER.findall(text.lower()) if kind == part and word in keys}
        if ids:
            found |= {self.ids[one] for one in _UUID.findall(text) if one in self.ids}
        return found

    def leaks(self, role: str, text: str, *, ids: bool = True) -> set[str]:
        """Return what a text tells a reader that is not the reader's to know: ``case``, ``case:data``."""
        told = {one for one in self.found(text, ids=ids) if not may_read(role, one)}
        told |= {f"{one}:columns" for one in self.found(text, "c") if not may_know_columns(role, one)}
        told |= {f"{one}:address" for one in self.found(text, "a") if not may_read_address(role, one)}
        return told | {f"{one}:data" for one in self.found(text, "d") if not may_read_data(role, one)}

    def get(self, role: str, path: str, **more: Any) -> Any:
        """Ask for an address as someone."""
        COUNTED["requests"] += 1
        return _alone(self.app.get(path, headers=self.headers(role), follow_redirects=False, **more))

    def post(self, role: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """Send a form as someone."""
        COUNTED["requests"] += 1
        return _alone(
            self.app.post(path, data=data or {}, headers=self.headers(role), follow_redirects=False)
        )

    def call(self, role: str, action: str, /, **params: Any) -> Any:
        """Call an action over HTTP as someone."""
        COUNTED["requests"] += 1
        answer = self.app.post(
            f"/api/3/action/{action}",
            data=json.dumps(params),
            content_type="application/json",
            headers=self.headers(role),
        )
        return _alone(answer)

    def headers(self, role: str) -> dict[str, str]:
        """Return what someone's requests carry."""
        # A machine's name: reading must not count as use, or the order of tests would matter.
        told = {"User-Agent": "test-bot/1.0"}
        return told | ({"Authorization": self.tokens[role]} if role in self.tokens else {})

    def gaps(self, case: str) -> dict[str, str]:
        """Return what fills the gaps of a request about a case."""
        dataset = self.datasets[CASES[case].dataset]
        return {
            "id": dataset["id"],
            "name": dataset["name"],
            "file": self.files[case]["id"],
            # Not its own, which the answer would repeat: CKAN does not look at it.
            "filename": "data.csv",
            "view": self.views[case],
            "activity": self.activities[case],
            "tag": f"tag{self.marker(case)}",
            "word": self.marker(case),
        }

    def absent(self) -> dict[str, str]:
        """Return the same gaps, filled with what there is not."""
        known = dict.fromkeys(("name", "filename", "tag", "word"), ABSENT)
        return known | {
            name: ABSENT_ID[:-1] + str(number)
            for number, name in enumerate(("id", "file", "view", "activity"))
        }

    def places(self) -> dict[str, str]:
        """Return the gaps of requests about agencies, categories and people."""
        return {
            **{name: agency["name"] for name, agency in self.agencies.items()},
            **{f"{name}_id": agency["id"] for name, agency in self.agencies.items()},
            **{f"user_{role}": name for role, name in self.users.items()},
            "topic": self.topic,
        }

    # --- has anything changed? ---

    def digest(self) -> dict[str, tuple[int, int]]:
        """Return how many rows each table has and a sum of the transactions that wrote them."""
        model.Session.rollback()
        names = [name for name in model.meta.metadata.tables if name not in _VOLATILE and self._has(name)]
        parts = " UNION ALL ".join(
            f"SELECT '{name}', count(*), coalesce(sum(xmin::text::bigint), 0) FROM \"{name}\" t"
            for name in names
        )
        found = model.Session.execute(sa.text(parts)).fetchall()
        model.Session.rollback()
        return {name: (rows, int(total)) for name, rows, total in found}

    def before(self) -> dict[str, tuple[int, int]]:
        """Return the digest of now, as the last look has left it."""
        self._last = self._last or self.digest()
        return self._last

    def changed(self, before: dict[str, tuple[int, int]]) -> list[str]:
        """Return the tables that are not as they were."""
        self._last = self.digest()
        return sorted(name for name, one in self._last.items() if one != before.get(name))

    def forget(self) -> None:
        """Look again before the next change: something else has been done meanwhile."""
        self._last = {}

    def _has(self, table: str) -> bool:
        if not self._tables:
            assert model.meta.engine
            self._tables = set(sa.inspect(model.meta.engine).get_table_names())
        return table in self._tables


def _alone(answer: Any) -> Any:
    """Return an answer whose request has left no session to who comes next on the thread."""
    scoped: Any = model.Session
    if scoped.registry.has() and answer.is_streamed:  # it is not all read yet
        answer.get_data()
        answer.close()
    assert not scoped.registry.has(), f"{answer.request.path}: the next request would find this one's session"
    return answer


def build(app: CKANTestApp) -> City:
    """Make users, agencies, datasets and what hangs on them."""
    city = City(app)
    people = {role: core.User() for role in ROLES if role not in ("anonymous", "sysadmin")}
    people["sysadmin"] = core.Sysadmin()
    for role, user in people.items():
        city.users[role] = user["name"]
        city.tokens[role] = call_action(
            "api_token_create", {"user": user["name"], "ignore_auth": True}, user=user["name"], name="test"
        )["token"]
    city.agencies = {
        "owner": _agency("สำนักการระบายน้ำ", people, "member", "editor", "admin"),
        "other": _agency("สำนักการโยธา", people, stranger="editor"),
        "granted": _agency("สำนักอนามัย", people, agency_grantee="member"),
        "audit": _agency(
            "สำนักยุทธศาสตร์และประเมินผล", people, auditor="editor", name="strategy-and-evaluation-department"
        ),
    }
    city.topic = core.Group(name="topic-of-all", title="น้ำ", user=people["sysadmin"])["name"]
    for case in DATASETS:
        _make(city, case, people)
    _grants(city, people)
    _follow(city, people)
    _remember(city)
    return city


def _agency(
    title: str, people: dict[str, Any], *own: str, name: str | None = None, **others: str
) -> dict[str, Any]:
    roles = {role: role for role in own} | others
    users = [{"name": people[role]["name"], "capacity": capacity} for role, capacity in roles.items()]
    return factories.Agency(title=title, users=users, **({"name": name} if name else {}))


# --- datasets ---


def _make(city: City, case: Case, people: dict[str, Any]) -> None:
    """Make a case's dataset by the way that leads to its state."""
    # An editor would not read again what is secret.
    maker = people["admin" if case.level in ("secret", "top_secret") else "editor"]
    begins = {"stored": "internal", "up": "open", "now": case.key.removeprefix("now_")}.get(
        case.kind, case.level
    )
    said = f"old_{begins}" if case.kind == "now" else case.key
    # Where bytes may not stay, raising the level would be refused; and what is lowered has new texts only.
    may_hold_bytes = begins in ("open", "internal", "confidential") and case.level not in WITHOUT_BYTES.get(
        case.kind, ()
    )
    may_hold_bytes = may_hold_bytes and case.kind != "now"
    content = _texts(city, said)
    files = [_file(city, said, upload=may_hold_bytes)]
    if case.key == "host":
        files += [
            _file(city, one.key, upload=one.level in ("internal", "confidential"), level=one.level)
            for one in CASES.values()
            if one.file and one.dataset == "host"
        ]
    if case.key == "columns":
        files += [_file(city, one.key, upload=True) for one in CASES.values() if one.kind == "column"]
    if case.key == "internal":
        files.append(_file(city, "inner", upload=True, level="confidential"))
    if case.key == "closed_open":
        content["private"] = True
    if begins != "open":
        content["license_id"] = "notspecified"
    city.datasets[case.key] = factories.Dataset(
        **content,
        **POLICY[begins],
        owner_org=city.agencies["owner"]["id"],
        groups=[{"name": city.topic}],
        user=maker,
        last_updated_date="2020-01-31",
        resources=[],
        state="draft" if case.kind == "draft" else "active",
    )
    for one in files:
        call_action(
            "resource_create", {"user": maker["name"]}, package_id=city.datasets[case.key]["id"], **one
        )
    city.datasets[case.key] = call_action("package_show", id=city.datasets[case.key]["id"])
    inside = [case.key, *(one.key for one in CASES.values() if one.file and one.dataset == case.key)]
    for key, resource in zip(inside, city.datasets[case.key]["resources"], strict=True):
        city.files[key] = resource
        _hang_on(city, key, resource, maker)
        if CASES[key].kind == "column":
            _describe(city, key, resource, maker)
    _type_formats(city, inside)
    if case.kind == "now":
        city.files[said], city.views[said] = city.files[case.key], city.views[case.key]
    _end(city, case, people)


def _describe(city: City, key: str, resource: dict[str, Any], maker: dict[str, Any]) -> None:
    """Give the only column of a file a level of its own."""
    word = city.marker(key)
    columns = [
        {"name": f"column_{word}", "label_th": f"ป้าย {word}", "type": "text", "description": word},
        {"name": city.marker(key, "c"), "type": "text", "classification": CASES[key].level},
    ]
    # The words that its table came with have made the first version.
    by = {"user": maker["name"]}
    call_action("bmagov_dictionary_update", by, id=resource["id"], columns=columns, version=1)


def _texts(city: City, key: str) -> dict[str, Any]:
    word = city.marker(key)
    return {
        "name": f"set-{word}",
        "title": f"สถิติน้ำท่วม {word}",
        "notes": f"คำอธิบาย {word}",
        "tag_string": f"น้ำ, tag{word}",
        "maintainer": f"กลุ่มงาน {word}",
    }


def _file(city: City, key: str, *, upload: bool, level: str = "") -> dict[str, Any]:
    word, place = city.marker(key), city.marker(key, "a")
    given = factories.resource(name=f"แฟ้ม {word}", description=f"ของ {word}", format=f"F{word}")
    if level:
        given["resource_data_classification"] = level
    if not upload:
        return {**given, "url": f"https://example.go.th/{place}.csv"}
    out = io.StringIO()
    csv.writer(out).writerows([[city.marker(key, "c")], [city.marker(key, "d")]])
    stream = io.BytesIO(out.getvalue().encode())
    return {**given, "url": "", "upload": FileStorage(stream, filename=f"file-{place}.csv")}


def _hang_on(city: City, key: str, resource: dict[str, Any], maker: dict[str, Any]) -> None:
    """Give a file a table, where its bytes may be here, a view, and a failed task that quotes a row."""
    if resource.get("url_type") == "upload":
        column = city.marker(key, "c")
        city.tables.add(key)
        call_action(
            "datastore_create",
            {"user": maker["name"]},
            resource_id=resource["id"],
            force=True,
            fields=[{"id": column, "type": "text", "info": {"label": column}}],
            records=[{column: city.marker(key, "d")}],
        )
        plain = {"name": column, "id": column, "type": "text", "declared": False}
        loaded = LoadedTable(
            resource_id=resource["id"],
            package_id=resource["package_id"],
            wanted_at=None,
            loaded_at=dt.datetime.now(dt.UTC),
            rows=1,
            columns=[plain],
            profile=[None],
        )
        model.Session.merge(loaded)
        model.Session.commit()
    view = call_action(
        "resource_view_create",
        {"user": maker["name"]},
        resource_id=resource["id"],
        title=f"มุมมอง {city.marker(key)}",
        description=city.marker(key),
        view_type="datatables_view" if resource.get("url_type") == "upload" else "text_view",
    )
    city.views[key] = view["id"]
    call_action(
        "task_status_update",
        {"user": maker["name"]},
        entity_id=resource["id"],
        entity_type="resource",
        task_type="load",
        key="load",
        value="v",
        state="error",
        error=json.dumps({"row": city.marker(key, "d")}),
    )


def _type_formats(city: City, keys: Iterable[str]) -> None:
    """Give uploads words of their own as format, as records have it of before bytes told what a file is."""
    for key in keys:
        row: Any = model.Resource.get(city.files[key]["id"])
        if row.url_type == "upload":
            row.format = f"F{city.marker(key)}"
            model.Session.commit()
            search.rebuild(row.package_id)


def _end(city: City, case: Case, people: dict[str, Any]) -> None:
    """Bring a dataset where its case wants it."""
    dataset = city.datasets[case.key]
    if case.kind == "stored":
        _store_level(dataset["id"], case.level)
    elif case.kind == "up":
        changed = {**POLICY[case.level], "license_id": "notspecified"}
        call_action("package_patch", {"user": people["admin"]["name"]}, id=dataset["id"], **changed)
    elif case.kind == "now":
        _lower(city, dataset, case.key, people)
    elif case.kind == "deleted":
        call_action("package_delete", {"user": people["admin"]["name"]}, id=dataset["id"])


def _store_level(dataset_id: str, level: str) -> None:
    """Write a level past every rule, as old data may have it."""
    package: Any = model.Package.get(dataset_id)
    package.extras = {**package.extras, "data_category": "security", "data_classification": level}
    model.Session.commit()
    search.rebuild(dataset_id)


def _lower(city: City, dataset: dict[str, Any], key: str, people: dict[str, Any]) -> None:
    """Write new texts, then lower the level as two people would."""
    texts = _texts(city, key)
    resource = {"id": dataset["resources"][0]["id"], **_file(city, key, upload=False)}
    level_log.approve(model.Session, dataset["id"], Change(None, dataset["data_classification"], "open"))
    call_action(
        "package_patch",
        {"user": people["admin"]["name"]},
        id=dataset["id"],
        **texts,
        tags=[],  # or the old ones stay beside those of the texts
        **POLICY["open"],
        data_category="public",
        data_classification="open",
        license_id="open-data-common",
        private=False,
        resources=[resource],
    )
    city.datasets[key] = call_action("package_show", id=dataset["id"])


# --- what hangs on them ---


def _grants(city: City, people: dict[str, Any]) -> None:
    """Name the grantees in a grant on every closed thing that can have one."""
    try:
        from ckanext.bmagov.access.model.grants import AccessGrant
    except ImportError:
        return
    today = dt.datetime.now(get_display_timezone()).date()
    given_to = {
        "grantee": ("user", people["grantee"]["id"], today + dt.timedelta(days=30)),
        "agency_grantee": ("organization", city.agencies["granted"]["id"], today),
        "expired_grantee": ("user", people["expired_grantee"]["id"], today - dt.timedelta(days=1)),
    }
    for case in CASES.values():
        level = case.row.removeprefix("column_")
        if level not in ("internal", "confidential", "secret", "top_secret") or case.old:
            continue
        for kind, grantee, until in given_to.values():
            model.Session.add(
                AccessGrant(
                    dataset_id=city.datasets[case.dataset]["id"],
                    resource_id=city.files[case.key]["id"] if case.file else None,
                    grantee_type=kind,
                    grantee_id=grantee,
                    level=case.level,
                    reason="วิจัยน้ำท่วม",
                    granted_by=people["admin"]["id"],
                    until=until,
                )
            )
    model.Session.commit()
    # As the action that gives access does: a grant for one file takes others' words out of the index.
    for dataset in {case.dataset for case in CASES.values() if case.file}:
        search.rebuild(city.datasets[dataset]["id"])


def _follow(city: City, people: dict[str, Any]) -> None:
    """Everybody has followed everything, from the time when it was open; and each dataset was read once."""
    today = dt.datetime.now(get_display_timezone()).date()
    for dataset in city.datasets.values():
        model.Session.add(Usage(dataset_id=dataset["id"], day=today, views=5))
        for user in people.values():
            model.Session.add(model.UserFollowingDataset(user["id"], dataset["id"]))
    # The news are read, so that not every page counts them anew for its header: half of the time of a page.
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    for user in people.values():
        dashboard: Any = model.Dashboard.get(user["id"])
        dashboard.activity_stream_last_viewed = now
    model.Session.commit()


def _remember(city: City) -> None:
    """Note the ids that betray a case, and the oldest activity of each."""
    from ckanext.activity.model import Activity

    for key, case in CASES.items():
        dataset = city.datasets[case.dataset]
        found = (
            model.Session.query(Activity)
            .filter(Activity.object_id == dataset["id"], Activity.activity_type.endswith(" package"))
            .order_by(Activity.timestamp)
            .all()
        )
        city.activities[key] = (
            city.activities.get(key)
            or (
                found[-1]
                if case.dataset in ("host", "internal", "columns") or case.kind == "now"
                else found[0]
            ).id
        )
        if case.old:
            continue
        city.ids[city.views[key]] = city.ids[city.files[key]["id"]] = key
        if not case.file:
            city.ids[dataset["id"]] = key
            if case.kind != "now":
                city.ids |= dict.fromkeys((one.id for one in found), key)
