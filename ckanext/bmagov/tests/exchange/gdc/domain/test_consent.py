"""What goes out of a dataset: all, its name, nothing."""

from __future__ import annotations

import pytest

from ckanext.bmagov.exchange.gdc.domain.consent import Share, Standing, share_of


@pytest.mark.parametrize(
    ("level", "private", "consent", "share"),
    [
        ("open", False, "yes", Share.WHOLE),
        ("open", False, "", Share.WHOLE),
        ("open", False, "no", Share.NOTHING),
        ("open", True, "yes", Share.NAME),
        ("open", True, "", Share.NOTHING),
        ("internal", True, "yes", Share.NAME),
        ("internal", True, "no", Share.NOTHING),
        ("internal", False, "yes", Share.NAME),
        ("confidential", True, "yes", Share.NOTHING),
        ("top_secret", True, "yes", Share.NOTHING),
        ("nonsense", False, "yes", Share.NOTHING),
        ("", False, "yes", Share.NOTHING),
    ],
)
def test_level_privacy_and_consent_decide(policy, level, private, consent, share):
    assert share_of(Standing("active", "dataset", private, level, consent), policy) is share


@pytest.mark.parametrize(
    ("state", "kind"), [("draft", "dataset"), ("deleted", "dataset"), ("active", "harvest")]
)
def test_what_is_not_published_stays_here(policy, state, kind):
    assert share_of(Standing(state, kind, False, "open", "yes"), policy) is Share.NOTHING
