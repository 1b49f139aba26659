"""The project's own schema, code lists and policy, read without CKAN."""

from __future__ import annotations

from ckanext.bmagov.tests.metadata.conftest import facts, lists, policy

__all__ = ["facts", "lists", "policy"]
