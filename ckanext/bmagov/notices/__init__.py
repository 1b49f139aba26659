"""Notices: who is told what, when; the list with its bell, the digest by mail, the reminders."""

from __future__ import annotations
