"""Other ways to a record: mails with news, files of the file manager, tokens that have ended."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import api_token, files
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests.security.readers import CASES, ROLES, SIGNED_IN, may_read, may_read_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.security.city import City


class TestMails:
    """Everybody of the cast has followed every dataset since it was open."""

    @pytest.mark.parametrize("role", SIGNED_IN)
    def test_the_news_are_of_what_their_reader_may_read(
        self, city: City, role: str, monkeypatch: pytest.MonkeyPatch
    ):
        from ckanext.activity import email_notifications as mails

        # The template names little of it; what it is given is what a site's own template could say.
        monkeypatch.setattr(mails, "render_activity_email", json.dumps)
        user: Any = model.User.get(city.users[role])
        user = {"id": user.id, "activity_streams_email_notifications": True}
        sent = mails.get_notifications(user, dt.datetime(2020, 1, 1))  # noqa: DTZ001 - as CKAN has it
        text = " ".join(one["body"] for one in sent)
        assert sorted(city.leaks(role, text)) == []
        assert city.found(text) != set()


@pytest.fixture(scope="module")
def stored(city: City) -> Iterator[dict[str, str]]:
    """Return the id of a stored file of the file manager that belongs to each case's file."""
    found: dict[str, str] = {}
    name = tk.config["ckan.files.default_storages.resource"]
    storage: Any = files.get_storage(name)
    for key, resource in city.files.items():
        if CASES[key].old:
            continue
        text = city.marker(key, "d").encode()
        data = storage.upload(files.Location(f"{key}.csv"), files.make_upload(io.BytesIO(text)))
        file = model.File(name=f"{key}.csv", location=data.location, storage=name, size=len(text))
        model.Session.add(file)
        model.Session.add(model.FileOwner(file_id=file.id, owner_id=resource["id"], owner_type="resource"))
        found[key] = file.id
    model.Session.commit()
    city.forget()
    yield found
    model.Session.execute(sa.delete(model.FileOwner))
    model.Session.execute(sa.delete(model.File))
    model.Session.commit()
    city.forget()


class TestStoredFiles:
    """Files of the file manager that belong to a resource are bytes of it."""

    @pytest.mark.parametrize("role", ROLES)
    def test_bytes_are_for_who_may_have_the_data(self, city: City, stored: dict[str, str], role: str):
        absent = city.get(role, "/file/download/there-is-none").status_code
        wrong = {}
        for key, file_id in stored.items():
            answer = city.get(role, f"/file/download/{file_id}")
            leaks = city.leaks(role, answer.get_data(as_text=True))
            if leaks or (not may_read_data(role, key) and answer.status_code != absent):
                wrong[key] = answer.status_code, sorted(leaks)
        assert wrong == {}
        if role == "sysadmin":
            assert city.get(role, f"/file/download/{stored['open']}").status_code == 200

    @pytest.mark.parametrize("role", ROLES)
    def test_lists_of_files_name_none_that_is_hidden(self, city: City, stored: dict[str, str], role: str):
        for key, resource in city.files.items():
            if CASES[key].old or may_read(role, key):
                continue
            found = city.call(role, "file_owner_scan", owner_type="resource", owner_id=resource["id"])
            text = found.get_data(as_text=True)
            assert sorted(city.leaks(role, text)) == []
            assert stored[key] not in text


class TestEndedTokens:
    """Whose token has ended, or was revoked, is nobody."""

    @pytest.fixture(params=["expired", "revoked"])
    def token(self, city: City, request: pytest.FixtureRequest) -> str:
        name = city.users["admin"]
        token = call_action("api_token_create", user=name, name="ended")["token"]
        jti = api_token.decode_token(token)["jti"]
        if request.param == "expired":
            return api_token.encode_token({**api_token.decode_token(token), "exp": 1})
        call_action("api_token_revoke", jti=jti)
        return token

    @pytest.mark.parametrize("case", ["internal", "confidential", "secret", "closed_open", "draft_open"])
    def test_what_is_hidden_from_nobody_is_absent(self, city: City, token: str, case: str):
        headers = {"Authorization": token}
        gaps = city.gaps(case)
        for path in ("/dataset/{id}", "/dataset/{id}/resource/{file}", "/datastore/dump/{file}"):
            answer = city.app.get(path.format(**gaps), headers=headers, follow_redirects=False)
            assert answer.status_code == 404, path
            # The page repeats the id that was asked for, as it does of what there is not.
            assert city.leaks("anonymous", answer.get_data(as_text=True), ids=False) == set()
        found = city.app.get("/api/3/action/package_search?include_private=true&rows=100", headers=headers)
        assert city.leaks("anonymous", found.get_data(as_text=True)) == set()
