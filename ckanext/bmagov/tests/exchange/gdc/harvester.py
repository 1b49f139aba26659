"""The calls of ckanext-harvest's CKANHarvester, one by one."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from ckan.tests.helpers import CKANTestApp


class HarvestError(Exception):
    """Why a harvest is given up."""


@dataclass
class Harvester:
    """Another catalog. ``kept`` is what it has, by our ids; it never deletes."""

    app: CKANTestApp
    token: str = ""
    source: str = "/gdc"
    page: int = 100
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    agencies: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: int = 0

    def harvest(self, *, since: dt.datetime | None = None, terms: str = "") -> tuple[int, int]:
        """Gather and import; return how many records are new and how many were updated."""
        new = updated = 0
        for record in self.gather(since=since, terms=terms):
            known = self.kept.get(record["id"])
            if known is None:
                new += 1
            elif record["metadata_modified"] > known["metadata_modified"]:
                updated += 1
            else:
                continue
            owner = record["owner_org"]
            if owner and owner not in self.agencies:
                self.agencies[owner] = self.ask("organization_show", id=owner)
            self.kept[record["id"]] = record
        return new, updated

    def gather(self, *, since: dt.datetime | None = None, terms: str = "") -> list[dict[str, Any]]:
        """Ask for page after page until one is empty."""
        filters = [terms] if terms else []
        if since is not None:
            moment = since.astimezone(dt.UTC).replace(tzinfo=None) - dt.timedelta(hours=1)
            filters.append(f"metadata_modified:[{moment.isoformat(timespec='microseconds')}Z TO *]")
        more = {"fq": " ".join(filters)} if filters else {}
        found: dict[str, dict[str, Any]] = {}
        start, before = 0, ""
        while True:
            text = self.get("package_search", rows=self.page, start=start, sort="id asc", **more)
            if text == before:
                raise HarvestError("two pages are the same")
            before = text
            results = json.loads(text)["result"]["results"]
            if not results:
                return list(found.values())
            for record in results:
                found.setdefault(record["id"], record)
            start += self.page

    def get(self, action: str, **params: Any) -> str:
        """Ask as it does; return the text of the answer."""
        self.calls += 1
        headers = {"User-Agent": "gdc-test/1.0"} | ({"Authorization": self.token} if self.token else {})
        address = f"{self.source}/api/3/action/{action}?{urlencode(params)}"
        answer = self.app.get(address, headers=headers)
        if answer.status_code != 200:
            raise HarvestError(f"{answer.status_code} {answer.get_data(as_text=True)[:300]}")
        return answer.get_data(as_text=True)

    def ask(self, action: str, **params: Any) -> Any:
        """Return the result of a call."""
        return json.loads(self.get(action, **params))["result"]
