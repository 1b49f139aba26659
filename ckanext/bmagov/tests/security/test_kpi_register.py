"""Pages of the register, of linked systems and of data governance, as each of the cast."""

from __future__ import annotations

from typing import ClassVar

from ckanext.bmagov.tests.security.surface import Quiet
from ckanext.bmagov.tests.security.test_kpi import Governing
from ckanext.bmagov.tests.security.test_kpi_audit import Form


class TestSystemsPage(Quiet):
    route, path = "bmagov_governance.systems", "/organization/{owner}/kpi/2570/systems"


class TestGovernancePage(Quiet):
    route, path = "bmagov_governance.governance", "/organization/{owner}/kpi/2570/governance"


class TestRegisterPage(Quiet):
    route, path = "bmagov_register.index", "/kpi/register"


class TestRegisterFile(Quiet):
    route, path = "bmagov_register.download", "/kpi/register.csv"


class TestRegisterNew(Quiet):
    route, path = "bmagov_register.new", "/kpi/register/new"


class TestRegisterImport(Quiet):
    route, path = "bmagov_register.take_in", "/kpi/register/import"


class TestRegisterDuty(Quiet):
    route, path = "bmagov_register.show", "/kpi/register/{owner_id}"


class TestAgencyRegister(Quiet):
    route, path = "bmagov_register.agency_index", "/organization/{owner}/kpi/2570/register"


class TestAgencyRegisterFile(Quiet):
    route, path = "bmagov_register.agency_download", "/organization/{owner}/kpi/2570/register.csv"


class TestAgencyDuty(Quiet):
    route, path = "bmagov_register.agency_show", "/organization/{owner}/kpi/2570/register/{owner_id}"


class _Form(Form):
    """For an agency, or an entry, that there is not. Forms that name a dataset: `test_kpi_duties.py`."""

    form: ClassVar = Governing.params


class TestGovernanceForm(_Form):
    route, path = "bmagov_governance.governance", "/organization/{id}/kpi/2570/governance"


class TestGovernanceWithdrawForm(_Form):
    route = "bmagov_governance.governance_withdraw"
    path = "/organization/{owner}/kpi/2570/governance/{id}/withdraw"


class TestSystemConfirmForm(_Form):
    route = "bmagov_governance.systems_change"
    path = "/organization/{owner}/kpi/2570/systems/{id}/confirm"


class TestSystemWithdrawForm(TestSystemConfirmForm):
    path = "/organization/{owner}/kpi/2570/systems/{id}/withdraw"


class TestDutyRemoveForm(_Form):
    route, path = "bmagov_register.change", "/kpi/register/{id}/remove"


class TestAgencyDutyConfirmForm(_Form):
    route = "bmagov_register.agency_change"
    path = "/organization/{owner}/kpi/2570/register/{id}/confirm"
