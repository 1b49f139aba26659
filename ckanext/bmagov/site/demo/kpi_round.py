"""Let rounds of the demo content go their way: hand-in, review, verification, sign-off, closing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from ckan import model

from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.readers.clock import today

if TYPE_CHECKING:
    from ckan.types import DataDict

    from ckanext.bmagov.site.demo.content import KpiYear
    from ckanext.bmagov.site.demo.kpi import KpiLoader

AUDITOR, SUPERVISOR, AGENCY = "auditor", "supervisor", "by"

STEPS: Final = {
    "submit": (AGENCY, ""),
    "start_review": (AUDITOR, ""),
    "return": (AUDITOR, "ขอให้แก้ไขคำอธิบายคอลัมน์และแนบแผนพัฒนาฐานข้อมูลฉบับลงนาม"),
    "verify": (AUDITOR, "ตรวจเอกสารและชุดข้อมูลครบถ้วนแล้ว"),
    "waive": (AGENCY, "รับทราบผลการตรวจ และไม่ขอโต้แย้งผลการประเมิน"),
    "sign_off": (SUPERVISOR, "เห็นชอบผลการประเมินตามที่เสนอ"),
    "close": (SUPERVISOR, ""),
}
"""What is done, by whom, with which words, in its order."""

WAYS: Final = {
    "submitted": ("submit",),
    "under_review": ("submit", "start_review"),
    "returned": ("submit", "start_review", "return"),
    "closed": ("submit", "start_review", "verify", "waive", "sign_off", "close"),
}
"""The steps to each state."""

TIME_TO_HAND_IN: Final = timedelta(days=30)


class RoundLoader:
    """Loads rounds beside a loader of years, through whose records each step is done once."""

    def __init__(self, years: KpiLoader) -> None:
        self._loader = years

    def load(self) -> None:
        """Do the steps of all years."""
        for year in self._loader.years:
            if year.submit:
                self._extend(year)
                end = FiscalYear(year.fiscal_year).end
                if end < today() and not self._loader.is_done(year, "submit"):
                    self._loader.score(year, end)
                for step in WAYS[year.review.get("until", "submitted")]:
                    self._step(year, step)

    def _extend(self, year: KpiYear) -> None:
        """Give an agency whose last day is over the time to hand in."""
        loader, key = self._loader.loader, self._loader.key(year)
        deadlines = loader.call("bmagov_deadline_list", key)["deadlines"]
        last = next(deadline["day"] for deadline in deadlines if deadline["step"] == "report")
        if last < today().isoformat():
            moved = {
                "step": "report",
                "before": last,
                "after": (today() + TIME_TO_HAND_IN).isoformat(),
                "reason": "ขยายเวลาส่งรายงานประจำปีเพื่อการสาธิต",
            }
            self._loader.do(year, "deadline", "bmagov_deadline_move", moved)

    def _step(self, year: KpiYear, step: str) -> None:
        who, words = STEPS[step]
        name = {**year.submit, **year.review}[who]
        user = model.User.get(name)
        if user is None or not user.is_active:
            return
        given = partial(self._given, year, step, words)
        self._loader.do(
            year, step, f"bmagov_round_{step}", given, user=name, auth_user_obj=user, ignore_auth=False
        )

    def _given(self, year: KpiYear, step: str, words: str) -> DataDict:
        current = self._loader.loader.call("bmagov_round_show", {**self._loader.key(year), "changes": False})
        signed = {name: year.submit[name] for name in ("signed_by", "position")} if step == "submit" else {}
        due = {"due": (today() + TIME_TO_HAND_IN).isoformat()} if step == "return" else {}
        return {"version": current["version"], "note": words, **signed, **due}
