"""Options of the configuration file that are lists: a wrong one stops the start and is named."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain import network
from ckanext.bmagov.base.domain.problem import ProblemError

LARGEST_PORT = 65535


def bmagov_network_list(value: Any) -> list[str]:
    """Accept networks in CIDR form."""
    texts = [str(item) for item in value]
    try:
        network.networks(texts)
    except ProblemError as error:
        said = tk._('"{found}" is no network. Write it like 10.0.0.0/8').format(found=error.params["found"])
        raise tk.Invalid(f"{error.code}: {said}") from None
    return texts


def bmagov_port_list(value: Any) -> list[int]:
    """Accept numbers of ports."""
    ports = []
    for item in value:
        if not str(item).isdecimal() or not 0 < int(item) <= LARGEST_PORT:
            said = tk._('"{found}" is no port. Write a number from 1 to 65535').format(found=item)
            raise tk.Invalid(f"PORT-RANGE: {said}")
        ports.append(int(item))
    return ports
