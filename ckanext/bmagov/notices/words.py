"""Notices in words: kinds, sections, points."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.bmagov.notices.domain.lines import Section


def kind_label(kind: str) -> str:
    """Return what a kind of notice is about."""
    return {
        "act": tk._("What the KPI still asks for by a day"),
        "data": tk._("Data that are due for update"),
        "returned": tk._("Reports that were returned"),
        "objection": tk._("Results to which you may object"),
        "decided": tk._("Decisions of the auditors"),
        "moved": tk._("Last days that were moved"),
        "asked": tk._("Requests that wait for you"),
        "answered": tk._("Answers to your requests"),
        "granted": tk._("Access that you were given"),
        "handed_in": tk._("Reports and objections handed in"),
        "late": tk._("Agencies long past a last day"),
        "operation": tk._("Settings of the site"),
    }[kind]


def section_label(section: Section) -> str:
    """Return the heading of a part of the list."""
    return {
        Section.OVERDUE: tk._("Overdue"),
        Section.DUE: tk._("Due soon"),
        Section.ASKED: tk._("Waits for you"),
        Section.NEWS: tk._("News"),
    }[section]


def points_text(least: str, gain: str) -> str:
    """Return what an act adds to the result, in percentage points; empty for nothing."""
    if not gain or gain in ("0", "0.00"):
        return ""
    if least == gain:
        return tk._("+{points} percentage points").format(points=gain)
    return tk._("up to +{points} percentage points").format(points=gain)
