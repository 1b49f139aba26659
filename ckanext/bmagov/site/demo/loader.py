"""Load the demo content through CKAN's actions, so that validators, index and activities are as for anyone.

Whatever is created is recorded (`model.demo`) in the transaction of the action that creates it: the record
is added to the session and the action commits. A dataset and its files are one transaction. So an
interruption leaves nothing that is not known, and loading again goes on where it stopped. What is recorded
is never made anew: what somebody changed or deleted stays changed or deleted.

Ids are derived from names: a file that an interruption left without its resource is written over.
"""

from __future__ import annotations

import io
import secrets
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.site.demo import content
from ckanext.bmagov.site.demo.kpi import KpiLoader
from ckanext.bmagov.site.model import DATASET, DICTIONARY, GROUP, MEMBERSHIP, RESOURCE, USER, DemoObject
from ckanext.bmagov.site.services.demo import objects

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ckan.types import DataDict

    from ckanext.bmagov.site.demo.content import Account, Decision, DemoDataset, DemoResource, Topic

NAMESPACE = uuid.UUID("6b6d6167-6f76-5e65-8d6f-64656d6f0001")

SYSADMIN = "sysadmin"


class DemoError(Exception):
    """The content cannot be loaded; the message says which part and why."""


@dataclass
class Outcome:
    """What loading did."""

    created: Counter[str] = field(default_factory=Counter)
    passwords: dict[str, str] = field(default_factory=dict)
    """Of the accounts created now, by name: they are stored nowhere."""
    skipped: list[str] = field(default_factory=list)
    """What was left out, and why."""


def new_password() -> str:
    """Return a password that nobody else has."""
    return secrets.token_urlsafe(9)


def id_of(*parts: str) -> str:
    """Return the id of an object by its name: the same on every site."""
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


