from __future__ import annotations

import ipaddress

import pytest

from ckanext.bmagov.base.domain.network import client_address, household, network_of, networks, within
from ckanext.bmagov.base.domain.problem import ProblemError

PROXIES = networks(["127.0.0.1", "10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "8.8.8.8", "203.0.113.9"),  # nobody trusts who says so
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "8.8.8.8", "8.8.8.8"),
        ("127.0.0.1", "1.1.1.1, 8.8.8.8", "8.8.8.8"),  # the first is what the reader invented
        ("127.0.0.1", "8.8.8.8, 10.1.2.3", "8.8.8.8"),  # two proxies of ours
        ("::1", "[2001:4860::1]:4711", "2001:4860::1"),
        ("::1", "8.8.8.8:4711", "8.8.8.8"),
        ("::ffff:127.0.0.1", "8.8.8.8", "8.8.8.8"),
        ("127.0.0.1", "8.8.8.8,", "127.0.0.1"),
        ("127.0.0.1", "10.9.9.9", "10.9.9.9"),
    ],
)
def test_the_address_is_what_the_last_trusted_proxy_saw(peer, forwarded, address):
    assert client_address(peer, forwarded, PROXIES) == ipaddress.ip_address(address)


@pytest.mark.parametrize(
    ("peer", "forwarded"),
    [("", ""), ("unix:", ""), ("127.0.0.1", "unknown"), ("127.0.0.1", "8.8.8.8, x" * 999)],
)
def test_what_is_no_address_is_nobodys(peer, forwarded):
    assert client_address(peer, forwarded, PROXIES) is None


def test_one_network_is_what_one_household_or_office_is_given():
    assert network_of(ipaddress.ip_address("203.0.113.9")) == "203.0.113.0/24"
    assert network_of(ipaddress.ip_address("2001:db8:1:2::3")) == "2001:db8:1::/48"


def test_networks_of_both_versions_stand_in_one_list():
    assert within(ipaddress.ip_address("10.2.3.4"), PROXIES)
    assert within(ipaddress.ip_address("::1"), PROXIES)
    assert not within(ipaddress.ip_address("11.0.0.1"), PROXIES)


@pytest.mark.parametrize("text", ["x", "10.0.0.0/33", "10.0.0.0/8/8", ""])
def test_what_is_no_network_is_named(text):
    with pytest.raises(ProblemError) as error:
        networks([text])
    assert error.value.code == "NETWORK-FORMAT"
    assert error.value.params["found"] == text


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("no address", "no address"),
    ],
)
def test_one_subscriber_is_one(address: str, expected: str):
    assert household(address) == expected
