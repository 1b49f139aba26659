"""A cast of its own: what odd input does to a site is not undone for the tests of access."""

from __future__ import annotations

from ckanext.bmagov.tests.security.conftest import _settings, city

__all__ = ["_settings", "city"]