class Loader:
    """One run of loading. `progress` is told how far it is, a line at a time."""

    def __init__(self, as_of: date, progress: Callable[[str], None], password: str = "") -> None:
        self.datasets = content.datasets(as_of)
        self.progress = progress
        self.password = password
        self.outcome = Outcome()
        self.user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        self.recorded = {(row.kind, row.name) for row in objects(model.Session)}

    def run(self) -> None:
        """Load everything that is not there yet; `outcome` tells what that was."""
        self._agencies()
        for account in content.accounts():
            self._account(account)
        for topic in content.topics():
            self._topic(topic)
        kpi = KpiLoader(self)
        kpi.history({dataset.name: dataset for dataset in self.datasets})
        for number, dataset in enumerate(self.datasets, start=1):
            if self.add(dataset) and (number % 10 == 0 or number == len(self.datasets)):
                self.progress(f"  datasets: {number} of {len(self.datasets)}")
        for dataset in self.datasets:
            self.describe(dataset)
        kpi.load()

    # One of each kind

    def _agencies(self) -> None:
        """Make sure of the agencies. They are the city's, not ours: they are not recorded."""
        wanted = {dataset.agency for dataset in self.datasets}
        wanted |= {name for account in content.accounts() for name in account.memberships}
        if all(self.agency_id(name) for name in wanted):
            return
        self.progress("  agencies")
        self.call("bmagov_agency_load", {})

    def _account(self, account: Account) -> None:
        user_id = id_of(USER, account.name)
        if (USER, account.name) not in self.recorded:
            if model.User.get(account.name):
                self.skip(f"account {account.name}: the name is taken")
                return
            password = self.password or new_password()
            self.record(USER, user_id, account.name)
            self.call(
                "user_create",
                {
                    "id": user_id,
                    "name": account.name,
                    "fullname": account.fullname,
                    "email": account.email,
                    "password": password,
                    "sysadmin": account.role == SYSADMIN,
                },
            )
            self.outcome.passwords[account.name] = password
        if account.role == SYSADMIN:
            self.user = account.name if self._is_active_user(account.name) else self.user
        else:
            for agency in account.memberships:
                self._membership(account, user_id, agency)

    def _membership(self, account: Account, user_id: str, agency: str) -> None:
        name = f"{account.name}/{agency}"
        agency_id = self.agency_id(agency)
        if (MEMBERSHIP, name) in self.recorded or not self._is_active_user(account.name):
            return
        if not agency_id:
            self.skip(f"role of {account.name}: no agency {agency}")
            return
        self.record(MEMBERSHIP, f"{user_id}/{agency_id}", name, user_id)
        self.call(
            "organization_member_create",
            {"id": agency_id, "username": account.name, "role": account.role},
        )

    def _topic(self, topic: Topic) -> None:
        if (GROUP, topic.name) in self.recorded:
            return
        if model.Group.get(topic.name):
            self.skip(f"topic {topic.name}: the name is taken")
            return
        group_id = id_of(GROUP, topic.name)
        self.record(GROUP, group_id, topic.name)
        english = {"title_en": topic.title_en, "description_en": topic.description_en}
        self.call(
            "group_create",
            {
                "id": group_id,
                "name": topic.name,
                "title": topic.title,
                "description": topic.description,
                "extras": [{"key": key, "value": value} for key, value in english.items()],
            },
        )

    def add(self, dataset: DemoDataset, parts: int | None = None) -> bool:
        """Create a dataset with its files, or the first of them. Return whether there was something to do."""
        dataset_id = id_of(DATASET, dataset.name)
        if (DATASET, dataset.name) in self.recorded:
            return False
        agency_id = self.agency_id(dataset.agency)
        if not agency_id:
            self.skip(f"dataset {dataset.name}: no agency {dataset.agency}")
            return False
        if model.Package.get(dataset.name):
            self.skip(f"dataset {dataset.name}: the name is taken")
            return False
        self.record(DATASET, dataset_id, dataset.name)
        groups = [{"name": name} for name in dataset.topics if self._is_active_group(name)]
        payload = {**dataset.payload, "id": dataset_id, "owner_org": agency_id, "groups": groups}
        if dataset.resource_count:
            self.call("package_create", payload, defer_commit=True, return_id_only=True)
            self._files(dataset, dataset_id, parts)
        else:
            self.call("package_create", payload)
        for decision in content.decisions(dataset.name):
            self._decide(decision, dataset_id)
        return True

    def _decide(self, decision: Decision, dataset_id: str) -> None:
        """Give, ask or propose something about access, as one of the accounts."""
        people = [decision.by, *([decision.params["user"]] if "user" in decision.params else [])]
        if not all(self._is_active_user(name) for name in people):
            return
        last = {"until": (today() + timedelta(days=decision.days)).isoformat()} if decision.days else {}
        user = model.User.get(decision.by)
        self.call(
            decision.action,
            {"id": dataset_id, **decision.params, **last},
            user=decision.by,
            auth_user_obj=user,
            ignore_auth=False,
        )

    def renew(self, dataset: DemoDataset, parts: int | None = None) -> None:
        """Give a dataset of this run its files as they are on its day, new ones too."""
        dates = {name: dataset.payload[name] for name in dataset.dates()}
        dataset_id = id_of(DATASET, dataset.name)
        self.call("package_patch", {"id": dataset_id, **dates}, defer_commit=True)
        self._files(dataset, dataset_id, parts)

    def _files(self, dataset: DemoDataset, dataset_id: str, parts: int | None = None) -> None:
        """Add all resources and commit: core takes uploads only when a dataset is updated.

        Views of files are made by core when a file is added by itself, not when a dataset is updated.
        """
        entries = []
        for number, resource in enumerate(dataset.resources()[:parts]):
            resource_id = self.resource_id(dataset, number)
            if model.Session.get(DemoObject, resource_id) is None:
                self.record(RESOURCE, resource_id, f"{dataset.name}/{number}", dataset_id)
            entries.append({**resource.payload, "id": resource_id, **_upload(resource)})
        stored = self.call(
            "package_patch",
            {"id": dataset_id, "resources": entries},
            bmagov_data_change_at=dataset.updated_at,
        )
        self.call("package_create_default_resource_views", {"package": stored})

    def describe(self, dataset: DemoDataset) -> None:
        """Describe the files of a dataset, once: a dictionary that somebody deleted stays deleted."""
        for number, columns in dataset.dictionaries().items():
            name, resource_id = f"{dataset.name}/{number}", self.resource_id(dataset, number)
            file = model.Resource.get(resource_id)
            if (DICTIONARY, name) in self.recorded or not file or file.state != model.State.ACTIVE:
                continue
            self.record(DICTIONARY, f"{resource_id}/dictionary", name, id_of(DATASET, dataset.name))
            self.call("bmagov_dictionary_update", {"id": resource_id, "columns": columns})

    # Helpers

    @staticmethod
    def resource_id(dataset: DemoDataset, number: int) -> str:
        """Return the id of a file of a dataset."""
        return id_of(RESOURCE, dataset.name, str(number))

    def record(self, kind: str, object_id: str, name: str, parent_id: str | None = None) -> None:
        """Note an object in the transaction that creates it."""
        self.recorded.add((kind, name))
        model.Session.add(DemoObject(id=object_id, kind=kind, name=name, parent_id=parent_id))
        self.outcome.created[kind] += 1

    def skip(self, reason: str) -> None:
        """Leave something out, and tell why."""
        self.outcome.skipped.append(reason)

    def call(self, action: str, data_dict: DataDict, **more: Any) -> Any:
        """Call an action as the site, or as who the context names.

        :raises DemoError: naming what could not be loaded
        """
        context: Any = {"user": self.user, "ignore_auth": True, **more}
        try:
            return tk.get_action(action)(context, data_dict)
        except tk.ValidationError as error:
            model.Session.rollback()
            name = data_dict.get("name") or data_dict.get("id")
            raise DemoError(f"{action} {name}: {error.error_dict}") from error
        except Exception:
            model.Session.rollback()
            raise

    @staticmethod
    def agency_id(name: str) -> str | None:
        """Return the id of an agency that is there."""
        agency = model.Group.get(name)
        return agency.id if agency and agency.is_organization and agency.is_active() else None

    @staticmethod
    def _is_active_group(name: str) -> bool:
        group = model.Group.get(name)
        return bool(group and not group.is_organization and group.is_active())

    @staticmethod
    def _is_active_user(name: str) -> bool:
        user = model.User.get(name)
        return bool(user and user.is_active)


def _upload(resource: DemoResource) -> DataDict:
    if resource.content is None:
        return {}
    return {
        "url": resource.filename,
        "upload": FileStorage(io.BytesIO(resource.content), filename=resource.filename),
    }
