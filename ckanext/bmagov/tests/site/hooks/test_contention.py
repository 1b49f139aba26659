"""Whoever loses to somebody else for good is told so, whichever action it was: ours, chained or core's."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.tests import factories as core

from ckanext.bmagov.base.services import contention
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


@pytest.fixture
def impatient():
    """Wait a thousandth of a second for a lock, in every transaction: core's actions set no limit."""

    def limit(_session, _transaction, connection):
        connection.execute(sa.text("SET LOCAL lock_timeout = '1ms'"))

    sa.event.listen(model.Session, "after_begin", limit)
    yield
    sa.event.remove(model.Session, "after_begin", limit)
    model.Session.rollback()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("action", "table"), [("package_patch", "package"), ("organization_patch", '"group"')]
)
def test_an_action_of_cores_over_the_api_is_answered_503(app, action, table):
    dataset, token = factories.Dataset(), core.APIToken(user=core.Sysadmin()["name"])["token"]
    thing = {"package": dataset["id"], '"group"': dataset["owner_org"]}[table]
    model.Session.commit()
    with model.meta.engine.begin() as other:
        other.execute(sa.text(f"SELECT 1 FROM {table} WHERE id = :id FOR UPDATE"), {"id": thing})
        response = app.post(
            f"/api/3/action/{action}",
            json={"id": thing, "title": "อื่น"},
            headers={"Authorization": token},
            expect_errors=True,
        )
    assert response.status_code == 503, response.body
    assert response.headers["Retry-After"] == "30"
    assert response.json["error"]["__type"] == "Service Unavailable"


def test_a_loss_is_forgotten_when_the_work_is_committed_after_all(app):
    with app.flask_app.test_request_context("/"):
        with pytest.raises(sa.exc.DBAPIError), model.meta.engine.connect() as connection:
            connection.execute(sa.text("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$"))
        assert contention.has_lost()
        model.Session.execute(sa.text("SELECT 1"))
        model.Session.commit()
        assert not contention.has_lost()


def test_another_error_is_no_loss(app):
    with app.flask_app.test_request_context("/"):
        with pytest.raises(sa.exc.DBAPIError), model.meta.engine.connect() as connection:
            connection.execute(sa.text("SELECT nothing"))
        assert not contention.has_lost()
