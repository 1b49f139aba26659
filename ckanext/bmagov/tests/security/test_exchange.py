"""What other catalogs and machines read, as each of the cast: the same for all, and only what is open."""

from __future__ import annotations

from ckanext.bmagov.tests.security.readers import CASES
from ckanext.bmagov.tests.security.surface import (
    PUBLIC,
    Administration,
    Changes,
    ListOf,
    OneOf,
    Quiet,
    editors,
)

LISTED = frozenset(case for case in PUBLIC if CASES[case].kind != "now")
"""What goes out. What was closed once has no consent until its agency gives it again."""


def everybody(role: str, case: str) -> bool:
    """Tell who gets what goes out: everybody."""
    return case in LISTED


class TestGdcSearch(ListOf):
    action, params = "bmagov_gdc_search", {"rows": 1000}
    lists = LISTED


class TestGdcNames(ListOf):
    action = "bmagov_gdc_name_list"
    lists = LISTED


class TestGdcShow(OneOf):
    action, params = "bmagov_gdc_show", {"id": "{id}"}
    doers = staticmethod(everybody)
    tells = True


class TestGdcState(OneOf):
    action, params = "bmagov_gdc_state_show", {"id": "{id}"}
    doers = staticmethod(editors)


class TestGdcWithdrawals(Quiet):
    action = "bmagov_gdc_withdrawal_list"


class TestGdcWithdrawalConfirm(Changes):
    action, params = "bmagov_gdc_withdrawal_confirm", {"id": "{id}"}


class TestGdcSentNote(Administration):
    action, params = "bmagov_gdc_sent_note", {"ids": ["{id}"]}
    allowed = ()


class TestGdcCheck(Administration):
    action = "bmagov_gdc_check"


class TestGdcHarvest(ListOf):
    route, path = "bmagov_gdc.call", "/gdc/api/3/action/package_search?rows=1000&include_private=true"
    lists = LISTED


class TestGdcHarvestOfHidden(ListOf):
    """A filter that asks for private sets finds none."""

    path = "/gdc/api/3/action/package_search?rows=1000&fq=private:true+OR+allow_harvest:True"
    lists = LISTED


class TestGdcRecord(OneOf):
    path = "/gdc/api/3/action/package_show?id={name}"
    doers = staticmethod(everybody)
    tells = True


class TestGdcPosted(Quiet):
    route, path, form = "bmagov_gdc.call", "/gdc/api/3/action/status_show", {}


class TestGdcWithdrawalButton(Changes):
    route, path, form = "bmagov_gdc_withdrawal.confirm", "/dashboard/gd-catalog/{id}/withdrawn", {}
