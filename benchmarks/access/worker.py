"""One side of the benchmark: a site of its own on a Solr core of its own, driven by JSON lines.

Both sides load the same plugins on the same database. "off" is without what closes: CKAN's own labels decide
who finds and reads a dataset, CKAN's own actions and rights answer, nobody looks at a request beforehand.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

PREFIX = "bench-access-"
CHAINED_ACTIONS = ("package_show", "resource_show")
CHAINED_RIGHTS = ("package_update", "resource_show", "datastore_search")
LEVELS = (("public", "open"),) * 7 + (
    ("internal", "internal"),
    ("security", "confidential"),
    ("security", "secret"),
)
"""Ten datasets: seven open, one of each of the three next levels. The second has a more closed file."""

CLOSED_FILE = {"resource_data_classification": "confidential"}


def open_the_closure() -> None:
    """Take out of the plugin what decides by level, before CKAN loads it."""
    from ckan.lib.plugins import DefaultPermissionLabels

    from ckanext.bmagov.access.hooks import permission_labels
    from ckanext.bmagov.capabilities import modules
    from ckanext.bmagov.search.actions import search
    from ckanext.bmagov.site.hooks import gate
    from ckanext.bmagov.site.views.api_gate import api_gate

    labels: Any = permission_labels.PermissionLabels
    labels.get_dataset_labels = DefaultPermissionLabels.get_dataset_labels
    labels.get_user_dataset_labels = DefaultPermissionLabels.get_user_dataset_labels
    for storey, names in (("actions", CHAINED_ACTIONS), ("auth", CHAINED_RIGHTS)):
        for module in modules(storey):
            for name in names & vars(module).keys():
                delattr(module, name)
    parts: Any = (search, gate, api_gate)
    parts[0].with_ids = lambda data_dict: (data_dict, frozenset())
    parts[0].checked = lambda _context, found, _added: found
    parts[1].refuse_hidden_page = lambda: None
    parts[2].refuse_hidden_objects = lambda _action, _params: None


def start(side: str, solr_url: str, ini: str) -> Any:
    """Load CKAN for this side and return its Flask application."""
    os.environ["CKAN_SOLR_URL"] = solr_url
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    config: Any = load_config(ini)
    config["ckan.site_id"] = "benchmark"
    if side == "off":
        open_the_closure()
    application: Any = make_app(config)
    return application._wsgi_app


class Side:
    """The operations the driver may ask for."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._client = application.test_client()
        self._token = ""

    def fill(self, count: int) -> str:
        """Make datasets, an agency and one of its members; return the member's token.

        Raises SystemExit when the database holds datasets of others.
        """
        import ckan.plugins.toolkit as tk
        from ckan import model

        if model.Session.query(model.Package).filter(~model.Package.name.startswith(PREFIX)).count():
            raise SystemExit("The database holds other datasets: give the benchmark one of its own.")
        self.empty()
        with self._application.test_request_context():
            site = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
            trusted: Any = {**site, "ignore_auth": True}

            def do(action: str, **params: Any) -> Any:
                context: Any = {**trusted}
                return tk.get_action(action)(context, params)

            user = do(
                "user_create", name=f"{PREFIX}user", email="bench@example.org", password="Long-enough-1"
            )
            agency = do("organization_create", name=f"{PREFIX}agency", title="สำนักการระบายน้ำ",
                        users=[{"name": user["name"], "capacity": "member"}])  # fmt: skip
            token = tk.get_action("api_token_create")(
                {"user": user["name"], "ignore_auth": True}, {"user": user["name"], "name": "bench"}
            )["token"]
            first = do("package_create", **pattern(), owner_org=agency["id"])
            _clone(first["id"], count)
        return token

    def empty(self) -> None:
        """Take out what `fill` made."""
        from sqlalchemy import text

        from ckan import model

        datasets = f"(SELECT id FROM package WHERE name LIKE '{PREFIX}%')"
        files = f"(SELECT id FROM resource WHERE package_id IN {datasets})"
        people = f"(SELECT id FROM \"user\" WHERE name LIKE '{PREFIX}%')"
        groups = f"(SELECT id FROM \"group\" WHERE name LIKE '{PREFIX}%')"
        for sql in (
            f"DELETE FROM resource_view WHERE resource_id IN {files}",
            f"DELETE FROM resource WHERE id IN {files}",
            f"DELETE FROM package_tag WHERE package_id IN {datasets}",
            f"DELETE FROM member WHERE table_id IN {datasets} OR group_id IN {groups}",
            f"DELETE FROM package WHERE name LIKE '{PREFIX}%'",
            f"DELETE FROM api_token WHERE user_id IN {people}",
            f"DELETE FROM \"group\" WHERE name LIKE '{PREFIX}%'",
            f"DELETE FROM \"user\" WHERE name LIKE '{PREFIX}%'",
        ):
            model.Session.execute(text(sql))
        model.Session.commit()

    def index(self) -> float:
        """Write the side's own index; returns the seconds it took."""
        from ckan.lib import search

        began = time.perf_counter()
        with self._application.test_request_context():
            search.clear_all()
            search.rebuild(force=True, defer_commit=True, quiet=True)
            search.commit()
        return time.perf_counter() - began

    def sign_in(self, token: str) -> None:
        """Ask as the member from now on; with an empty token as nobody."""
        self._token = token

    def calls(self, path: str) -> int:
        """Ask for an address, and return how many Python calls of the extension that took."""
        from ckanext.bmagov.tests.calls import calls_of_ours

        self.get(path)
        return calls_of_ours(lambda: self.get(path)).total()

    def get(self, path: str) -> dict[str, Any]:
        """Ask for an address; returns seconds, status and size."""
        headers = {"User-Agent": "benchmark-bot/1.0"} | (
            {"Authorization": self._token} if self._token else {}
        )
        began = time.perf_counter()
        answer = self._client.get(path, headers=headers)
        body = answer.get_data()
        seconds = time.perf_counter() - began
        count = (
            json.loads(body)["result"].get("count") if answer.is_json and answer.status_code == 200 else None
        )
        return {"seconds": seconds, "status": answer.status_code, "bytes": len(body), "count": count}


