"""`/health` and what is below it: for load balancers, supervisors and people who run the site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify

import ckan.plugins.toolkit as tk

from ckanext.bmagov.site.readers import health as services

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

health = Blueprint("bmagov_health", __name__)


@health.route("/health")
def show() -> tuple[Response, int]:
    """Tell the state of each service: 200 when all answer, 503 otherwise."""
    state = tk.get_action("bmagov_health_show")({}, {})
    return jsonify(state), 200 if state["healthy"] else 503


def live() -> tuple[dict[str, bool], int]:
    """Tell that this process serves requests. No service is asked: a restart would bring none back."""
    return {"live": True}, 200


def ready() -> tuple[dict[str, bool], int]:
    """Tell whether this process may get requests: without PostgreSQL no page opens, without Solr most do."""
    is_ready = services.answers("database")
    return {"ready": is_ready}, 200 if is_ready else 503


PROBES = {"/health/live": live, "/health/ready": ready}


class Probes:
    """WSGI: answers a supervisor and a load balancer. CKAN would read the database before any page."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        """Wrap an application."""
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a probe, or let the application answer."""
        probe = PROBES.get(environ.get("PATH_INFO", ""))
        if probe is None:
            return self.app(environ, start_response)
        state, status = probe()
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        start_response("200 OK" if status == 200 else "503 Service Unavailable", headers)
        return [json.dumps(state).encode()]
