"""Work that lost a lock is done again as a whole: nothing of the try before is left in it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage

from ckanext.bmagov.base.actions import retry_on_contention
from ckanext.bmagov.base.actions.retry_on_contention import RETRIES, retried


class Lost(Exception):
    pgcode = "55P03"


class Session:
    rollbacks = 0

    def execute(self, *_: Any) -> None:
        pass

    def rollback(self) -> None:
        self.rollbacks += 1


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    session = Session()
    monkeypatch.setattr(retry_on_contention.model, "Session", session)
    monkeypatch.setattr(retry_on_contention.time, "sleep", lambda _: None)
    return session


def losing(times: int, seen: list[bytes]):
    def action(_context: Any, data_dict: Any) -> bytes:
        seen.append(data_dict["upload"].stream.read())
        if len(seen) <= times:
            raise OperationalError("", {}, Lost())
        return seen[-1]

    return retried(action)


def test_an_upload_is_read_whole_by_each_try(session: Session):
    seen: list[bytes] = []
    upload = FileStorage(io.BytesIO(b"a,b\n1,2\n"), "a.csv")
    assert losing(2, seen)({}, {"upload": upload, "id": "x"}) == b"a,b\n1,2\n"
    assert seen == [b"a,b\n1,2\n"] * 3
    assert session.rollbacks == 2


def test_it_ends_when_it_has_lost_for_good(session: Session):
    seen: list[bytes] = []
    with pytest.raises(OperationalError):
        losing(RETRIES + 1, seen)({}, {"upload": FileStorage(io.BytesIO(b"a"), "a.csv")})
    assert len(seen) == RETRIES + 1