def pattern() -> dict[str, Any]:
    """Return the dataset that the others are copies of."""
    return {
        "name": f"{PREFIX}0", "title": "สถิติน้ำท่วมรายเขต 0",
        "notes": "ความลึกของน้ำท่วมขังบนถนนสายหลัก รายเขต รายชั่วโมง " * 4,
        "data_type": "record", "tag_string": "น้ำท่วม, เขต", "maintainer": "กลุ่มงานสถิติ",
        "maintainer_email": "stat@example.go.th", "objective": ["agency_mission"],
        "update_frequency_unit": "year", "update_frequency_interval": "1", "geo_coverage": "district",
        "data_source": "ระบบตรวจวัด", "data_format": ["csv"], "data_category": "public",
        "data_classification": "open", "license_id": "open-data-common",
        "resources": [
            {"name": f"น้ำท่วม {year}", "url": f"https://example.go.th/{year}.csv", "format": "CSV"}
            for year in (2567, 2568, 2569)
        ],
    }  # fmt: skip


def _clone(dataset_id: str, count: int) -> None:
    """Copy a dataset by SQL: rules and hooks of saving are not what is measured."""
    from ckan import model

    first: Any = model.Package.get(dataset_id)
    resources = list(first.resources_all)
    tags = first.get_tags()
    for number in range(1, count):
        category, level = LEVELS[number % len(LEVELS)]
        package: Any = model.Package(
            name=f"{PREFIX}{number}",
            title=f"สถิติน้ำท่วมรายเขต {number}",
            notes=first.notes,
            owner_org=first.owner_org,
            license_id=first.license_id,
            maintainer=first.maintainer,
            maintainer_email=first.maintainer_email,
            type=first.type,
            private=level != "open",
            creator_user_id=first.creator_user_id,
            extras={**first.extras, "data_category": category, "data_classification": level},
        )
        model.Session.add(package)
        model.Session.flush()
        for place, one in enumerate(resources):
            copy: Any = model.Resource(
                package_id=package.id,
                url=one.url,
                format=one.format,
                name=one.name,
                extras={**one.extras, **(CLOSED_FILE if (place, number % 10) == (0, 1) else {})},
            )
            copy.position = place
            model.Session.add(copy)
        package.add_tags(tags)
        if number % 200 == 0:
            model.Session.commit()
    model.Session.commit()


def main() -> None:
    """Answer one JSON line with one JSON line until the input ends."""
    side, solr_url, ini = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what CKAN prints must not mix with the answers
    worker = Side(start(side, solr_url, ini))
    answers.write('"ready"\n')
    answers.flush()
    for line in sys.stdin:
        operation, arguments = json.loads(line)
        answers.write(json.dumps(getattr(worker, operation)(**arguments)) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
