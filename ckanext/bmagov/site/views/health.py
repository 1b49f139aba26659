"""`/health`: 200 when every service answers, 503 otherwise."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

import ckan.plugins.toolkit as tk

health = Blueprint("bmagov_health", __name__)


@health.route("/health")
def show() -> tuple[Response, int]:
    """Answer machines: the state of each service as JSON."""
    state = tk.get_action("bmagov_health_show")({}, {})
    return jsonify(state), 200 if state["healthy"] else 503
