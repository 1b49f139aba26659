"""What GD Catalog has registered: asked of a server that answers, half answers, or never does."""

from __future__ import annotations

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ckan import model
from ckan.tests import helpers
from ckan.tests.factories import Sysadmin, User

from ckanext.bmagov import config
from ckanext.bmagov.exchange.gdc.actions import registration
from ckanext.bmagov.exchange.gdc.model import GdcDataset
from ckanext.bmagov.exchange.gdc.readers import status_service
from ckanext.bmagov.exchange.gdc.services import sent
from ckanext.bmagov.tests import factories

PUBLISHED = {"success": True, "result": [{"name": "air", "metadata_modified": "2026-11-29T17:28:55"}]}
NOTHING = {"success": True, "result": []}


class Peer:
    """GD Catalog's status service: answers with what it is told, by action."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.let_go = threading.Event()
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                action = self.path.rpartition("/")[2]
                body = self.rfile.read(int(self.headers["Content-Length"]))
                peer.asked.append((action, json.loads(body)))
                answer = peer.answers.get(action, NOTHING)
                if answer == "hang":
                    peer.let_go.wait(60)
                    return
                status, text = answer if isinstance(answer, tuple) else (200, json.dumps(answer))
                self.send_response(status)
                self.send_header(
                    "Content-Length", str(len(text.encode()) + (50 if text.endswith("…") else 0))
                )
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name)
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/api/3/action"

    def close(self) -> None:
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def peer(clean_db, clean_index, ckan_config, monkeypatch):
    peer = Peer()
    monkeypatch.setitem(ckan_config, config.GDC_STATUS_URL, peer.address)
    monkeypatch.setattr(registration, "PACE", 0)
    monkeypatch.setattr(status_service, "TIMEOUT", status_service.urllib3.Timeout(connect=1, read=0.2))
    yield peer
    peer.close()


@pytest.fixture
def boss(clean_db):
    return Sysadmin()


def check(limit: int = 500) -> tuple[int, int]:
    result = helpers.call_action("bmagov_gdc_check", limit=limit)
    return result["asked"], result["failed"]


def state(user: dict[str, Any], dataset: dict[str, Any]) -> dict[str, Any]:
    context = {"user": user["name"], "ignore_auth": False}
    return helpers.call_action("bmagov_gdc_state_show", context, id=dataset["id"])


def come_due() -> None:
    model.Session.query(GdcDataset).update({"next_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
    model.Session.commit()


def test_what_is_registered_is_known_with_its_address(peer, boss):
    dataset = factories.Dataset(user=boss)
    factories.Dataset(user=boss, allow_harvest="no")
    peer.answers[status_service.PUBLISHED] = PUBLISHED
    assert check() == (1, 0)
    assert peer.asked == [(status_service.PUBLISHED, {"site_url": "test.ckan.net", "package": dataset["id"]})]
    known = state(boss, dataset)
    assert (known["state"], known["share"]) == ("registered", "whole")
    assert known["url"] == "https://gdcatalog.go.th/dataset/gdpublish-air"
    assert check() == (0, 0), "it is not asked again on the same day"


def test_what_is_on_its_way_is_told_in_its_words(peer, boss):
    dataset = factories.Dataset(user=boss)
    peer.answers[status_service.OTHER] = {"result": [{"governance_state": "APPROVAL"}]}
    assert check() == (1, 0)
    assert state(boss, dataset)["state"] == "pending"


@pytest.mark.parametrize(
    "answer", ["hang", (500, "x"), (200, "{"), (200, '{"result": …'), (302, ""), (200, "x" * 100_000)]
)
def test_a_peer_that_does_not_answer_leaves_what_was_known(peer, boss, answer):
    dataset = factories.Dataset(user=boss)
    peer.answers[status_service.PUBLISHED] = PUBLISHED
    check()
    come_due()
    peer.answers[status_service.PUBLISHED] = answer
    assert check() == (1, 1)
    known = state(boss, dataset)
    assert known["state"] == "registered"
    assert known["failed_since"]
    assert check() == (0, 0), "it is left alone for a while"


def test_a_peer_that_is_away_is_not_asked_about_every_dataset(peer, boss):
    for _ in range(7):
        factories.Dataset(user=boss)
    peer.answers[status_service.PUBLISHED] = (500, "x")
    assert check() == (5, 5)
    peer.answers[status_service.PUBLISHED] = (429, "x")
    come_due()
    assert check() == (1, 1)


def test_nobody_is_asked_unless_the_site_says_whom(peer, boss, ckan_config, monkeypatch):
    factories.Dataset(user=boss)
    monkeypatch.setitem(ckan_config, config.GDC_STATUS_URL, "")
    assert check() == (0, 0)
    assert peer.asked == []


class TestWithdrawal:
    @pytest.fixture
    def editor(self, clean_db, clean_index):
        return User()

    @pytest.fixture
    def agency(self, editor):
        return factories.Agency(users=[{"name": editor["name"], "capacity": "admin"}])

    @pytest.fixture
    def dataset(self, agency, editor):
        dataset = factories.Dataset(owner_org=agency["id"], user=editor)
        sent.note(model.Session, [dataset["id"]], "gd-catalog")
        model.Session.commit()
        return dataset

    def left(self, user: dict[str, Any]) -> list[str]:
        context = {"user": user["name"], "ignore_auth": False}
        return [one["id"] for one in helpers.call_action("bmagov_gdc_withdrawal_list", context)]

    def test_nothing_is_to_withdraw_while_it_goes_out(self, editor, dataset):
        assert self.left(editor) == []

    def test_a_deleted_set_is_told_to_its_agency_only(self, editor, dataset):
        helpers.call_action("package_delete", {"user": editor["name"]}, id=dataset["id"])
        assert self.left(editor) == [dataset["id"]]
        assert self.left(User()) == []

    @pytest.mark.parametrize("change", [{"allow_harvest": "no"}, {"private": True}])
    def test_so_is_one_that_does_not_go_out_any_more(self, editor, dataset, change):
        helpers.call_action("package_patch", {"user": editor["name"]}, id=dataset["id"], **change)
        assert self.left(editor) == [dataset["id"]]

    def test_it_goes_when_somebody_has_asked_and_comes_back_when_it_is_sent_again(self, editor, dataset, app):
        helpers.call_action("package_patch", {"user": editor["name"]}, id=dataset["id"], allow_harvest="no")
        token = helpers.call_action(
            "api_token_create", {"user": editor["name"], "ignore_auth": True}, user=editor["name"], name="t"
        )["token"]
        headers = {"Authorization": token}
        page = app.get("/dashboard/work", headers=headers).get_data(as_text=True)
        assert f"/dashboard/gd-catalog/{dataset['id']}/withdrawn" in page
        done = app.post(
            f"/dashboard/gd-catalog/{dataset['id']}/withdrawn", headers=headers, follow_redirects=False
        )
        assert done.status_code == 302
        assert self.left(editor) == []
        sent.note(model.Session, [dataset["id"]], "gd-catalog")
        model.Session.commit()
        assert self.left(editor) == [dataset["id"]]

    @pytest.mark.parametrize("known", ["absent", "revoked"])
    def test_it_goes_when_gd_catalog_says_so(self, editor, dataset, known):
        helpers.call_action("package_delete", {"user": editor["name"]}, id=dataset["id"])
        row: Any = model.Session.get(GdcDataset, dataset["id"])
        row.state = known
        model.Session.commit()
        assert self.left(editor) == []

    def test_pages_warn_before_it_is_changed_and_forbid_nothing(self, editor, dataset, app):
        token = helpers.call_action(
            "api_token_create", {"user": editor["name"], "ignore_auth": True}, user=editor["name"], name="t"
        )["token"]
        headers = {"Authorization": token}
        for address in ("/en/dataset/edit/{}", "/en/dataset/delete/{}"):
            page = app.get(address.format(dataset["name"]), headers=headers).get_data(as_text=True)
            assert "ask for its withdrawal there" in page, address
        page = app.get(f"/en/dataset/{dataset['name']}", headers=headers).get_data(as_text=True)
        assert "GD Catalog gets the description of this dataset." in page
        assert 'id="bmagov-gdc"' not in app.get(f"/en/dataset/{dataset['name']}").get_data(as_text=True)
        answer = app.post(
            f"/en/dataset/delete/{dataset['name']}",
            data={"delete": ""},
            headers=headers,
            follow_redirects=False,
        )
        assert answer.status_code == 302
