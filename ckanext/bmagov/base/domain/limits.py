"""Bounds that all actions share."""

from __future__ import annotations

LARGEST = 1_000_000_000
"""The largest limit or offset: what PostgreSQL and Solr can still count with. Actions have smaller ones."""
