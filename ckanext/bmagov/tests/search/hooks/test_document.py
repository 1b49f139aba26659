"""The document that Solr gets: no other order of its steps, or of the plugin's classes, changes it."""

from __future__ import annotations

import itertools

import pytest

from ckan import model
from ckan.lib import search
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.domain.order import Ordered
from ckanext.bmagov.base.events import passed_through
from ckanext.bmagov.plugin import BmagovPlugin
from ckanext.bmagov.search import domain
from ckanext.bmagov.subscriptions import INDEX_STEPS
from ckanext.bmagov.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")


@pytest.fixture
def raw(monkeypatch):
    """The document of a dataset with a closed file and a dictionary, as CKAN hands it to the plugin."""
    agency = factories.Agency(title_en="Office of Tests")
    dataset = factories.Dataset(
        owner_org=agency["id"],
        resources=[
            factories.resource(name="ลับ", resource_data_classification="secret"),
            factories.resource(),
        ],
    )
    call_action(
        "bmagov_dictionary_update",
        {"user": core.Sysadmin()["name"]},
        id=dataset["resources"][1]["id"],
        columns=[{"name": "khet", "label_th": "เขต", "label_en": "District", "type": "string"}],
    )
    documents = []
    read = domain.opened

    def seen(document):
        documents.append(dict(document))
        return read(document)

    monkeypatch.setattr(domain, "opened", seen)
    search.rebuild(dataset["id"])
    monkeypatch.setattr(domain, "opened", read)
    model.Session.commit()
    return documents[-1]


def sent(steps, raw):
    document = domain.closed(passed_through(steps, domain.opened(raw)))
    return {**document, "bmagov_names": sorted(document["bmagov_names"])}


def other_orders():
    names = INDEX_STEPS.names
    yield tuple(reversed(names))
    for one, other in itertools.combinations(range(len(names)), 2):
        swapped = list(names)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        yield tuple(swapped)


def test_another_order_of_the_steps_is_refused_or_gives_the_same(raw):
    wanted = sent(INDEX_STEPS.names, raw)
    assert wanted["res_name"] == ["ประชากรรายเขต 2569"]
    assert {"Office of Tests", "District"} <= {*wanted["bmagov_names"]}
    assert wanted["bmagov_resource_count"] == 1
    refused = 0
    for order in other_orders():
        try:
            Ordered(order, INDEX_STEPS.before)
        except ValueError:
            refused += 1
        else:
            assert sent(order, raw) == wanted, order
    assert refused


def test_the_order_of_the_classes_of_the_plugin_does_not_matter(raw):
    bases = BmagovPlugin.__bases__
    wanted = BmagovPlugin.before_dataset_index(BmagovPlugin(), dict(raw))
    orders = [tuple(reversed(bases)), *(bases[place:] + bases[:place] for place in range(1, len(bases)))]
    for order in orders:
        shuffled = type("Shuffled", order, {})
        assert shuffled.before_dataset_index(shuffled(), dict(raw)) == wanted
